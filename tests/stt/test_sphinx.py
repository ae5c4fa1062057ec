"""pocketsphinx: dictation, closed grammars that can say "none of these", and nothing invented where nobody speaks."""

import json
import shutil
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from vacli.bench.speech.clips import speak
from vacli.config import SttSettings
from vacli.core.audio import Audio, from_pcm16
from vacli.core.engines import NO_HINTS
from vacli.core.errors import Cancelled, DeviceError, EngineError, ModelMissing, UsageError
from vacli.core.flow import spawn
from vacli.core.grammar import Grammar
from vacli.core.turn import Turn
from vacli.core.words import Hints, Transcript
from vacli.stt.sphinx import Sphinx
from vacli.stt.sphinx_decoders import BUNDLED, check_files, installed_sizes

SAMPLES = Path(__file__).parents[1] / "data" / "vosk-tiny-commands" / "samples"
HOUSE = Grammar.parse(
    "turn (on|off) the [kitchen] lights\nset a timer for (five|ten|twenty) minutes\nstop the music\nyes please"
)
ROBOT = Grammar.parse("go (forward|backward) (one|two|ten) (meter|meters)\nturn (left|right)")
NUMBERS = Grammar.parse("one two three\nnine [eight] seven")


def sound(path: Path) -> Audio:
    with wave.open(str(path)) as file:
        return Audio(from_pcm16(file.readframes(file.getnframes())), file.getframerate())


def sample(name: str) -> Audio:
    return sound(SAMPLES / f"{name}.wav")


def chunks(audio: Audio, size: int = 1600) -> Iterator[Audio]:
    for at in range(0, len(audio), size):
        yield Audio(audio.samples[at : at + size], audio.rate, audio.start + at)


def hear(stt: Sphinx, audio: Audio, hints: Hints = NO_HINTS) -> tuple[list[Transcript], Transcript]:
    stream = stt.stream(Turn(), hints=hints)
    partials = [partial for chunk in chunks(audio) if (partial := stream.feed(chunk))]
    return partials, stream.finish()


def loud(seconds: float, kind: str) -> Audio:
    """What is not speech."""
    at = np.arange(int(seconds * 16000)) / 16000
    noise = np.random.default_rng(0).standard_normal(len(at))
    made = {
        "silence": at * 0,
        "white": noise * 0.03,
        "brown": np.cumsum(noise) / np.abs(np.cumsum(noise)).max() * 0.2,
        "tone": np.sin(at * 2 * np.pi * 1000) * 0.3,
        "hum": np.sin(at * 2 * np.pi * 50) * 0.1,
        "clicks": (np.arange(len(at)) % 8000 < 20) * 0.8,
        "offset": at * 0 + 0.5,
    }
    return Audio(made[kind].astype(np.float32), 16000)


@pytest.fixture(scope="module")
def stt() -> Sphinx:
    return Sphinx(SttSettings())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lights_on", "turn on the kitchen lights"),
        ("timer", "set a timer for five minutes"),
        ("stop", "stop the music"),
        ("yes", "yes please"),
    ],
)
def test_grammar_accepts_what_it_holds(stt: Sphinx, name: str, text: str) -> None:
    audio = sample(name)
    partials, final = hear(stt, audio, Hints(grammar=HOUSE, words=True))
    assert final.text == text
    assert final.final and final.stable == len(text) and final.language == "en"
    assert final.confidence is not None and 0 < final.confidence <= 1
    assert [word.text for word in final.words] == text.split()
    assert all(a.end <= b.start for a, b in zip(final.words, final.words[1:], strict=False))
    assert 0 < final.start < final.end <= audio.seconds
    assert partials


@pytest.mark.parametrize("name", ["time", "weather", "joke", "digits"])
def test_grammar_rejects_what_it_does_not_hold_and_says_so(stt: Sphinx, name: str) -> None:
    _, final = hear(stt, sample(name), Hints(grammar=HOUSE))
    assert final.text == "" and "grammar" in final.note


def test_half_a_phrase_is_not_the_phrase(stt: Sphinx) -> None:
    assert hear(stt, sample("digits"), Hints(grammar=NUMBERS))[1].text == ""


def test_without_reject_the_nearest_is_taken(stt: Sphinx) -> None:
    grammar = Grammar.parse("turn off the light\nyes please", reject=False)
    final = hear(stt, sample("lights_on"), Hints(grammar=grammar))[1]
    assert final.text == "turn off the light" and final.confidence is None


