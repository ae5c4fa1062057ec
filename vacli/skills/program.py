"""A program of the user's: for so long, and so much of its text. Knows no shell."""

import atexit
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from threading import Event
from typing import IO

from vacli.core.flow import spawn
from vacli.core.turn import Turn

LIMIT = 5.0
"""Seconds that it may take."""
MOST = 2000
"""Characters of its text that are used; one that writes four times as much is ended."""

_running: set["subprocess.Popen[bytes]"] = set()


class ProgramError(Exception):
    """It gave nothing, or failed; the message says why, in English."""


def text_of(command: str, values: Mapping[str, str], turn: Turn) -> str:
    """What the program writes, without control characters. `command` is split into arguments as a shell would, and
    {NAME} in an argument stands for a value. ProgramError if it gives no text in time; Cancelled with the turn.
    """
    try:
        arguments = [_filled(argument, values) for argument in shlex.split(command)]
    except ValueError as error:
        raise ProgramError(f"it cannot be started: {error}") from None
    process = _start(arguments, subprocess.PIPE, subprocess.DEVNULL)
    found, done = bytearray(), Event()
    spawn("program", lambda: _drain(process.stdout, found, done.set, done.set))
    try:
        with turn.on_cancel(done.set):
            in_time = done.wait(LIMIT)
        if not found:
            with suppress(subprocess.TimeoutExpired):  # how it ended tells why
                process.wait(0.2)
    finally:
        _end(process)
    turn.check()
    if not in_time:
        raise ProgramError(f"it took longer than {LIMIT:g} seconds")
    text = plain(bytes(found).decode(errors="replace"))
    if not text:
        raise ProgramError(f"it wrote nothing and ended with {process.returncode}")
    return text


def run(arguments: Sequence[str], turn: Turn, limit: float = LIMIT, wanted: bool = True) -> str:
    """Run it to its end, and give what it wrote if that is `wanted`. What it has left running goes on.

    ProgramError if it fails, takes longer than `limit` seconds or writes too much, and Cancelled with the turn; it and
    all that it started is ended then.
    """
    output, complaint, read, over = bytearray(), bytearray(), Event(), Event()
    process = _start(arguments, subprocess.PIPE if wanted else subprocess.DEVNULL, subprocess.PIPE)
    if wanted:
        spawn("program", lambda: _drain(process.stdout, output, read.set, over.set))
    spawn("program", lambda: _drain(process.stderr, complaint))
    spawn("program", lambda: _await(process, over))
    try:
        with turn.on_cancel(over.set):
            over.wait(limit)
        turn.check()
        if wanted and process.returncode is not None:
            read.wait(0.2)  # what it has left running may keep its output open
        if len(output) >= 4 * MOST:
            raise ProgramError(f"it wrote more than {4 * MOST} bytes")
        if process.returncode is None:
            raise ProgramError(f"it took longer than {limit:g} second{'s' * (limit != 1)}")
    except BaseException:
        _end(process)
        raise
    _running.discard(process)
    if process.returncode:
        why = plain(bytes(complaint).decode(errors="replace"))[:200]
        raise ProgramError(f"it ended with {process.returncode}{': ' + why if why else ''}")
    return plain(bytes(output).decode(errors="replace"))


def plain(text: str) -> str:
    """In one line without control characters, cut behind a word."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)  # colours of a terminal
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= MOST else line[:MOST].rpartition(" ")[0] or line[:MOST]


def _start(arguments: Sequence[str], output: int, complaint: int) -> "subprocess.Popen[bytes]":
    try:
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=complaint, start_new_session=True
        )
    except (OSError, ValueError, IndexError) as error:
        raise ProgramError(f"it cannot be started: {error}") from None
    _running.add(process)
    return process


def _filled(argument: str, values: Mapping[str, str]) -> str:
    """In one pass: what a value holds stays text, and becomes no option."""
    filled = re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], place[0]), argument)
    if filled.startswith("-") and not argument.startswith("-"):
        raise ProgramError(f"{filled[:30]!r} would be an option of it")
    return filled


def _drain(
    stream: IO[bytes] | None,
    into: bytearray,
    done: Callable[[], object] = lambda: None,
    full: Callable[[], object] = lambda: None,
) -> None:
    """Keep the beginning, read all of it: who writes must not have to wait."""
    assert stream is not None
    with stream:
        while block := os.read(stream.fileno(), 4096):
            into.extend(block[: 4 * MOST - len(into)])
            if len(into) >= 4 * MOST:
                full()
    done()


def _await(process: "subprocess.Popen[bytes]", over: Event) -> None:
    process.wait()
    over.set()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """It and all that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # it has ended, or runs as somebody else
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    with suppress(subprocess.TimeoutExpired):  # one that cannot be ended must not hold us up
        process.wait(1.0)
    _running.discard(process)


@atexit.register
def _end_all() -> None:
    """Nobody would end them after us."""
    for process in tuple(_running):
        _end(process)
