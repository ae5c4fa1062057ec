"""A program of the user's, asked for text: for so long, and so much of it. Knows no shell."""

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from threading import Event

from vacli.core.flow import spawn
from vacli.core.turn import Turn

LIMIT = 5.0
"""Seconds that it may take."""
MOST = 2000
"""Characters of its text that are used."""


class ProgramError(Exception):
    """It gave nothing; the message says why, in English."""


def text_of(command: str, values: Mapping[str, str], turn: Turn) -> str:
    """What the program writes, without control characters. `command` is split into arguments as a shell would, and
    {NAME} in an argument stands for a value. ProgramError if it gives no text in time; Cancelled with the turn.
    """
    try:
        arguments = [_filled(argument, values) for argument in shlex.split(command)]
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError, IndexError) as error:
        raise ProgramError(f"it cannot be started: {error}") from None
    found, done = bytearray(), Event()
    spawn("program", lambda: _read(process, found, done))
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
    text = _plain(bytes(found).decode(errors="replace"))
    if not text:
        raise ProgramError(f"it wrote nothing and ended with {process.returncode}")
    return text


def _filled(argument: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        argument = argument.replace("{" + name + "}", value)
    return argument


def _read(process: "subprocess.Popen[bytes]", found: bytearray, done: Event) -> None:
    assert process.stdout is not None
    with process.stdout as output:
        while len(found) < 4 * MOST and (block := os.read(output.fileno(), 4096)):
            found.extend(block)
    done.set()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """It and all that it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _plain(text: str) -> str:
    """In one line, cut behind a word."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)  # colours of a terminal
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= MOST else line[:MOST].rpartition(" ")[0] or line[:MOST]
