"""The arithmetic of `vacli stats`: percentiles, shares, bars, rates and trends of rows whose figures are known."""

import time
from typing import Any

import pytest

from vacli.metrics.figures import HOURLY, figures, spread
from vacli.metrics.row import STAGES, Row
from vacli.metrics.targets import BARS, ESTIMATES

NOW = time.mktime((2026, 3, 20, 12, 30, 0, 0, 0, -1))


def row(total: float, kind: str = "quick", at: float = NOW, **about: Any) -> Row:
    """All of it hold, but for 10 ms in each other stage."""
    others = dict.fromkeys(STAGES[1:], 10.0) | about
    return Row(at, "speech", 1, kind, '{"stt": "vosk small", "tts": "piper low"}', total)._replace(
        endpoint_hold=total - 70.0, **others
    )


def summed(rows: list[Row], by: str = "class", seconds: float = 86400.0) -> dict[str, Any]:
    return figures(rows, by, NOW - seconds, NOW)


def test_percentiles_are_values_that_were_measured() -> None:
    assert spread([5.0]) == {"n": 1, "mean": 5.0, "p50": 5.0, "p90": 5.0, "p95": 5.0, "p99": 5.0, "max": 5.0}
    hundred = spread([float(number) for number in range(100, 0, -1)])
    assert hundred == {"n": 100, "mean": 50.5, "p50": 50.0, "p90": 90.0, "p95": 95.0, "p99": 99.0, "max": 100.0}
    assert spread([1.0, 2.0])["p50"] == 1.0
    assert spread([]) == {"n": 0}


def test_the_bars_are_the_whole_waterfall_and_their_budgets_are_the_target() -> None:
    assert tuple(name for bar in BARS for name in bar.stages) == STAGES
    assert [bar.budget for bar in BARS] == [None, 100, 75, 125, 50]
    assert all(each.n and each.p10 <= each.p50 <= each.p90 for each in ESTIMATES)


def test_shares_inside_the_targets_are_judged_on_the_sum() -> None:
    (group,) = summed([row(349.0), row(350.0), row(351.0), row(500.0), row(501.0)])["groups"]
    assert (group["class"], group["n"], group["total"]["n"]) == ("quick", 5, 5)
    assert (group["inside_target"], group["inside_limit"]) == (0.4, 0.8)
    bars = group["bars"]
    assert [bars[bar.name]["p50"] for bar in BARS] == [281.0, 10.0, 10.0, 20.0, 30.0]
    assert [bars[bar.name]["inside"] for bar in BARS] == [None, 1.0, 1.0, 1.0, 1.0]
    means = sum(bars[bar.name]["mean"] for bar in BARS)
    assert means == pytest.approx(group["total"]["mean"], abs=0.5) and group["total"]["mean"] == 410.2


def test_a_bar_counts_the_sum_of_its_stages() -> None:
    slow = row(400.0, tts_ttfb=31.0), row(400.0, tts_ttfb=30.0)
    (group,) = summed(list(slow))["groups"]
    assert group["bars"]["response_to_audio"]["inside"] == 0.5, "31 + 10 + 10 are more than 50"


def test_classes_are_kept_apart_in_every_grouping() -> None:
    rows = [row(200.0), row(900.0, "llm"), row(300.0, "llm", NOW - 7200), Row(NOW, "speech", missing="heard")]
    assert [(each["name"], each["class"], each["n"]) for each in summed(rows)["groups"]] == [
        ("quick", "quick", 1),
        ("llm", "llm", 2),
        ("none", "none", 1),
    ]
    hours = [(each["name"], each["class"]) for each in summed(rows, "hour")["groups"]]
    assert hours == [("10:00", "llm"), ("12:00", "quick"), ("12:00", "llm"), ("12:00", "none")]
    engines = {each["name"] for each in summed(rows, "engine")["groups"]}
    assert engines == {"vosk small, piper low", "unknown"}


def test_a_turn_without_a_waterfall_is_counted_and_named() -> None:
    silent = row(0.0)._replace(total_ms=None, missing="heard", sink=None)
    (group,) = summed([row(300.0), silent])["groups"]
    assert (group["n"], group["total"]["n"], group["missing"]) == (2, 1, {"heard": 1})
    assert group["bars"]["response_to_audio"]["n"] == 1 and group["stages"]["stt_tail"]["n"] == 2


def test_typed_turns_announcements_and_what_had_no_clock_are_apart() -> None:
    rows = [
        row(300.0),
        Row(NOW, "text", faults="llm"),
        Row(NOW, "text"),
        Row(NOW, "announcement"),
        Row(NOW, "speech", timed=0, faults="tts", interrupted=1),
    ]
    found = summed(rows)
    assert found["turns"] == {"spoken": 1, "untimed": 1, "typed": 2, "typed_with_faults": 1, "announcements": 1}
    assert len(found["groups"]) == 1 and found["rates"]["error_rate"] == found["rates"]["interruption_rate"] == 0.0
    assert found["estimated"] is True and found["estimate_error_ms"][0]["n"] == 400


def test_rates_have_all_spoken_turns_below_the_line() -> None:
    rows = [
        row(300.0, drafts=2, drafts_used=1, wasted_cpu_ms=30.0),
        row(300.0, "cached", interrupted=1, false_cutoff=1),
        row(300.0, "llm", faults="tts,llm", late_ms=200.0),
        row(300.0, "llm", faults="tts", lost_ms=20.0),
    ]
    rates = summed(rows)["rates"]
    assert (rates["speculation_hit_rate"], rates["drafts"], rates["drafts_used"]) == (0.25, 2, 1)
    assert rates["wasted_cpu_ms_a_turn"] == 7.5
    assert rates["cache_hit_rate"] == 0.3333
    assert (rates["interruption_rate"], rates["false_cutoff_rate"], rates["error_rate"]) == (0.25, 0.25, 0.5)
    assert rates["faults"] == {"tts": 2, "llm": 1} and rates["late_or_lost_rate"] == 0.5


def test_trends_by_the_hour_and_by_the_day() -> None:
    rows = [row(200.0), row(300.0, at=NOW - 1200), row(400.0, at=NOW - 7200), row(500.0, "llm", NOW - 86400)]
    hours = summed(rows, seconds=HOURLY)["trend"]
    assert hours["step"] == "hour"
    assert [(each["at"][-5:], each["class"], each["n"], each["p50"], each["p95"]) for each in hours["points"]] == [
        ("12:00", "llm", 1, 500.0, 500.0),
        ("10:00", "quick", 1, 400.0, 400.0),
        ("12:00", "quick", 2, 200.0, 300.0),
    ]
    days = summed(rows, seconds=HOURLY + 1)["trend"]
    assert [(each["at"], each["class"], each["n"]) for each in days["points"]] == [
        ("2026-03-19", "llm", 1),
        ("2026-03-20", "quick", 3),
    ]


def test_of_nothing_there_is_nothing() -> None:
    found = summed([])
    assert (found["groups"], found["trend"]["points"], found["rates"]["error_rate"]) == ([], [], None)
