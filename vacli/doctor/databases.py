"""Our databases: whole or not, and of a version that we know. Opened for reading only."""

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
    """What SQLite finds wrong with it; nothing if it is whole."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=1)) as base:
            told = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        return "" if "locked" in str(error) else str(error)
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if told == "ok" else told


def _wrong(file: Path) -> Finding | None:
    if not (said := damage(file)):
        return None
    made_again = file.is_relative_to(paths.cache_dir())
    aside = f"mv {file} {file}.broken"
    why = AGAIN if made_again else YOURS if file.name == "skills.db" else "what was kept in it cannot be read"
    return fail(file.name, f"damaged: {said}", aside, why, lambda: _move(file))


def _move(file: Path) -> None:
    """Aside, with what SQLite keeps beside it; what is there already under that name is not overwritten."""
    names = (f"{file.name}.broken{number or ''}" for number in range(1000))
    free = next(name for name in names if not file.with_name(name).exists())
    for end in ("-wal", "-shm"):
        if (beside := file.with_name(file.name + end)).exists():
            beside.replace(file.with_name(free + end))
    file.replace(file.with_name(free))


def _in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.db")) if folder.is_dir() else []
