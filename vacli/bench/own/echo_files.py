"""The recordings of `derived/dev/barge_in`: a microphone beside the playback that it heard. Nothing obeys here: the
assistant goes on speaking over the user."""

import json
from pathlib import Path
from typing import Any

import av
import numpy as np

from vacli.audio.echo import open_echo
from vacli.bench.speech.recordings import folder
from vacli.config import VadSettings
from vacli.core.audio import Audio, Samples
from vacli.live.frames import loudness
from vacli.live.listen import FRAME
from vacli.turns import Rules, Turns, What
from vacli.vad.silero import Silero

RATE = 16000


def recordings(engine: str) -> dict[str, Any] | None:
    """Of each file: what it expects, and the seconds of its decisions. None: the recordings are not here."""
    place = folder()
    if place is None:
        return None
    base = place / "derived" / "dev"
    rows = [json.loads(line) for line in (base / "manifest.jsonl").read_text().splitlines()]
    told: dict[str, Any] = {}
    for row in (row for row in rows if row["path"].startswith("barge_in/")):
        decisions = decide(engine, *channels(base / row["path"]), Rules())
        told[Path(row["path"]).stem] = {
            "kind": row["kind"],
            "user_onset": row["user_onset"],
            **{what: times for what in (What.HOLD, What.INTERRUPT) if (times := decisions[what])},
        }
    return told


def decide(engine: str, heard: Samples, emitted: Samples, rules: Rules) -> dict[What, list[float]]:
    """Seconds at which each decision fell, the assistant speaking from the beginning to the end."""
    echo = open_echo(engine)[0]
    vad, turns = Silero(VadSettings()).stream(), Turns(rules)
    told: dict[What, list[float]] = {what: [] for what in What}
    turns.sounding(True, -RATE)  # long enough ago that nothing goes on with an earlier turn
    for at in range(0, len(heard) - FRAME, FRAME):
        audio = Audio(heard[at : at + FRAME], RATE, at)
        if echo:
            echo.reference(emitted[at : at + FRAME], RATE, at / RATE)
            audio = echo.clean(audio, at / RATE)
        for decision in turns.frame(vad(audio.samples), loudness(audio), audio.end, FRAME):
            told[decision.what].append(round(audio.end / RATE, 2))
            if decision.what is What.INTERRUPT:
                return told
    return told


def channels(path: Path) -> tuple[Samples, Samples]:
    """Microphone and playback."""
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
    both = np.concatenate(blocks).astype(np.float32) / np.float32(32768.0)
    return both[:, 0].copy(), both[:, 1].copy()
