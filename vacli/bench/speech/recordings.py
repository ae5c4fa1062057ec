"""Speech to measure with: recordings of real people where this machine has them, else synthetic ones. Says which."""

import json
import os
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np

from vacli.audio.files import open_sound
from vacli.audio.write import write_file
from vacli.bench.speech.clips import RATE, speak
from vacli.bench.speech.manifests import is_manifest, read
from vacli.core.audio import Audio
from vacli.core.errors import InputError
from vacli.core.turn import Origin, Turn
from vacli.transcribe.inputs import expand

WORDS_A_MINUTE = 175
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


def given(path: Path) -> list[Path]:
    """The recordings of a folder, of a manifest, or the one named. InputError if there is none."""
    if is_manifest(path):
        return [each.path for each in read(path)]
    found = expand([str(path)], recursive=True)
    for each in found:
        if each.problem:
            raise each.problem
        if not Path(each.path).exists():
            raise InputError(f"{path} does not exist", "name a recording, or a folder of them")
    return [Path(each.path) for each in found]


def beginning(path: Path, seconds: float, rate: int) -> list[Audio]:
    """The first seconds of a recording, to the end of a piece. InputError if there is no sound in it."""
    found: list[Audio] = []
    with open_sound(path, Turn(Origin.TEXT)) as sound:
        for piece in sound.pieces(rate):
            found.append(piece)
            if piece.end >= seconds * rate:
                break
    return found


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
        write_file(iter([Audio(speak(text, "en-us", WORDS_A_MINUTE).samples, RATE)]), RATE, target, "wav")
        yield target
