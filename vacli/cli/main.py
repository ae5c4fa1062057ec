"""The process: runs the command on a thread of its own, so that Ctrl-C always answers, and turns failures into words.

Whatever a command raises ends as one line, a hint and an exit code: see `vacli.core.errors`.
"""

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from vacli.core.errors import INTERRUPTED, Cancelled, ResourceError, VacliError
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Before anything imports numpy: its threads spin beside the engines' own, which doubles the CPU of an utterance."""

PATIENCE = 0.25
"""Seconds that unfinished native work is given after Ctrl-C before it is abandoned."""
LOOK = 0.1
"""Seconds after which the main thread looks for a signal: one that was delivered to another thread does not wake it."""


class Group(TyperGroup):
    """The root command: every command runs inside its `invoke`."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _forget_stdout()
            raise typer.Exit(0) from None
        except (VacliError, Cancelled, OSError, MemoryError) as error:
            raise typer.Exit(report(error)) from None
        except (typer.Exit, typer.Abort, RuntimeError) as error:
            if _is_control_flow(error):
                raise
            raise typer.Exit(report(error)) from None
        except Exception as error:
            if type(error).__module__.startswith("typer."):
                raise  # a usage error, which typer prints
            raise typer.Exit(report(error)) from None


def report(error: BaseException) -> int:
    """Say on standard error what went wrong and the way out. The exit code."""
    if os.environ.get("VACLI_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    if isinstance(error, Cancelled):
        return INTERRUPTED
    told = error if isinstance(error, VacliError) else _told(error)
    print(f"vacli: {told.message}", file=sys.stderr)
    if told.hint:
        print(f"  hint: {told.hint}", file=sys.stderr)
    return told.exit_code


def _told(error: BaseException) -> VacliError:
    """What an error that nobody translated means to the user."""
    if isinstance(error, MemoryError):
        return ResourceError("out of memory", "take a smaller model: vacli models list")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceError(f"the disk is full{_where(error)}", "make room, then run the same command again: df -h")
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ResourceError(f"no permission{_where(error)}", "check its owner and mode: ls -l")
    first = str(error).splitlines()[0] if str(error) else "no message"
    return VacliError(
        f"internal error: {type(error).__name__}: {first}",
        "this is a bug of vacli; VACLI_DEBUG=1 shows where it happened",
    )


def _where(error: OSError) -> str:
    return f": {error.filename}" if error.filename else ""


def _is_control_flow(error: BaseException) -> bool:
    return isinstance(error, (typer.Exit, typer.Abort))


def _forget_stdout() -> None:
    """Whoever read our output has gone: nothing more is written, and nothing complains at exit."""
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - as long-lived as the process


def main(argv: Sequence[str] | None = None) -> int:
    """Run vacli with these arguments. The exit code."""
    turn = Turn(Origin.TEXT)
    outcome: list[int] = []
    restore: Callable[[], None] | None = None
    over = Event()  # Thread.join, interrupted by Ctrl-C, takes a thread that still runs for ended

    def command() -> None:
        try:
            outcome.append(_run(argv, turn))
        finally:
            over.set()

    try:
        restore = _on_sigterm(turn)
        spawn("command", command)
        while not over.wait(LOOK):
            continue
        return outcome[0] if outcome else 70
    except KeyboardInterrupt:
        try:
            turn.cancel("interrupted")
            done = over.wait(PATIENCE)
        except KeyboardInterrupt:  # a second time: at once
            done = False
        if not done:
            abandon(INTERRUPTED)
        return INTERRUPTED
    finally:
        if restore:
            restore()


def abandon(code: int) -> NoReturn:
    """End the process now: native work that cannot be stopped is left behind."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None: closed before we began
        try:
            stream.flush()
        except OSError:
            continue
    os._exit(code)


def _run(argv: Sequence[str] | None, turn: Turn) -> int:
    from vacli.cli.app import app

    stdout, file = sys.stdout, _stdout_file()
    try:
        app(list(argv) if argv is not None else None, prog_name="vacli", obj=turn)
    except SystemExit as end:
        if sys.stdout is not stdout or _stdout_file() != file:  # met a broken pipe: rich opens /dev/null instead
            return 0
        return _flushed(end.code if isinstance(end.code, int) else int(end.code is not None))
    except OSError as error:  # the text of --help, before any command has begun
        return report(error)
    return 0


def _stdout_file() -> tuple[int, int] | None:
    """Which file standard output is; None if it is closed."""
    try:
        told = os.fstat(1)
    except OSError:
        return None
    return told.st_dev, told.st_ino


def _flushed(code: int) -> int:
    if sys.stdout is None:  # closed before we began
        return code
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
    except OSError as error:
        return report(error)
    return code


def _on_sigterm(turn: Turn) -> Callable[[], None]:
    """SIGTERM ends things as Ctrl-C does. Gives back what undoes it; nothing to do off the main thread."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    try:
        previous = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        return lambda: None
    return lambda: (signal.signal(signal.SIGTERM, previous), None)[1]
