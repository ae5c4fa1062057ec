"""An engine opened in a process of its own, as often as asked: how long that takes, and how much memory it holds then.

`load` runs from before the engine's packages are imported until it is ready; the files come out of the system's cache.
`memory` is how much the process has grown once it has been used: weights that are mapped into memory are read by then.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from vacli.bench.process import in_a_process, memory_mb
from vacli.bench.result import Samples
from vacli.bench.speech.recordings import beginning
from vacli.bench.stages.ready import Ready, rounds
from vacli.bench.wish import Wish
from vacli.core import errors
from vacli.core.audio import Audio
from vacli.core.errors import VacliError
from vacli.core.turn import Origin, Turn

MOST = 10
"""Processes, however often the rest is measured."""
SECONDS = 10.0
"""Of a recording that a recogniser is used on."""


def fresh(ready: Ready, wish: Wish, sound: Path | None = None) -> list[Samples]:
    """`load` and `memory` of a few processes. `sound` is what a recogniser is used on.

    What one of them raised, if it is a VacliError; EngineMissing if it came to another end.
    """
    settings = json.dumps(asdict(getattr(ready.config, ready.stage)))
    found = []
    for _ in rounds(wish, f"{ready.stage} {ready.name}: load", min(MOST, wish.times(5, 2))):
        flags = [ready.stage, settings, *([str(sound)] if sound else [])]
        told = in_a_process("vacli.bench.stages.fresh", *flags)
        if "error" in told:
            raise getattr(errors, told["error"])(told["message"], told["hint"])
        found.append(told)
    return [
        Samples("load", "ms", [each["load"] for each in found], about="opened in a fresh process, packages included"),
        Samples("memory", "MB", [each["memory"] for each in found], about="growth of that process, once it was used"),
    ]


def measured(stage: str, settings: dict[str, Any], sound: list[Audio]) -> dict[str, float]:
    """In this process: ms until the engine was open, MB that it has grown by after the first use."""
    from vacli.config import Config
    from vacli.engines import load

    config = Config()
    config = replace(config, **{stage: replace(getattr(config, stage), **settings)})
    before, begun = memory_mb(), time.perf_counter()
    engine = load(config, (stage,)).loaded[stage]
    took = time.perf_counter() - begun
    for _ in used(stage, engine, sound):
        continue
    return {"load": took * 1000, "memory": memory_mb() - before}


def used(stage: str, engine: Any, sound: list[Audio]) -> Iterator[Any]:
    """Something that touches all there is of it."""
    turn = Turn(Origin.TEXT)
    if stage == "stt":
        return iter(engine.transcribe(iter(sound), turn))
    if stage == "tts":
        return iter(engine.synthesize("It is half past three.", turn))
    if stage == "llm":
        from vacli.bench.stages.llm import QUESTIONS, conversation

        return iter(engine.chat().generate(conversation(QUESTIONS[0]), turn, max_tokens=2, temperature=0))
    import numpy as np

    return iter([engine.stream()(np.zeros(engine.frame, np.float32))])


def main(argv: list[str]) -> None:
    stage, settings, *paths = argv
    try:
        sound = [piece for path in paths for piece in beginning(Path(path), SECONDS, 16000)]
        print(json.dumps(measured(stage, json.loads(settings), sound)))
    except VacliError as error:
        print(json.dumps({"error": type(error).__name__, "message": error.message, "hint": error.hint}))


if __name__ == "__main__":
    main(sys.argv[1:])
