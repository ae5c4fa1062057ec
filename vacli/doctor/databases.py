"""Our databases: whole or not, and of a version that we know. Opened for reading only."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from vacli import paths
from vacli.config import Config
from vacli.doctor.finding import Finding, fail, ok

AGAIN = "what is in it can be made again"
YOURS = "timers, alarms, lists and notes are in it"


def databases(config: Config) -> Iterator[Finding]:
    """All in our folders, whoever made them."""
    there = [file for folder in (paths.cache_dir(), paths.data_dir(), paths.state_dir()) for file in _in(folder)]
    wrong = [finding for file in there if (finding := _wrong(file))]
    yield from wrong
    if not wrong:
        yield ok("databases", f"whole: {', '.join(file.name for file in there)}" if there else "none written yet")


def damage(file: Path) -> str:
    """What SQLite finds wrong in it; nothing if it is whole, or in use. sqlite3.Error if it cannot be looked at."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as base:
            told = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the finer reasons that the higher bits tell
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ""
        if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        return str(error)
    return "" if told == "ok" else told


def free_name(file: Path, end: str) -> Path:
    """`file` with this end, and a number if there is one already: a copy never takes the place of an older one."""
    names = (f"{file.name}{end}{number or ''}" for number in range(1000))
    return next(there for name in names if not (there := file.with_name(name)).exists())


def _wrong(file: Path) -> Finding | None:
    try:
        said = damage(file)
    except sqlite3.Error as error:
        look = "vacli doctor --only permissions --only writing"
        return fail(file.name, f"cannot be looked at: {error}", look, "it may be whole, so it stays where it is")
    if not said:
        return None
    made_again = file.is_relative_to(paths.cache_dir())
    aside = " && ".join(shlex.join(["mv", "-n", str(old), str(new)]) for old, new in _aside(file))
    why = AGAIN if made_again else YOURS if file.name == "skills.db" else "what was kept in it cannot be read"
    return fail(file.name, f"damaged: {said}", aside, why, lambda: _move(file))


def _aside(file: Path) -> list[tuple[Path, Path]]:
    """What is to be moved where: what SQLite keeps beside it goes first, under the same name."""
    free = free_name(file, ".broken")
    both = [(file.with_name(file.name + end), free.with_name(free.name + end)) for end in ("-wal", "-shm", "")]
    return [(old, new) for old, new in both if old.exists()]


def _move(file: Path) -> None:
    for old, new in _aside(file):
        old.replace(new)


def _in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.db")) if folder.is_dir() else []
