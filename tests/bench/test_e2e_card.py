"""The sound card in memory: what is said comes in where the schedule has it, what is played leaves where it says."""

import time
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vacli.bench.e2e import card as module
from vacli.bench.e2e.card import BLOCK, Card, CardMic
from vacli.bench.speech.clips import RATE, Clip
from vacli.core.audio import Audio
from vacli.core.flow import spawn
from vacli.core.turn import Turn


def clip() -> Clip:
    """0.2 s of a tone within 0.5 s."""
    sound = np.zeros(RATE // 2, np.float32)
    sound[RATE // 5 : RATE * 2 // 5] = 0.5 * np.sin(np.arange(RATE // 5) * 0.3)
    return Clip("beep", "quick", "", 0, Audio(sound, RATE), RATE // 5, RATE * 2 // 5)


def test_a_clip_reaches_every_microphone_at_its_moment() -> None:
    card = Card(lambda began, at: None)
    mics = [CardMic(card), CardMic(card)]
    heard: list[list[Audio]] = [[], []]

    def take(mic: CardMic, blocks: list[Audio]) -> None:
        with mic.frames() as frames:
            blocks.extend(frames)

    running = [spawn("mic", partial(take, mic, into)) for mic, into in zip(mics, heard, strict=True)]
    time.sleep(0.05)
    start, end, _ = card.say(clip(), Path())
    for mic, thread in zip(mics, running, strict=True):
        mic.close()
        thread.join(5)
    card.close()
    assert end - start == pytest.approx(0.2)
    for mic, blocks in zip(mics, heard, strict=True):
        assert all(one.end == other.start for one, other in pairwise(blocks)), "no gap"
        loud = [block for block in blocks if np.abs(block.samples).max() > 0.1]
        assert mic.time_of(loud[0].start) == pytest.approx(start, abs=BLOCK)
        assert mic.time_of(loud[-1].end) == pytest.approx(end, abs=BLOCK)


class Slow(np.ndarray):
    """Takes its time to hand out a part: the card goes on meanwhile."""

    def __getitem__(self, part: Any) -> Any:
        time.sleep(0.2)
        return np.asarray(self)[part]


def test_a_clip_is_whole_however_late_it_comes_to_the_card() -> None:
    card, blocks = Card(lambda began, at: None), list[Audio]()
    mic = CardMic(card)

    def take() -> None:
        with mic.frames() as frames:
            blocks.extend(frames)

    running = spawn("mic", take)
    time.sleep(0.05)
    one = clip()
    slow = replace(one, audio=replace(one.audio, samples=one.audio.samples.view(Slow)))
    start, _, _ = card.say(slow, Path())
    mic.close()
    running.join(5)
    card.close()
    heard = np.concatenate([block.samples for block in blocks])
    assert np.sum(np.abs(heard) > 0.1) == np.sum(np.abs(one.audio.samples) > 0.1), "nothing of its head is lost"
    loud = next(block for block in blocks if np.abs(block.samples).max() > 0.1)
    assert mic.time_of(loud.start) == pytest.approx(start, abs=BLOCK)


def test_what_is_played_is_heard_when_it_sounds() -> None:
    sounds: list[tuple[bool, float]] = []
    heard: list[float] = []
    card = Card(lambda began, at: sounds.append((began, at)))
    with card.speaker(22050) as speaker:
        speaker.on_heard = lambda turn, at: heard.append(at)
        asked = time.monotonic()
        speaker.play(Audio(np.full(2205, 0.5, np.float32), 22050), Turn(), "beep")
        until = time.monotonic() + 30
        while len(sounds) < 2 and time.monotonic() < until:
            time.sleep(0.01)
    card.close()
    assert [began for began, _ in sounds] == [True, False]
    assert heard[0] >= asked and sounds[0][1] == pytest.approx(heard[0], abs=BLOCK)


def test_who_does_not_read_in_time_loses_the_oldest_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BACKLOG", 3)
    card = Card(lambda began, at: None)
    mic = CardMic(card)
    with mic.frames() as frames:
        time.sleep(0.2)
        first = next(frames)
        assert mic.dropped and first.start >= mic.dropped and mic.late > 2 * BLOCK
    card.close()
