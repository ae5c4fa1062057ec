"""How far the end of speech that a conversation takes for true lies from the annotated one, in ms; + is behind it.

In use the clock of a turn starts at the last frame that turn-taking took for speech, backdated: what this measures is
the error of `vacli stats`, and nothing of it is in the bench, whose clock starts at the annotation. Detector and rules
are those of the conversation; no recogniser hastens the end. SYNTHETIC clips with sample-exact ends, and recordings of
real people with two labels (VACLI_SPEECH_DIR). An utterance after which no turn ended is counted, and has no error.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from vacli import registry
from vacli.audio.files import open_sound
from vacli.bench.speech.clips import RATE, clips
from vacli.bench.speech.recordings import folder
from vacli.config import Config, VadSettings
from vacli.core.audio import Audio, join, rechunk
from vacli.core.engines import Vad
from vacli.core.turn import Turn
from vacli.live.conversation import rules
from vacli.live.frames import loudness
from vacli.turns import Turns, What

LABELS = {"end_of_speech": "26 dB below the loudest frame", "end_latest": "35 dB below it"}


def figures(n: int = 200) -> dict[str, Any]:
    """`n` clips of each set that is answered, and the recordings by either label."""
    row, model, _ = registry.choose("vad", VadSettings())
    vad: Vad = registry.open_engine(row, VadSettings(), model)
    said = [(clip.audio, clip.end) for kind in ("quick", "llm") for clip in clips(kind, n)]
    found = {"espeak-ng, synthetic": summary([error(vad, audio, end) for audio, end in said])}
    recorded = list(recordings())
    for label, what in LABELS.items() if recorded else ():
        errors = [error(vad, audio, round(labels[label] * RATE)) for audio, labels in recorded]
        found[f"LibriSpeech test-other, real; {what}"] = summary(errors)
    vad.close()
    return {"detector": f"{row.name} {vad.model}".strip(), **found}


def error(vad: Vad, audio: Audio, end: int) -> float | None:
    """ms by which the last turn in `audio` was taken to end behind sample `end`; None if none ended."""
    estimate = speech_end(vad, audio)
    return None if estimate is None else (estimate - end) * 1000 / RATE


def speech_end(vad: Vad, audio: Audio) -> int | None:
    """The sample at which the last turn's speech ended, as the conversation takes it."""
    probability, turns = vad.stream(), Turns(rules(Config()), RATE)
    found = None
    for piece in rechunk(iter([audio]), vad.frame):
        for decision in turns.frame(probability(piece.samples), loudness(piece), piece.end, vad.frame):
            if decision.what is What.END:
                found = decision.at - decision.silence
    return found


def recordings() -> Iterator[tuple[Audio, dict[str, float]]]:
    """Those of real people whose end of speech is labelled, where this machine has them."""
    place = folder()
    base = place / "derived" / "dev" if place else None
    if base is None or not (base / "manifest.jsonl").exists():
        return
    rows = map(json.loads, (base / "manifest.jsonl").read_text().splitlines())
    for each in (row for row in rows if "end_of_speech" in row):
        with open_sound(base / each["path"], Turn()) as sound:
            yield join(sound.pieces(RATE)), {label: float(each[label]) for label in LABELS}


def summary(errors: Sequence[float | None]) -> dict[str, float]:
    there = [each for each in errors if each is not None]
    p10, p50, p90 = (round(float(each), 1) for each in np.percentile(there, [10, 50, 90]))
    return {"n": len(there), "no end": len(errors) - len(there), "p10_ms": p10, "p50_ms": p50, "p90_ms": p90}


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
