"""The token that stops everything."""

import threading

import pytest

from vacli.core.errors import Cancelled
from vacli.core.marks import Mark
from vacli.core.turn import Turn


def test_cancelled_once_from_any_thread_and_for_good() -> None:
    turn = Turn()
    wins: list[bool] = []
    threads = [threading.Thread(target=lambda: wins.append(turn.cancel("enough"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wins) == [False] * 7 + [True]
    assert turn.reason == "enough"
    with pytest.raises(Cancelled, match="enough"):
        turn.check()


def test_hooks_run_once_inside_their_block_only() -> None:
    calls: list[str] = []
    turn = Turn()
    with turn.on_cancel(lambda: calls.append("left")):
        pass
    with turn.on_cancel(lambda: calls.append("inside")):
        turn.cancel()
        turn.cancel()
    with turn.on_cancel(lambda: calls.append("late")):
        pass
    assert calls == ["inside", "late"]


def test_a_draft_dies_with_its_turn_but_can_die_alone() -> None:
    turn = Turn()
    alone, doomed = turn.child(), turn.child()
    alone.cancel()
    assert not turn.cancelled
    turn.cancel("over")
    assert doomed.cancelled
    assert doomed.reason == "over"
    assert turn.child().cancelled, "a draft of a dead turn is born dead"


def test_actions_wait_for_the_commit_and_are_undone_last_first() -> None:
    done: list[str] = []
    turn = Turn()
    draft = turn.child()
    draft.act(lambda: done.append("a"), lambda: done.append("undo a"))
    draft.act(lambda: done.append("b"), lambda: done.append("undo b"))
    assert done == []
    draft.commit()
    draft.commit()
    assert done == ["a", "b"]
    turn.undo()
    turn.undo()
    assert done == ["a", "b", "undo b", "undo a"]


def test_what_a_cancelled_draft_would_have_done_is_never_done() -> None:
    done: list[str] = []
    draft = Turn().child()
    draft.act(lambda: done.append("a"))
    draft.cancel()
    with pytest.raises(Cancelled):
        draft.commit()
    with pytest.raises(Cancelled):
        draft.act(lambda: done.append("b"))
    assert done == []


def test_the_first_mark_counts() -> None:
    turn = Turn()
    turn.mark(Mark.ENDPOINT, 1.0)
    turn.mark(Mark.ENDPOINT, 2.0)
    assert turn.marks == {Mark.ENDPOINT: 1.0}


def test_a_wait_ends_with_the_turn() -> None:
    turn = Turn()
    assert not turn.wait(0.0)
    threading.Timer(0.05, turn.cancel).start()
    assert turn.wait(20)
