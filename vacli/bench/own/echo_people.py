"""Who speaks in the echo bench: the assistant (espeak-ng, synthetic) and the users who interrupt it."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np

from vacli.bench.own.echo_room import RATE, read, rms
from vacli.bench.speech.clips import speak
from vacli.bench.speech.recordings import TEXTS, folder
from vacli.core.audio import Samples

EMITTED = 0.11
"""RMS at which the assistant speaks, as vacli's voices do."""
SHORTEST, LONGEST = 1.5, 2.5
"""Seconds that a user speaks."""
ASSISTANTS = (("en-us", 165), ("en-gb+f3", 175), ("en-us+m3", 155), ("en-us+f4", 170))
USERS = (("en-gb-scotland", 160), ("en-us+f2", 170), ("en-gb+m1", 165))
SETS = ("commands", "vctk", "speakers_impostor")
ONSET = (26.0, 15.0)
"""dB below the loudest 10 ms: the first that reach these are two labels of the onset, the earlier one counts."""
DOUBT = 0.06
"""Seconds between the two from which breath or noise was taken for one of them."""
_STEP = RATE // 100


def replies() -> Iterator[Samples]:
    """Two sentences each, about seven seconds, voice after voice."""
    for number, (voice, speed) in enumerate(cycle(ASSISTANTS)):
        texts = (TEXTS[number % len(TEXTS)], TEXTS[(number * 3 + 1) % len(TEXTS)])
        said = np.concatenate([speak(text, voice, speed).samples for text in texts])
        yield said * np.float32(EMITTED / rms(said))


@cache
def users() -> tuple[list[Samples], str]:
    """Utterances from their onset on, RMS 1, and what they are. Real ones only where it is plain when they begin."""
    if place := folder():
        files = [place / name / "dev" / row["path"] for name in SETS for row in _rows(place / name / "dev")]
        return [voice for file in files if len(voice := _begun(read(file)))], f"real speech: {', '.join(SETS)}"
    spoken = [speak(text, voice, speed).samples for voice, speed in USERS for text in reversed(TEXTS)]
    return [voice for each in spoken if len(voice := _begun(each))], "espeak-ng, synthetic speech"


def _rows(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def _begun(samples: Samples) -> Samples:
    """From its onset on; nothing where the two labels of it differ, or too little follows."""
    frames = samples[: len(samples) // _STEP * _STEP].reshape(-1, _STEP)
    power = np.mean(np.square(frames), axis=1)
    early, late = (int(np.flatnonzero(power >= power.max() * 10 ** (-reach / 10))[0]) * _STEP for reach in ONSET)
    if late - early > DOUBT * RATE or len(samples) - early < SHORTEST * RATE:
        return samples[:0]
    said = samples[early:][: round(LONGEST * RATE)]
    return said / np.float32(rms(said))
