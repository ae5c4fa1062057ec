"""What skills keep survives drafts, undoing, other threads and processes, and a kill at any moment."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vacli.core.errors import Cancelled, ResourceError
from vacli.core.flow import spawn
from vacli.core.turn import Turn
from vacli.skills.store import Entry, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "skills.db", clock=lambda: 1000.0)
    yield opened
    opened.close()


def item(text: str, name: str = "shopping") -> Entry:
    return Entry("item", name, text)


def texts(store: Store, *kinds: str, name: str | None = None) -> list[str]:
    return [each.text for each in store.all(*(kinds or ("item",)), name=name)]


def test_what_is_put_is_there_in_order_and_by_kind_and_name(store: Store) -> None:
    store.change(Turn(), [item("milk"), item("nails", "hardware")])
    store.change(Turn(), [Entry("note", text="call mum"), item("eggs")])
    assert texts(store) == ["milk", "nails", "eggs"]
    assert texts(store, name="shopping") == ["milk", "eggs"]
    assert texts(store, "note", "item", name="") == ["call mum"]
    assert store.size() == 4
    assert {each.made for each in store.all("item", "note")} == {1000.0}


def test_a_timer_runs_from_the_moment_at_which_it_is_kept(store: Store) -> None:
    turn = Turn()
    draft = turn.child()
    store.change(draft, [Entry("timer", seconds=60.0)])
    assert store.all("timer") == []
    draft.commit()
    assert [each.due for each in store.all("timer")] == [1060.0]


def test_a_draft_that_dies_changes_nothing(store: Store) -> None:
    draft = Turn().child()
    store.change(draft, [item("milk")])
    draft.cancel()
    with pytest.raises(Cancelled):
        draft.commit()
    assert store.size() == 0


def test_undo_puts_back_what_it_changed_and_nothing_else(store: Store) -> None:
    store.change(Turn(), [item("milk"), item("eggs")])
    milk, eggs = store.all("item")
    turn = Turn()
    store.change(turn, [Entry("item", "shopping", "oat milk", id=milk.id), item("bread")], [eggs])
    assert texts(store) == ["oat milk", "bread"]
    store.change(Turn(), [item("salt")])
    turn.undo()
    assert texts(store) == ["milk", "eggs", "salt"]
    assert store.all("item")[:2] == [milk, eggs]


def test_it_is_there_after_a_restart_and_private(store: Store, tmp_path: Path) -> None:
    store.change(Turn(), [item("milk \U0001f95b 'quoted'); DROP TABLE entry; --")])
    again = Store(tmp_path / "skills.db")
    assert texts(again) == ["milk \U0001f95b 'quoted'); DROP TABLE entry; --"]
    again.close()
    assert (tmp_path / "skills.db").stat().st_mode & 0o777 == 0o600


def test_another_process_is_noticed(store: Store, tmp_path: Path) -> None:
    before = store.stamp()
    assert store.stamp() == before
    other = Store(tmp_path / "skills.db")
    other.change(Turn(), [item("milk")])
    other.close()
    assert store.stamp() != before and texts(store) == ["milk"]


def test_many_threads(store: Store) -> None:
    ready = threading.Barrier(8)

    def shop(who: int) -> None:
        ready.wait(10)
        for number in range(25):
            turn = Turn()
            store.change(turn, [item(f"{who}-{number}")])
            if number % 5 == 0:
                turn.undo()

    threads = [spawn("test", lambda who=who: shop(who)) for who in range(8)]  # type: ignore[misc]
    for thread in threads:
        thread.join(30)
    assert sorted(texts(store)) == sorted(f"{who}-{n}" for who in range(8) for n in range(25) if n % 5)


def test_an_error_inside_leaves_everything_as_it_was(store: Store) -> None:
    store.change(Turn(), [item("milk")])
    with pytest.raises(ZeroDivisionError), store.transaction() as base:
        base.execute("DELETE FROM entry")
        raise ZeroDivisionError
    assert texts(store) == ["milk"]
    store.change(Turn(), [item("eggs")])  # and the lock is free


def test_what_cannot_be_kept_is_said_and_changes_nothing(store: Store) -> None:
    store.change(Turn(), [item("milk")])
    store._base.execute("PRAGMA query_only=1")  # as good as a full disk
    turn = Turn()
    with pytest.raises(ResourceError) as caught:
        store.change(turn, [item("eggs")])
    assert "cannot be kept" in caught.value.message and "vacli data list" in caught.value.hint
    turn.undo()  # of nothing
    store._base.execute("PRAGMA query_only=0")
    assert texts(store) == ["milk"]
    store.change(Turn(), [item("eggs")])
    assert texts(store) == ["milk", "eggs"]


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "skills.db").write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(ResourceError) as caught:
        Store(tmp_path / "skills.db")
    assert "mv " in caught.value.hint


WRITER = """
import sys
from pathlib import Path
from vacli.core.turn import Turn
from vacli.skills.store import Entry, Store
store = Store(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    turn = Turn()
    store.change(turn, [Entry("item", "pair", f"{number} left"), Entry("item", "pair", f"{number} right")])
    print(number, flush=True)
    number += 1
"""


def test_killed_at_any_moment_nothing_that_was_said_to_be_kept_is_lost(tmp_path: Path) -> None:
    """`kill -9` at random moments: every change that was confirmed is there, and none is there by half."""
    path, rng, said = tmp_path / "skills.db", random.Random(7), 0
    for _ in range(5):
        argv = [sys.executable, "-c", WRITER, str(path), str(said)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(rng.uniform(0.0, 0.05))
            writer.send_signal(signal.SIGKILL)
            confirmed = [int(line) for line in writer.stdout.read().splitlines() if line.isdigit()]
        store = Store(path)
        kept = texts(store)
        store.close()
        assert len(kept) % 2 == 0
        assert kept == [f"{n} {side}" for n in range(len(kept) // 2) for side in ("left", "right")]
        assert not confirmed or len(kept) // 2 > confirmed[-1]
        said = len(kept) // 2
