"""Speech to measure with: recordings of real people where this machine has them, else synthetic ones. Says which."""

import json
import os
import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np

from vacli.audio.files import open_sound
from vacli.audio.write import write_file
from vacli.core.audio import Audio
from vacli.core.errors import EngineMissing
from vacli.core.turn import Origin, Turn

RATE = 16000
TEXTS = (
    "The harvest was late that year and the roads were full of carts.",
    "Nobody had told him that the bridge was closed until the spring.",
    "She counted the letters twice and put them back into the drawer.",
    "In the morning the wind had turned and the boats lay still.",
)


def folder() -> Path | None:
    """Where the recordings of real people are, if they are."""
    place = Path(os.environ.get("VACLI_SPEECH_DIR", "../shared/speech"))
    return place if (place / "index.dev.jsonl").exists() else None


def utterances(scratch: Path) -> tuple[list[Path], str]:
    """Recordings of one sentence each, and what they are."""
    if place := folder():
        base = place / "librispeech_other" / "dev"
        rows = [json.loads(line) for line in (base / "manifest.jsonl").read_text().splitlines()]
        return [base / row["path"] for row in rows], "LibriSpeech test-other, real speech"
    return list(_synthetic(scratch)), "espeak-ng, synthetic speech"


def recording(scratch: Path, seconds: float) -> tuple[Path, str]:
    """One recording of that length, made of utterances with half a second between them."""
    paths, what = utterances(scratch)
    target = scratch / "long.wav"
    write_file(_joined(paths, seconds), RATE, target, "wav")
    return target, what


def _joined(paths: list[Path], seconds: float) -> Iterator[Audio]:
    left = round(seconds * RATE)
    for path in cycle(paths):
        with open_sound(path, Turn(Origin.TEXT)) as sound:
            for piece in (*sound.pieces(RATE), Audio(np.zeros(RATE // 2, np.float32), RATE)):
                yield Audio(piece.samples[:left], RATE)
                left -= len(piece)
                if left <= 0:
                    return


def _synthetic(scratch: Path) -> Iterator[Path]:
    for number, text in enumerate(TEXTS):
        target = scratch / f"synthetic-{number}.wav"
        try:
            subprocess.run(["espeak-ng", "-v", "en-us", "-w", target, text], check=True)
        except FileNotFoundError:
            raise EngineMissing("no speech to measure with", "sudo apt-get install espeak-ng") from None
        yield target
