"""Which engines of a stage can be measured here, and with what settings they are opened. Knows no measurement.

`TEST_MODELS` stand in for a recogniser's model in a checkout, which is said beside every figure: their speed and their
words are no real model's.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vacli import registry
from vacli.bench.result import Section, skipped
from vacli.bench.wish import Wish
from vacli.config import Config
from vacli.core.device import usable_cpus
from vacli.core.engines import Engine
from vacli.core.errors import EngineMissing, MissingError, ModelMissing, UsageError, VacliError
from vacli.engines import load
from vacli.extras import install

TEST_MODELS = {"whisper": Path("tests/data/whisper-tiny-commands"), "vosk": Path("tests/data/vosk-tiny-commands")}
"""From the root of a checkout."""
TINY = "a tiny TEST MODEL of this checkout, because none is installed: its figures say nothing of a real model"

PATIENCE = 3.0
"""Seconds that a short run spends on one figure, if it takes more than one value at all."""

Measure = Callable[["Ready"], Iterator[Section]]


@dataclass(frozen=True)
class Ready:
    """An engine of a stage; `config` names it and its model."""

    stage: str
    name: str
    config: Config
    notes: tuple[str, ...] = ()

    def settings(self, **changed: Any) -> Config:
        """The configuration with other values in the stage's section."""
        section = replace(getattr(self.config, self.stage), **changed)
        return replace(self.config, **{self.stage: section})

    @contextmanager
    def opened(self, **changed: Any) -> Iterator[Any]:
        """The loaded engine: one of `vacli.core.engines`, by the stage."""
        engines = load(self.settings(**changed), (self.stage,))
        try:
            yield engines.loaded[self.stage]
        finally:
            engines.close()

    def threads(self) -> Iterator[tuple[int, Any]]:
        """The engine with 1, 2, 4, 8 threads and so on, and with one a processor; once if it knows but one number."""
        cpus, seen = usable_cpus(), set[str]()
        for count in (*(2**power for power in range(cpus.bit_length()) if 2**power < cpus), cpus):
            with self.opened(threads=count) as engine:
                actual = {choice.name: choice.value for choice in engine.choices}.get(f"{self.stage}.threads", "1")
                if actual not in seen:
                    seen.add(actual)
                    yield int(actual), engine


def every(stage: str, wish: Wish, measure: Measure, *, test_models: bool = False) -> Iterator[Section]:
    """What `measure` finds of the engine named, or of all that `auto` may take. Who cannot be measured says why."""
    named = wish.engines.get(stage, "")
    if named == "auto":
        named = registry.choose(stage, replace(getattr(wish.config, stage), engine="auto"))[0].name
    for name in (named,) if named else [row.name for row in registry.rows(stage) if row.auto]:
        wish.turn.check()
        try:
            yield from measure(ready(stage, name, wish.config, test_models))
        except VacliError as error:
            if named and isinstance(error, UsageError):
                raise
            failed = not isinstance(error, MissingError | UsageError)
            yield skipped(stage, name, "it failed: " * failed + error.message, error.hint, failed=failed)


def ready(stage: str, name: str, config: Config, test_models: bool = False) -> Ready:
    """MissingError if its package or model is not installed; UsageError if there is no such engine."""
    found = Ready(stage, name, Ready(stage, name, config).settings(engine=name))
    section = getattr(found.config, stage)
    row = next((row for row in registry.rows(stage) if row.name == name), None)
    if row and (package := row.missing()):
        raise EngineMissing(f"package {package} is not installed", install(row.extra or "all"))
    try:
        registry.choose(stage, section)
    except ModelMissing:
        model = TEST_MODELS.get(name)
        if not test_models or section.model or model is None or not model.exists():
            raise
        return replace(found, config=found.settings(model=str(model.resolve())), notes=(TINY,))
    return found


def rounds(wish: Wish, what: str, n: int, *, all_: bool = False) -> Iterator[int]:
    """0 to n - 1, told as it goes. Unless `all_` are needed or `n` was asked for, a short run ends after PATIENCE."""
    begun = time.monotonic()
    for number in range(n):
        if number and wish.quick and not (all_ or wish.n) and time.monotonic() - begun > PATIENCE:
            return
        wish.turn.check()
        wish.progress(what, number, n)
        yield number


def stack(engine: Engine, stage: str) -> Mapping[str, str]:
    """For `Section.stack`: engine, model and device."""
    return {stage: f"{engine.name} {engine.model} {engine.device}"}
