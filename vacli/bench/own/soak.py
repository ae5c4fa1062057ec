"""A thousand turns of one conversation, as fast as it can follow: what grows, and what does not come back.

    python -m vacli.bench.own.soak                   1,000 turns over tiny natives and a scripted model
    python -m vacli.bench.own.soak -n 200 --set llm.engine=llamacpp --set tts.engine=espeak --set stt.engine=sphinx

Whole conversations on the in-memory twins (soak_scenes.py), SYNTHETIC speech, real detector and recogniser. Read in
the quiet between scenes, after a garbage collection: threads, open descriptors, memory, live Python objects. Growth
counts from turn 100 on: before, caches fill. Linux only.
"""

import argparse
import gc
import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vacli.audio.paced import PacedMic
from vacli.audio.playback import Playback
from vacli.bench.e2e.live import NO_CACHES
from vacli.bench.own.soak_scenes import Sound, Talker
from vacli.bench.own.tail import TEST_MODELS
from vacli.bench.process import in_a_process, memory_mb
from vacli.core.events import Bus
from vacli.engines import Engines

FAKES = {"stt.engine": "vosk", "llm.engine": "scripted", "tts.engine": "tone", **NO_CACHES}
SLOWLY = {"tts.speed": 0.4}
"""The scripted model repeats the question: six words are to last long enough to be interrupted."""
EVERY = 100
WARM = 100
"""Turns after which nothing should grow any more."""


@dataclass(frozen=True)
class Reading:
    """After `turn` turns. `objects`: containers that the garbage collector knows; `blocks`: all of Python's memory."""

    turn: int
    threads: int
    descriptors: int
    memory_mb: float
    objects: int
    blocks: int


@dataclass(frozen=True)
class Soak:
    """`before` the conversation was made, `while_on` it went on, and `after` it and the engines were closed."""

    before: Reading
    while_on: tuple[Reading, ...]
    after: Reading
    lost: int  # turns that were begun and never ended
    told: Mapping[str, int]  # events by name
    classes: Mapping[str, int]  # turns by reply class
    seconds: float

    def growth(self, what: str, since: int = WARM) -> float:
        """In per cent, from the first reading after `since` turns to the last one while it went on."""
        first = next((each for each in self.while_on if each.turn >= since), self.while_on[-1])
        ratio: float = getattr(self.while_on[-1], what) / getattr(first, what)
        return round(100 * (ratio - 1), 2)


def figures(n: int = 1000, flags: Mapping[str, Any] | None = None, every: int = EVERY) -> dict[str, Any]:
    """In a process of its own: nothing that ran before is counted."""
    given = [word for key, value in (flags or {}).items() for word in ("--set", f"{key}={value}")]
    return in_a_process("vacli.bench.own.soak", "--json", "-n", str(n), "--every", str(every), *given)


def soak(engines: Engines, n: int, every: int = EVERY) -> Soak:
    """`n` turns, and an end of the engines. What the conversation raises, and Lost if a turn never ends."""
    begun = time.monotonic()
    before = read(0)
    with TemporaryDirectory() as folder:
        engines.skillset.kept = Path(folder, "skills.db")
        talker, readings = _talk(engines, n, every)
        engines.close()
    after = read(talker.ended)
    seconds = round(time.monotonic() - begun, 1)
    return Soak(before, tuple(readings), after, len(talker.open), dict(talker.told), dict(talker.classes), seconds)


def _talk(engines: Engines, n: int, every: int) -> tuple[Talker, list[Reading]]:
    from vacli.live.conversation import Conversation

    speaker, bus, readings = Playback(engines.tts.rate), Bus(), list[Reading]()
    talker = Talker(speaker, lambda line: conversation.type(line))
    bus.subscribe(talker.take)
    session = engines.session(speaker, bus, skills="live")
    mic = PacedMic(_script(talker, n, every, readings), pace="fast", speaker=speaker)
    conversation = Conversation(session, mic)
    conversation.run()
    return talker, readings


def _script(talker: Talker, n: int, every: int, readings: list[Reading]) -> Sound:
    due = 1
    while talker.ended < n:
        yield from talker.scene()
        if talker.ended >= min(due, n):
            readings.append(read(talker.ended))
            due = (talker.ended // every + 1) * every


def read(turn: int) -> Reading:
    """Now."""
    gc.collect()
    descriptors = len(list(Path("/proc/self/fd").iterdir())) - 1  # the listing's own
    objects, blocks = len(gc.get_objects()), sys.getallocatedblocks()
    return Reading(turn, threading.active_count(), descriptors, memory_mb(), objects, blocks)


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """A table for people."""
    head = ("turn", "threads", "descriptors", "memory_mb", "objects", "blocks")
    yield " ".join(f"{name:>11}" for name in head)
    for row in (found["before"], *found["while_on"], found["after"]):
        yield " ".join(f"{row[name]:>11}" for name in head)


def run(n: int, flags: Mapping[str, Any], every: int = EVERY) -> dict[str, Any]:
    """The figures, measured in this process. EngineMissing, ModelMissing."""
    from vacli.bench.machine import machine
    from vacli.config import load as settings
    from vacli.engines import load

    wanted = {**FAKES, **flags}
    if wanted["llm.engine"] == "scripted":
        wanted = {**SLOWLY, **wanted}
    if wanted["stt.engine"] == "vosk":
        wanted.setdefault("stt.model", str(TEST_MODELS["vosk"]))
    engines = load(settings(wanted).config, ("vad", "stt", "llm", "tts"))
    stack = {stage: f"{each.name} {each.model}" for stage, each in engines.loaded.items()}
    found = soak(engines, n, every)
    return {
        "speech": "espeak-ng, synthetic",
        "stack": stack,
        **asdict(found),
        "growth_after_100_percent": {what: found.growth(what) for what in ("memory_mb", "objects", "blocks")},
        "machine": machine(),
    }


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m vacli.bench.own.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", type=int, default=1000, help="turns")
    parser.add_argument("--every", type=int, default=EVERY, help="turns from one reading to the next")
    parser.add_argument("--set", dest="flags", action="append", default=[], metavar="KEY=VALUE", help="a setting")
    parser.add_argument("--json", action="store_true", help="all figures as JSON on standard output")
    wanted = parser.parse_args(argv)
    found = run(wanted.n, dict(flag.split("=", 1) for flag in wanted.flags), wanted.every)
    if wanted.json:
        print(json.dumps(found))
    else:
        print("\n".join(lines(found)))
        print(json.dumps({name: each for name, each in found.items() if name != "while_on"}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
