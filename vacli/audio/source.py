"""Bytes of a recording: a file, a named pipe, standard input. Knows nothing of sound; never hangs on opening.

Whatever the system says against it becomes one InputError, on opening and on every later read.
"""

import difflib
import errno
import io
import os
import select
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vacli.core.errors import InputError
from vacli.core.turn import Turn

STDIN = "-"
HEAD = 1 << 16
"""Bytes of a pipe that can be looked at before they are read."""
PATIENCE = 3.0
"""Seconds that a named pipe waits for somebody to write into it."""


def printable(path: str | Path) -> str:
    """A file's name for people and JSON, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace").replace("\n", "?")


class Source:
    """What a decoder reads from. A file can be gone to and fro in, a pipe only read; both can be looked at first.

    Native decoders swallow exceptions, so a read that fails looks like the end; `check` then says what happened.
    """

    def __init__(self, file: io.FileIO | io.BufferedReader, name: str) -> None:
        self.name = name
        self._file = file
        self._failure: OSError | None = None
        self._head = b""
        self._seekable = file.seekable()
        self.size = os.fstat(file.fileno()).st_size if self._seekable else None

    def peek(self) -> "io.BytesIO | Source":
        """The beginning, to be looked at; `rewind` afterwards."""
        if self._seekable:
            return self
        while len(self._head) < HEAD and (more := self._read(HEAD - len(self._head))):
            self._head += more
        return io.BytesIO(self._head)

    def rewind(self) -> None:
        """Forget what was looked at."""
        if self._seekable:
            self._file.seek(0)

    def read(self, count: int) -> bytes:
        """Up to `count` bytes; none at the end."""
        if self._head:
            data, self._head = self._head[:count], self._head[count:]
            return data
        return self._read(count)

    def seekable(self) -> bool:
        return self._seekable

    def seek(self, offset: int, whence: int = 0) -> int:
        """The new position; below 0 if there is none such, as decoders want it."""
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError, OverflowError):
            return -errno.EINVAL

    def tell(self) -> int:
        return self._file.tell()

    def _read(self, count: int) -> bytes:
        try:
            return self._file.read(count) or b""
        except OSError as error:
            self._failure = error
            return b""

    def check(self) -> None:
        """InputError if a read failed."""
        if self._failure is not None:
            raise unreadable(self.name, self._failure)


@contextmanager
def open_source(path: str | Path, turn: Turn) -> Iterator[Source]:
    """`path` "-" is standard input. InputError says why it cannot be read; Cancelled while waiting for a pipe."""
    name = printable(path)
    if not name:
        raise InputError("the name of a recording is empty", "vacli transcribe talk.wav")
    try:
        file = _stdin() if str(path) == STDIN else _open(Path(path), name, turn)
    except OSError as error:
        raise unreadable(name, error) from error
    except ValueError:  # a NUL in the name
        raise InputError(f"{name!r}: no file can have this name") from None
    with file:
        yield Source(file, name)


def unreadable(name: str, error: OSError) -> InputError:
    """What the system's refusal means to the user."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return InputError(f"{name}: there is no such file", _similar(name))
    if error.errno == errno.ELOOP:
        return InputError(f"{name}: it is a link that leads round in a circle", f"see where it points: ls -l {name}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return InputError(f"{name}: no permission to read it", f"chmod u+r {name}  (its owner: ls -l {name})")
    return InputError(f"{name}: it cannot be read: {error.strerror}", f"ls -l {name}")


def _similar(name: str) -> str:
    path = Path(name)
    try:
        there = os.listdir(path.parent)  # noqa: PTH208 - names only
    except OSError:
        return f"there is no folder {path.parent} either"
    near = difflib.get_close_matches(path.name, there, n=1, cutoff=0.7)
    return f"did you mean {path.parent / near[0]}?" if near else f"what there is: ls {path.parent}"


def _stdin() -> io.FileIO:
    if sys.__stdin__ is None or sys.__stdin__.closed:
        raise InputError("standard input is closed", "pipe a recording in: vacli transcribe - < talk.wav")
    if os.isatty(0):
        raise InputError("standard input is a keyboard", "pipe a recording in: vacli transcribe - < talk.wav")
    return io.FileIO(0, closefd=False)


def _open(path: Path, name: str, turn: Turn) -> io.FileIO | io.BufferedReader:
    mode = path.stat().st_mode
    if stat.S_ISFIFO(mode):
        return _fifo(path, name, turn)
    if stat.S_ISDIR(mode):
        raise InputError(f"{name}: it is a folder", f"what is in it: vacli transcribe {name} --recursive")
    if not stat.S_ISREG(mode):
        raise InputError(f"{name}: it is a device or a socket, not a recording", "give it a file, or a pipe as: -")
    return path.open("rb")


def _fifo(path: Path, name: str, turn: Turn) -> io.FileIO:
    """Opening one blocks until there is a writer, so it is opened without waiting and waited for with an end."""
    file = io.FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    poll = select.poll()
    poll.register(file, select.POLLIN)
    for _ in range(int(PATIENCE / 0.1)):
        if poll.poll(100):
            os.set_blocking(file.fileno(), True)
            return file
        turn.check()
    file.close()
    raise InputError(
        f"{name}: nobody writes into this pipe", f"start its writer first, or: WRITER | vacli transcribe {STDIN}"
    )
