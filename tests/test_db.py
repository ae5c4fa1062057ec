"""Databases of ours: private, migrated step by step, never half, and clear about what they cannot do."""

import sqlite3
import stat
from pathlib import Path

import pytest

from vacli import db
from vacli.core.errors import ResourceError
from vacli.core.flow import spawn


def first(base: sqlite3.Connection) -> None:
    base.execute("CREATE TABLE note (text TEXT NOT NULL)")
    base.execute("INSERT INTO note VALUES ('from the first version')")


def second(base: sqlite3.Connection) -> None:
    base.execute("ALTER TABLE note ADD COLUMN stars INTEGER NOT NULL DEFAULT 0")


def broken(base: sqlite3.Connection) -> None:
    base.execute("ALTER TABLE note ADD COLUMN half INTEGER")
    raise sqlite3.OperationalError("something in the middle")


def version(base: sqlite3.Connection) -> int:
    return int(base.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "vacli.db"


def test_a_new_database_is_private_and_of_the_newest_version(path: Path) -> None:
    base = db.connect(path, [first, second])
    assert version(base) == 2
    assert base.execute("SELECT text, stars FROM note").fetchall() == [("from the first version", 0)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert base.execute("PRAGMA foreign_keys").fetchone() == (1,)
    base.close()


def test_an_old_database_is_brought_on_and_keeps_its_content(path: Path) -> None:
    old = db.connect(path, [first])
    old.execute("INSERT INTO note VALUES ('mine')")
    old.close()
    base = db.connect(path, [first, second])
    assert base.execute("SELECT text FROM note").fetchall() == [("from the first version",), ("mine",)]
    base.close()
    db.connect(path, [first, second]).close()  # and again, with nothing to do


def test_a_migration_that_fails_leaves_the_version_before_it_whole(path: Path) -> None:
    with pytest.raises(ResourceError, match="something in the middle") as caught:
        db.connect(path, [first, second, broken])
    assert "mv " in caught.value.hint
    base = db.connect(path, [first, second])
    assert version(base) == 2
    assert [row[1] for row in base.execute("PRAGMA table_info(note)")] == ["text", "stars"]
    base.close()


def test_a_database_of_a_newer_vacli_is_left_alone(path: Path) -> None:
    db.connect(path, [first, second]).close()
    with pytest.raises(ResourceError, match="version 2, newer") as caught:
        db.connect(path, [first])
    assert caught.value.hint == "upgrade vacli"


def test_what_is_no_database_is_told_with_the_way_out(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database at all, but long enough to be looked at" * 20)
    with pytest.raises(ResourceError, match="cannot use") as caught:
        db.connect(path, [first])
    assert f"mv {path}" in caught.value.hint


def test_several_processes_may_open_it_for_the_first_time_at_once(path: Path) -> None:
    failed: list[BaseException] = []

    def open_it() -> None:
        try:
            db.connect(path, [first, second]).close()
        except ResourceError as error:
            failed.append(error)

    threads = [spawn("test-db", open_it) for _ in range(8)]
    for thread in threads:
        thread.join(30)
    base = db.connect(path, [first, second])
    assert not failed
    assert base.execute("SELECT count(*) FROM note").fetchone() == (1,)
    base.close()


def test_many_who_make_it_at_the_same_moment(tmp_path: Path) -> None:
    failed: list[Exception] = []

    def use(file: Path) -> None:
        try:
            db.connect(file, [first]).close()
        except ResourceError as error:
            failed.append(error)

    for number in range(60):
        path = tmp_path / f"{number}.db"
        threads = [spawn("test", lambda path=path: use(path)) for _ in range(4)]  # type: ignore[misc]
        for thread in threads:
            thread.join(30)
    assert not failed
