"""Whether some process is there to announce what falls due: each that does holds a lock on one file while it lives.

The system lets go of it however the process ends. Where there are no such locks, nobody counts as there.
"""

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class Presence:
    """`path` is made, 0600, when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: int | None = None

    def enter(self) -> None:
        """Be there, until `leave`."""
        if fcntl and self._held is None:
            self._held = self._open()
            fcntl.flock(self._held, fcntl.LOCK_SH)

    def leave(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    def anybody(self) -> bool:
        """This process or another one."""
        if self._held is not None:
            return True
        if not fcntl:
            return False
        file = self._open()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(file)
        return False

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
