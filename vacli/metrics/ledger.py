"""The turns of the last weeks in SQLite, one row each. Any number of processes; whole after a kill. Knows no event.

What is older than it is to be kept goes whenever something is written; counts of it stay (tally.py).
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from vacli import db, paths
from vacli.core.errors import ResourceError
from vacli.metrics.row import Row
from vacli.metrics.tally import Key, tally

DAY = 86400.0


def path() -> Path:
    return paths.state_dir() / "stats.db"


def _first(base: sqlite3.Connection) -> None:
    base.execute(
        "CREATE TABLE turn (at REAL NOT NULL, origin TEXT NOT NULL, timed INTEGER NOT NULL, reply_class TEXT NOT NULL,"
        " engines TEXT NOT NULL, total_ms REAL, endpoint_hold REAL, stt_tail REAL, understand REAL, llm_ttft REAL,"
        " first_clause REAL, tts_ttfb REAL, tts_lead_silence REAL, sink REAL, hidden TEXT NOT NULL,"
        " hidden_ms REAL NOT NULL, missing TEXT NOT NULL, rule TEXT NOT NULL, hold_ms REAL, cancelled INTEGER NOT NULL,"
        " interrupted INTEGER NOT NULL, continued INTEGER NOT NULL, false_cutoff INTEGER NOT NULL,"
        " drafts INTEGER NOT NULL, drafts_used INTEGER NOT NULL, wasted_cpu_ms REAL NOT NULL, late_ms REAL NOT NULL,"
        " lost_ms REAL NOT NULL, faults TEXT NOT NULL)"
    )
    base.execute("CREATE INDEX turn_at ON turn (at)")
    base.execute("CREATE TABLE past (metric TEXT, labels TEXT, value REAL NOT NULL, PRIMARY KEY (metric, labels))")


class Ledger:
    """See the module. Threads may share one, one at a time. ResourceError if the file cannot be had or written."""

    def __init__(self, keep_days: int, file: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self._file = file or path()
        self._kept = keep_days * DAY
        self._clock = clock
        try:
            self._base = db.connect(self._file, [_first])
        except OSError as error:
            raise ResourceError(f"cannot use {self._file}: {error.strerror}", f"ls -l {self._file.parent}") from error
        self._base.execute("PRAGMA synchronous=NORMAL")  # what a power cut may take are the latest turns
        with suppress(ResourceError), self._transaction() as base:  # a full disk can still be read
            self._forget_old(base)

    def add(self, rows: Sequence[Row]) -> None:
        """All of them or none."""
        with self._transaction() as base:
            self._forget_old(base)
            base.executemany(_INSERT, rows)

    def rows(self, since: float = 0.0) -> list[Row]:
        """Those that ended after `since`, in seconds since 1970, the oldest first."""
        with self._errors():
            return list(_rows(self._base, "at >= ?", since))

    def counts(self) -> dict[Key, float]:
        """Of all turns there ever were."""
        with self._errors():
            past = self._base.execute("SELECT metric, labels, value FROM past").fetchall()
        return tally(self.rows(), {(metric, tuple(json.loads(labels))): value for metric, labels, value in past})

    def clear(self) -> int:
        """Forget everything. How many turns there were."""
        with self._transaction() as base:
            base.execute("DELETE FROM past")
            return int(base.execute("DELETE FROM turn").rowcount)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        self._base.close()

    def _forget_old(self, base: sqlite3.Connection) -> None:
        old = self._clock() - self._kept
        if gone := tally(_rows(base, "at < ?", old)):
            values = [(metric, json.dumps(labels), value) for (metric, labels), value in gone.items()]
            base.executemany(
                "INSERT INTO past VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value", values
            )
            base.execute("DELETE FROM turn WHERE at < ?", (old,))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._errors():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:  # a full disk has ended it already
                    self._base.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            full = "full" in str(error) or "I/O" in str(error)
            hint = (
                f"make room: df -h {self._file.parent}"
                if full
                else f"move it aside: mv {self._file} {self._file}.broken"
            )
            raise ResourceError(f"cannot use {self._file}: {error}", hint) from error


_INSERT = f"INSERT INTO turn ({', '.join(Row._fields)}) VALUES ({', '.join('?' * len(Row._fields))})"


def _rows(base: sqlite3.Connection, where: str, at: float) -> Iterator[Row]:
    return map(Row._make, base.execute(f"SELECT {', '.join(Row._fields)} FROM turn WHERE {where} ORDER BY at", (at,)))
