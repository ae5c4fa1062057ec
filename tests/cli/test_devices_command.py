"""`vacli devices`, over virtual devices and without any."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support import Result, heard_through

from vacli.audio.level import ADVICE, Level, level, record
from vacli.audio.memory import MemoryMic
from vacli.audio.portaudio import PortAudioSpeaker
from vacli.cli.devices import bar
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled, DeviceError
from vacli.core.turn import Turn

Run = Callable[..., Result]


def sine(level: float, seconds: float = 0.5, rate: int = 16000) -> Audio:
    count = round(seconds * rate)
    return Audio((level * np.sin(2 * np.pi * 300 * np.arange(count) / rate)).astype(np.float32), rate)


@pytest.mark.parametrize(
    ("peak", "verdict"), [(0.0, "silent"), (0.0005, "silent"), (0.005, "quiet"), (0.3, "ok"), (1.0, "clipping")]
)
def test_a_level_is_judged(peak: float, verdict: str) -> None:
    heard = level(sine(peak).samples)
    assert heard.verdict == verdict
    assert ADVICE[verdict]


def test_levels_are_in_decibels_of_full_scale(turn: Turn) -> None:
    heard = level(sine(0.5).samples)
    assert heard.peak == pytest.approx(-6.0, abs=0.1)
    assert heard.rms == pytest.approx(-9.0, abs=0.1)
    assert level(np.zeros(0, np.float32)) == level(np.zeros(10, np.float32)) == Level(-100, -100)
    assert bar(Level(0, 0)).count("█") == 40
    assert bar(Level(-100, -100)).count("█") == 0


def test_a_recording_is_as_long_as_asked_and_ends_with_its_turn(turn: Turn) -> None:
    told: list[Level] = []
    mic = MemoryMic(sine(0.5, seconds=2))
    assert 16000 <= len(record(mic, 1.0, turn, told.append)) < 16600
    assert {heard.verdict for heard in told} == {"ok"}
    turn.cancel("enough")
    with pytest.raises(Cancelled):
        record(mic, 1.0, turn, told.append)
    with pytest.raises(DeviceError, match="no sound at all"):
        record(MemoryMic(sine(0.5, seconds=0)), 1.0, Turn(), told.append)


def test_without_devices_it_is_3_with_a_hint(run: Run, virtual_audio: dict[str, str]) -> None:
    with heard_through({**virtual_audio, "PULSE_SERVER": "unix:/nowhere"}):
        for argv in (["devices"], ["devices", "--json"], ["devices", "--test"]):
            done = run(*argv)
            assert (done.code, done.out) == (3, "")
            assert "found" in done.err and "hint: connect one" in done.err


def test_without_the_library_it_names_the_package(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")  # as it does itself
    done = subprocess.run(
        [sys.executable, "-m", "vacli", "devices"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 3
    assert "PortAudio library not found" in done.stderr
    assert "sudo apt-get install -y libportaudio2" in done.stderr


@pytest.mark.usefixtures("sound")
class TestWithDevices:
    def test_they_are_listed_and_the_ones_in_use_marked(self, run: Run) -> None:
        done = run("devices", "--input", "vmic")
        assert done.code == 0
        inputs, outputs = done.out.split("loudspeakers:")
        assert [line.split()[2] for line in inputs.splitlines() if line.startswith("*")] == ["vmic"]
        assert [line.split()[2] for line in outputs.splitlines() if line.startswith("*")] == ["default"]
        assert "44.1 kHz (takes 8, 16," in inputs

    def test_as_json(self, run: Run) -> None:
        told = json.loads(run("devices", "--json", "--output", "vspk").out)
        assert {entry["name"] for entry in told["inputs"]} == {"pulse", "vmic", "vspk", "default"}
        assert [entry["name"] for entry in told["outputs"] if entry["used"]] == ["vspk"]
        assert [entry["name"] for entry in told["outputs"] if entry["default"]] == ["default"]
        assert 16000 in told["inputs"][0]["rates"]

    def test_a_wrong_name_is_3_and_one_in_the_settings_is_told(self, run: Run) -> None:
        wrong = run("devices", "--input", "nope")
        assert wrong.code == 3
        assert "there are: pulse, vmic" in wrong.err
        run("config", "set", "audio.output", "my-headset")
        done = run("devices")
        assert done.code == 0
        assert "there is no loudspeaker 'my-headset'" in done.err
        assert run("devices", "--test", "--output", "nope").code == 3

    def test_a_muted_microphone_fails_the_test(self, run: Run) -> None:
        done = run("devices", "--test")
        assert done.code == 1
        assert "peak -100.0 dB" in done.out
        assert "is silent" in done.err

    def test_a_microphone_that_hears_passes_it_and_may_be_played_back(self, run: Run, turn: Turn) -> None:
        with PortAudioSpeaker("vmic", 16000) as somebody:
            somebody.play(sine(0.25, seconds=6), turn)
            done = run("devices", "--test", "--input", "vmic", "--output", "vspk", "--json")
            somebody.flush()
        assert done.code == 0
        told = json.loads(done.out)
        assert (told["device"], told["verdict"], told["dropped"]) == ("vmic", "ok", 0)
        assert told["seconds"] == pytest.approx(2.0, abs=0.05)
        assert told["rms_db"] == pytest.approx(-15.05, abs=0.5), "a sine of amplitude 0.25"
        assert told["peak_db"] == pytest.approx(-12.0, abs=1.5), "-11.4 was seen on a loaded machine, cause not found"
        assert "playing it back on vspk" in done.err
