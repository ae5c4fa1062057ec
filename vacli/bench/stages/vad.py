"""Voice activity detectors: time of a frame, how far they are from the annotated edges of speech, speech found in none.

What is judged is the bare detector at the configured threshold, frame by frame. What the live loop makes of it (an
onset is three frames, an end is backdated) is measured by `endpointing`.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from time import perf_counter, sleep

import numpy as np

from vacli.bench.reference import beside
from vacli.bench.result import Metric, Samples, Section, Share, Value
from vacli.bench.stages.fresh import fresh
from vacli.bench.stages.ready import Ready, every, rounds, stack
from vacli.bench.stages.vad_sounds import Edges, Marked, annotated, no_speech, synthetic
from vacli.bench.wish import Wish
from vacli.core.audio import Audio, rechunk
from vacli.core.engines import Vad
from vacli.core.errors import EngineMissing

RIGHT = 0.1
"""Seconds around the two labels of recordings of people, within which an edge counts as right."""
LOT, PAUSE = 10, 0.05
"""Frames that are timed in a row; seconds until the next lot."""
MOST = 200
"""Synthetic clips, however often the rest is measured."""
MACHINE = (
    "recordings of people, labelled by energy alone, 35 and 26 dB below the peak: where the room rumbles (LibriSpeech)"
    " the label takes it for speech, and the detector seems late at its onset and early at its end"
)


def run(wish: Wish) -> Iterator[Section]:
    """Every detector that is installed, or the one named: its speed, its edges on each kind of speech. InputError."""
    people = annotated(wish.input)
    return every("vad", wish, lambda ready: _measured(ready, wish, people))


def _measured(ready: Ready, wish: Wish, people: Sequence[Marked]) -> Iterator[Section]:
    metrics: list[Metric] = list(fresh(ready, wish))
    threshold = ready.config.vad.threshold
    with ready.opened() as vad:
        about, notes = stack(vad, "vad"), list(ready.notes)
        wish.progress(f"vad {ready.name}: frames", 0, 1)
        times, speed = frames(vad, wish.times(2000, 300))
        metrics.append(Samples("frame", "ms", times, about=_length(vad), machine=speed))
        metrics += _false_alarms(vad, threshold, wish, notes)
        try:
            made = list(synthetic(min(MOST, wish.times(40, 8))))
            metrics += edges(made, _found(vad, threshold, made, wish))
            notes.append("edges: SYNTHETIC speech, labelled 35 dB below its loudest 10 ms")
        except EngineMissing as error:
            notes.append(f"edges not measured: {error.message} ({error.hint})")
        if wish.input and not people:
            notes.append(f"nothing in {wish.input.name} has an onset and an end_of_speech: it was not used")
        yield Section("vad", ready.name, metrics, about, notes)
        if people:
            found = _found(vad, threshold, people, wish)
            label = f"labels of {wish.input.name}" if wish.input else MACHINE
            yield Section("vad", f"{ready.name}, people", edges(people, found), about, (label,), _each(people, found))


def frames(vad: Vad, n: int) -> tuple[list[float], list[float]]:
    """ms of each of `n` frames of noise, and the machine beside it: the work is the same for any sound.

    In lots with a pause between: at one moment the machine may be half as fast again as at another.
    """
    stream, rng = vad.stream(), np.random.default_rng(0)

    def timed() -> float:
        frame = rng.normal(0.0, 0.1, vad.frame).astype(np.float32)
        begun = perf_counter()
        stream(frame)
        return (perf_counter() - begun) * 1000

    timed()  # what is slow the first time does not count
    lots, speeds = beside(_moments(ceil(n / LOT)), lambda number: [timed() for _ in range(min(LOT, n - number * LOT))])
    return [ms for lot in lots for ms in lot], [speed for lot, speed in zip(lots, speeds, strict=True) for _ in lot]


def _moments(n: int) -> Iterator[int]:
    for number in range(n):
        sleep(PAUSE)
        yield number


def speech(vad: Vad, audio: Audio, threshold: float) -> list[int]:
    """The first samples of the frames that are taken for speech."""
    stream = vad.stream()
    return [piece.start for piece in rechunk(iter([audio]), vad.frame) if stream(piece.samples) >= threshold]


def _length(vad: Vad) -> str:
    return f"of {1000 * vad.frame / vad.rate:.0f} ms of sound"


def edges(said: Sequence[Marked], found: Sequence[Edges | None]) -> list[Metric]:
    """Signed errors by each label: early is negative. Speech that was not found at all is a miss."""
    metrics: list[Metric] = []
    for number, name in enumerate(said[0].edges):
        ending = f"_{name}" if number else ""
        onset, offset = (_errors(said, found, name, which) for which in (0, 1))
        metrics.append(
            Samples(f"onset{ending}", "ms", onset, "neither", f"error of the first frame's begin, label {name}")
        )
        metrics.append(
            Samples(f"offset{ending}", "ms", offset, "neither", f"error of the last frame's end, label {name}")
        )
    right = sum(each is not None and _right(each, one.edges) for each, one in zip(found, said, strict=True))
    about = f"both edges within {RIGHT * 1000:.0f} ms of the labels, or between them"
    return [*metrics, Share("edges_right", right, len(said), "higher", about)]


def _found(vad: Vad, threshold: float, said: Sequence[Marked], wish: Wish) -> list[Edges | None]:
    """Seconds at which the first frame that is taken for speech begins, and the last one ends."""
    every_edge: list[Edges | None] = []
    for number in rounds(wish, f"vad {vad.name}: edges of speech", len(said), all_=True):
        starts = speech(vad, said[number].audio, threshold)
        every_edge.append((starts[0] / vad.rate, (starts[-1] + vad.frame) / vad.rate) if starts else None)
    return every_edge


def _each(said: Sequence[Marked], found: Sequence[Edges | None]) -> dict[str, object]:
    return {
        "recordings": [
            {"name": one.name, "labels": one.edges, "found": each} for one, each in zip(said, found, strict=True)
        ]
    }


def _errors(said: Sequence[Marked], found: Sequence[Edges | None], label: str, which: int) -> list[float | None]:
    pairs = zip(found, said, strict=True)
    return [None if each is None else (each[which] - one.edges[label][which]) * 1000 for each, one in pairs]


def _right(found: Edges, labels: dict[str, Edges]) -> bool:
    return all(
        min(label[which] for label in labels.values()) - RIGHT
        <= found[which]
        <= max(label[which] for label in labels.values()) + RIGHT
        for which in (0, 1)
    )


def _false_alarms(vad: Vad, threshold: float, wish: Wish, notes: list[str]) -> Iterator[Metric]:
    sounds, what = no_speech()
    notes.append(f"false alarms: {what}")
    heard = total = 0
    for name, audio in sounds.items():
        wish.turn.check()
        loud, frames = len(speech(vad, audio, threshold)), -(-len(audio) // vad.frame)
        heard, total = heard + loud, total + frames
        about = "seconds a minute taken for speech"
        yield Value(f"false_alarms[{name}]", "s/min", 60 * loud / frames, about=about)
    yield Share("false_alarms", heard, total, about="frames of no speech taken for speech")
    yield Value("false_alarm_time", "s/min", 60 * heard / total, about="the same, seconds a minute")
