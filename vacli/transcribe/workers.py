"""Several recordings at once: one process with an engine of its own for each job, so that no lock is shared.

A worker that dies takes one recording with it; another takes its place.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from queue import SimpleQueue
from typing import IO, Any

from vacli.audio.source import STDIN
from vacli.core.errors import EngineError, VacliError
from vacli.core.flow import spawn
from vacli.core.turn import Turn
from vacli.core.words import Choice
from vacli.transcribe.inputs import Input
from vacli.transcribe.job import Listener, Outcome, Recogniser, Request

GOODBYE = 2.0
"""Seconds that a worker gets to end by itself."""


def transcribe_all(
    inputs: Sequence[Input], request: Request, turn: Turn, listener: Listener, jobs: int = 1
) -> Generator[Outcome, None, None]:
    """The outcomes as they come: in the order of `inputs` for one job, else as they are done.

    Standard input belongs to this process, so with it among the inputs there is one job.
    """
    jobs = 1 if any(source.path == STDIN for source in inputs) else min(jobs, len(inputs))
    if jobs > 1:
        with closing(_at_once(inputs, request, turn, listener, jobs)) as outcomes:
            yield from outcomes
        return
    recogniser = Recogniser(request, turn, listener)
    try:
        for source in inputs:
            turn.check()
            yield recogniser(source)
    finally:
        recogniser.close()


def cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker:
    """A process and what it is doing. Its reports go into a queue that all workers share."""

    def __init__(self, request: Request, reports: "SimpleQueue[tuple[_Worker, Any]]") -> None:
        # a session of its own: Ctrl-C in the terminal is for the parent alone
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vacli.transcribe.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self.doing: Input | None = None
        self._reports = reports
        self._send(request)
        spawn("reports", self._listen)

    def take(self, source: Input) -> None:
        self.doing = source
        self._send(source)

    def dismiss(self) -> None:
        """It ends by itself: at once if it is idle, else soon."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()

    def join(self) -> None:
        try:
            self.process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _send(self, task: Any) -> None:
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # it died: that is in the reports
            pickle.dump(task, self.process.stdin)
            self.process.stdin.flush()

    def _listen(self) -> None:
        out: IO[bytes] | None = self.process.stdout
        assert out is not None
        while True:
            try:
                report = pickle.load(out)  # noqa: S301 - from our own child
            except (EOFError, pickle.UnpicklingError):
                break
            self._reports.put((self, report))
        self._reports.put((self, ("gone", self.process.wait())))


def _at_once(
    inputs: Sequence[Input], request: Request, turn: Turn, listener: Listener, jobs: int
) -> Generator[Outcome, None, None]:
    request = _shared_out(request, jobs)
    waiting = deque(inputs)
    reports: SimpleQueue[tuple[_Worker, Any]] = SimpleQueue()
    left = len(inputs)
    with _staff(request, reports, turn, jobs) as workers:
        for worker in workers:
            worker.take(waiting.popleft())
        while left:
            worker, (kind, *content) = reports.get()
            turn.check()
            if kind == "gone":
                if worker.doing is None:
                    continue
                kind, content = "done", [_died(worker, content[0])]
                if waiting:
                    workers[workers.index(worker)] = worker = _Worker(request, reports)
            if kind != "done":
                _tell(listener, kind, content, first=worker is workers[0])
                continue
            left -= 1
            worker.doing = None
            if waiting:
                worker.take(waiting.popleft())
            yield content[0]


def _shared_out(request: Request, jobs: int) -> Request:
    """Every worker gets its part of the cores, unless a number of threads was asked for."""
    threads = request.config.stt.threads or max(1, cores() // jobs)
    return replace(request, config=replace(request.config, stt=replace(request.config.stt, threads=threads)))


@contextmanager
def _staff(
    request: Request, reports: "SimpleQueue[tuple[_Worker, Any]]", turn: Turn, jobs: int
) -> Iterator[list[_Worker]]:
    workers: list[_Worker] = []

    def kill() -> None:
        for worker in list(workers):
            worker.process.kill()

    with turn.on_cancel(kill):
        try:
            for _ in range(jobs):
                workers.append(_Worker(request, reports))
            yield workers
        finally:
            for worker in workers:
                worker.dismiss()
            for worker in workers:
                worker.join()


def _died(worker: _Worker, code: int) -> Outcome:
    assert worker.doing is not None
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    error = EngineError(
        f"{worker.doing.name}: the worker process died ({how})",
        "it may have run out of memory: try again with a lower --jobs",
    )
    return Outcome(worker.doing, error=error)


def _tell(listener: Listener, kind: str, content: list[Any], first: bool) -> None:
    match kind, content:
        case "chose", [Choice() as choice] if first:
            listener.chose(choice)
        case "started", [source, duration]:
            listener.started(source, duration)
        case "moved", [source, seconds]:
            listener.moved(source, seconds)
        case "fatal", [VacliError() as error]:
            raise error
        case "memory", _:
            raise MemoryError
