"""Devices that come back: the sound server dies under a microphone and a loudspeaker, or stands still."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from support import heard_through, sound_server

from vacli.audio import portaudio_streams, steady
from vacli.audio.portaudio import PortAudioMic
from vacli.audio.portaudio_streams import look_again
from vacli.audio.steady import SteadyMic, SteadySpeaker
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled, DeviceError
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn

PATIENCE = 20.0
SCRIPT = Path(__file__).parents[2] / "scripts" / "virtual-audio.sh"


class Server:
    """A sound server that a test may break."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.folder = Path(variables["VACLI_AUDIO_DIR"])

    def kill(self) -> None:
        os.kill(int((self.folder / "pid").read_text()), signal.SIGKILL)

    def start(self) -> float:
        """When it was there again."""
        subprocess.run([SCRIPT, "start", self.folder], check=True, capture_output=True, timeout=PATIENCE)
        return time.monotonic()

    def suspend(self, *, on: bool) -> None:
        for sink in ("vmic", "vspk"):
            subprocess.run(["pactl", "suspend-sink", sink, str(int(on))], check=True, timeout=PATIENCE)


@pytest.fixture
def server() -> Iterator[Server]:
    with sound_server() as variables, heard_through(variables):
        yield Server(variables)


class Speaking:
    """A loudspeaker and what it told; it is closed in any case, for it would go on looking for devices."""

    def __init__(self) -> None:
        self.faults: list[DeviceError] = []
        self.back: list[str] = []
        self.speaker = SteadySpeaker("vspk", 16000, self.faults.append, self.back.append)

    def __enter__(self) -> "Speaking":
        return self

    def __exit__(self, *failure: object) -> None:
        self.speaker.close()


class Listening:
    """Reads a microphone in the background, as the listen thread does."""

    def __init__(self) -> None:
        self.faults: list[DeviceError] = []
        self.back: list[str] = []
        self.pieces: list[Audio] = []
        self.mic = SteadyMic(lambda: PortAudioMic("vmic"), self.faults.append, self.back.append)
        self.over = threading.Event()

    def __enter__(self) -> "Listening":
        spawn("test-listen", self._read)
        wait_until(lambda: len(self.pieces) > 5)
        return self

    def __exit__(self, *failure: object) -> None:
        began = time.monotonic()
        self.mic.close()
        assert self.over.wait(PATIENCE), "closing ends the iterator"
        self.took = time.monotonic() - began

    def _read(self) -> None:
        with self.mic.frames() as frames:
            for piece in frames:
                self.pieces.append(piece)
        self.over.set()


def wait_until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, "it never came"
        time.sleep(0.01)


def tone(seconds: float) -> Audio:
    return Audio((0.3 * np.sin(np.arange(round(seconds * 16000)) / 5)).astype(np.float32), 16000)


def test_both_come_back_when_the_server_does(server: Server, turn: Turn) -> None:
    with Speaking() as said, Listening() as heard:
        said.speaker.play(tone(1.0), turn, "a sentence")
        wait_until(lambda: said.speaker.sounding)
        server.kill()
        wait_until(lambda: bool(said.faults and heard.faults))
        assert not said.speaker.sounding
        said.speaker.play(tone(0.1), turn, "kept")
        time.sleep(0.5)
        count = len(heard.pieces)
        there = server.start()
        wait_until(lambda: bool(said.back and heard.back))
        print(f"back {time.monotonic() - there:.2f} s after the server")
        wait_until(lambda: len(heard.pieces) > count + 5)
        said.speaker.drain(turn)
        assert said.speaker.flush().text == "a sentence kept", "what had not been played was played then"
        after = heard.pieces[count]
        assert [len(heard.faults), len(said.faults), len(heard.back), len(said.back)] == [1, 1, 1, 1], (
            "each is said once"
        )
        gap = (after.start - heard.pieces[count - 1].end) / 16000
        assert gap > 0.4, "the clock went on while it was away"
        assert all(one.end <= two.start for one, two in pairwise(heard.pieces))
        now = heard.pieces[-1]
        assert abs(time.monotonic() - heard.mic.time_of(now.end)) < PATIENCE / 10
        ago = heard.mic.time_of(after.start) - heard.mic.time_of(heard.pieces[count - 1].end)
        assert ago == pytest.approx(gap, abs=0.1)
    assert "microphone 'vmic' went away" in heard.faults[0].message
    assert "vacli devices" in heard.faults[0].hint
    assert "loudspeaker 'vspk' went away" in said.faults[0].message
    assert said.back[0].startswith("the loudspeaker is back after")


