"""The text of a file that may run programs: read without waiting, bounded, and only where not anybody may write it.

Knows nothing of what it means.
"""

import os
import stat
from pathlib import Path

from vacli.rules.marked import Wrong, text_at


def source(path: Path, largest: int) -> str:
    """At most `largest` bytes of UTF-8. FileNotFoundError if it is not there, Wrong for whatever else is not right."""
    try:
        found, folder = path.stat(), path.parent.stat()
        if not stat.S_ISREG(found.st_mode):  # who reads a pipe waits for ever
            raise Wrong("it is no plain file", hint=f"ls -ld {path}")
        if _anybodys(found):
            raise Wrong("anybody may write it, and it may run programs", hint=f"chmod o-w {path}")
        if _anybodys(folder):
            raise Wrong("anybody may write its folder, and it may run programs", hint=f"chmod o-w {path.parent}")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Wrong(f"it cannot be read: {error.strerror}", hint=f"ls -l {path}") from None
    if len(content) > largest:
        raise Wrong(f"it is larger than {largest // 1000} kB", hint="split it, or leave out what is not spoken of")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Wrong("it is not written in UTF-8", text_at("", line, 1), f"iconv -t utf-8 {path}") from None


def _anybodys(found: os.stat_result) -> bool:
    """Whether everybody on this machine may change it, or swap it for another file."""
    sticky = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX  # such as /tmp: only one's own are swapped
    return os.name == "posix" and bool(found.st_mode & stat.S_IWOTH) and not sticky
