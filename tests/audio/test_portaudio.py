"""Real PortAudio over virtual devices: what is played is heard, names find devices, and failures are told in words."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import heard_through, sound_server

from vacli.audio import portaudio, portaudio_mic, portaudio_speaker
from vacli.audio.portaudio_mic import LATE
from vacli.audio.portaudio_speaker import STEADY
from vacli.audio.portaudio_streams import STALLED, close_stream, failure, open_stream
from vacli.core.audio import Audio, Samples
from vacli.core.errors import Cancelled, DeviceError
from vacli.core.flow import spawn
from vacli.core.turn import Turn

PATIENCE = 15.0
sounding = pytest.mark.usefixtures("sound")


def tone(seconds: float = 0.5, rate: int = 16000, pitch: float = 440.0, level: float = 0.5) -> Audio:
    count = round(seconds * rate)
    return Audio((level * np.sin(2 * np.pi * pitch * np.arange(count) / rate)).astype(np.float32), rate)


def recorded(device: str, seconds: float, rate: int = 16000) -> "Recording":
    return Recording(device, seconds, rate)


class Recording:
    """Records in the background for so many seconds: `with recorded("vspk", 1) as heard: ...; heard.samples()`."""

    def __init__(self, device: str, seconds: float, rate: int) -> None:
        self.mic = portaudio.PortAudioMic(device, rate)
        self._want = round(seconds * rate)
        self.pieces: list[Audio] = []

    def __enter__(self) -> "Recording":
        self._thread = spawn("test-record", self._record)
        while not self.pieces and self._thread.is_alive():
            time.sleep(0.005)
        return self

    def __exit__(self, *failure: object) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _record(self) -> None:
        with self.mic.frames() as frames:
            for piece in frames:
                self.pieces.append(piece)
                if piece.end >= self._want:
                    return

    def samples(self) -> Samples:
        return np.concatenate([piece.samples for piece in self.pieces])


def seconds_sounding(samples: Samples, rate: int = 16000) -> float:
    return float(np.count_nonzero(np.abs(samples) > 0.01)) / rate


def pitch_of(samples: Samples, rate: int = 16000) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * rate / len(samples)


@sounding
def test_the_devices_are_listed_with_their_defaults() -> None:
    there = {device.name: device for device in portaudio.devices()}
    assert set(there) == {"pulse", "vmic", "vspk", "default"}
    assert there["default"].defaults == ("input", "output")
    assert there["vmic"].inputs > 0
    assert there["vmic"].host == "ALSA"
    assert 16000 in portaudio.rates(there["vmic"], "input")
    assert 48000 in portaudio.rates(there["vspk"], "output")


@sounding
def test_a_name_a_part_of_it_or_a_number_finds_a_device() -> None:
    assert portaudio.find("", "input").name == "default"
    vmic = portaudio.find("vmic", "input")
    assert portaudio.find("VMI", "input") == vmic
    assert portaudio.find(str(vmic.number), "input") == vmic


@pytest.mark.parametrize(("wanted", "said"), [("nope", "there is no microphone 'nope'"), ("99", "'99'")])
@sounding
def test_a_wrong_name_is_told_the_right_ones(wanted: str, said: str) -> None:
    with pytest.raises(DeviceError, match=said) as caught:
        portaudio.PortAudioMic(wanted)
    assert "vmic" in caught.value.hint
    assert caught.value.exit_code == 3


@sounding
def test_a_name_that_fits_several_is_not_guessed() -> None:
    with pytest.raises(DeviceError, match="several devices match") as caught:
        portaudio.find("v", "output")
    assert "vmic, vspk" in caught.value.hint


@sounding
def test_what_is_played_is_what_is_heard(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, recorded("vspk", 1.0) as heard:
        speaker.play(tone(0.5), turn, "hello")
        speaker.drain(turn)
        assert speaker.flush().text == "hello"
    got = heard.samples()
    assert seconds_sounding(got) == pytest.approx(0.5, abs=0.1)
    loud = np.flatnonzero(np.abs(got) > 0.01)
    assert pitch_of(got[loud[0] : loud[-1]]) == pytest.approx(440, abs=5)


@sounding
def test_the_microphone_keeps_one_clock_without_gaps() -> None:
    with recorded("vmic", 0.5) as heard:
        pass
    ends = [piece.end for piece in heard.pieces]
    assert [piece.start for piece in heard.pieces] == [0, *ends[:-1]]
    assert {piece.rate for piece in heard.pieces} == {16000}
    assert {len(piece) for piece in heard.pieces} == {320}


@sounding
def test_drain_comes_back_when_the_sound_is_over_not_before(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", 22050) as speaker:
        began = time.monotonic()
        speaker.play(tone(0.6, 22050), turn)
        speaker.drain(turn)
        assert 0.6 <= time.monotonic() - began < PATIENCE


@sounding
def test_drain_is_over_when_the_turn_is(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker:
        speaker.play(tone(30), turn)
        spawn("test-cancel", lambda: (time.sleep(0.1), turn.cancel("enough"))[0])
        with pytest.raises(Cancelled):
            speaker.drain(turn)
        assert speaker.flush().seconds_dropped > 20


@sounding
def test_sound_of_another_rate_keeps_its_pitch_and_length(turn: Turn) -> None:
    whole = tone(0.6, 22050)
    with portaudio.PortAudioSpeaker("vspk", 48000) as speaker, recorded("vspk", 1.0) as heard:
        assert speaker.rate == 48000
        for at in range(0, len(whole), 1000):
            speaker.play(Audio(whole.samples[at : at + 1000], 22050), turn)
        speaker.drain(turn)
    got = heard.samples()
    assert seconds_sounding(got) == pytest.approx(0.6, abs=0.1)
    start = np.flatnonzero(np.abs(got) > 0.01)[0]
    assert pitch_of(got[start : start + 8000]) == pytest.approx(440, abs=5)


@sounding
def test_hold_silences_and_release_goes_on_with_the_word(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, recorded("vspk", 1.4) as heard:
        speaker.play(tone(0.6), turn)
        time.sleep(0.2)
        speaker.hold()
        time.sleep(0.4)
        speaker.release()
        speaker.drain(turn)
    loud = np.abs(heard.samples()[: len(heard.samples()) // 320 * 320]).reshape(-1, 320).max(axis=1) > 0.01
    where = np.flatnonzero(loud)
    assert (~loud[where[0] : where[-1]]).sum() * 0.02 > 0.2, "a hole of silence in the middle"
    assert loud.sum() * 0.02 == pytest.approx(0.6 + 0.2, abs=0.15), "what was one long word began anew"


@sounding
def test_after_cancel_and_flush_nothing_sounds(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, recorded("vspk", 1.2) as heard:
        speaker.play(tone(5), turn, "a very long story")
        time.sleep(0.3)
        turn.cancel("barge-in")
        assert speaker.flush().seconds_dropped > 3
    assert seconds_sounding(heard.samples()[-8000:]) == 0


@sounding
def test_the_first_audible_sample_leaves_when_it_is_said_to(turn: Turn) -> None:
    """By the clock of a microphone that hears the loudspeaker: DAC time against ADC time."""
    told: list[float] = []
    emitted: list[tuple[Samples, float]] = []
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, recorded("vspk", 1.5) as heard:
        speaker.on_heard = lambda whose, at: told.append(at)
        speaker.on_emitted = lambda block, at: emitted.append((block, at))
        assert not speaker.sounding
        speaker.play(Audio(np.pad(tone(0.3).samples, (3200, 0)), 16000), turn)
        assert speaker.sounding
        queued = time.monotonic()
        speaker.drain(turn)
        assert not speaker.sounding
    first = int(np.flatnonzero(np.abs(heard.samples()) > 0.01)[0])
    recorded_at = heard.mic.time_of(first)
    print(f"DAC time is {1000 * (recorded_at - told[0]):+.1f} ms before the recording's")
    assert len(told) == 1
    assert queued + 0.2 < told[0]
    assert told[0] == pytest.approx(recorded_at, abs=0.05)
    block, at = next((block, at) for block, at in emitted if np.abs(block).max() > 0.01)
    loud = int(np.flatnonzero(np.abs(block) > 0.0056)[0])
    assert at + loud / 16000 == pytest.approx(told[0], abs=0.001)


@sounding
def test_the_time_of_a_sample_and_how_late_it_was_read() -> None:
    mic = portaudio.PortAudioMic("vmic")
    with mic.frames() as frames:
        for _ in range(20):
            piece = next(frames)
        assert mic.time_of(16000) - mic.time_of(0) == pytest.approx(1.0)
        assert mic.time_of(piece.end) <= time.monotonic() + 0.02
        prompt = mic.late
        time.sleep(0.3)
        next(frames)
        assert mic.late == pytest.approx(prompt + 0.28, abs=0.2)


@sounding
def test_closing_ends_the_frames_from_another_thread() -> None:
    mic = portaudio.PortAudioMic("vmic")
    mic.close()
    with mic.frames() as frames:
        spawn("test-close", lambda: (time.sleep(0.1), mic.close())[0])
        list(frames)


class Stubborn:
    """Builds real streams, but refuses like a raw device that knows one rate and one number of channels."""

    def __init__(self, rate: int, channels: int, make: Callable[[int, int], Any]) -> None:
        self.rate, self.channels, self.make = rate, channels, make
        self.asked: list[tuple[int, int]] = []

    def __call__(self, rate: int, channels: int) -> Any:
        self.asked.append((rate, channels))
        sd = portaudio.library()
        if rate != self.rate:
            raise sd.PortAudioError("Error opening InputStream: Invalid sample rate", -9997)
        if channels != self.channels:
            raise sd.PortAudioError("Error opening InputStream: Invalid number of channels", -9998)
        return self.make(rate, channels)


@sounding
def test_a_device_that_refuses_the_rate_is_opened_at_its_own() -> None:
    device = portaudio.find("vspk", "output")
    sd = portaudio.library()
    make = Stubborn(
        device.rate,
        2,
        lambda rate, channels: sd.OutputStream(
            samplerate=rate, channels=channels, device=device.number, callback=lambda out, *rest: out.fill(0)
        ),
    )
    stream, rate, channels = open_stream(make, device, "output", 16000)
    close_stream(stream)
    assert (rate, channels) == (44100, 2)
    assert make.asked == [(16000, 1), (44100, 1), (16000, 2), (44100, 2)]


@sounding
def test_a_device_that_refuses_everything_says_why() -> None:
    device = portaudio.find("vspk", "output")
    with pytest.raises(DeviceError, match="does not take this sample rate"):
        open_stream(Stubborn(1, 1, lambda *how: None), device, "output", 16000)
    sd = portaudio.library()
    for code in (-9985, -9993, -9996, -9999):
        assert "unplugged, in use" in failure(sd.PortAudioError("Illegal combination", code), device, "input").message
    assert "insufficient" in failure(sd.PortAudioError("insufficient memory"), device, "input").message


@sounding
def test_a_microphone_that_refuses_the_rate_is_converted() -> None:
    mic = portaudio.PortAudioMic("vmic", rate=500)  # no device takes so little
    with mic.frames() as frames:
        pieces = [next(frames) for _ in range(20)]
    assert {piece.rate for piece in pieces} == {500}
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    assert pieces[-1].end / 500 == pytest.approx(20 * 0.02, abs=0.1)


@sounding
def test_a_loudspeaker_that_refuses_the_rate_is_fed_its_own(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", rate=500) as speaker:
        assert speaker.rate == 44100
        began = time.monotonic()
        speaker.play(tone(0.3, 500, pitch=100), turn)
        speaker.drain(turn)
        assert time.monotonic() - began >= 0.28


class Stereo:
    """The real library, but for microphones in mono."""

    def __init__(self) -> None:
        self.real = portaudio.library()

    def RawInputStream(self, **how: Any) -> Any:
        return Stubborn(how["samplerate"], 2, lambda rate, channels: self.real.RawInputStream(**how))(
            how["samplerate"], how["channels"]
        )


@sounding
def test_a_stereo_microphone_is_mixed(monkeypatch: pytest.MonkeyPatch, turn: Turn) -> None:
    monkeypatch.setattr(portaudio_mic, "library", Stereo)
    with portaudio.PortAudioSpeaker("vmic", 16000) as said, recorded("vmic", 0.6) as heard:
        said.play(tone(0.3), turn)
        said.drain(turn)
    assert {len(piece) for piece in heard.pieces} == {320}
    assert float(np.abs(heard.samples()).max()) == pytest.approx(0.5, abs=0.05)


@sounding
def test_a_reader_who_is_too_late_loses_the_oldest_and_is_told() -> None:
    mic = portaudio.PortAudioMic("vmic")
    with mic.frames() as frames:
        heard = [next(frames)]
        time.sleep(LATE + 0.6)
        heard += [next(frames) for _ in range(150)]  # all that waited, so that nothing more is dropped
    assert heard[0].start == 0
    assert mic.dropped > 0
    gaps = sum(later.start - earlier.end for earlier, later in pairwise(heard))
    assert gaps == mic.dropped, "the clock goes on through the gap"


STALLING = """
import os, subprocess
import numpy as np
from vacli.audio.portaudio import PortAudioSpeaker
from vacli.core.audio import Audio
from vacli.core.turn import Turn
with PortAudioSpeaker("vspk", 16000) as speaker:
    stall = subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -STOP {os.getpid()}; sleep 1; kill -CONT {os.getpid()}"])
    speaker.play(Audio(np.zeros(32000, np.float32), 16000), Turn())
    speaker.drain(Turn())
    stall.wait()
