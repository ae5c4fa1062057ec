"""What was emitted is found again by time: clocks that differ and jitter, gaps, too much and too little sound."""

import numpy as np
import pytest

from vacli.audio.echo_timeline import LEAD, Timeline
from vacli.core.audio import Audio, Samples

RATE = 16000
BLOCK, FRAME = 320, 512
EMPTY = np.zeros(FRAME, np.float32)


def noise(seconds: float) -> Samples:
    return np.random.default_rng(3).standard_normal(round(seconds * RATE)).astype(np.float32) * np.float32(0.1)


def ask(timeline: Timeline, start: int, at: float) -> Samples:
    return timeline.beside(Audio(EMPTY, RATE, start), at)


def found_at(part: Samples, whole: Samples, near: int, reach: int = 800) -> tuple[int, float]:
    """Where in `whole`, around sample `near`, `part` lies, and how well it fits, 0..1."""
    first = max(0, near - reach)
    stretch = whole[first : near + reach + len(part)]
    alike = np.correlate(stretch, part, "valid")
    at = int(alike.argmax())
    fit = alike[at] / (np.linalg.norm(part) * np.linalg.norm(stretch[at : at + len(part)]) + 1e-9)
    return first + at, float(fit)


def test_what_left_ten_ms_later_than_the_frame_was_captured() -> None:
    timeline, emitted = Timeline(), noise(1)
    for at in range(0, RATE, BLOCK):
        timeline.put(emitted[at : at + BLOCK], RATE, 50.0 + at / RATE)
    for start in range(0, RATE // 2, FRAME):
        got = ask(timeline, start, 50.0 + start / RATE)
        assert np.array_equal(got, emitted[start + LEAD : start + LEAD + FRAME])


@pytest.mark.parametrize("ppm", [100, -100])
def test_clocks_that_differ_and_stamps_that_jitter(ppm: int) -> None:
    """Ten minutes: 60 ms apart at the end. The place found keeps to the clock, and moves a sample at a time."""
    timeline, rng = Timeline(), np.random.default_rng(7)
    period = np.convolve(noise(2), np.ones(6) / 6, "same").astype(np.float32)  # between two samples lies their mean
    blocks = len(period) // BLOCK
    told, misses = 0, []
    for frame in range(600 * RATE // FRAME):
        at = frame * FRAME / RATE
        while told * BLOCK / RATE / (1 + ppm * 1e-6) < at + 0.1:
            block = period[told % blocks * BLOCK :][:BLOCK]
            stamp = told * BLOCK / RATE / (1 + ppm * 1e-6) + rng.uniform(-0.002, 0.002)
            timeline.put(block, RATE, 9.0 + stamp)
            told += 1
        got = ask(timeline, frame * FRAME, 9.0 + at + rng.uniform(-0.002, 0.002))
        if frame % 400 == 399:
            true = at * (1 + ppm * 1e-6) * RATE + LEAD
            place, fit = found_at(got, np.tile(period, 2), round(true) % len(period))
            assert fit > 0.9, "a sample more or less, no hole"
            misses.append((place - round(true)) % len(period))
    off = np.array([miss - len(period) if miss > len(period) / 2 else miss for miss in misses])
    assert np.abs(off).max() < 40, f"within 2.5 ms at stamps that are 2 ms off: {off}"


def test_one_stamp_that_is_wrong_is_not_believed() -> None:
    timeline, emitted = Timeline(), noise(3)
    for number, at in enumerate(range(0, len(emitted), BLOCK)):
        wrong = 0.2 if number == 60 else 0.0
        timeline.put(emitted[at : at + BLOCK], RATE, 1.0 + at / RATE + wrong)
        if at >= 2 * FRAME and at % FRAME == 0:
            start = at - 2 * FRAME
            got = ask(timeline, start, 1.0 + start / RATE)
            assert found_at(got, emitted, start + LEAD)[1] > 0.9


def test_a_loudspeaker_that_paused_is_found_where_it_went_on() -> None:
    timeline, emitted = Timeline(), noise(2)
    for at in range(0, RATE // 2, BLOCK):
        timeline.put(emitted[at : at + BLOCK], RATE, 1.0 + at / RATE)
    ask(timeline, 0, 1.0)
    for at in range(RATE // 2, RATE, BLOCK):  # 1.5 s of nothing
        timeline.put(emitted[at : at + BLOCK], RATE, 2.5 + at / RATE)
    between = 2 * RATE // 2
    assert not ask(timeline, between, 1.0 + between / RATE).any()
    start = round(2.2 * RATE)
    assert np.array_equal(ask(timeline, start, 1.0 + start / RATE), emitted[start - 24000 + LEAD :][:FRAME])


def test_a_microphone_that_lost_sound_goes_on_at_the_right_place() -> None:
    timeline, emitted = Timeline(), noise(2)
    for at in range(0, len(emitted), BLOCK):
        timeline.put(emitted[at : at + BLOCK], RATE, 1.0 + at / RATE)
    ask(timeline, 0, 1.0)
    for start in (9000, 20000):  # the count of samples has the hole too
        assert np.array_equal(ask(timeline, start, 1.0 + start / RATE), emitted[start + LEAD :][:FRAME])
    assert np.array_equal(ask(timeline, 0, 1.0 + 25000 / RATE), emitted[25000 + LEAD :][:FRAME]), "opened anew"


def test_what_is_not_known_yet_makes_no_hole() -> None:
    """A loudspeaker that is told of no sooner than the microphone is heard: what there is, in one piece."""
    timeline, emitted = Timeline(), noise(1)
    got = []
    for start in range(0, RATE - FRAME, FRAME):
        timeline.put(emitted[start : start + FRAME], RATE, 3.0 + start / RATE)
        got.append(ask(timeline, start, 3.0 + start / RATE))
    assert np.array_equal(np.concatenate(got), emitted[: len(got) * FRAME])


def test_two_seconds_wait_and_no_more() -> None:
    timeline, emitted = Timeline(), noise(10)
    for at in range(0, len(emitted), BLOCK):
        timeline.put(emitted[at : at + BLOCK], RATE, 1.0 + at / RATE)
    assert timeline._waiting <= 2.0
    start = round(8.5 * RATE)
    assert np.array_equal(ask(timeline, start, 1.0 + start / RATE), emitted[start + LEAD :][:FRAME])
    assert not ask(timeline, RATE, 2.0).any(), "what was dropped is silence"


def test_silence_before_anything_was_emitted() -> None:
    assert not ask(Timeline(), 0, 123.0).any()
    assert len(Timeline().beside(Audio(np.zeros(0, np.float32), RATE), 1.0)) == 0
