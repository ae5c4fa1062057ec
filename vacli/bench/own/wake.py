"""The wake phrase on recordings of real people: how often it is missed, how often other speech is taken for it.

Every phrase is looked for in all recordings: where it is said it counts as found or missed, everywhere else what is
found is a false accept. The score was fitted on every other recording, so both halves are told apart. Each recording is
a new room and voice, to which the spotter has not adapted. Needs VACLI_SPEECH_DIR.
"""

import json
import math
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from vacli.audio.files import open_sound
from vacli.bench.speech.recordings import folder
from vacli.bench.spread import spread
from vacli.core.audio import Audio, join
from vacli.core.errors import MissingError, ModelMissing
from vacli.core.turn import Turn
from vacli.stt.sphinx_spotter import LEAST, Candidate, SphinxSpotter

RATE, FRAME = 16000, 512
PHRASES = ("computer", "alexa", "jarvis", "smart mirror", "snowboy", "view glass", "hey computer", "hey jane")
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SILENCE = RATE // 2
HALVES = {"fitted on": 0, "held out": 1}


@dataclass(frozen=True)
class Clip:
    """`phrase` is what is called in it, nothing elsewhere; `half` which one of HALVES it belongs to."""

    phrase: str
    audio: Audio
    half: int


@dataclass
class Heard:
    """One phrase over all clips: the best confidence where it is said, those of all candidates elsewhere."""

    said: list[tuple[int, float]] = field(default_factory=list)  # half, confidence
    elsewhere: list[tuple[int, float]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # seconds from the phrase's end to its finding
    seconds: list[float] = field(default_factory=lambda: [0.0, 0.0])  # of other speech, in each half
    cpu: float = 0.0


def figures(most: int = 10_000) -> dict[str, Any]:
    """The curve over all phrases, and each phrase at the threshold in use, with at most so many recordings of a set."""
    place = folder()
    if place is None:
        raise ModelMissing("no recordings of real people here", "set VACLI_SPEECH_DIR to a folder that has them")
    clips = list(_clips(place, most))
    found = {phrase: listen(SphinxSpotter(phrase), clips) for phrase in PHRASES}
    everything = list(found.values())
    sound = sum(len(clip.audio) + SILENCE for clip in clips) / RATE
    return {
        "minutes of other speech a phrase": round(sum(everything[0].seconds) / 60, 1),
        "curve": {name: [row(everything, half, least) for least in THRESHOLDS] for name, half in HALVES.items()},
        "phrases": {phrase: row([heard], None, LEAST) for phrase, heard in found.items()},
        "found after the phrase's end": spread([late for heard in everything for late in heard.late]),
        "cpu seconds a second": round(sum(heard.cpu for heard in everything) / sound / len(everything), 4),
    }


def listen(spotter: SphinxSpotter, clips: Sequence[Clip]) -> Heard:
    """What a spotter makes of the clips. Those that hold its phrase as a part of another are left out."""
    heard = Heard()
    for clip in clips:
        spotter.reset()
        begun = time.thread_time()
        found = list(candidates(spotter, clip.audio))
        heard.cpu += time.thread_time() - begun
        if clip.phrase == spotter.phrase:
            best = max((each for each, _ in found), key=lambda each: each.confidence, default=None)
            heard.said.append((clip.half, best.confidence if best else 0.0))
            heard.late += [(now - each.end) / RATE for each, now in found if each is best]
        elif not clip.phrase or clip.phrase not in spotter.phrase:
            heard.elsewhere += [(clip.half, confidence) for confidence in events([each for each, _ in found])]
            heard.seconds[clip.half] += clip.audio.seconds
    return heard


def candidates(spotter: SphinxSpotter, audio: Audio) -> Iterator[tuple[Candidate, int]]:
    """With the sample up to which the spotter had to hear for it. Half a second of quiet noise follows."""
    quiet = np.random.default_rng(0).standard_normal(SILENCE).astype(np.float32) * np.float32(1e-4)
    samples = np.concatenate([audio.samples, quiet])
    for at in range(0, len(samples), FRAME):
        piece = Audio(samples[at : at + FRAME], RATE, at)
        for candidate in spotter.candidates(piece):
            yield candidate, piece.end


def events(found: Sequence[Candidate]) -> list[float]:
    """The best confidence of each second in which something was found: a spotter would say it once."""
    best: dict[int, float] = {}
    first = -RATE
    for each in sorted(found, key=lambda each: each.start):
        first = each.start if each.start - first >= RATE else first
        best[first] = max(best.get(first, 0.0), each.confidence)
    return list(best.values())


def row(heard: Sequence[Heard], half: int | None, least: float) -> dict[str, Any]:
    """Misses and false accepts at a threshold, in one half or both."""
    said = [confidence for each in heard for at, confidence in each.said if half in (None, at)]
    wrong = [confidence for each in heard for at, confidence in each.elsewhere if half in (None, at)]
    hours = sum(s for each in heard for at, s in enumerate(each.seconds) if half in (None, at)) / 3600
    false = sum(confidence >= least for confidence in wrong)
    low, high = interval(false)
    return {
        "least": least,
        "missed": sum(confidence < least for confidence in said),
        "of": len(said),
        "false": false,
        "an hour": round(false / hours, 1),
        "95 %": [round(low / hours, 1), round(high / hours, 1)],
    }


def interval(count: int) -> tuple[float, float]:
    """The 95 % interval of a Poisson mean of which `count` was seen, by the Wilson-Hilferty approximation."""

    def quantile(k: int, z: float) -> float:
        return k * (1 - 1 / (9 * k) + z / (3 * math.sqrt(k))) ** 3 if k else 0.0

    return quantile(count, -1.96), quantile(count + 1, 1.96)


def _clips(place: Path, most: int) -> Iterator[Clip]:
    number = 0
    for name in ("wakewords", "librispeech_other", "ami", "commands", "vctk"):
        base = place / name / "dev"
        rows = [json.loads(line) for line in (base / "manifest.jsonl").read_text().splitlines()]
        for each in rows[:: max(1, len(rows) // most)]:
            number += 1
            phrase = each.get("wakeword") or ""
            if name == "wakewords" and not phrase:  # holds several
                continue
            with open_sound(base / each["path"], Turn()) as sound:
                yield Clip(phrase, join(sound.pieces(RATE)), (number - 1) % 2)


if __name__ == "__main__":
    try:
        print(json.dumps(figures(), indent=2))
    except MissingError as error:
        sys.exit(f"{error.message}: {error.hint}")