"""


@sounding
def test_alsa_does_not_write_into_the_screen() -> None:
    """Where sound runs dry its library says so on standard error, past Python."""
    done = subprocess.run([sys.executable, "-c", STALLING], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@sounding
def test_after_it_ran_dry_the_loudspeaker_takes_more_latency(turn: Turn) -> None:
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, recorded("vspk", 1.0) as heard:
        assert speaker.latency == "low"
        speaker.play(tone(0.2), turn)
        speaker.underflows += 1  # as the callback counts them
        speaker.play(tone(0.2), turn)
        assert speaker.latency == STEADY
        speaker.drain(turn)
    assert seconds_sounding(heard.samples()) == pytest.approx(0.4, abs=0.1), "nothing was lost on the way"


@pytest.fixture
def fragile() -> Iterator[dict[str, str]]:
    """A sound server that a test may break."""
    with sound_server() as variables, heard_through(variables):
        yield variables


def test_a_device_that_goes_away_is_told_to_whoever_waits(fragile: dict[str, str], turn: Turn) -> None:
    mic = portaudio.PortAudioMic("vmic")
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, mic.frames() as frames:
        next(frames)
        speaker.play(tone(60), turn)
        os.kill(int((Path(fragile["VACLI_AUDIO_DIR"]) / "pid").read_text()), signal.SIGKILL)
        with pytest.raises(DeviceError, match="loudspeaker 'vspk' went away"):
            speaker.drain(turn)
        with pytest.raises(DeviceError, match="loudspeaker 'vspk' went away"):
            speaker.play(tone(1), turn)
        with pytest.raises(DeviceError, match="microphone 'vmic' went away"):
            list(frames)
    with pytest.raises(DeviceError, match="cannot open the loudspeaker 'vspk': it is unplugged"):
        portaudio.PortAudioSpeaker("vspk", 16000)
    with pytest.raises(DeviceError, match="cannot open the microphone"), mic.frames():
        pass


def test_a_device_that_stands_still_is_told_to_whoever_waits(
    fragile: dict[str, str], turn: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio_mic, "STALLED", 1.0)
    monkeypatch.setattr(portaudio_speaker, "STALLED", 1.0)
    mic = portaudio.PortAudioMic("vmic")
    with portaudio.PortAudioSpeaker("vspk", 16000) as speaker, mic.frames() as frames:
        next(frames)
        speaker.play(tone(60), turn)
        for sink in ("vmic", "vspk"):
            subprocess.run(["pactl", "suspend-sink", sink, "1"], check=True, timeout=20)
        began = time.monotonic()
        with pytest.raises(DeviceError, match="microphone 'vmic' has stood still"):
            list(frames)
        with pytest.raises(DeviceError, match="loudspeaker 'vspk' has stood still"):
            speaker.drain(turn)
        assert time.monotonic() - began < STALLED + PATIENCE


def test_without_any_device_it_says_so(virtual_audio: dict[str, str]) -> None:
    with heard_through({**virtual_audio, "PULSE_SERVER": "unix:/nowhere"}):
        assert portaudio.devices() == ()
        with pytest.raises(DeviceError, match="no microphone found"):
            portaudio.PortAudioMic()
