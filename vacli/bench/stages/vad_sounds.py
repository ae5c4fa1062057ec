"""What detectors are judged on: speech with known edges, and ten seconds each of sounds that hold none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vacli.audio.files import open_sound
from vacli.bench.speech.clips import CHAT, RATE, clips
from vacli.bench.speech.manifests import rows
from vacli.bench.speech.recordings import folder
from vacli.core.audio import Audio, Samples, join
from vacli.core.errors import InputError
from vacli.core.turn import Origin, Turn

SECONDS = 10
QUIET = 10 ** (-60 / 20)
LOUD = 10 ** (-30 / 20)
"""RMS of a room's tone and of the noises: -60 and -30 dBFS."""

Wave = npt.NDArray[np.float64]
Edges = tuple[float, float]
"""Seconds at which speech begins and ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Marked:
    """`edges`: by each label."""

    name: str
    audio: Audio
    edges: dict[str, Edges]


def synthetic(n: int) -> Iterator[Marked]:
    """Whole questions with exact edges."""
    for clip in clips("llm", n, texts=CHAT):
        yield Marked(clip.text, clip.audio, {"35dB": (clip.start / RATE, clip.end / RATE)})


def annotated(given: Path | None = None) -> list[Marked]:
    """Recordings of people with their labels: of the manifest named, else of this machine's own set, if it has it.

    A line of it has `path`, `onset` and `end_of_speech` in seconds; by a second label `onset_earliest`, `end_latest`.
    Where the two are one in every line, there is one label.
    """
    place = folder()
    base = given or (place / "derived" / "dev" if place else None)
    manifest = base / "manifest.jsonl" if base and base.is_dir() else base
    if manifest is None or manifest.suffix != ".jsonl" or not manifest.is_file():
        return []
    found = [(where, row) for where, row in rows(manifest) if {"onset", "end_of_speech"} <= row.keys()]
    said = [_marked(where, manifest.parent, row) for where, row in found]
    if all(each.edges["35dB"] == each.edges["26dB"] for each in said):
        said = [replace(each, edges={"label": each.edges["26dB"]}) for each in said]
    return said


def _marked(where: str, base: Path, row: Mapping[str, Any]) -> Marked:
    latest = row.get("onset_earliest", row["onset"]), row.get("end_latest", row["end_of_speech"])
    labels = {"35dB": latest, "26dB": (row["onset"], row["end_of_speech"])}
    try:
        edges = {name: (float(begin), float(end)) for name, (begin, end) in labels.items()}
        path = base / row["path"]
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{where}: path, onset and end_of_speech were expected", "mend that line") from None
    return Marked(path.stem, _read(path), edges)


def no_speech() -> tuple[dict[str, Audio], str]:
    """Sounds by name, and what they are."""
    place = folder()
    stored = sorted((place / "derived" / "dev" / "signals").glob("*.flac")) if place else []
    if stored:
        return {
            path.stem.removesuffix("_10s"): _read(path) for path in stored
        }, "signals of 10 s: silence, noises, tones"
    return {name: Audio(samples, RATE) for name, samples in signals().items()}, "made signals of 10 s: SYNTHETIC"


def signals() -> dict[str, Samples]:
    """Silence, the tone of a room, three noises, a tone, mains hum, clicks, a sweep, a constant voltage."""
    rng = np.random.default_rng(0)
    at = np.arange(SECONDS * RATE) / RATE
    white = rng.standard_normal(len(at))
    clicks = np.zeros(len(at))
    clicks[:: RATE // 2] = 0.8
    made: dict[str, Wave] = {
        "silence": np.zeros(len(at)),
        "room_tone": white * QUIET,
        "white": white * LOUD,
        "pink": _coloured(white, 0.5),
        "brown": _coloured(white, 1.0),
        "tone_1k": 0.2 * np.sin(2 * np.pi * 1000 * at),
        "mains_hum": 0.2 * np.sin(2 * np.pi * 50 * at) + 0.1 * np.sin(2 * np.pi * 150 * at),
        "clicks": clicks,
        "sweep": 0.2 * np.sin(2 * np.pi * (50 * at + (7000 - 50) / (2 * SECONDS) * at**2)),
        "dc": np.full(len(at), 0.5),
    }
    return {name: samples.astype(np.float32) for name, samples in made.items()}


def _coloured(white: Wave, slope: float) -> Wave:
    """Noise whose amplitude falls with the frequency to the power of `slope`."""
    spectrum = np.fft.rfft(white)
    spectrum[1:] /= np.arange(1, len(spectrum)) ** slope
    spectrum[0] = 0
    shaped: Wave = np.fft.irfft(spectrum, len(white))
    loud: Wave = shaped / np.sqrt(np.mean(np.square(shaped))) * LOUD
    return loud


def _read(path: Path) -> Audio:
    with open_sound(path, Turn(Origin.TEXT)) as sound:
        return join(sound.pieces(RATE))
