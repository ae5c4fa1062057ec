"""One run: benches one after the other, and all that is needed to read their figures later, as `schema.json` has it.

What was measured before an interruption is kept. Knows no terminal.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from vacli.bench.benches import Bench, parts
from vacli.bench.machine import machine
from vacli.bench.models import digests
from vacli.bench.reading import is_beside
from vacli.bench.reference import Reference
from vacli.bench.result import SCHEMA, Section, skipped
from vacli.bench.under import watched
from vacli.bench.verdict import verdict
from vacli.bench.wish import Wish
from vacli.config import Config
from vacli.core.errors import Cancelled, InputError, MissingError, UsageError, VacliError

STAGES = ("stt", "llm", "tts")
THREADS = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "GGML_NUM_THREADS")
"""Variables by which somebody may have set how many there are."""
PRIVATE = ("llm.system", "listen.wake", "audio.input", "audio.output", "skills", "models")
"""Settings that say nothing about speed, and something about their owner."""


@dataclass
class Run:
    """`what` is the word of the command line, or `quick` for the two-minute run. `benches`: what else it stands for."""

    what: str
    wish: Wish
    command: Sequence[str] = ()
    benches: Sequence[Bench] = ()
    sections: list[Section] = field(default_factory=list)
    models: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.benches = self.benches or parts(self.what)
        self._machine = machine()
        self._began = time.monotonic()
        self._reference = Reference()

    def measure(self) -> None:
        """All of it. Cancelled leaves what there is in `sections`."""
        self.wish.progress("models", 0, 0)
        self.models = digests(self.wish.config, self.wish.engines, STAGES, self.wish.turn)
        self._reference.take()
        for bench in self.benches:
            for found in self._sections(bench):
                section = replace(found, bench=bench.word)  # recognisers are of `stt`, their errors of `wer`
                self.sections.append(section)
                self.wish.turn.check()
                if not is_beside({"subject": section.subject}):  # else processors may still be busy on purpose
                    self._reference.take()

    def take_in(self) -> None:
        """What a bench has found that was ended before it told."""
        self.sections += [section for found in self.wish.so_far for section in found()]
        self.wish.so_far.clear()

    def document(self, *, partial: bool = False) -> dict[str, Any]:
        """What is stored: plain JSON."""
        sections = [each.as_json() for each in (*self.sections, self._reference.section())]
        about = {key: value for key, value in self._machine.items() if key not in ("load_average", "date")}
        return {
            "schema": SCHEMA,
            "what": self.what,
            "name": "",
            "command": list(self.command),
            "started": self._machine["date"],
            "seconds": round(time.monotonic() - self._began, 1),
            "partial": partial,
            "verdict": verdict(sections),
            "machine": about,
            "load": {"before": self._machine["load_average"], "after": [round(each, 2) for each in os.getloadavg()]},
            "settings": changed(self.wish.config),
            "threads": _threads(self.wish.config),
            "models": self.models,
            "sections": sections,
        }

    def _sections(self, bench: Bench) -> Iterator[Section]:
        """A bench of several that cannot run says so where its figures would stand; a single one fails."""
        try:
            yield from watched(bench.run, replace(self.wish, progress=self._progress(bench.word)))
        except (Cancelled, UsageError, InputError):
            raise
        except Exception as error:
            if len(self.benches) == 1:
                raise
            yield _failed(bench.word, error)

    def _progress(self, word: str) -> Callable[[str, int, int], None]:
        """What is told says which bench it is."""
        tell = self.wish.progress
        return lambda what, done, of: tell(what if what.startswith(word) else f"{word}: {what}", done, of)


def _failed(word: str, error: Exception) -> Section:
    """What ended a bench; alone it would show where."""
    if isinstance(error, VacliError):
        return skipped(word, word, error.message, error.hint, failed=not isinstance(error, MissingError))
    return skipped(word, word, f"it failed: {error!r}", f"vacli bench {word}", failed=True)


def changed(config: Config) -> dict[str, Any]:
    """Every setting that is not the default, but those that are nobody's business."""
    found = {}
    for section in fields(Config):
        now, usual = getattr(config, section.name), getattr(Config(), section.name)
        for entry in fields(now):
            key = f"{section.name}.{entry.name}"
            if getattr(now, entry.name) != getattr(usual, entry.name) and not key.startswith(PRIVATE):
                found[key] = getattr(now, entry.name)
    return found


def _threads(config: Config) -> dict[str, Any]:
    asked = {stage: getattr(config, stage).threads or "auto" for stage in STAGES}
    return asked | {name: os.environ[name] for name in THREADS if name in os.environ}
