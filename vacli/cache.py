"""What can be made again and is kept a while to be had at once: answers, spoken clauses. One SQLite file, 0600.

Bounded in age and in bytes: what was not used for longest goes first. Nothing but bytes is kept, never a pickle. What
is put in is written half a second later, off the path of whoever put it; a process that is killed before loses it.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from vacli.config import CacheSettings
from vacli.core.errors import ResourceError
from vacli.core.flow import later
from vacli.db import connect
from vacli.paths import cache_dir

DELAY = 0.5
"""Seconds between a change and its being written, so that many are written at once."""


MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of things that are kept: its name, how long, and how many bytes in all."""

    name: str
    ttl: float  # seconds
    most: int  # bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """`about` says to people what it is. `made` and `used` in seconds since 1970."""

    key: str
    about: str
    size: int
    made: float
    used: float


@dataclass(frozen=True, slots=True)
class Stats:
    """Of one kind: what is kept, and how often it was asked for and had, since it was emptied."""

    entries: int
    size: int
    hits: int
    misses: int


def _first(base: sqlite3.Connection) -> None:
    base.execute(
        "CREATE TABLE kept (kind TEXT NOT NULL, key TEXT NOT NULL, about TEXT NOT NULL, value BLOB NOT NULL,"
        " made REAL NOT NULL, used REAL NOT NULL, PRIMARY KEY (kind, key))"
    )
    base.execute("CREATE INDEX kept_used ON kept (kind, used)")
    base.execute("CREATE TABLE asked (kind TEXT PRIMARY KEY, hits INTEGER NOT NULL, misses INTEGER NOT NULL)")


def response(settings: CacheSettings) -> Kind:
    """Answers of the language model, UTF-8."""
    return Kind("response", float(settings.response_ttl), settings.response * MB)


def speech(settings: CacheSettings) -> Kind:
    """Spoken clauses, 16 bit PCM."""
    return Kind("speech", settings.speech_days * 86400.0, settings.speech * MB)


class Cache:
    """See the module. Any thread, any number of processes. ResourceError if the file cannot be had."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._base = connect(path, [_first])
        self._base.execute("PRAGMA synchronous=OFF")  # a lost entry is made again
        self._clock = clock
        self._lock = threading.RLock()
        self._put: dict[tuple[str, str], tuple[Kind, str, bytes, float]] = {}
        self._used: dict[tuple[str, str], float] = {}
        self._asked: dict[str, tuple[int, int]] = {}
        self._off: Callable[[], None] | None = None

    def get(self, kind: Kind, key: str) -> bytes | None:
        """What was put, unless it is too old."""
        now = self._clock()
        with self._lock:
            found = self._find(kind, key, now)
            hits, misses = self._asked.get(kind.name, (0, 0))
            self._asked[kind.name] = (hits + (found is not None), misses + (found is None))
            if found is not None:
                self._used[kind.name, key] = now
            self._soon()
        return found

    def put(self, kind: Kind, key: str, value: bytes, about: str) -> None:
        """In place of what was there. What is larger than a tenth of the room is not kept."""
        if len(value) * 10 > kind.most:
            return
        with self._lock:
            self._put[kind.name, key] = (kind, about, value, self._clock())
            self._soon()

    def entries(self, kind: Kind, most: int = 1000) -> list[Entry]:
        """The latest used first."""
        with self._written() as base:
            query = "SELECT key, about, length(value), made, used FROM kept WHERE kind = ? ORDER BY used DESC LIMIT ?"
            return [Entry(*row) for row in base.execute(query, (kind.name, most))]

    def stats(self, kind: Kind) -> Stats:
        with self._written() as base:
            query = "SELECT count(*), coalesce(sum(length(value)), 0) FROM kept WHERE kind = ?"
            count, size = base.execute(query, (kind.name,)).fetchone()
            asked = base.execute("SELECT hits, misses FROM asked WHERE kind = ?", (kind.name,)).fetchone()
        return Stats(count, size, *(asked or (0, 0)))

    def clear(self, kind: Kind) -> int:
        """How many there were."""
        with self._written() as base:
            base.execute("DELETE FROM asked WHERE kind = ?", (kind.name,))
            return int(base.execute("DELETE FROM kept WHERE kind = ?", (kind.name,)).rowcount)

    def __enter__(self) -> "Cache":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Everything is written that can be."""
        with self._lock, closing(self._base), suppress(sqlite3.Error):
            self._write()

    def _find(self, kind: Kind, key: str, now: float) -> bytes | None:
        if waiting := self._put.get((kind.name, key)):
            _, _, value, made = waiting
        else:
            query = "SELECT value, made FROM kept WHERE kind = ? AND key = ?"
            row = None
            with suppress(sqlite3.Error):  # it is made again; `vacli cache stats` says what is wrong
                row = self._base.execute(query, (kind.name, key)).fetchone()
            if row is None:
                return None
            value, made = row
        return value if 0 <= now - made < kind.ttl else None

    def _soon(self) -> None:
        if self._off is None:
            self._off = later("cache", DELAY, self._in_time)

    def _in_time(self) -> None:
        with self._lock:
            if self._off is not None:
                with suppress(sqlite3.Error):  # a full disk: what was put is lost, and made again when it is wanted
                    self._write()

    def _write(self) -> None:
        if self._off:
            self._off()
        self._off = None
        put, used, asked = self._put, self._used, self._asked
        self._put, self._used, self._asked = {}, {}, {}
        with _transaction(self._base) as base:
            rows = [(name, key, about, value, made, made) for (name, key), (_, about, value, made) in put.items()]
            base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)", rows)
            late = [(at, *name) for name, at in used.items()]
            base.executemany("UPDATE kept SET used = ? WHERE kind = ? AND key = ?", late)
            base.executemany(_COUNT, [(name, *each) for name, each in asked.items()])
            for kind in {each[0] for each in put.values()}:
                _make_room(base, kind, self._clock())

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._write()
                yield self._base
            except sqlite3.Error as error:
                raise ResourceError(f"cannot use {self._path}: {error}", f"rm {self._path}") from error


def open_cache(path: Path | None = None) -> Cache:
    """That of this user."""
    return Cache(path or cache_dir() / "cache.db")


_COUNT = (
    "INSERT INTO asked VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hits = hits + excluded.hits,"
    " misses = misses + excluded.misses"
)


@contextmanager
def _transaction(base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    base.execute("BEGIN IMMEDIATE")
    try:
        yield base
        base.execute("COMMIT")
    except BaseException:
        base.execute("ROLLBACK")
        raise


def _make_room(base: sqlite3.Connection, kind: Kind, now: float) -> None:
    """Away with what is too old, then with what was not used for longest."""
    base.execute("DELETE FROM kept WHERE kind = ? AND made <= ?", (kind.name, now - kind.ttl))
    query = "SELECT key, length(value) FROM kept WHERE kind = ? ORDER BY used DESC"
    room, gone = kind.most, []
    for key, size in base.execute(query, (kind.name,)):
        room -= size
        if room < 0:
            gone.append((kind.name, key))
    base.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", gone)
