"""Where a recording holds speech: from the probabilities of a voice activity detector to windows of sound.

Knows no detector: whoever calls brings a function from samples to probabilities. Everything counts frames of `FRAME`
samples at `RATE` Hz. A recording of any length passes through; at most two windows of it are in memory.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from vacli.core.audio import Audio, Samples, join

RATE = 16000
FRAME = 512
WARM = 31
"""Frames that a detector hears again before a new block, so that it does not start cold in the middle of a word."""

Span: TypeAlias = tuple[int, int]
"""First frame, and the first one after."""

Detect: TypeAlias = Callable[[Samples], Samples]
"""float32[k * FRAME] -> float32[k], the probability of speech in each frame, from a cold start."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Lengths in frames of 32 ms."""

    threshold: float = 0.5  # speech begins
    release: float = 0.35  # and goes on down to here
    shortest: int = 3  # shorter speech is none
    silence: int = 10  # shorter silence ends nothing: gaps of 192 ms occur inside fluent speech
    margin: int = 10  # kept on both sides of speech
    gap: int = 62  # silence that stays inside a window
    longest: int = 937  # of a window


def speech_segments(probabilities: Samples, rules: Rules = Rules()) -> list[Span]:
    """Where speech begins and ends, in order, without margins."""
    found: list[Span] = []
    start, last = -1, -1  # of the speech that is open; its last frame above the release
    for at, probability in enumerate(probabilities.tolist()):
        if start < 0:
            if probability >= rules.threshold:
                start = last = at
        elif probability >= rules.release:
            last = at
        elif at - last >= rules.silence:
            found.append((start, last + 1))
            start = -1
    if start >= 0:
        found.append((start, last + 1))
    return [span for span in found if span[1] - span[0] >= rules.shortest]


def windows(probabilities: Samples, rules: Rules = Rules()) -> list[Span]:
    """Spans to recognise at once: neighbouring speech together, none longer than `rules.longest`, with margins.

    Speech that is longer is cut where it is least like speech.
    """
    grouped: list[Span] = []
    room = rules.longest - 2 * rules.margin
    for span in speech_segments(probabilities, rules):
        for start, end in _cut(span, probabilities, room):
            if grouped and start - grouped[-1][1] <= rules.gap and end - grouped[-1][0] <= room:
                grouped[-1] = (grouped[-1][0], end)
            else:
                grouped.append((start, end))
    return _with_margins(grouped, len(probabilities), rules.margin)


def spoken(audio: Iterator[Audio], detect: Detect, rules: Rules = Rules()) -> Iterator[Audio]:
    """The windows of a recording that hold speech, in order. Silence is left out; `start` stays true.

    ValueError if the sound is not at RATE.
    """
    held: Audio | None = None
    probabilities: Samples = np.zeros(0, np.float32)
    for block in _blocks(audio, rules.longest * FRAME):
        probabilities = np.concatenate([probabilities, _detected(detect, held, block)])
        held = join([held, block]) if held else block
        found = windows(probabilities, rules)
        kept = _open(found, len(probabilities), rules)
        yield from (_slice(held, span) for span in found if span[0] < kept)
        held, probabilities = _slice(held, (kept, len(probabilities))), probabilities[kept:]
    if held:
        yield from (_slice(held, span) for span in windows(probabilities, rules))


def _cut(span: Span, probabilities: Samples, room: int) -> Iterator[Span]:
    start, end = span
    while end - start > room:
        half = start + room // 2
        smooth = np.convolve(probabilities[half - 1 : start + room + 1], np.ones(3), "valid")
        cut = half + int(np.argmin(smooth))
        yield start, cut
        start = cut
    yield start, end


def _with_margins(spans: Sequence[Span], total: int, margin: int) -> list[Span]:
    """Widen each span, but by no more than half the way to its neighbour."""
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans[1:]), total]
    wide = []
    for index, (start, end) in enumerate(spans):
        before = start - starts[index] if index == 0 else (start - starts[index]) // 2
        after = ends[index] - end if index == len(spans) - 1 else (ends[index] - end + 1) // 2
        wide.append((start - min(margin, before), end + min(margin, after)))
    return wide


def _open(found: Sequence[Span], total: int, rules: Rules) -> int:
    """The frame from which on what is to come may still change the windows."""
    if found and found[-1][1] + rules.gap > total:
        return found[-1][0]
    return max(0, total - rules.margin, *(end for _, end in found))


def _detected(detect: Detect, held: Audio | None, block: Audio) -> Samples:
    """Probabilities of the block. `held` is what came just before it, in whole frames."""
    before = held.samples[-WARM * FRAME :] if held else block.samples[:0]
    sound = np.concatenate([before, block.samples])
    return detect(np.pad(sound, (0, -len(sound) % FRAME)))[len(before) // FRAME :]


def _slice(audio: Audio, span: Span) -> Audio:
    first, after = span[0] * FRAME, span[1] * FRAME
    return Audio(audio.samples[first:after], audio.rate, audio.start + first)


def _blocks(audio: Iterator[Audio], size: int) -> Iterator[Audio]:
    """Pieces of `size` samples; the last one is what is left."""
    pieces: list[Audio] = []
    for piece in audio:
        if piece.rate != RATE:
            raise ValueError(f"speech is found at {RATE} Hz, not at {piece.rate}")
        pieces.append(piece)
        while sum(map(len, pieces)) >= size:
            whole = join(pieces)
            yield Audio(whole.samples[:size], RATE, whole.start)
            pieces = [Audio(whole.samples[size:], RATE, whole.start + size)]
    if pieces and len(rest := join(pieces)):
        yield rest
