"""Sound that is already there on the clock of a real microphone, and what is played meanwhile beside it."""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from vacli.audio.paced import AFTER, REPLY, Pace, PacedMic
from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples
from vacli.core.errors import DeviceError
from vacli.core.flow import spawn
from vacli.core.turn import Turn

PATIENCE = 10.0


def noise(seconds: float, rate: int = 16000) -> Audio:
    rng = np.random.default_rng(1)
    return Audio((rng.random(round(seconds * rate)) * 0.2 - 0.1).astype(np.float32), rate)


def listened(mic: PacedMic) -> list[Audio]:
    with mic.frames() as frames:
        return list(frames)


def test_frames_on_one_clock_and_silence_after_them() -> None:
    recording = noise(0.5)
    got = listened(PacedMic([recording], pace="fast"))
    assert {len(piece) for piece in got} == {320}
    assert got[0].start == 0
    assert all(before.end == after.start for before, after in pairwise(got))
    together = np.concatenate([piece.samples for piece in got])
    assert np.array_equal(together[:8000], recording.samples)
    assert not together[8000:].any()
    assert len(together) / 16000 == pytest.approx(0.5 + AFTER, abs=0.05)


def test_sound_of_another_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="8000 Hz for a microphone at 16000 Hz"):
        listened(PacedMic([noise(0.1, 8000)], pace="fast"))


@pytest.mark.parametrize("rate", [16000, 22050, 44100])
def test_what_is_played_lies_beside_what_came_in(rate: int, turn: Turn) -> None:
    """A reply that is queued while frame n is looked at sounds from frame n + 1 on, to the sample."""
    speaker = Playback(rate)
    blocks: list[Samples] = []
    told: list[float] = []
    speaker.on_heard = lambda turn, at: told.append(at)
    mic = PacedMic([noise(1.0)], pace="fast", speaker=speaker, sink=blocks.append)
    with mic.frames() as frames:
        for piece in frames:
            if piece.end == 4800:
                speaker.play(Audio(np.full(rate // 2, 0.5, np.float32), rate), turn)
    out = np.concatenate(blocks)
    began = np.flatnonzero(out)
    assert began[0] == pytest.approx(0.3 * rate, abs=1)
    assert len(began) == rate // 2
    assert len(out) / rate == pytest.approx(piece.end / 16000, abs=1e-3)
    assert told == [pytest.approx(mic.time_of(4800), abs=1e-4)]


def test_a_script_looks_at_what_sounds_and_speaks_then(turn: Turn) -> None:
    speaker = Playback(16000)

    def script() -> Iterator[Audio]:
        while not speaker.sounding:
            yield Audio(np.zeros(320, np.float32), 16000)
        yield Audio(np.full(320, 0.25, np.float32), 16000)

    mic = PacedMic(script(), pace="fast", speaker=speaker)
    spoke = []
    with mic.frames() as frames:
        for piece in frames:
            if piece.start == 3200:
                speaker.play(noise(0.1), turn)
            if piece.samples.any():
                spoke.append(piece.start)
    assert spoke == [3520], "one frame after the reply was there"


def test_fast_waits_for_the_conversation_before_each_frame() -> None:
    mic = PacedMic([noise(0.2)], pace="fast")
    calls: list[int] = []
    mic.settled = lambda: calls.append(1)
    with mic.frames() as frames:
        for number, _ in enumerate(frames, 1):
            assert len(calls) == number


def test_a_reply_is_played_to_its_end(turn: Turn) -> None:
    speaker = Playback(16000)
    mic = PacedMic([noise(0.1)], pace="fast", speaker=speaker)
    speaker.play(noise(REPLY + 5), turn)
    ended = listened(mic)[-1].end / 16000
    assert ended == pytest.approx(REPLY + 5, abs=0.1)


def test_a_speaker_that_is_held_for_good_does_not_keep_it_open(turn: Turn) -> None:
    speaker = Playback(16000)
    speaker.play(noise(1), turn)
    speaker.hold()
    assert listened(PacedMic([noise(0.1)], pace="fast", speaker=speaker))[-1].end / 16000 < REPLY


def test_real_pace_keeps_an_absolute_schedule() -> None:
    mic = PacedMic([noise(0.6)])
    late = []
    with mic.frames() as frames:
        began = time.monotonic()
        for piece in frames:
            late.append(time.monotonic() - mic.time_of(piece.end))
            time.sleep(0.005)  # a listener that takes its time does not make it slower
            if piece.end >= 0.6 * 16000:
                break
    assert min(late) >= 0, "never before its time"
    assert mic.time_of(0) - began < 0.3
    assert min(late) < 0.01, "without the listener's own delays adding up"


def test_a_source_that_is_late_is_a_clock_of_its_own() -> None:
    def slow() -> Iterator[Audio]:
        yield noise(0.02)
        time.sleep(0.3)
        yield noise(0.04)

    mic = PacedMic(slow())
    with mic.frames() as frames:
        began = mic.time_of(0)
        next(frames)
        next(frames)
        assert mic.time_of(0) - began > 0.2
        assert time.monotonic() >= mic.time_of(640) - 0.001


def test_at_real_pace_a_reply_that_is_long_in_coming_is_waited_for(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.audio.paced.AFTER", 0.1)
    speaker = Playback(16000)
    mic = PacedMic([noise(0.04)], speaker=speaker)

    def answer() -> None:
        time.sleep(0.4)
        speaker.play(noise(0.2), turn)

    mic.settled = answer
    assert listened(mic)[-1].end / 16000 > 0.1 + 0.4 + 0.2 - 0.05
    assert not speaker.sounding


@pytest.mark.parametrize("pace", ["real", "fast"])
def test_closing_ends_it_from_another_thread(pace: Pace) -> None:
    def endless() -> Iterator[Audio]:
        while True:
            yield Audio(np.zeros(320, np.float32), 16000)

    mic = PacedMic(endless(), pace=pace)
    begun = threading.Event()

    def listen() -> None:
        with mic.frames() as frames:
            for _ in frames:
                begun.set()

    listening = spawn("test-listen", listen)
    assert begun.wait(PATIENCE)
    mic.close()
    listening.join(PATIENCE)
    assert not listening.is_alive()


def test_what_the_sink_objects_to_is_told_to_the_listener() -> None:
    def full(block: Samples) -> None:
        raise DeviceError("the disk is full", "make room")

    with pytest.raises(DeviceError, match="disk is full"):
        listened(PacedMic([noise(0.1)], pace="fast", speaker=Playback(16000), sink=full))
