"""Text from the command line or standard input, bounded, and checked to be text. Knows no engine."""

import re
import sys
from collections.abc import Iterator
from typing import BinaryIO

from vacli.core.errors import UsageError

LIMIT = 256 * 1024
"""Bytes of a question. Far more than any context holds, far less than /dev/zero gives."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")

EXAMPLE = 'vacli ask "why is the sky blue?"'


def one(text: str) -> str:
    """The question itself, or all of standard input for `-`. UsageError if it is empty, too long or not text."""
    if text == "-":
        _invite("Type the question, then Ctrl-D.")
        data = _stdin().read(LIMIT + 1)
    else:
        data = text.encode("utf-8", "surrogateescape")
    question = checked(data, "standard input" if text == "-" else "the question")
    if not question:
        raise UsageError("the question is empty", EXAMPLE)
    return question


def lines() -> Iterator[bytes]:
    """Each line of standard input as it comes. UsageError for one without an end: what follows it is lost."""
    _invite("Type one question a line; Ctrl-D ends.")
    while data := _stdin().readline(LIMIT + 1):
        if len(data) > LIMIT:
            checked(data, "a line of standard input")
        yield data


def checked(data: bytes, where: str) -> str:
    """The bytes as text without white space around it. UsageError says what is wrong, and where."""
    if len(data) > LIMIT:
        raise UsageError(f"{where} is longer than {LIMIT // 1024} KiB", "ask something shorter")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"{where} is not UTF-8 text: byte 0x{data[error.start]:02x} at position {error.start}"
        raise UsageError(what, f"send text, e.g.: {EXAMPLE}") from None
    if odd := _CONTROL.search(text):
        what = f"{where} is not text: control character {ord(odd[0]):#04x} at position {odd.start()}"
        raise UsageError(what, f"send text, e.g.: {EXAMPLE}")
    return text.strip()


def _stdin() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError("standard input is closed", EXAMPLE)
    return sys.stdin.buffer


def _invite(text: str) -> None:
    if sys.stdin is not None and sys.stdin.isatty():
        print(text, file=sys.stderr, flush=True)
