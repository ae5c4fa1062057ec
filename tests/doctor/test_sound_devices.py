"""Devices of sound broken on purpose, through real PortAudio: each fault is named, and its fix mends it when followed.

The server is this module's own, so that what a test breaks is nobody else's. What is heard is SYNTHETIC.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from support import Result, heard_through, sound_server

from vacli.audio.portaudio import PortAudioMic, PortAudioSpeaker
from vacli.bench.under import watch
from vacli.config import AudioSettings, Config, load
from vacli.core.audio import Audio, Samples
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.doctor import sound
from vacli.doctor.finding import Check, Finding
from vacli.doctor.hearing import capture

RATE = 16000


@pytest.fixture(scope="module")
def own() -> Iterator[dict[str, str]]:
    with sound_server() as variables, heard_through(variables):
        yield variables


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long enough for what is planted here."""
    monkeypatch.setattr(sound, "SECONDS", 0.6)
    monkeypatch.setattr(capture, "STILL", 1.0)


def found(check: Check, **audio: str) -> dict[str, Finding]:
    return {finding.name: finding for finding in check(Config(audio=AudioSettings(**audio)))}


def wrong(findings: dict[str, Finding]) -> list[str]:
    """Where it is wrong. What is no fault here but of a machine that has no time is left out: it may have none."""
    return [
        name
        for name, finding in findings.items()
        if finding.status != "ok"
        and not finding.detail.endswith(("blocks come late", "sound is lost", "too busy to tell"))
    ]


def look(check: Check, expected: list[str], said: dict[str, str], **audio: str) -> dict[str, Finding]:
    """What it finds, which must be wrong there and say that. The best of three: a starved machine tears the sweep."""
    for last in (False, False, True):
        findings = found(check, **audio)
        if last or (wrong(findings) == expected and all(re.search(said[each], findings[each].detail) for each in said)):
            break
    assert wrong(findings) == expected, findings
    for name, words in said.items():
        assert re.search(words, findings[name].detail)
    return findings


def healthy(check: Check) -> dict[str, Finding]:
    """What it finds: nothing wrong at all, but on a machine that was short of time. The best of three."""
    for _ in range(3):
        with watch() as beside:
            findings = found(check)
        bad = [finding for finding in findings.values() if finding.status != "ok"]
        if not bad:
            break
    assert wrong(findings) == []
    assert not bad or beside.note(), bad
    return findings


def follow(fix: str) -> None:
    subprocess.run(["sh", "-c", fix], check=True, timeout=20)


def pactl(*words: str) -> str:
    return subprocess.run(["pactl", *words], check=True, timeout=20, capture_output=True, text=True).stdout.strip()


@contextmanager
def sounding(device: str, samples: Samples) -> Iterator[None]:
    """Another program plays it into that device, for 20 s at most."""
    options = ["--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=40"]
    with tempfile.TemporaryFile() as file:
        file.write(Audio(np.resize(samples, 20 * RATE), RATE).pcm16())
        file.seek(0)
        playing = subprocess.Popen(["pacat", "-p", "-d", device, *options], stdin=file)
        try:
            while "pacat" not in pactl("list", "sink-inputs"):
                time.sleep(0.02)
            time.sleep(0.2)
            yield
        finally:
            playing.kill()
            playing.wait(10)


def noise(rms: float, seconds: float = 4.0) -> Samples:
    return (rms * np.random.default_rng(3).standard_normal(round(seconds * RATE))).astype(np.float32)


@pytest.mark.usefixtures("own")
def test_healthy_devices_are_found_healthy() -> None:
    with sounding("vmic", noise(0.002)):
        microphone = healthy(sound.microphone)
    assert set(microphone) == {
        "microphone stream",
        "microphone source",
        "microphone clock",
        "microphone level",
        "room",
    }
    assert any(f"default: -{level} dBFS RMS" in microphone["microphone level"].detail for level in (53, 54, 55, 56))
    loudspeaker = healthy(sound.loudspeaker)
    assert {"loudspeaker stream", "loudspeaker clock", "clocks", "loop-back", "duplex"} <= set(loudspeaker)
    assert "nothing of a sweep" in loudspeaker["loop-back"].detail
    assert loudspeaker["duplex"].detail.startswith("full, because the microphone does not hear the loudspeaker")


