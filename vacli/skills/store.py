"""What skills keep, in one SQLite file: what falls due, list items, notes, what was to be remembered, preferences.

Every change is one transaction and goes through a turn, so a draft changes nothing and a turn that is taken back leaves
everything as it was. A process that is killed leaves all of a change or nothing of it. Knows no skill and no words.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from vacli.core.errors import ResourceError
from vacli.core.turn import Turn
from vacli.db import connect

MOST = 10_000
"""Entries that are kept at a time: what writes more is no person."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is kept. `kind` such as timer or item; `name` that of a timer or list, `text` what is noted.

    `due` in seconds since 1970; left out, it is `seconds` after it is kept. Or `local`, a time of the wall clock
    without a zone ("2026-03-29T07:30"), which is due whenever the machine's clock shows it; `every` its days ("mon
    tue"). `claimed`: when a process set out to announce it. `id` 0: not kept yet.
    """

    kind: str
    name: str = ""
    text: str = ""
    language: str = "en"
    due: float | None = None
    local: str = ""
    every: str = ""
    seconds: float = 0.0
    made: float = 0.0
    claimed: float | None = None
    id: int = 0


_COLUMNS = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" * len(fields(Entry)))


def _first(base: sqlite3.Connection) -> None:
    base.execute(
        "CREATE TABLE entry (kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,"
        " due REAL, local TEXT NOT NULL, every TEXT NOT NULL, seconds REAL NOT NULL, made REAL NOT NULL, claimed REAL,"
        " id INTEGER PRIMARY KEY AUTOINCREMENT)"
    )
    base.execute("CREATE INDEX entry_kind ON entry (kind, name)")
    base.execute("CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


MIGRATIONS = (_first,)


class Store:
    """See the module. Any thread. ResourceError if the file cannot be had."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._base = connect(path, MIGRATIONS)
        self._lock = threading.RLock()

    def close(self) -> None:
        with self._lock:
            self._base.close()

    def all(self, *kinds: str, name: str | None = None) -> list[Entry]:
        """Those of these kinds, in the order in which they were made; of that name, if one is given."""
        query = f"SELECT {_COLUMNS} FROM entry WHERE kind IN ({', '.join('?' * len(kinds))})"
        more = () if name is None else (name,)
        with self._lock:
            rows = self._base.execute(query + (" AND name = ?" if more else "") + " ORDER BY id", (*kinds, *more))
            return [Entry(*row) for row in rows]

    def change(self, turn: Turn, put: Sequence[Entry] = (), drop: Iterable[Entry] = ()) -> None:
        """Keep `put`, new or in place of those with the same id, and drop `drop`: when the turn is committed.

        If the turn is undone, what was there before is there again; what others changed meanwhile stays.
        """
        gone = tuple(drop)
        made: list[Entry] = []
        before: list[Entry] = []

        done = False

        def do() -> None:
            nonlocal done
            with self.transaction() as base:
                before.extend(_found(base, [each.id for each in (*put, *gone) if each.id]))
                _drop(base, gone)
                made.extend(_put(base, [self._dated(each) for each in put]))
            done = True

        def undo() -> None:
            if not done:  # it could not be kept
                return
            with self.transaction() as base:
                _drop(base, made)
                _put(base, before)

        turn.act(do, undo)

    def _dated(self, entry: Entry) -> Entry:
        now = self._clock()
        lasts = entry.seconds > 0 and entry.due is None
        return replace(entry, made=entry.made or now, due=now + entry.seconds if lasts else entry.due)

    def transaction(self) -> "Transaction":
        """A context manager that gives the connection; it is rolled back if an error leaves it."""
        return Transaction(self._base, self._lock)

    def size(self) -> int:
        """Entries."""
        with self._lock:
            return int(self._base.execute("SELECT count(*) FROM entry").fetchone()[0])

    def stamp(self) -> int:
        """Another number whenever another process has changed the file."""
        with self._lock:
            return int(self._base.execute("PRAGMA data_version").fetchone()[0])


class Transaction:
    """One at a time, in this process and in others: whoever comes later waits up to 5 s."""

    def __init__(self, base: sqlite3.Connection, lock: threading.RLock) -> None:
        self._base = base
        self._lock = lock

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        try:
            self._base.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self._lock.release()
            raise _said(error) from error
        return self._base

    def __exit__(self, kind: object, error: BaseException | None, *where: object) -> None:
        try:
            try:
                if error is None:
                    self._base.execute("COMMIT")
            except sqlite3.Error as late:
                error = late
            if error is not None and self._base.in_transaction:  # a full disk has rolled back already
                self._base.execute("ROLLBACK")
        finally:
            self._lock.release()
        if isinstance(error, sqlite3.Error):
            raise _said(error) from error


def _said(error: BaseException) -> BaseException:
    """What SQLite cannot do, with the way out."""
    if isinstance(error, sqlite3.Error):
        return ResourceError(f"it cannot be kept: {error}", "make room on the disk; what is kept: vacli data list")
    return error


def _found(base: sqlite3.Connection, ids: Sequence[int]) -> list[Entry]:
    rows = base.execute(f"SELECT {_COLUMNS} FROM entry WHERE id IN ({', '.join('?' * len(ids))})", ids)
    return [Entry(*row) for row in rows]


def _drop(base: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    base.executemany("DELETE FROM entry WHERE id = ?", [(each.id,) for each in entries])


def _put(base: sqlite3.Connection, entries: Iterable[Entry]) -> list[Entry]:
    """As they are kept, with their ids."""
    kept = []
    for each in entries:
        cursor = base.execute(
            f"INSERT OR REPLACE INTO entry ({_COLUMNS}) VALUES ({_MARKS})", (*astuple(each)[:-1], each.id or None)
        )
        kept.append(replace(each, id=int(cursor.lastrowid or 0)))
    return kept
