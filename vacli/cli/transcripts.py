"""What the user sees of a transcription: text as it comes, several texts in order, warnings, failures, the sum."""

import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from vacli.cli.common import note, print_json
from vacli.cli.main import report
from vacli.cli.progress import Bar
from vacli.core.errors import VacliError
from vacli.core.words import Choice, Transcript
from vacli.text.cues import Layout
from vacli.text.document import Document
from vacli.text.formats import STREAMED, line, render
from vacli.transcribe.inputs import Input
from vacli.transcribe.job import Listener, Outcome
from vacli.transcribe.outputs import Outputs

ROUGH = (
    "vacli: no better model is here, so the built-in sphinx takes dictation and gets about 4 words in 10 wrong; "
    "better: vacli models pull whisper-base.en"
)


@dataclass(frozen=True)
class Plan:
    """What goes where. `printed`: the format on standard output, empty for none. `dictation`: `auto`, no grammar."""

    printed: str
    layout: Layout
    several: bool
    outputs: Outputs | None
    verbose: bool
    dictation: bool
    bar: bool


class View(Listener):
    """`failed`: what could not be transcribed, and why."""

    def __init__(self, plan: Plan, inputs: Sequence[Input]) -> None:
        self._plan = plan
        self._bar = Bar({source.path: source.size for source in inputs}) if plan.bar and inputs else None
        self._order = deque(inputs)
        self._early: dict[Input, Outcome] = {}
        self._listed: list[dict[str, Any]] = []
        self._began = time.monotonic()
        self._seconds = 0.0
        self._count = 0
        self.failed: list[VacliError] = []

    def chose(self, choice: Choice) -> None:
        if self._plan.verbose:
            self._note(f"vacli: {choice}")
        if self._plan.dictation and (choice.name, choice.value) == ("stt.engine", "sphinx"):
            self._note(ROUGH)

    def started(self, source: Input, duration: float | None) -> None:
        if self._bar:
            self._bar.started(source.path, source.name, duration)

    def moved(self, source: Input, seconds: float) -> None:
        if self._bar:
            self._bar.moved(source.path, seconds)

    def heard(self, source: Input, segment: Transcript) -> None:
        if not self._plan.several and self._plan.printed in STREAMED:
            self._print(line(self._plan.printed, source.name, segment))

    def finished(self, outcome: Outcome) -> None:
        """Files are written and troubles told at once; what is printed keeps the order of the inputs."""
        self._count += 1
        if outcome.document:
            self._seconds += outcome.document.duration_s
            if self._plan.outputs:
                self._written(outcome.source, outcome.document)
        if self._bar:
            self._bar.finished(outcome.source.path)
        self._troubles(outcome)
        self._early[outcome.source] = outcome
        while self._order and self._order[0] in self._early:
            self._out(self._early.pop(self._order.popleft()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:  # the run may have been stopped early: what was done out of order is told now
            for outcome in self._early.values():
                self._out(outcome)
        if self._bar:
            self._bar.close()
        if kind is None and self._plan.several:
            if self._plan.printed == "json":
                print_json(self._listed)
            if self._count:
                self._sum_up()

    def _sum_up(self) -> None:
        took = max(time.monotonic() - self._began, 0.001)
        parts = [f"{self._count - len(self.failed)} transcribed"]
        parts += [f"{len(self.failed)} failed"] if self.failed else []
        hours = f"{self._seconds / 3600:.2f} h of sound in {took:.0f} s, {self._seconds / took:.1f} h an hour"
        note(f"vacli: {', '.join(parts)}; {hours}")

    def _written(self, source: Input, document: Document) -> None:
        assert self._plan.outputs is not None
        targets = self._plan.outputs.write(source, document)
        if not self._plan.several:
            for target in targets:
                note(f"vacli: wrote {target}")

    def _troubles(self, outcome: Outcome) -> None:
        lines = [f"vacli: {outcome.source.name}: {warning}" for warning in outcome.warnings]
        if self._plan.verbose:
            lines += [f"vacli: {outcome.source.name}: {told}" for told in outcome.notes]
            lines += [_timing(outcome.document)] if outcome.document else []
        if outcome.document and not outcome.document.segments and not self._plan.several:
            lines.append(f"vacli: {outcome.source.name}: no speech was found")
        for each in lines:
            self._note(each)
        if outcome.error:
            self.failed.append(outcome.error)
            if self._plan.several:
                with self._aside():
                    report(outcome.error)

    def _out(self, outcome: Outcome) -> None:
        printed, document = self._plan.printed, outcome.document
        if not self._plan.several:
            if document and printed and printed not in STREAMED:
                self._print(render(document, printed, self._plan.layout), end="")
        elif printed == "json":
            self._listed.append(document.as_dict() if document else _failure(outcome))
        elif printed and document:
            text = render(document, printed)
            self._print(f"==> {outcome.source.name} <==\n{text}" if printed == "txt" else text.removesuffix("\n"))

    def _note(self, text: str) -> None:
        with self._aside():
            note(text)

    def _print(self, text: str, end: str = "\n") -> None:
        if not text:
            return
        with self._aside():
            sys.stdout.write(text + end)
            sys.stdout.flush()

    @contextmanager
    def _aside(self) -> Iterator[None]:
        if self._bar is None:
            yield
            return
        with self._bar.aside():
            yield


def _failure(outcome: Outcome) -> dict[str, Any]:
    assert outcome.error is not None
    return {"file": outcome.source.name, "error": outcome.error.message, "hint": outcome.error.hint}


def _timing(document: Document) -> str:
    speed = document.duration_s / document.decode_s if document.decode_s else 0.0
    return (
        f"vacli: {document.file}: {document.duration_s:.1f} s of sound in {document.decode_s:.2f} s "
        f"({speed:.1f} h an hour), {document.engine} {document.model} on {document.device}"
    )
