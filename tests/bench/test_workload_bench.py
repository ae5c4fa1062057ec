"""The measure of the workload: what counts as saved, and as wrong; a few lines through the reply path."""

from pathlib import Path

import pytest

from vacli.bench.own.requests_labels import Request, untouched
from vacli.bench.own.workload import Judged, failures, families, figures, talk, verdict
from vacli.bench.own.workload_day import Household, Told, second_day
from vacli.bench.own.workload_other import OURS, drawn, folder
from vacli.core.errors import MissingError

SKY = Request(1, "why is the sky blue", "chat", {}, "same")
ROWS = [
    SKY,
    Request(2, "what makes the sky blue", "chat", {}, "same", 1, "paraphrase"),
    Request(3, "why is grass green", "chat", {}, "same"),
    Request(4, "tell me a joke", "chat", {}, "never"),
    Request(5, "what time is it", "time", {}),
]


def cached(of: str) -> Told:
    return Told("cached", "", answer=f"You said: {of}")


@pytest.mark.parametrize(
    ("row", "told", "expected"),
    [
        (ROWS[0], cached("why is the sky blue"), "cached_right"),
        (ROWS[1], cached("why is the sky blue"), "cached_right"),
        (ROWS[2], cached("why is the sky blue"), "cached_other"),
        (ROWS[0], cached("something nobody asked"), "cached_other"),
        (ROWS[3], cached("tell me a joke"), "cached_stale"),
        (ROWS[4], cached("what time is it"), "cached_skill"),
        (ROWS[4], Told("quick", "time"), "quick_right"),
        (ROWS[4], Told("quick", "time", {"place": "paris"}), "quick_wrong"),
        (ROWS[4], Told("quick", "time", confidence=0.5), "asked_back"),
        (ROWS[4], Told("command", "command", {"command": "stop"}), "quick_wrong"),
        (ROWS[4], Told("llm", ""), "llm_missed"),
        (ROWS[3], Told("llm", ""), "llm_chat"),
        (ROWS[3], Told("quick", "help"), "quick_wrong"),
        (ROWS[3], Told("fallback", ""), "fallback"),
    ],
)
def test_only_a_right_answer_saves_a_call(row: Request, told: Told, expected: str) -> None:
    assert verdict(row, told, families(ROWS), household=True) == expected


def test_the_other_half_is_right_by_intent() -> None:
    weather, play = Request(1, "rain in rome", "GetWeather", {}), Request(2, "play jazz", "PlayMusic", {}, "never")
    whose = families([weather, play])
    assert verdict(weather, Told("quick", "weather", {"place": "oslo"}), whose, False) == "quick_right"
    assert verdict(weather, Told("llm", ""), whose, False) == "llm_missed"
    assert verdict(play, Told("quick", "home"), whose, False) == "quick_right"
    assert verdict(play, Told("quick", "list_add"), whose, False) == "quick_wrong"
    assert verdict(play, Told("llm", ""), whose, False) == "llm_chat"


def test_a_repeated_question_is_had_from_the_cache_within_an_hour_only() -> None:
    rows = [SKY, Request(2, SKY.text, "chat", {}, "same", 1, "repeat")]
    assert [each.verdict for each in talk(rows, 3.0)] == ["llm_chat", "cached_right"]
    assert [each.verdict for each in talk(rows, 4000.0)] == ["llm_chat", "llm_chat"]


def test_timers_of_the_household_ring_on_its_own_clock(tmp_path: Path) -> None:
    home = Household(tmp_path)
    assert home.say("set a timer for ten minutes", 1.0).reply_class == "quick"
    assert "5 minutes" in home.say("how long is left on the timer", 300.0).answer
    assert "no timer" in home.say("how long is left on the timer", 301.0).answer.lower()
    assert home.say("stop", 1.0).slots == {"command": "stop"}
    home.close()


def test_the_second_day_counts_clauses_by_class(tmp_path: Path) -> None:
    found = second_day(tmp_path, ["flip a coin", "what is two plus three", "why is the sky blue"])
    assert found["by_class"]["llm"]["hits"] == found["by_class"]["llm"]["clauses"] > 0
    assert found["by_class"]["quick"]["hits"] >= 1
    assert 0 < found["hits_if_the_model_never_says_the_same"] < found["hits"] <= 1


def test_figures_of_a_few_lines(tmp_path: Path) -> None:
    found = figures(tmp_path / "failed", limit=6)
    whole = found["within_an_hour"]["all"]
    assert whole["n"] in (6, 12) and whole["calls_saved"]["share"] <= whole["could_be_saved"]["high"]
    assert whole["n"] == sum(whole[name] for name in found["verdicts"] if name in whole)


def test_what_an_untouched_line_says_is_never_shown() -> None:
    odd, again, even = (
        Request(1, "lights on now", "home", {"device": "lights", "action": "on"}),
        Request(2, "lights on now", "home", {"device": "lights", "action": "on"}, of=1),
        Request(4, "a quite unlikely sentence", "coin", {}),
    )
    assert [untouched(row) for row in (odd, again, even)] == [True, True, False]
    missed = [Judged(row, Told("llm", ""), "llm_missed", True) for row in (odd, again, even)]
    assert [line.split("\t")[1] for line in failures(missed)] == ["4"]


def test_the_other_half_is_drawn_alike_each_time() -> None:
    try:
        place = folder()
    except MissingError:
        pytest.skip("no Snips and CLINC data: set VACLI_SPEECH_DIR")
    rows = drawn(place)
    assert rows == drawn(place) and [row.number for row in rows] == list(range(1, 501))
    assert {kind: sum(row.kind == kind for row in rows) for kind in ("new", "repeat", "paraphrase")} == {
        "new": 250,
        "repeat": 150,
        "paraphrase": 100,
    }
    for row in rows:
        first = rows[row.of - 1] if row.of else row
        assert first.number <= row.number and first.kind == "new" and first.intent == row.intent
        assert row.kind != "paraphrase" or row.text != first.text
    assert set(OURS) & {row.intent for row in rows}


def test_without_the_data_only_the_household_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", str(tmp_path))
    with pytest.raises(MissingError, match="Snips"):
        folder()
    found = figures(limit=3)
    assert "no Snips" in found["other"]["skipped"] and found["within_an_hour"]["all"]["n"] == 3