@pytest.mark.usefixtures("own")
def test_the_monitor_of_the_loudspeaker_as_microphone(run: Callable[..., Result]) -> None:
    pactl("set-default-source", "vspk.monitor")
    default = found(sound.microphone)
    assert wrong(default) == ["microphone source"]
    played = look(sound.loudspeaker, ["loop-back", "duplex"], {"loop-back": "likeness 1.00"})
    assert played["loop-back"].fix == default["microphone source"].fix
    follow(default["microphone source"].fix)
    assert run("config", "set", "audio.input", "vspk").code == 0
    asked = found(sound.microphone, input=load().config.audio.input)["microphone source"]
    assert asked.status == "warn"
    assert run(*shlex.split(asked.fix)[1:]).code == 0
    assert wrong(found(sound.microphone, input=load().config.audio.input)) == []


@pytest.mark.usefixtures("own")
def test_suspended_devices() -> None:
    for sink in ("vmic", "vspk"):
        pactl("suspend-sink", sink, "1")
    for sink, check in (("vmic", sound.microphone), ("vspk", sound.loudspeaker)):
        stream = next(iter(found(check).values()))
        assert stream.status == "warn"
        assert "the sound server has suspended" in stream.detail
        assert stream.fix == f"pactl suspend-sink {sink} 0"
        assert stream.mend
        stream.mend()
    assert wrong(found(sound.loudspeaker)) == [], "which listens too"


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ("set-source-mute vmic.monitor 1", "is muted"),
        ("set-source-volume vmic.monitor 1000%", "clipped"),
    ],
)
def test_a_microphone_that_is_set_wrongly_in_the_sound_server(plant: str, said: str) -> None:
    pactl(*plant.split())
    with sounding("vmic", noise(0.02)):
        level = found(sound.microphone)["microphone level"]
        assert level.status == "warn"
        assert said in level.detail
        follow(level.fix)
        assert wrong(found(sound.microphone)) == []


@pytest.mark.usefixtures("own")
def test_a_loudspeaker_that_is_muted_and_connected_to_the_microphone() -> None:
    pactl("load-module", "module-loopback", "source=vspk.monitor", "sink=vmic", "latency_msec=60")
    looped = look(sound.loudspeaker, ["loop-back", "duplex"], {"loop-back": "no room"})
    follow(looped["loop-back"].fix)
    pactl("set-sink-mute", "vspk", "1")
    muted = look(sound.loudspeaker, ["loudspeaker level"], {"loudspeaker level": "vspk is muted"})
    follow(muted["loudspeaker level"].fix)
    assert pactl("get-sink-mute", "vspk") == "Mute: no"


@pytest.mark.usefixtures("own")
def test_digital_silence_where_no_server_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    level = found(sound.microphone)["microphone level"]
    assert (level.status, "nothing but zeros" in level.detail) == ("warn", True)


@pytest.mark.usefixtures("own")
def test_a_room_in_which_somebody_talks_all_the_time() -> None:
    pytest.importorskip("espeakng_loader")
    from vacli.bench.speech.clips import speak

    talk = speak("and then he went on and on about the weather and the trains and everything else", "en-us", 160)
    with sounding("vmic", talk.samples[talk.start : talk.end]):
        room = found(sound.microphone)["room"]
    assert (room.status, "somebody talks" in room.detail) == ("warn", True)
    assert found(sound.microphone)["room"].status == "ok", "after it was switched off, as the fix says"


@pytest.mark.usefixtures("own")
def test_a_named_device_that_is_not_there(run: Callable[..., Result]) -> None:
    for wish, wanted in (("audio.input", "vmicc"), ("audio.output", "my-headset")):
        run("config", "set", wish, wanted)
    there = list(sound.devices(load().config))
    assert [finding.status for finding in there] == ["warn", "warn"]
    assert [finding.status for check in (sound.microphone, sound.loudspeaker) for finding in check(load().config)] == [
        "skip",
        "skip",
    ]
    for finding in there:
        assert run(*shlex.split(finding.fix)[1:]).code == 0
    assert [finding.status for finding in sound.devices(load().config)] == ["ok", "ok"]
    assert load().config.audio.input == "vmic"