def test_real_people_are_understood_in_a_grammar(stt: Sphinx, speech: Path) -> None:
    folder = speech / "pocketsphinx" / "dev"
    ten = "go forward ten meters"
    assert hear(stt, sound(folder / "goforward.wav"), Hints(grammar=ROBOT))[1].text == ten
    names = "ace|two|three|four|five|six|seven|eight|nine|ten|jack|queen|king"
    cards = Hints(grammar=Grammar.parse(f"[({names})] ({names}) of (hearts|clubs|spades|diamonds)"))
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    for row in (row for row in rows if row["path"].startswith("cards")):
        assert hear(stt, sound(folder / row["path"]), cards)[1].text == row["text"]


def test_real_people_who_say_something_else_are_rejected(stt: Sphinx, speech: Path) -> None:
    folder = speech / "pocketsphinx" / "dev"
    names = ["arctic_axb_a0005", "sense_and_sensibility_01_austen_64kb-0930", "something"]
    for grammar in (HOUSE, ROBOT):
        said = [hear(stt, sound(folder / f"{name}.wav"), Hints(grammar=grammar))[1].text for name in names]
        assert said == [""] * len(names)


def test_dictation_of_clear_speech(stt: Sphinx) -> None:
    for name, text in {"stop": "stop the music", "yes": "yes please"}.items():
        partials, final = hear(stt, sample(name), Hints(words=True))
        assert final.text == text and [word.text for word in final.words] == text.split()
        assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in final.words)
        assert final.confidence is not None and final.confidence > 0.5
        assert all(not partial.final for partial in partials)


def test_the_stable_part_of_partials_is_never_taken_back(stt: Sphinx) -> None:
    partials, _ = hear(stt, sample("timer"))
    held = ""
    for partial in partials:
        assert partial.text.startswith(held)
        held = partial.text[: partial.stable]
    assert held


def test_times_are_those_of_the_stream_the_sound_came_from(stt: Sphinx) -> None:
    audio = sample("stop")
    early = hear(stt, audio, Hints(grammar=HOUSE))[1]
    late = hear(stt, Audio(audio.samples, audio.rate, start=160000), Hints(grammar=HOUSE))[1]
    assert late.start == pytest.approx(early.start + 10) and late.end == pytest.approx(early.end + 10)


def test_silence_before_an_utterance_changes_nothing_but_its_times(stt: Sphinx) -> None:
    audio = sample("stop")
    later = Audio(np.concatenate([loud(3, "silence").samples, audio.samples]), 16000)
    first = hear(stt, audio, Hints(grammar=HOUSE))[1]
    second = hear(stt, later, Hints(grammar=HOUSE))[1]
    assert second.text == first.text
    assert second.start == pytest.approx(first.start + 3, abs=0.1)


@pytest.mark.parametrize("kind", ["silence", "white", "brown", "tone", "hum", "clicks", "offset"])
@pytest.mark.parametrize("hints", [Hints(), Hints(grammar=HOUSE)], ids=["dictation", "grammar"])
def test_nothing_is_invented_where_nobody_speaks(stt: Sphinx, kind: str, hints: Hints) -> None:
    audio = loud(4, kind)
    partials, final = hear(stt, audio, hints)
    assert (final.text, partials) == ("", [])
    assert [segment.text for segment in stt.transcribe(chunks(audio), Turn(), hints=hints)] == []


def test_nothing_is_invented_on_the_recorded_signals(stt: Sphinx, speech: Path, tmp_path: Path) -> None:
    from vacli.audio.files import open_sound

    for path in sorted((speech / "derived" / "dev" / "signals").iterdir()):
        with open_sound(path, Turn()) as file:
            assert [segment.text for segment in stt.transcribe(file.pieces(16000), Turn())] == [], path.name


def test_no_sound_and_too_little_sound_give_no_text(stt: Sphinx) -> None:
    for hints in (Hints(), Hints(grammar=HOUSE)):
        for length in (0, 1, 300):
            final = hear(stt, Audio(np.zeros(length, np.float32), 16000), hints)[1]
            assert (final.text, final.final) == ("", True)
        assert stt.stream(Turn(), hints=hints).finish().text == ""
        assert list(stt.transcribe(iter(()), Turn(), hints=hints)) == []


