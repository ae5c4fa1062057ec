"""espeak-ng through its real library: the voices, streaming, cancelling, several callers, odd input."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from vacli.config import TtsSettings
from vacli.core.audio import Audio, join
from vacli.core.errors import Cancelled, EngineMissing, UsageError
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.tts.espeak import Espeak, voices
from vacli.tts.espeak_data import LONGEST, short_path
from vacli.tts.espeak_library import BUFFER_MS, Library, library

VOSK = Path(__file__).parents[1] / "data" / "vosk-tiny-commands"


def open_voice(**settings: object) -> Espeak:
    return Espeak(TtsSettings(engine="espeak", **settings))  # type: ignore[arg-type]


def sound(text: str, **settings: object) -> Audio:
    return join(open_voice(**settings).synthesize(text, Turn(Origin.TEXT)))


def test_says_what_it_is_and_why() -> None:
    voice = open_voice()
    assert (voice.name, voice.model, voice.language) == ("espeak", "en-us", "en")
    assert (voice.device, voice.rate) == ("cpu", 22050)
    assert [str(choice) for choice in voice.choices] == [
        "tts.voice = en-us (none was named)",
        "tts.device = cpu (espeak-ng runs nowhere else)",
    ]
    voice.close()


def test_sound_comes_in_small_pieces_of_one_stream(turn: Turn) -> None:
    pieces = list(open_voice().synthesize("The quick brown fox jumps over the lazy dog.", turn))
    assert len(pieces) > 5
    assert all(len(piece) <= 22050 * BUFFER_MS / 1000 + 1 for piece in pieces)
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    whole = join(pieces)
    assert 1.5 < whole.seconds < 5 and whole.samples.dtype == np.float32
    assert 0.02 < np.sqrt(np.mean(whole.samples**2)) < 0.3


def test_speed_can_be_asked_for_and_multiplies_the_setting(turn: Turn) -> None:
    def seconds(speed: float, setting: float = 1.0) -> float:
        text = "one two three four five six seven eight nine ten"
        return join(open_voice(speed=setting).synthesize(text, turn, speed=speed)).seconds

    assert seconds(2.0) == pytest.approx(seconds(1.0, setting=2.0), rel=0.02)
    assert seconds(2.0) == pytest.approx(seconds(0.5, setting=4.0), rel=0.02)
    assert seconds(0.7) > 1.2 * seconds(1.0) > 1.2 * 1.4 * seconds(2.0)
    assert seconds(9.0) == pytest.approx(seconds(4.0), rel=0.02)
    assert seconds(0.01) == pytest.approx(seconds(0.25), rel=0.02)


@pytest.mark.parametrize("phrase", ["what time is it", "turn on the kitchen lights", "set a timer for five minutes"])
def test_a_recogniser_understands_it(phrase: str) -> None:
    """The tiny test model knows synthetic voices and a closed set of phrases."""
    vosk = pytest.importorskip("vosk")
    vosk.SetLogLevel(-1)
    said = sound(phrase, speed=150 / 175)
    recogniser = vosk.KaldiRecognizer(vosk.Model(str(VOSK)), said.rate)
    recogniser.AcceptWaveform(said.pcm16() + bytes(said.rate))
    assert json.loads(recogniser.FinalResult())["text"] == phrase


def test_voices_differ_and_are_known_by_name() -> None:
    german, english = sound("Wie spät ist es?", voice="de"), sound("Wie spät ist es?")
    assert len(german) != len(english)
    assert open_voice(voice="en").model == "en-us"
    assert open_voice(voice="de").language == "de"
    assert open_voice(voice="en_gb").model == "en-gb"
    assert len(sound("bath", voice="en-gb")) != len(sound("bath", voice="en-us"))
    assert open_voice(voice="en-us+f3").language == "en"
    names = {voice.code: voice.name for voice in voices()}
    assert len(names) > 80 and names["de"] == "German" and "en-us" in names
    for code in ("fr", "es", "ja", "cmn", *list(names)[::10]):
        assert open_voice(voice=code).model == code


@pytest.mark.parametrize("name", ["nope", "en-us+nope", "../../etc/passwd", "e n", "日本"])
def test_an_unknown_voice_names_some_that_are_there(name: str) -> None:
    with pytest.raises(UsageError, match="espeak has no voice") as error:
        open_voice(voice=name)
    assert "such as" in error.value.hint and "vacli models list" in error.value.hint


def test_a_misspelt_voice_finds_its_neighbours() -> None:
    with pytest.raises(UsageError) as error:
        open_voice(voice="en-uss")
    assert "en-us" in error.value.hint


def test_speed() -> None:
    normal = sound("one two three four five six seven").seconds
    assert sound("one two three four five six seven", speed=2.0).seconds == pytest.approx(normal / 2, rel=0.2)
    assert sound("one two three four five six seven", speed=0.5).seconds == pytest.approx(normal * 2, rel=0.2)
    slowest = open_voice(speed=0.25)
    assert [str(choice) for choice in slowest.choices][-1].startswith("tts.speed = 0.46 (espeak-ng speaks no slower")


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\0"])
def test_nothing_to_say_is_hardly_any_sound(text: str, turn: Turn) -> None:
    assert sum(map(len, open_voice().synthesize(text, turn))) < 22050 / 2


@pytest.mark.parametrize("text", ["日本語 😀 \ud800 \x07", "<speak>a & b</speak>", "[[h@loU]]", "\u202eabc", "é" * 500])
def test_odd_text_does_no_harm(text: str, turn: Turn) -> None:
    assert sum(map(len, open_voice().synthesize(text, turn))) > 0


def test_a_huge_text_streams_from_the_start(turn: Turn) -> None:
    begin = time.perf_counter()
    stream = open_voice().synthesize("word " * 100_000, turn)
    next(stream)
    assert time.perf_counter() - begin < 5, "half an hour of speech was made before the first of it came"
    stream.close()


def test_cancelling_between_and_within_pieces() -> None:
    voice, turn = open_voice(), Turn(Origin.TEXT)
    stream = voice.synthesize("one two three four five six seven eight nine ten. " * 20, turn)
    next(stream)
    turn.cancel()
    with pytest.raises(Cancelled):
        next(stream)


def test_the_library_stops_when_it_is_told() -> None:
    text = "the quick brown fox jumps over the lazy dog " * 4
    whole = library().speak(text, "en-us", 175, lambda: False)
    asked: list[int] = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) >= 3

    assert len(library().speak(text, "en-us", 175, enough)) <= 3 < len(whole)
    assert len(library().speak(text, "en-us", 175, lambda: False)) == len(whole), "the next caller is not touched"


def test_several_callers_with_different_voices_do_not_mix() -> None:
    settings = [{"voice": "en-us"}, {"voice": "de", "speed": 1.5}, {"voice": "fr", "speed": 0.8}]
    text = "one two three. four five six. seven eight nine."
    alone = [sound(text, **each).samples for each in settings]
    together: dict[int, np.ndarray] = {}  # type: ignore[type-arg]
    ready = threading.Barrier(3)

    def speak(number: int) -> None:
        ready.wait(10)
        for _ in range(5):
            together[number] = sound(text, **settings[number]).samples

    threads = [spawn(f"speak-{number}", lambda number=number: speak(number)) for number in range(3)]  # type: ignore[misc]
    for thread in threads:
        thread.join(60)
    for number, samples in enumerate(alone):
        assert abs(len(samples) - len(together[number])) < 2000


def test_a_long_path_of_its_data_is_no_obstacle(tmp_path: Path) -> None:
    """espeak-ng itself fails from 160 bytes on. A process of its own, because the library is opened once."""
    deep = tmp_path / "a folder with späces" / ("x" * 120) / ("y" * 60)
    deep.mkdir(parents=True)
    package = Path(espeakng_loader.__file__).parent
    shutil.copy(package / "__init__.py", deep / "espeakng_loader.py")
    for name in ("espeak-ng-data", "libespeak-ng.so", "libespeak-ng.so.1"):
        if (package / name).exists():
            (deep / name).symlink_to(package / name)
    code = (
        "from vacli.tts.espeak import Espeak; from vacli.config import TtsSettings; from vacli.core.turn import Turn\n"
        "import espeakng_loader; assert len(espeakng_loader.get_data_path()) > 160\n"
        "print(sum(map(len, Espeak(TtsSettings()).synthesize('hello', Turn()))))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(deep), str(Path(__file__).parents[2])])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        env=env,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5000


def test_only_long_paths_get_a_link(tmp_path: Path) -> None:
    assert short_path(tmp_path) == tmp_path
    long = tmp_path / ("x" * LONGEST)
    long.mkdir()
    assert len(str(short_path(long))) < LONGEST and short_path(long).resolve() == long.resolve()
    assert short_path(long) == short_path(long)


def test_a_library_that_does_not_load_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: str(tmp_path / "gone.so"))
    with pytest.raises(EngineMissing, match="espeak-ng does not load"):
        Library()
