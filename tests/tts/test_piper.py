"""Piper through the real library and onnxruntime, with a voice that is plumbing and not speech."""

import json
import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import slow_voice as slow

from vacli.config import TtsSettings
from vacli.core.audio import Samples, join
from vacli.core.errors import Cancelled, DeviceError, EngineError, ModelMissing, UsageError
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.tts.piper import PAUSE, Piper

PIPER = Path(__file__).parents[1] / "data" / "piper-plumbing-voice" / "en_US-test-x_low.onnx"
CLAUSE = "the quick brown fox"


def open_voice(model: Path | None = PIPER, **settings: object) -> Piper:
    return Piper(TtsSettings(engine="piper", **settings), model)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def voice() -> Piper:
    return open_voice()


@pytest.fixture(scope="session")
def slow_voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return slow.make(tmp_path_factory.mktemp("voices"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The test voice in a folder of its own, to be damaged."""
    file = tmp_path / "voice.onnx"
    shutil.copy(PIPER, file)
    shutil.copy(f"{PIPER}.json", f"{file}.json")
    return file


def rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def test_says_what_it_is_and_why(voice: Piper) -> None:
    assert (voice.name, voice.model, voice.device, voice.rate) == ("piper", "en_US-test-x_low", "cpu", 22050)
    assert (voice.language, voice.speakers) == ("en", 1)
    told = {choice.name: choice for choice in voice.choices}
    assert told["tts.device"].value == "cpu" and "CUDA" in told["tts.device"].reason
    assert "processors" in told["tts.threads"].reason


def test_sound_comes_sentence_by_sentence_as_one_stream(voice: Piper, turn: Turn) -> None:
    pieces = list(voice.synthesize("One. Two! Three?", turn))
    assert len(pieces) == 3
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert all(piece.samples.dtype == np.float32 and np.abs(piece.samples).max() <= 1 for piece in pieces)
    assert 0.5 < join(pieces).seconds < 10
    pause = round(PAUSE * voice.rate)
    assert not pieces[0].samples[-pause:].any() and pieces[0].samples[:-pause].any()


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_say_is_no_sound(voice: Piper, turn: Turn, text: str) -> None:
    assert sum(map(len, voice.synthesize(text, turn))) == 0


def test_loudness_does_not_jump_from_clause_to_clause(voice: Piper, turn: Turn) -> None:
    """The clause alone, and as a sentence among others that are louder, comes out exactly as loud."""
    alone = join(voice.synthesize(f"{CLAUSE}.", turn)).samples
    among = list(voice.synthesize(f"Shout! {CLAUSE}. Oh, sixty sixes.", turn))[1].samples
    assert rms(alone) == pytest.approx(rms(among), rel=1e-3)
    levels = [rms(piece.samples) for piece in voice.synthesize("Ah. Sssh. Oh no. Fifty ships.", turn)]
    peaks = [np.abs(piece.samples).max() for piece in voice.synthesize("Ah. Sssh. Oh no. Fifty ships.", turn)]
    assert np.std(peaks) > 0.01, "peaks differ, so nothing was scaled to its own peak"
    assert max(levels) < 4 * min(levels)
    assert 0.02 < rms(alone) < 0.3


def test_speed_is_the_length_of_what_is_said(turn: Turn) -> None:
    slow, normal, fast = (
        join(open_voice(speed=speed).synthesize("one two three four five six", turn)).seconds for speed in (0.5, 1, 2)
    )
    assert slow == pytest.approx(2 * normal, rel=0.3)
    assert fast == pytest.approx(normal / 2, rel=0.3)


def test_speed_can_be_asked_for_and_multiplies_the_setting(turn: Turn) -> None:
    text = "one two three four five six"
    brisk = open_voice(speed=1.5)
    twice = join(open_voice().synthesize(text, turn, speed=2.0)).seconds
    assert join(open_voice(speed=2).synthesize(text, turn)).seconds == pytest.approx(twice)
    assert join(brisk.synthesize(text, turn, speed=2 / 1.5)).seconds == pytest.approx(twice)
    assert join(brisk.synthesize(text, turn)).seconds > 1.2 * twice, "it holds for one call"
    most = join(open_voice(speed=4).synthesize(text, turn)).seconds
    assert join(open_voice(speed=4).synthesize(text, turn, speed=9.0)).seconds == pytest.approx(most)


def test_cancelling_ends_a_sentence_in_its_middle(slow_voice: Path) -> None:
    voice = open_voice(slow_voice)
    begin = time.perf_counter()
    list(voice.synthesize(CLAUSE, Turn(Origin.TEXT)))
    whole = time.perf_counter() - begin
    turn = Turn(Origin.TEXT)
    cancelled: list[float] = []

    def cancel() -> None:
        time.sleep(whole / 4)
        cancelled.append(time.perf_counter())
        turn.cancel("enough")

    thread = spawn("cancel", cancel)
    with pytest.raises(Cancelled):
        list(voice.synthesize(CLAUSE, turn))
    took = time.perf_counter() - cancelled[0]
    thread.join()
    assert took < whole / 2, f"a sentence of {whole:.2f} s went on for {took:.2f} s"
    assert list(voice.synthesize("again", Turn(Origin.TEXT))), "the session is as good as before"


def test_a_cancelled_turn_gets_nothing(voice: Piper) -> None:
    turn = Turn(Origin.TEXT)
    turn.cancel()
    with pytest.raises(Cancelled):
        next(iter(voice.synthesize("hello", turn)))


def test_one_cancelled_turn_leaves_the_others_alone(slow_voice: Path) -> None:
    voice = open_voice(slow_voice)
    turns = [Turn(Origin.TEXT) for _ in range(3)]
    done: dict[int, int] = {}
    ready = threading.Barrier(4)

    def speak(number: int) -> None:
        ready.wait(10)
        try:
            done[number] = sum(map(len, voice.synthesize("one", turns[number])))
        except Cancelled:
            done[number] = -1

    threads = [spawn(f"speak-{number}", lambda number=number: speak(number)) for number in range(3)]  # type: ignore[misc]
    ready.wait(10)
    time.sleep(0.05)
    turns[1].cancel()
    for thread in threads:
        thread.join(60)
    assert done[1] == -1
    assert done[0] == done[2] > 0


def test_what_looks_like_phonemes_is_read_as_text(voice: Piper, turn: Turn) -> None:
    said = sum(map(len, voice.synthesize("one [[two]] three", turn)))
    assert said == sum(map(len, voice.synthesize("one  two  three", turn)))


def test_a_text_without_any_punctuation_is_cut(voice: Piper, turn: Turn) -> None:
    pieces = list(voice.synthesize("word " * 200, turn))
    assert len(pieces) >= 3, "a network run grows with the square of its text"


def test_a_speaker_that_is_not_there(copy: Path) -> None:
    with pytest.raises(UsageError, match="no speaker 1: it has one speaker, 0"):
        open_voice(speaker=1)
    described(copy, num_speakers=4)
    with pytest.raises(UsageError, match="it has 4 speakers, 0 to 3"):
        open_voice(copy, speaker=4)


def test_a_folder_means_the_voice_in_it(copy: Path, tmp_path: Path) -> None:
    assert open_voice(tmp_path).model == "voice"
    shutil.copy(copy, tmp_path / "second.onnx")
    with pytest.raises(ModelMissing, match="holds 2"):
        open_voice(tmp_path)


def described(voice: Path, **changes: object) -> None:
    """Change the voice's description; None takes a key out."""
    path = Path(f"{voice}.json")
    found = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({key: value for key, value in found.items() if value is not None}))


def test_a_voice_that_is_missing_or_damaged_is_named(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no Piper voice was named"):
        open_voice(None)
    with pytest.raises(ModelMissing, match=r"gone\.onnx does not exist") as missing:
        open_voice(tmp_path / "gone.onnx")
    assert "vacli models" in missing.value.hint
    described(copy, audio=None)
    with pytest.raises(ModelMissing, match=r"voice\.onnx\.json is no description"):
        open_voice(copy)
    Path(f"{copy}.json").write_text("{")
    with pytest.raises(ModelMissing, match="no description"):
        open_voice(copy)
    Path(f"{copy}.json").write_text("[]")
    with pytest.raises(ModelMissing, match="no description"):
        open_voice(copy)
    Path(f"{copy}.json").unlink()
    with pytest.raises(ModelMissing, match=r"voice\.onnx\.json is missing"):
        open_voice(copy)
    Path(f"{copy}.json").mkdir()
    with pytest.raises(ModelMissing, match="cannot read"):
        open_voice(copy)


def test_a_description_without_a_rate(copy: Path) -> None:
    described(copy, audio={"sample_rate": 0})
    with pytest.raises(ModelMissing, match="without a sample rate"):
        open_voice(copy)


def test_a_truncated_network(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:100_000])
    with pytest.raises(ModelMissing, match="damaged"):
        open_voice(copy)
    copy.write_bytes(b"")
    with pytest.raises(ModelMissing):
        open_voice(copy)


def test_a_network_that_is_no_voice(copy: Path) -> None:
    import faster_whisper

    shutil.copy(Path(faster_whisper.__file__).parent / "assets" / "silero_vad_v6.onnx", copy)
    with pytest.raises(ModelMissing, match="no Piper voice: it has no input input_lengths, scales"):
        open_voice(copy)


def test_a_description_of_another_network(copy: Path) -> None:
    """Phoneme numbers beyond the network's table: found when the voice is loaded, not in the middle of a talk."""
    ids = json.loads(Path(f"{PIPER}.json").read_text())["phoneme_id_map"]
    described(copy, phoneme_id_map={symbol: [900 + number] for symbol, (number,) in ids.items()})
    with pytest.raises(ModelMissing, match="does not speak"):
        open_voice(copy)


def test_the_graphics_card_is_never_taken_for_granted() -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this onnxruntime has CUDA")
    with pytest.raises(DeviceError, match="cannot run on cuda"):
        open_voice(device="cuda")
    assert open_voice(device="cpu", threads=2).choices[1].reason == "as asked"


def test_a_closed_voice_says_so(turn: Turn) -> None:
    voice = open_voice()
    voice.close()
    voice.close()
    with pytest.raises(EngineError, match="closed"):
        list(voice.synthesize("hello", turn))