def test_a_recording_comes_in_segments_with_times_of_its_own(stt: Sphinx) -> None:
    pause = loud(1.5, "silence").samples
    parts = [np.concatenate([pause, sample(name).samples]) for name in ("stop", "joke", "yes")]
    audio = Audio(np.concatenate(parts), 16000)
    segments = list(stt.transcribe(chunks(audio, 8000), Turn(), hints=Hints(grammar=HOUSE, words=True)))
    assert [segment.text for segment in segments] == ["stop the music", "", "yes please"]
    assert "grammar" in segments[1].note
    starts = np.cumsum([0, *(len(part) / 16000 for part in parts)])
    for segment, start, end in zip(segments, starts, starts[1:], strict=False):
        assert start <= segment.start < segment.end <= end + 0.4
    assert segments[0].words[0].start == segments[0].start


def test_a_cancelled_turn_stops_and_its_decoders_serve_on(stt: Sphinx) -> None:
    turn = Turn()
    stream = stt.stream(turn, hints=Hints(grammar=HOUSE))
    audio = sample("timer")
    stream.feed(audio)
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.feed(audio)
    with pytest.raises(Cancelled):
        stream.finish()
    with pytest.raises(Cancelled):
        list(stt.transcribe(chunks(audio), turn))
    assert hear(stt, sample("stop"), Hints(grammar=HOUSE))[1].text == "stop the music"


def test_a_dropped_utterance_gives_its_decoders_back() -> None:
    """Else the next one waits for new ones, 0.3 s, while somebody speaks."""
    stt = Sphinx(SttSettings())
    pools = (stt.decoders.grammar, stt.decoders.sounds, stt.decoders.meter)
    stream = stt.stream(Turn(), hints=Hints(grammar=HOUSE))
    stream.feed(sample("timer"))
    assert not any(pool._idle for pool in pools[:2]), "they are at work"
    del stream
    assert [len(pool._idle) for pool in pools] == [1, 1, 1]
    lent = [pool._idle[0] for pool in pools]
    assert hear(stt, sample("stop"), Hints(grammar=HOUSE))[1].text == "stop the music"
    assert [pool._idle[0] for pool in pools] == lent


def test_a_grammar_is_installed_once_and_another_in_its_place(stt: Sphinx) -> None:
    first = stt.stream(Turn(), hints=Hints(grammar=HOUSE))
    again = stt.stream(Turn(), hints=Hints(grammar=HOUSE))
    assert again._graph is first._graph
    assert hear(stt, sample("stop"), Hints(grammar=ROBOT))[1].text == ""
    assert hear(stt, sample("stop"), Hints(grammar=HOUSE))[1].text == "stop the music"


def test_what_a_grammar_does_not_need_is_not_loaded() -> None:
    stt = Sphinx(SttSettings())
    hear(stt, sample("stop"), Hints(grammar=HOUSE))
    assert not stt.decoders.words._idle, "65 MB"


def test_cancelling_in_the_middle_of_a_long_feed_ends_it(stt: Sphinx) -> None:
    turn = Turn()
    long = Audio(np.concatenate([sample("timer").samples] * 30), 16000)
    stream = stt.stream(turn)
    stream.feed(sample("timer"))
    ended: list[bool] = []

    def work() -> None:
        with pytest.raises(Cancelled):
            stream.feed(long)
        ended.append(True)

    thread = spawn("test", work)
    turn.wait(0.2)
    turn.cancel()
    thread.join(5)
    assert ended


def test_interleaved_utterances_do_not_hear_each_other(stt: Sphinx) -> None:
    names = ["stop", "yes", "lights_on"]
    hints = [Hints(grammar=HOUSE), Hints(grammar=Grammar.parse("yes please\nno thank you")), Hints(grammar=HOUSE)]
    streams = [stt.stream(Turn(), hints=each) for each in hints]
    feeds = [list(chunks(sample(name))) for name in names]
    for step in range(max(map(len, feeds))):
        for stream, feed in zip(streams, feeds, strict=True):
            if step < len(feed):
                stream.feed(feed[step])
    said = [stream.finish().text for stream in streams]
    assert said == ["stop the music", "yes please", "turn on the kitchen lights"]


def test_the_same_sound_gives_the_same_words_whatever_was_heard_before(stt: Sphinx) -> None:
    first = hear(stt, sample("stop"))[1]
    hear(stt, sample("yes"))
    assert hear(stt, sample("stop"))[1] == first


