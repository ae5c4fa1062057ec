"""Recordings of people said to a conversation. Their end of speech is a machine's label, so every figure has both.

The labels: the end of the last 20 ms within 35 dB of the loudest, and within 26 dB. In a noisy recording the first is
later than the speech. What is answered is not judged, for they are no requests; transcripts are, where there is a text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vacli.audio.files import open_sound
from vacli.bench.e2e.table import BENCH, details, rates, remarks, stages, times
from vacli.bench.e2e.turns import REAL, Result
from vacli.bench.result import Metric, Section
from vacli.bench.speech.clips import RATE, Clip
from vacli.bench.speech.manifests import SOUNDS, is_manifest, read
from vacli.bench.speech.recordings import folder
from vacli.core.audio import Samples, join
from vacli.core.errors import InputError
from vacli.core.turn import Turn

REACH = (35.0, 26.0)
"""dB below the loudest 20 ms."""
ENDPOINT = "derived/dev"
FRAME = RATE // 50
NOTE = "real speech: recordings of people; end of speech labelled by machine, at 35 and at 26 dB below the peak"


@dataclass(frozen=True, slots=True)
class Labelled:
    """`clip` ends at the later label; the earlier one lies so many ms before."""

    clip: Clip
    earlier_ms: float


def labelled(place: Path | None, turn: Turn) -> Iterator[Labelled]:
    """Of a folder (a manifest, or sound files) or a file. None: the set that this machine has, if it has one.

    InputError if there is nothing to say in it.
    """
    for path, text in _found(place) if place else _endpoint_set():
        turn.check()
        with open_sound(path, turn) as sound:
            audio = join(sound.pieces(RATE))
        ends = [last_within(audio.samples, reach) for reach in REACH]
        if not ends[0]:
            raise InputError(f"{path} holds no sound", "leave it out")
        start = last_within(audio.samples[::-1], REACH[1])
        clip = Clip(text, REAL, path.stem, 0, audio, len(audio) - start, ends[0])
        yield Labelled(clip, (ends[0] - ends[1]) * 1000 / RATE)


def last_within(samples: Samples, reach: float) -> int:
    """The sample after the last 20 ms within so many dB of the loudest; 0 if there is no sound."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.mean(np.square(frames), axis=1)
    if not len(power) or not power.max():
        return 0
    return (int(np.flatnonzero(power >= power.max() * 10 ** (-reach / 10))[-1]) + 1) * FRAME


def section(
    said: Sequence[Labelled], results: Sequence[Result], stack: Mapping[str, str], notes: Sequence[str]
) -> Section:
    """The stages begin at the later label."""
    both = (times("v2v_label35", results), times("v2v_label26", results, [each.earlier_ms for each in said]))
    told = any(each.clip.text for each in said)
    shares = [share for share in rates(results) if told or share.name != "heard_right"]
    metrics: list[Metric] = [*both, *stages(results), *shares]
    return Section(BENCH, REAL, metrics, stack, (NOTE, *notes, *remarks(results)), details(results))


def _found(place: Path) -> list[tuple[Path, str]]:
    if is_manifest(place):
        return [(each.path, each.text) for each in read(place, untold=True)]
    sounds = [place] if place.is_file() else sorted(each for each in place.rglob("*") if each.suffix in SOUNDS)
    if not sounds:
        raise InputError(f"{place} holds no recordings", f"one of {', '.join(SOUNDS)}, or a manifest.jsonl")
    return [(sound, "") for sound in sounds]


def _endpoint_set() -> list[tuple[Path, str]]:
    place = folder()
    if place is None or not (place / ENDPOINT / "manifest.jsonl").exists():
        return []
    every = read(place / ENDPOINT, untold=True)
    return [(each.path, each.text) for each in every if each.path.parent.name == "endpoint"]