class Room:
    """Carries what `vspk` plays to `vmic`, as walls do: later, softer, and with a tail."""

    def __init__(self, gain: float) -> None:
        tail = np.exp(-np.arange(800) / 150) * np.random.default_rng(5).standard_normal(800)
        tail[0] = 5.0
        self._path = (tail * 10 ** (gain / 20) / np.sqrt(np.sum(tail**2))).astype(np.float32)
        self._ear, self._mouth = PortAudioMic("vspk"), PortAudioSpeaker("vmic", RATE)
        self._ready = threading.Event()
        self._thread = spawn("room", self._carry)

    def __enter__(self) -> "Room":
        assert self._ready.wait(10.0)
        return self

    def __exit__(self, *failure: object) -> None:
        self._ear.close()
        self._thread.join(5.0)
        self._mouth.close()

    def _carry(self) -> None:
        turn = Turn(Origin.TEXT)
        rest = np.zeros(len(self._path) - 1, np.float32)
        with self._ear.frames() as pieces:
            self._mouth.play(Audio(np.zeros(800, np.float32), RATE), turn)  # so that it never runs dry
            for piece in pieces:
                whole = np.convolve(piece.samples, self._path)
                whole[: len(rest)] += rest
                rest = whole[len(piece) :]
                self._mouth.play(Audio(whole[: len(piece)], RATE), turn)
                self._ready.set()


@pytest.mark.usefixtures("own")
def test_an_echo_is_measured_and_decides_whether_it_listens_while_it_speaks() -> None:
    with Room(-20.0):
        said = {"loop-back": "echo path -(19|20|21) dB", "duplex": "^half, because the echo path is"}
        bare = look(sound.loudspeaker, ["duplex"], said, echo="off")
    assert bare["duplex"].fix == "vacli config unset audio.echo"


def test_no_device_at_all(own: dict[str, str]) -> None:
    code = (
        "from vacli.config import Config\nfrom vacli.doctor import sound\n"
        "for check in (sound.devices, sound.microphone, sound.loudspeaker):\n"
        "    for found in check(Config()): print(found.status, found.detail, found.fix)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PULSE_SERVER": "unix:/nowhere"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.splitlines()
    assert [line.split()[0] for line in told] == ["warn", "warn", "skip", "skip"]
    assert all(" found" in line for line in told)
    begin = "systemctl --user restart pipewire" if shutil.which("pipewire-pulse") else "pulseaudio --start"
    assert all(begin in line for line in told[:2])


def test_no_portaudio(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")  # as it does itself
    done = subprocess.run(
        [sys.executable, "-m", "vacli", "doctor", "--json", "--only", "microphone", "--only", "loudspeaker"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout.count('"status": "skip"') == 2
    assert done.stdout.count("sudo apt-get install -y libportaudio2") == 2


@pytest.mark.parametrize("check", [sound.microphone, sound.loudspeaker])
def test_a_sound_server_that_is_killed_meanwhile(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "SECONDS", 2.0)
    with sound_server() as variables, heard_through(variables):
        folder = Path(variables["VACLI_AUDIO_DIR"])
        killer = threading.Timer(0.5, os.kill, (int((folder / "pid").read_text()), signal.SIGKILL))
        killer.start()
        findings = found(check)
        killer.join()
        stream = next(iter(findings.values()))
        assert stream.status == "warn" or findings["duplex"].status == "skip"
        assert any("went away" in finding.detail or "stopped" in finding.detail for finding in findings.values())
        assert stream.status == "ok" or "start" in stream.fix
        after = found(check)
        assert {finding.status for finding in after.values()} == {"warn"}
        assert "it is unplugged" in next(iter(after.values())).detail
        script = Path(__file__).parents[2] / "scripts" / "virtual-audio.sh"
        subprocess.run([script, "start", folder], check=True, capture_output=True, timeout=60)
        monkeypatch.setattr(sound, "SECONDS", 0.6)
        if check is sound.microphone:
            assert wrong(found(check)) == []


def test_the_tools_of_these_tests_are_here_where_the_whole_suite_must_run() -> None:
    """Otherwise they would all be skipped, and nobody would see."""
    lacking = [tool for tool in ("pulseaudio", "pactl", "pacat") if not shutil.which(tool)]
    if not os.environ.get("CI"):
        pytest.skip(f"only CI need have them; not here: {', '.join(lacking) or 'none'}")
    assert lacking == []
