"""How the events of a turn fold into one row: numbers and names, nothing of another turn, never a word."""

from collections.abc import Iterable

import pytest

from tests.metrics.turn_events import ENGINES, MARKS, SECRET, begin, end, spoken
from vacli.core.events import Event
from vacli.core.marks import Mark
from vacli.metrics.row import OPEN, STAGES, Fold, Row


def folded(events: Iterable[Event], *, timed: bool = True) -> list[Row]:
    fold = Fold(ENGINES, timed=timed)
    return [row for event in events if (row := fold(event))]


def test_a_turn_is_one_row_of_numbers_and_names() -> None:
    (row,) = folded(spoken("t1"))
    assert (row.origin, row.timed, row.reply_class, row.rule, row.hold_ms) == ("speech", 1, "quick", "complete", 160)
    assert row.total_ms == 270.0
    assert [getattr(row, name) for name in STAGES] == [160.0, 20.0, 10.0, 10.0, 10.0, 40.0, 10.0, 10.0]
    assert (row.drafts, row.drafts_used, row.wasted_cpu_ms) == (2, 1, 12.5)
    assert (row.missing, row.faults, row.interrupted, row.false_cutoff, row.late_ms) == ("", "", 0, 0, 0.0)
    assert '"stt": "vosk small"' in row.engines
    assert SECRET not in repr(row)


def test_what_a_draft_did_before_is_kept_by_stage() -> None:
    marks = MARKS | {Mark.FIRST_TOKEN: 10.05, Mark.FIRST_CLAUSE: 10.06, Mark.FIRST_SOUND: 10.14}
    (row,) = folded([begin("t1"), end("t1", marks)])
    assert row.llm_ttft == row.first_clause == row.tts_ttfb == 0.0
    assert row.hidden_ms == 10.0 + 80.0 + 50.0
    assert '"tts_ttfb": 80.0' in row.hidden
    assert sum(getattr(row, name) for name in STAGES) == pytest.approx(row.total_ms, abs=1.0)


@pytest.mark.parametrize(
    ("left", "missing"), [(9, "heard"), (2, "endpoint"), (1, "speech_end"), (0, "speech_end"), (6, "first_clause")]
)
def test_a_turn_without_a_waterfall_is_kept_with_the_mark_that_it_lacks(left: int, missing: str) -> None:
    marks = dict(list(MARKS.items())[:left])
    (row,) = folded([begin("t1"), end("t1", marks, reply_class=None, cancelled=True)])
    assert (row.total_ms, row.missing, row.reply_class, row.cancelled) == (None, missing, "", 1)


def test_typed_turns_and_announcements_have_no_end_of_speech_to_lack() -> None:
    told = Event("turn.announcement", "t2", {"text": SECRET, "source": "timer", "id": SECRET})
    typed, announced = folded([begin("t1", "text"), end("t1", {Mark.TRANSCRIPT: 1.0}), told])
    assert (typed.origin, typed.total_ms, typed.missing) == ("text", None, "")
    assert (announced.origin, announced.total_ms, announced.missing) == ("announcement", None, "")
    assert SECRET not in repr((typed, announced))


def test_sound_that_came_faster_than_a_clock_is_marked() -> None:
    (row,) = folded([begin("t1"), end("t1", {})], timed=False)
    assert (row.timed, row.total_ms) == (0, None)


@pytest.mark.parametrize(
    ("reason", "broken_off"),
    [
        *(("barge-in: word", 1), ("stop word", 1), ("stopped", 1), ("the user spoke", 1)),
        *(("the user went on speaking", 0), ("closed", 0), ("end_of_sound", 0)),
    ],
)
def test_who_broke_the_answer_off(reason: str, broken_off: int) -> None:
    (row,) = folded(spoken("t1", Event("turn.interrupted", "t1", {"reason": reason, "heard": SECRET})))
    assert row.interrupted == broken_off


@pytest.mark.parametrize("heard", [True, False])
def test_a_turn_that_goes_on_with_the_one_before(heard: bool) -> None:
    went_on = Event("turn.continued", "t2", {"before": "t1", "false_cutoff": heard})
    first, second = folded([*spoken("t1"), *spoken("t2", went_on)])
    assert (first.continued, first.false_cutoff) == (0, 0)
    assert (second.continued, second.false_cutoff) == (1, int(heard))


def test_faults_are_kept_by_stage_only_and_what_belongs_to_nobody_to_whoever_is_open() -> None:
    fault = {"message": SECRET, "hint": SECRET}
    events = [
        Event("fault", "", {"stage": "mic", **fault}),  # between two turns: nobody's
        begin("t1"),
        Event("fault", "t1", {"stage": "reply", **fault}),
        Event("fault", "", {"stage": "tts", **fault}),
        Event("fault", "", {"stage": "stats", **fault}),  # ours: it cost the turn nothing
        Event("fault", "", {"stage": "explain", **fault}),
        Event("listen.late", "", {"ms": 180}),
        Event("listen.late", "", {"ms": 150}),
        Event("listen.lost", "", {"ms": 40}),
        Event("listen.lost", "", {"ms": 30}),
        end("t1"),
        *spoken("t2"),
    ]
    first, second = folded(events)
    assert (first.faults, first.late_ms, first.lost_ms) == ("reply,tts", 180.0, 70.0)
    assert (second.faults, second.late_ms, second.lost_ms) == ("", 0.0, 0.0)
    assert SECRET not in repr(first)


def test_turns_of_which_no_end_is_told_are_forgotten_and_odd_events_harm_nobody() -> None:
    fold = Fold(ENGINES)
    for number in range(3 * OPEN):
        fold(begin(f"t{number}"))
    assert len(fold._open) <= OPEN
    assert fold(end("unknown")) is None
    for name in ("turn.endpoint", "draft.begin", "draft.dropped", "turn.continued", "turn.interrupted"):
        assert fold(Event(name, "unknown", {})) is None
        assert fold(Event(name, f"t{3 * OPEN - 1}", {})) is None
    row = fold(Event("turn.end", f"t{3 * OPEN - 1}", {}))
    assert row is not None and row.total_ms is None and row.missing == "speech_end"
