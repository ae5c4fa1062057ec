"""A process of its own that transcribes what it is sent: `python -m vacli.transcribe.worker`, started by `workers`.

Tasks come in on standard input, reports go out on standard output, both pickled. It ends when its input ends, in the
middle of its work if need be: so it never outlives whoever started it, however that one died.
"""

import os
import pickle
import sys
import time
import traceback
from queue import SimpleQueue
from typing import Any, BinaryIO

from vacli.core.errors import VacliError
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.core.words import Choice
from vacli.transcribe.inputs import Input
from vacli.transcribe.job import Listener, Recogniser, Request

GRACE = 0.5
"""Seconds after the end of the input in which an idle worker ends by itself."""


class Reporter(Listener):
    """Tells the parent process."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def send(self, kind: str, *content: Any) -> None:
        try:
            pickle.dump((kind, *content), self._out)
            self._out.flush()
        except BrokenPipeError:
            os._exit(1)  # nobody is interested any more

    def chose(self, choice: Choice) -> None:
        self.send("chose", choice)

    def started(self, source: Input, duration: float | None) -> None:
        self.send("started", source, duration)

    def moved(self, source: Input, seconds: float) -> None:
        self.send("moved", source, seconds)


def main() -> None:
    """The first task is the request, every further one a recording."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native libraries print must not get between the reports
    tasks: SimpleQueue[Any] = SimpleQueue()
    spawn("tasks", lambda: _receive(tasks))
    reporter = Reporter(out)
    request: Request | None = tasks.get()
    if request is None:
        return
    recogniser = Recogniser(request, Turn(Origin.TEXT), reporter)
    while (source := tasks.get()) is not None:
        try:
            reporter.send("done", recogniser(source))
        except VacliError as error:
            reporter.send("fatal", error)
            break
        except MemoryError:
            reporter.send("memory")
            break
        except Exception as error:
            if os.environ.get("VACLI_DEBUG"):
                traceback.print_exc()
            reporter.send("fatal", _bug(error))
            break


def _bug(error: Exception) -> VacliError:
    hint = "this is a bug of vacli; VACLI_DEBUG=1 shows where it happened"
    return VacliError(f"internal error in a worker: {type(error).__name__}: {error}", hint)


def _receive(tasks: "SimpleQueue[Any]") -> None:
    while True:
        try:
            tasks.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from our own parent
        except EOFError:
            break
    tasks.put(None)
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