def test_one_engine_serves_several_threads(stt: Sphinx) -> None:
    heard: dict[str, str] = {}

    def work(name: str) -> Callable[[], None]:
        return lambda: heard.update({name: hear(stt, sample(name), Hints(grammar=HOUSE))[1].text})

    threads = [spawn("test", work(name)) for name in ("stop", "yes", "timer")]
    for thread in threads:
        thread.join(30)
    assert heard == {"stop": "stop the music", "yes": "yes please", "timer": "set a timer for five minutes"}


def test_words_that_cannot_be_pronounced_are_named(stt: Sphinx) -> None:
    hints = Hints(grammar=Grammar.parse("stop the qwyx\nzzyx please"))
    for ask in (lambda: stt.stream(Turn(), hints=hints), lambda: stt.transcribe(iter(()), Turn(), hints=hints)):
        with pytest.raises(UsageError, match="qwyx, zzyx"):
            ask()


def test_only_english(stt: Sphinx) -> None:
    assert stt.stream(Turn(), language="en-GB").finish().text == ""
    with pytest.raises(UsageError, match="English only, not de") as caught:
        stt.stream(Turn(), language="de")
    assert "whisper" in caught.value.hint
    with pytest.raises(UsageError):
        stt.transcribe(iter(()), Turn(), language="fr")


def test_sound_at_another_rate_is_refused(stt: Sphinx) -> None:
    with pytest.raises(EngineError, match="8000 Hz"):
        stt.stream(Turn()).feed(Audio(np.zeros(800, np.float32), 8000))


def test_every_choice_has_its_reason_and_cuda_is_refused(stt: Sphinx) -> None:
    assert stt.device == "cpu" and all(choice.reason for choice in stt.choices)
    with pytest.raises(DeviceError, match="no GPU build"):
        Sphinx(SttSettings(device="cuda"))


def test_a_model_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="mdef is missing"):
        Sphinx(SttSettings(), tmp_path)
    copy = tmp_path / "en-us"
    shutil.copytree(BUNDLED, copy)
    check_files(copy, installed_sizes())
    means = copy / "en-us" / "means"
    means.write_bytes(means.read_bytes()[:5000])
    with pytest.raises(ModelMissing, match="means has 5000 bytes instead of 838732"):
        check_files(copy, installed_sizes())
    means.write_bytes(b"")
    with pytest.raises(ModelMissing, match="means is empty"):
        Sphinx(SttSettings(), copy)


def test_a_closed_engine_keeps_no_decoder() -> None:
    stt = Sphinx(SttSettings())
    hear(stt, sample("stop"), Hints(grammar=HOUSE))
    stt.close()
    stt.close()
    assert not stt.decoders.grammar._idle


@pytest.mark.parametrize("name", ["lights_on", "stop", "joke"])
def test_a_peek_after_speech_is_judged_like_the_whole(stt: Sphinx, name: str) -> None:
    stream = stt.stream(Turn(), hints=Hints(grammar=HOUSE))
    for chunk in chunks(sample(name), 512):
        stream.feed(chunk)
    peeked, final = stream.peek(), stream.finish()
    assert (peeked.text, peeked.final) == (final.text, False)
    assert bool(peeked.note) == (final.text == "")


def test_a_peek_at_a_short_word_does_not_wait_for_a_second_of_sound(stt: Sphinx) -> None:
    """`stop` alone is over before a channel can be heard for long."""
    said = speak("stop", "en-us", 160)
    word = Audio(np.pad(said.samples[: said.end], (6400, 512)), 16000)
    stream = stt.stream(Turn(), hints=Hints(grammar=Grammar.parse("stop [the music]\nyes please")))
    partials = [partial for chunk in chunks(word, 512) if (partial := stream.feed(chunk))]
    assert word.seconds < 1.0
    assert stream.peek().text == "stop" == stream.finish().text
    assert partials


def test_a_peek_at_nothing_is_empty_and_costs_no_word(stt: Sphinx) -> None:
    for hints in (Hints(), Hints(grammar=HOUSE)):
        stream = stt.stream(Turn(), hints=hints)
        assert (stream.peek().text, stream.peek().final) == ("", False)
        stream.feed(loud(1, "white"))
        assert stream.peek().text == ""
        for chunk in chunks(sample("yes")):
            stream.feed(chunk)
            stream.peek()
        assert stream.finish().text == "yes please"


def test_a_peek_of_a_cancelled_turn(stt: Sphinx) -> None:
    turn = Turn()
    stream = stt.stream(turn, hints=Hints(grammar=HOUSE))
    stream.feed(sample("stop"))
    turn.cancel()
    with pytest.raises(Cancelled):
        stream.peek()
