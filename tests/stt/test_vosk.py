"""Vosk, with a real model that knows a hundred words of synthetic speech."""

import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from vacli.config import SttSettings
from vacli.core.audio import Audio, from_pcm16
from vacli.core.engines import NO_HINTS
from vacli.core.errors import Cancelled, DeviceError, EngineError, ModelMissing, UsageError
from vacli.core.flow import spawn
from vacli.core.grammar import Grammar
from vacli.core.turn import Turn
from vacli.core.words import Hints, Transcript
from vacli.stt.vosk import Vosk
from vacli.stt.vosk_folder import check_folder, language_of

VOSK = Path(__file__).parents[1] / "data" / "vosk-tiny-commands"
SAMPLES = dict(
    line.split("\t")[:2] for line in (VOSK / "samples" / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
)
HOUSE = Grammar.parse(
    "turn (on|off) the [kitchen] (light|lights)\nset a timer for (five|ten) minutes\nstop [the music]"
)


def sound(name: str) -> Audio:
    with wave.open(str(VOSK / "samples" / name)) as file:
        return Audio(from_pcm16(file.readframes(file.getnframes())), file.getframerate())


def chunks(audio: Audio, size: int = 800) -> Iterator[Audio]:
    for at in range(0, len(audio), size):
        yield Audio(audio.samples[at : at + size], audio.rate, audio.start + at)


def hear(stt: Vosk, audio: Audio, hints: Hints = NO_HINTS) -> tuple[list[Transcript], Transcript]:
    stream = stt.stream(Turn(), hints=hints)
    partials = [partial for chunk in chunks(audio) if (partial := stream.feed(chunk))]
    return partials, stream.finish()


@pytest.fixture(scope="module")
def stt() -> Vosk:
    return Vosk(SttSettings(), VOSK)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "vosk-model-small-en-us-9.9"
    shutil.copytree(VOSK, target, ignore=shutil.ignore_patterns("samples"))
    return target


@pytest.mark.parametrize("name", SAMPLES)
def test_live_text_with_word_times_and_confidence(stt: Vosk, name: str) -> None:
    audio = sound(name)
    _, final = hear(stt, audio, Hints(words=True))
    assert final.text == SAMPLES[name]
    assert final.final and final.stable == len(final.text)
    assert [word.text for word in final.words] == final.text.split()
    assert all(a.end <= b.start + 1e-6 for a, b in zip(final.words, final.words[1:], strict=False))
    assert 0 < final.start < final.end <= audio.seconds
    assert final.confidence is not None and 0.8 < final.confidence <= 1.0


def test_partials_grow_and_their_stable_part_is_never_taken_back(stt: Vosk) -> None:
    partials, final = hear(stt, sound("weather.wav"))
    assert len(partials) >= 3
    held = ""
    for partial in partials:
        assert not partial.final and partial.text.startswith(held)
        held = partial.text[: partial.stable]
    assert held and final.text.startswith(held)


def test_words_are_only_given_when_they_are_wanted(stt: Vosk) -> None:
    assert hear(stt, sound("stop.wav"))[1].words == ()


def test_times_are_those_of_the_stream_the_sound_came_from(stt: Vosk) -> None:
    audio = sound("stop.wav")
    _, early = hear(stt, audio)
    _, late = hear(stt, Audio(audio.samples, audio.rate, start=160000))
    assert late.start == pytest.approx(early.start + 10) and late.end == pytest.approx(early.end + 10)


def test_a_pause_does_not_end_an_utterance_and_loses_nothing(stt: Vosk) -> None:
    pause = np.zeros(24000, np.float32)
    both = np.concatenate([sound("stop.wav").samples, pause, sound("yes.wav").samples])
    partials, final = hear(stt, Audio(both, 16000))
    assert final.text == "stop the music yes please"
    assert partials[-1].text.startswith("stop the music")


def test_a_recording_comes_in_segments_with_times_of_its_own(stt: Vosk) -> None:
    pause = np.zeros(16000, np.float32)
    parts = [np.concatenate([sound(name).samples, pause]) for name in ("time.wav", "joke.wav", "yes.wav")]
    segments = list(stt.transcribe(chunks(Audio(np.concatenate(parts), 16000), 16000), Turn(), hints=Hints(words=True)))
    assert [segment.text for segment in segments] == ["what time is it", "tell me a joke", "yes please"]
    starts = np.cumsum([0, *(len(part) / 16000 for part in parts)])
    for segment, start, end in zip(segments, starts, starts[1:], strict=False):
        assert start <= segment.start < segment.end <= end
        assert segment.words[0].start == segment.start


def test_a_recording_is_read_as_it_is_decoded_not_before(stt: Vosk) -> None:
    taken = 0

    def endless() -> Iterator[Audio]:
        nonlocal taken
        while True:
            for chunk in chunks(sound("stop.wav"), 1600):
                taken += 1
                yield chunk

    assert next(stt.transcribe(endless(), Turn())).text == "stop the music"
    assert taken < 100


def test_grammar_accepts_what_it_holds(stt: Vosk) -> None:
    for name in ("lights_on.wav", "timer.wav", "stop.wav"):
        assert hear(stt, sound(name), Hints(grammar=HOUSE))[1].text == SAMPLES[name]


@pytest.mark.parametrize("name", ["joke.wav", "yes.wav", "digits.wav", "weather.wav", "time.wav"])
def test_grammar_rejects_what_it_does_not_hold_and_says_so(stt: Vosk, name: str) -> None:
    _, final = hear(stt, sound(name), Hints(grammar=HOUSE))
    assert final.text == "" and "grammar" in final.note


def test_words_of_the_grammar_in_another_order_are_rejected(stt: Vosk) -> None:
    grammar = Grammar.parse("music stop the\nmusic the stop")
    assert hear(stt, sound("stop.wav"), Hints(grammar=grammar))[1].text == ""


def test_without_reject_the_nearest_is_taken(stt: Vosk) -> None:
    grammar = Grammar.parse("stop the music\nturn on the light", reject=False)
    assert hear(stt, sound("yes.wav"), Hints(grammar=grammar))[1].text != ""


def test_a_word_that_the_model_lacks_is_named(stt: Vosk, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="zebra"):
        stt.stream(Turn(), hints=Hints(grammar=Grammar.parse("stop the zebra")))
    assert capfd.readouterr().err == ""


def test_no_sound_and_too_little_sound_give_no_text(stt: Vosk) -> None:
    for length in (0, 1, 300):
        final = hear(stt, Audio(np.zeros(length, np.float32), 16000))[1]
        assert (final.text, final.final) == ("", True)
    assert list(stt.transcribe(iter(()), Turn())) == []


def test_silence_and_noise_give_no_text(stt: Vosk) -> None:
    noise = np.random.default_rng(0).standard_normal(32000).astype(np.float32) * np.float32(0.03)
    for samples in (np.zeros(32000, np.float32), noise):
        assert hear(stt, Audio(samples, 16000))[1].text == ""


def test_a_cancelled_turn_stops_between_two_steps(stt: Vosk) -> None:
    turn = Turn()
    stream = stt.stream(turn)
    stream.feed(sound("stop.wav"))
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.feed(sound("stop.wav"))
    with pytest.raises(Cancelled):
        stream.finish()
    with pytest.raises(Cancelled):
        list(stt.transcribe(chunks(sound("stop.wav")), turn))


def test_interleaved_utterances_do_not_hear_each_other(stt: Vosk) -> None:
    names = ["time.wav", "joke.wav", "lights_on.wav"]
    streams = [stt.stream(Turn()) for _ in names]
    feeds = [list(chunks(sound(name), 1600)) for name in names]
    for step in range(max(map(len, feeds))):
        for stream, feed in zip(streams, feeds, strict=True):
            if step < len(feed):
                stream.feed(feed[step])
    assert [stream.finish().text for stream in streams] == [SAMPLES[name] for name in names]


def test_one_model_serves_several_threads(stt: Vosk) -> None:
    heard: dict[str, str] = {}

    def work(name: str) -> Callable[[], None]:
        return lambda: heard.update({name: hear(stt, sound(name))[1].text})

    threads = [spawn("test", work(name)) for name in SAMPLES]
    for thread in threads:
        thread.join(20)
    assert heard == SAMPLES


def test_sound_at_another_rate_is_refused(stt: Vosk) -> None:
    with pytest.raises(EngineError, match="8000 Hz"):
        stt.stream(Turn()).feed(Audio(np.zeros(800, np.float32), 8000))


@pytest.mark.parametrize(
    "name", ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt"]
)
@pytest.mark.parametrize("damage", ["missing", "empty", "half"])
def test_a_model_that_is_not_whole_is_refused_in_one_line(
    copy: Path, name: str, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = copy / name
    whole = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(whole[: len(whole) // 2] if damage == "half" else b"")
    with pytest.raises(ModelMissing) as caught:
        Vosk(SttSettings(), copy)
    assert copy.name in caught.value.message and "\n" not in caught.value.message and caught.value.hint
    assert capfd.readouterr().err == ""


def test_tables_that_are_cut_off_never_reach_the_library(copy: Path) -> None:
    table = copy / "graph" / "phones" / "word_boundary.int"
    table.write_bytes(table.read_bytes()[:-3])
    with pytest.raises(ModelMissing, match=r"word_boundary\.int is cut off"):
        check_folder(copy)


def test_an_ivector_folder_must_be_whole(copy: Path) -> None:
    (copy / "ivector").mkdir()
    with pytest.raises(ModelMissing, match=r"final\.ie is missing"):
        check_folder(copy)


def test_the_flat_layout_of_old_models_is_known(copy: Path) -> None:
    for path in [path for path in copy.rglob("*") if path.is_file()]:
        path.rename(copy / path.name)
    (copy / "am").rmdir()
    check_folder(copy)
    (copy / "Gr.fst").unlink()
    with pytest.raises(ModelMissing, match=r"Gr\.fst is missing"):
        check_folder(copy)


def test_a_model_with_a_fixed_graph_takes_no_grammar(copy: Path) -> None:
    stt = Vosk(SttSettings(), copy)
    (copy / "graph" / "Gr.fst").rename(copy / "graph" / "HCLG.fst")  # no such model is small enough to be here
    with pytest.raises(UsageError, match="takes no grammar"):
        stt.stream(Turn(), hints=Hints(grammar=HOUSE))


def test_no_model_and_no_folder() -> None:
    with pytest.raises(ModelMissing):
        Vosk(SttSettings(), None)
    with pytest.raises(ModelMissing, match="not a folder"):
        Vosk(SttSettings(), VOSK / "README.md")


def test_the_language_is_read_from_the_models_name(copy: Path) -> None:
    assert [language_of(Path(name)) for name in ("vosk-model-cn-0.22", "vosk-model-small-de-0.15", "mine")] == [
        *("zh", "de", "")
    ]
    stt = Vosk(SttSettings(), copy)
    assert hear(stt, sound("yes.wav"))[1].language == "en"
    assert stt.stream(Turn(), language="en-GB").finish().language == "en-GB"
    with pytest.raises(UsageError, match="understands en, not de"):
        stt.stream(Turn(), language="de")


def test_every_choice_has_its_reason_and_cuda_is_refused(stt: Vosk) -> None:
    assert stt.device == "cpu" and all(choice.reason for choice in stt.choices)
    with pytest.raises(DeviceError, match="no GPU build"):
        Vosk(SttSettings(device="cuda"), VOSK)


def test_a_closed_engine_says_so(copy: Path) -> None:
    stt = Vosk(SttSettings(), copy)
    stream = stt.stream(Turn())
    stt.close()
    stt.close()
    stream.feed(sound("stop.wav"))
    assert stream.finish().text == "stop the music"
    with pytest.raises(LookupError):
        stt.stream(Turn())


def test_a_peek_is_the_whole_text_once_a_fifth_of_a_second_of_silence_was_heard(stt: Vosk) -> None:
    for name, text in SAMPLES.items():
        stream = stt.stream(Turn())
        stream.feed(sound(name))  # half a second of silence at its end
        peeked = stream.peek()
        assert (peeked.text, peeked.final) == (text, False)
        assert text.startswith(peeked.text[: peeked.stable])
        assert stream.finish().text == text, "the stream goes on"


def test_a_peek_in_the_middle_changes_nothing(stt: Vosk) -> None:
    stream = stt.stream(Turn())
    assert stream.peek().text == ""
    for chunk in chunks(sound("weather.wav")):
        stream.feed(chunk)
        assert SAMPLES["weather.wav"].startswith(stream.peek().text)
    assert stream.finish().text == SAMPLES["weather.wav"]


def test_a_peek_tells_what_the_grammar_begins_with_and_nothing_else(stt: Vosk) -> None:
    begun, other = stt.stream(Turn(), hints=Hints(grammar=HOUSE)), stt.stream(Turn(), hints=Hints(grammar=HOUSE))
    timer = sound("timer.wav")
    begun.feed(Audio(timer.samples[: int(1.9 * 16000)], 16000))
    assert SAMPLES["timer.wav"].startswith(begun.peek().text) and begun.peek().text
    other.feed(sound("joke.wav"))
    assert other.peek().text == "" and "grammar" in other.peek().note


def test_a_peek_of_a_cancelled_turn(stt: Vosk) -> None:
    turn = Turn()
    stream = stt.stream(turn)
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.peek()