def test_both_come_back_from_standing_still(server: Server, turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (steady, portaudio_streams):
        monkeypatch.setattr(module, "STALLED", 1.0)
    monkeypatch.setattr("vacli.audio.portaudio_mic.STALLED", 1.0)
    with Speaking() as said, Listening() as heard:
        server.suspend(on=True)
        wait_until(lambda: bool(said.faults and heard.faults))
        time.sleep(1.5)  # it is opened again meanwhile, and stands still again
        server.suspend(on=False)
        wait_until(lambda: bool(said.back and heard.back))
        said.speaker.play(tone(0.1), turn)
        said.speaker.drain(turn)
    assert [len(heard.faults), len(said.faults), len(heard.back), len(said.back)] == [1, 1, 1, 1]
    assert "stood still" in said.faults[0].message


def test_closing_ends_it_while_the_device_is_away(server: Server) -> None:
    with Speaking(), Listening() as heard:
        server.kill()
        wait_until(lambda: bool(heard.faults))
    heard.mic.close()


def test_closing_ends_it_while_the_device_stands_still(server: Server) -> None:
    with Listening() as heard:
        server.suspend(on=True)
        time.sleep(0.2)
    assert not heard.faults


def test_sound_for_a_loudspeaker_that_stays_away_is_refused_at_last(
    server: Server, turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steady, "GIVEN_UP", 0.5)
    with Speaking() as said:
        said.speaker.play(tone(20), turn)
        server.kill()
        with pytest.raises(DeviceError, match="went away"):
            said.speaker.drain(turn)
        with pytest.raises(DeviceError, match="went away"):
            said.speaker.play(tone(1), turn)
    assert len(said.faults) == 1


def test_a_drain_ends_with_its_turn_while_the_device_is_away(server: Server, turn: Turn) -> None:
    with Speaking() as said:
        said.speaker.play(tone(20), turn)
        server.kill()
        spawn("test-cancel", lambda: (time.sleep(0.2), turn.cancel("enough"))[0])
        with pytest.raises(Cancelled):
            said.speaker.drain(turn)


def test_without_the_device_at_the_start_it_is_the_callers_affair(server: Server) -> None:
    with pytest.raises(DeviceError, match="there is no loudspeaker 'nope'"):
        SteadySpeaker("nope", 16000, lambda error: None, lambda told: None)
    with pytest.raises(DeviceError, match="there is no microphone 'nope'"):
        SteadyMic(lambda: PortAudioMic("nope"), lambda error: None, lambda told: None)
    mic = SteadyMic(lambda: PortAudioMic("vmic"), lambda error: None, lambda told: None)
    server.kill()
    with pytest.raises(DeviceError, match="cannot open the microphone"), mic.frames():
        pass


@pytest.mark.usefixtures("sound")
def test_it_can_be_opened_anew_by_wish() -> None:
    with Listening() as heard:
        count = len(heard.pieces)
        heard.mic.reopen()
        wait_until(lambda: len(heard.pieces) > count + 5)
    assert all(one.end <= two.start for one, two in pairwise(heard.pieces))
    assert not heard.faults and not heard.back


@pytest.mark.usefixtures("sound")
def test_who_holds_a_stream_makes_way_when_a_card_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """PortAudio looks for devices only while no stream is open."""
    with Speaking() as said, Listening() as heard:
        looked = []
        real = portaudio_streams.library()._initialize
        monkeypatch.setattr(portaudio_streams.library(), "_initialize", lambda: (looked.append(1), real())[1])
        look_again()
        assert not looked, "with streams open, and no other card, it is left alone"
        monkeypatch.setattr(portaudio_streams, "_cards", lambda: " 1 [Headset]: USB-Audio")
        look_again()
        assert looked == [1]
        count = len(heard.pieces)
        wait_until(lambda: len(heard.pieces) > count + 5)
        draining = Turn(Origin.TEXT)
        said.speaker.play(tone(0.1), draining)
        said.speaker.drain(draining)
    assert not said.faults and not heard.faults
