"""The live loop on recordings of real people (VACLI_SPEECH_DIR, derived/dev/endpoint): when is the turn over?

Their end of speech is a machine's label, so each figure is given twice: from the last 20 ms within 26 dB of the
loudest, and from the last within 35 dB. They are read sentences that no closed grammar knows: replies are not judged.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vacli.audio.files import open_sound
from vacli.bench.e2e.devices import virtual_devices
from vacli.bench.e2e.live import BUILT_IN, loop, rounds
from vacli.bench.speech.clips import RATE, Clip
from vacli.bench.speech.recordings import folder
from vacli.bench.spread import percentiles, share
from vacli.core.audio import join
from vacli.core.errors import ModelMissing
from vacli.core.turn import Origin, Turn


def figures(repeats: int = 3) -> dict[str, Any]:
    """Delay of the turn's end, and of the reply where there is one. ModelMissing without the recordings."""
    place = folder()
    if place is None:
        raise ModelMissing("no recordings of real people", "set VACLI_SPEECH_DIR to the folder that holds them")
    said = [pair for _ in range(repeats) for pair in recordings(place)]
    with virtual_devices(), loop(BUILT_IN) as (person, talk, record, about):
        results = list(rounds([clip for clip, _ in said], person, talk, record))
    earlier = [(clip.end - end) / RATE * 1000 for clip, end in said]
    labels = {"35 dB": [0.0] * len(said), "26 dB": earlier}
    return {
        "speech": "LibriSpeech test-other, real speech",
        "stack": about,
        "n": len(results),
        "recordings": len(said) // repeats,
        "missed_endpoint_rate": share(sum(each.unended for each in results), len(results)),
        "false_cutoff_rate": share(sum(each.cut_off for each in results), len(results)),
        "ended_early_rate": share(sum(each.early for each in results), len(results)),
        "endpoint": {name: _spread([each.endpoint for each in results], more) for name, more in labels.items()},
        "first_sound": {name: _spread([each.v2v for each in results], more) for name, more in labels.items()},
    }


def recordings(place: Path) -> Iterator[tuple[Clip, int]]:
    """Each recording, its end of speech by the later label; and by the earlier one, in samples."""
    base = place / "derived" / "dev"
    for row in map(json.loads, (base / "manifest.jsonl").read_text().splitlines()):
        if row.get("kind") != "endpointing":
            continue
        with open_sound(base / row["path"], Turn(Origin.TEXT)) as sound:
            audio = join(sound.pieces(RATE))
        start, early, late = (round(row[name] * RATE) for name in ("onset", "end_of_speech", "end_latest"))
        yield Clip(row["text"], "real", row["speaker"], 0, audio, start, late), early


def _spread(delays: list[float | None], more: list[float]) -> dict[str, float | None]:
    """Of those that there are, each with what its label adds."""
    found = [delay + extra for delay, extra in zip(delays, more, strict=True) if delay is not None]
    return {"n": len(found), **percentiles(found, ("p50", "p90", "max"))}


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
    sys.exit()
