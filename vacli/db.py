"""SQLite: opening a database of ours, with its pragmas and migrations. Knows no table."""

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from vacli.core.errors import ResourceError
from vacli.paths import private

Migration = Callable[[sqlite3.Connection], None]


def connect(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    """Open (or make, 0600) a database and bring it to version len(migrations). ResourceError if that cannot be done.

    Each migration runs in a transaction of its own with its version number, so a kill leaves a whole version. Threads
    may share the connection, one at a time.
    """
    private(path.parent)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        base.execute("PRAGMA busy_timeout=5000")
        _write_ahead(base)
        base.execute("PRAGMA foreign_keys=ON")
        _migrate(base, path, migrations)
    except sqlite3.DatabaseError as error:
        hint = f"move it aside: mv {path} {path}.broken"
        if "full" in str(error):  # the file may be whole
            hint = f"make room: df -h {path.parent}"
        elif "locked" in str(error):  # it is
            hint = f"another program holds it; try again, or find that program: fuser {path}"
        raise ResourceError(f"cannot use {path}: {error}", hint) from error
    return base


def _write_ahead(base: sqlite3.Connection) -> None:
    """Two who make the file or leave it at the same moment are in each other's way for an instant: SQLite waits for
    no lock while it goes over to its log."""
    for _ in range(100):
        try:
            base.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
    base.execute("PRAGMA journal_mode=WAL")


def _migrate(base: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    if (version := _version(base)) > len(migrations):
        raise ResourceError(f"{path} is of version {version}, newer than this vacli knows", "upgrade vacli")
    for number, migration in enumerate(migrations, 1):
        base.execute("BEGIN IMMEDIATE")
        try:
            if _version(base) < number:  # another process may have been quicker
                migration(base)
                base.execute(f"PRAGMA user_version={number}")
            base.execute("COMMIT")
        except BaseException:
            base.execute("ROLLBACK")
            raise


def _version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])
