"""What it costs to keep how long turns took: on the threads that tell it, and in CPU altogether.

Turns as a conversation tells them, with a partial every 0.2 s and the level ten times a second, published to a bus with
the recorder of `vacli stats` and to one with nobody, in turn. SYNTHETIC events; a real database.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vacli.bench.spread import spread
from vacli.config import StatsSettings
from vacli.core.events import Bus, Event
from vacli.core.marks import Mark
from vacli.core.waterfall import waterfall
from vacli.metrics.ledger import Ledger
from vacli.metrics.record import Recorder

SECONDS = 5.0
"""A turn and its answer, for the share of a CPU."""
ENGINES = {"vad": "silero silero_vad_v6", "stt": "vosk small", "llm": "llamacpp small", "tts": "piper low"}
NOBODY = "nobody"


def figures(n: int = 500) -> dict[str, Any]:
    """`n` turns told to each."""
    found: dict[str, Any] = {}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "stats.db"
        for name in (NOBODY, "recorder"):
            bus = Bus()
            recorder = Recorder(bus, StatsSettings(), ENGINES, file=file) if name != NOBODY else None
            walls, cpu = [], time.process_time()
            for number in range(n):
                events = list(turn(f"t{number}"))
                begun = time.perf_counter()
                for event in events:
                    bus.publish(event)
                walls.append(time.perf_counter() - begun)
                time.sleep(0.002)  # turns do not come at once: the writer is done by then
            if recorder:
                recorder.close()
            found[name] = {"told_in": spread(walls), "cpu_ms_a_turn": round((time.process_time() - cpu) * 1000 / n, 3)}
        with Ledger(30, file) as ledger:
            found["rows"], found["bytes_a_turn"] = len(ledger.rows()), round(file.stat().st_size / n)
    extra = found["recorder"]["cpu_ms_a_turn"] - found[NOBODY]["cpu_ms_a_turn"]
    return found | {"cpu_ms_a_turn": round(extra, 3), "percent_of_a_cpu": round(extra / SECONDS / 10, 4)}


def turn(name: str) -> Iterator[Event]:
    """All events of a turn, in order."""
    marks = {mark: 10.0 + 0.04 * number for number, mark in enumerate(Mark)}
    yield Event("turn.begin", name, {"origin": "speech", "continues": None})
    yield from (Event("listen.level", "", {"dbfs": -30.0, "speech": 0.9}) for _ in range(round(SECONDS * 10)))
    yield from (Event("stt.partial", name, {"text": "what time", "stable": 4}) for _ in range(8))
    yield Event("draft.begin", name, {"text": "what time is it"})
    yield Event("turn.endpoint", name, {"rule": "complete", "hold_ms": 160})
    yield Event("draft.used", name, {"text": "what time is it"})
    told = waterfall(marks).told() | {"marks": marks, "reply_class": "quick", "cancelled": False}
    yield Event("turn.end", name, told)


if __name__ == "__main__":
    print(json.dumps(figures(), indent=2))
