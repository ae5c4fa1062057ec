"""One run of `vacli bench`: everything asked for is checked, then measured, kept, shown, compared and held to limits.

Ctrl-C keeps and shows what there is: from the main thread, for the bench may be inside native code that does not stop.
"""

import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from vacli.bench import store
from vacli.bench.compare import Comparison, compare
from vacli.bench.gate import Gate, Outcome, check, parse
from vacli.bench.run import PRIVATE, Run
from vacli.cli import bench_table as table
from vacli.cli.bench_progress import Progress
from vacli.cli.bench_wish import wish_of
from vacli.cli.common import note, print_json
from vacli.cli.main import report as report_error
from vacli.core.errors import CheckFailed, VacliError

if TYPE_CHECKING:
    from vacli.core.turn import Turn


def measure(word: str, given: Mapping[str, Any], turn: "Turn") -> None:
    """UsageError or InputError before anything runs; CheckFailed if a gate is broken. What ends it midway is raised
    once what there is has been kept."""
    asked = Asked(given)
    progress = Progress()
    try:
        run = Run(word, wish_of(word, given, turn, progress.step), ["vacli", *map(_public, sys.argv[1:])])
        try:
            with turn.on_cancel(lambda: _interrupted(run, asked, progress)):
                run.measure()
            turn.check()
        except Exception:
            run.take_in()
            if run.sections:
                _interrupted(run, asked, progress)
            raise
    finally:
        progress.close()
    if asked.mine():
        asked.told(asked.kept(run.document()))


@dataclass
class Asked:
    """What is to become of the result."""

    given: Mapping[str, Any]
    name: str = ""
    gates: list[Gate] = field(default_factory=list)
    earlier: Mapping[str, Any] | None = None
    stem: str = ""  # what it was kept as
    _once: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if given := self.given["gate"]:
            self.gates = parse(given)
        if given := self.given["save"]:
            self.name = store.check_name(given)
        if given := self.given["compare"]:
            self.earlier = store.load(given)
        if given := self.given["report"]:
            from vacli.bench.report import check_target

            check_target(given)

    def mine(self) -> bool:
        """True the first time: a result is told once, by whoever comes first."""
        return self._once.acquire(blocking=False)

    def kept(self, document: dict[str, Any]) -> dict[str, Any]:
        file = store.save(document, self.name)
        self.stem = file.stem
        return {**document, "name": self.name}

    def hint(self) -> None:
        note(f"vacli: kept; once more, with every figure: vacli bench show {self.stem} -v")

    def told(self, document: Mapping[str, Any]) -> None:
        found = compare(self.earlier, document) if self.earlier else None
        outcomes = check(self.gates, document)
        if self.given["as_json"]:
            print_json(_plain(document, found, outcomes))
        else:
            table.show(document, all_figures=self.given["verbose"])
            if found:
                table.show_comparison(found, self.given["compare"], "now", all_figures=self.given["verbose"])
            table.show_gates(outcomes)
        if file := self.given["report"]:
            from vacli.bench.report import write

            write(file, document)
            note(f"vacli: {file} is written: open it in a browser")
        self.hint()
        if broken := [each.told for each in outcomes if not each.passed]:
            raise CheckFailed("; ".join(broken), "where the time goes: vacli bench show last -v")


def _public(word: str) -> str:
    """A word of the command line, without the value of a setting that is nobody's business."""
    key, equals, _ = word.removeprefix("--set=").partition("=")
    return f"{key}=..." if equals and key.startswith(PRIVATE) else word


def _plain(document: Mapping[str, Any], found: Comparison | None, outcomes: list[Outcome]) -> dict[str, Any]:
    """The document with what was asked beside it."""
    plain = dict(document)
    if found:
        plain["comparison"] = asdict(found)
    if outcomes:
        plain["gates"] = [{"gate": each.gate.text, "passed": each.passed, "told": each.told} for each in outcomes]
    return plain


def _interrupted(run: Run, asked: Asked, progress: Progress) -> None:
    """Runs as the turn is cancelled, or as an error ends the run; may not raise."""
    progress.close()
    if not asked.mine():
        return
    run.take_in()
    if not run.sections:
        note("vacli: interrupted before anything was measured")
        return
    try:
        document = asked.kept(run.document(partial=True))
        if asked.given["as_json"]:
            print_json(document)
        else:
            table.show(document, all_figures=asked.given["verbose"])
        asked.hint()
    except (VacliError, OSError) as error:
        report_error(error)
