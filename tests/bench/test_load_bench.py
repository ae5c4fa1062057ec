"""The load bench: many callers at once over shared engines, what becomes of each counted, and what gave way named."""

from typing import Any

import numpy as np
import pytest
from support import VOSK, without_llm

from vacli.bench.e2e.callers import Caller
from vacli.bench.e2e.crowd import Crowd, capacity, section
from vacli.bench.e2e.load import Plan, run
from vacli.bench.e2e.turns import Result
from vacli.bench.own.delays import Delays, scripted
from vacli.bench.result import Section
from vacli.bench.wish import Wish
from vacli.config import Config
from vacli.config import load as settings
from vacli.core.device import usable_cpus
from vacli.core.errors import Cancelled, UsageError
from vacli.core.turn import Turn

TARGET = 500.0


def result(v2v: float | None, **wrong: Any) -> Result:
    fields: dict[str, Any] = {"right": True, "early": False, "cut_off": False, "unended": False, "late": False}
    stages = {"endpoint_hold": 160.0, "stt_tail": max(0.0, (v2v or 0.0) - 160.0)}
    return Result("quick", "text", "text", "quick", v2v, None, **(fields | {"stages": stages} | wrong))


def crowd(*callers: list[Result], planned: int = 0, busy: float = 0.4, others: float = 0.0, late: float = 5.0) -> Crowd:
    asked = [["quick"] * max(planned, len(each)) for each in callers]
    return Crowd(asked, callers, [late] * 4, wall=10.0, cpu=10.0 * busy, others=others, grown_mb=20.0 * len(callers))


def found(of: Crowd) -> dict[str, dict[str, Any]]:
    return {each.name: each.as_json() for each in section(of, {}, TARGET).metrics}


def test_a_turn_that_was_never_said_or_never_answered_is_a_miss() -> None:
    one = crowd([result(200.0), result(None)], [result(300.0)], planned=2)
    assert one.misses == {"no reply": 1, "not said in time": 1}
    metrics = found(one)
    assert metrics["v2v_quick"]["n"] == 4 and metrics["v2v_quick"]["misses"] == 2
    assert metrics["v2v_quick"]["p50"] == 300.0 and metrics["v2v_quick"]["p95"] is None
    assert (metrics["miss"]["part"], metrics["miss"]["whole"]) == (2, 4)
    assert (metrics["in_time"]["part"], metrics["in_time"]["whole"]) == (2, 4)


def test_a_wrong_answer_in_time_is_no_answer() -> None:
    one = crowd([result(200.0, right=False), result(210.0, cut_off=True), result(220.0)])
    assert one.misses == {"wrong words": 1, "cut off": 1}
    assert found(one)["false_cutoff"]["part"] == 1 and found(one)["in_time"]["part"] == 1


def test_all_alike_is_fair_and_one_that_waits_is_not() -> None:
    alike, unlike = (crowd(*([result(ms)] for ms in each)) for each in ((200.0, 200.0), (200.0, 800.0)))
    assert alike.jain == pytest.approx(1.0) and alike.worst_to_best == 1.0
    assert unlike.jain < 0.8 and unlike.worst_to_best == 4.0
    starved = crowd([result(200.0)], [result(None)])
    assert starved.jain == pytest.approx(0.5) and starved.worst_to_best is None
    assert crowd([result(None)]).jain == 0.0


def test_what_each_costs_is_by_caller() -> None:
    metrics = found(crowd(*([result(200.0)] for _ in range(4)), busy=1.2))
    assert metrics["cpu_per_session"]["value"] == pytest.approx(0.3)
    assert metrics["mb_per_session"]["value"] == pytest.approx(20.0)


def level(callers: int, ms: float | None, **about: float) -> Crowd:
    return crowd(*([result(ms)] for _ in range(callers)), **about)  # type: ignore[arg-type]


def test_the_most_callers_whose_p95_stays_under_the_target() -> None:
    ended = capacity([level(1, 200.0), level(2, 490.0), level(5, 510.0)], [], {}, TARGET)
    assert ended.metric("callers").as_json()["value"] == 2
    assert [each["callers"] for each in ended.details["callers"]] == [1, 2, 5]
    assert {"p50", "p95", "miss", "cpu_per_session", "mb_per_session", "fairness"} <= ended.details["callers"][0].keys()
    assert capacity([level(1, None)], [], {}, TARGET).metric("callers").as_json()["value"] == 0


def test_a_larger_level_that_happens_to_hold_is_not_believed() -> None:
    ended = capacity([level(1, 200.0), level(2, 510.0), level(5, 490.0)], [], {}, TARGET)
    assert ended.metric("callers").as_json()["value"] == 1


def test_hopeless_is_most_missed() -> None:
    assert crowd([result(None), result(None), result(200.0)]).hopeless
    assert not crowd([result(None), result(200.0)]).hopeless
    notes = capacity([level(5, None)], [10, 25], {}, TARGET).notes
    assert notes[-1] == "not tried: 10, 25 at once, for 5 was hopeless"


def test_what_there_is_too_little_of_is_named() -> None:
    cores = usable_cpus()

    def said(**about: float) -> str:
        return " ".join(capacity([level(1, 200.0), level(5, 900.0, **about)], [], {}, TARGET).notes[2:])

    assert "all there are" in said(busy=0.95 * cores)
    assert "other processes had" in said(busy=0.1 * cores, others=0.85 * cores)
    assert "Python's lock" in said(busy=0.4 * cores, late=300.0)
    assert "stt_tail, +700 ms" in said()
    assert not capacity([level(5, 200.0)], [], {}, TARGET).notes[2:], "nothing was too much"


def test_few_callers_have_more_turns_and_no_two_begin_alike() -> None:
    said = [object() for _ in range(3)]
    plan = Plan(said, 4, 20)  # type: ignore[arg-type]
    assert [len(each) for each in plan.of(1)] == [20] and [len(each) for each in plan.of(10)] == [4] * 10
    assert len({id(each[0]) for each in plan.of(3)}) == 3


FAKES = {
    "stt.engine": "vosk",
    "stt.model": str(VOSK),
    "llm.engine": "scripted",
    "tts.engine": "tone",
    "vad.engine": "silero",
}


@pytest.fixture(scope="module")
def sections() -> list[Section]:
    """Two real conversations at once, in real time."""
    pytest.importorskip("vosk")
    pytest.importorskip("espeakng_loader")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vacli.bench.e2e.load.LEAST_QUICK", 2)
        return list(run(Wish(settings(FAKES).config, n=1, quick=True, options={"callers": "2", "target": "60000"})))


def test_every_level_is_told_and_what_they_come_to(sections: list[Section]) -> None:
    assert [each.subject for each in sections] == ["2 callers", "capacity"]
    told = sections[0].details["level"]
    assert told["callers"] == 2 and told["n"] == 2
    assert sections[0].stack["stt"].startswith("vosk") and "SYNTHETIC" in sections[0].notes[0]
    assert told["lateness_p95"] is not None and told["cpu_per_session"] > 0
    assert sections[-1].details["callers"] == [told]


def test_every_turn_of_every_caller_counts(sections: list[Section]) -> None:
    of_class = [each.as_json() for each in sections[0].metrics if each.name.startswith("v2v_")]
    values = [value for each in of_class for value in each["values"]]
    assert len(values) == 2 and all(value is None or value > 0 for value in values)
    assert sum(value is None for value in values) == sum(sections[0].details["level"]["misses"].values())


@pytest.mark.parametrize("options", [{"callers": "1,x"}, {"callers": "0"}, {"callers": "2000"}, {"target": "-1"},
                                     {"target": "soon"}, {"callers": ","}])  # fmt: skip
def test_numbers_that_mean_nothing_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(UsageError) as refused:
        next(run(Wish(Config(), options=options)))
    assert "vacli bench load" in refused.value.hint


def test_without_an_engine_it_says_what_is_missing() -> None:
    (only,) = run(Wish(settings({**FAKES, "stt.model": "no-such-model"}).config))
    assert not only.metrics and "no-such-model" in only.notes[0]


def test_without_a_language_model_what_skills_answer_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vosk")
    pytest.importorskip("espeakng_loader")
    monkeypatch.setattr("vacli.bench.e2e.load.LEAST_QUICK", 2)
    without_llm(monkeypatch)
    config = settings({key: value for key, value in FAKES.items() if key != "llm.engine"}).config
    one, _ = run(Wish(config, n=1, quick=True, options={"callers": "1"}))
    assert "llm" not in one.stack
    assert [each.name for each in one.metrics if each.name.startswith("v2v")] == ["v2v_quick"]


def test_callers_do_of_themselves_what_a_late_conversation_does() -> None:
    """Its microphone tells how late its sound is, as a device's does."""
    with scripted(Delays(), ahead=False) as engines:
        caller = Caller(engines, [])
        caller._mic._began -= 0.5  # the clock was ahead of whoever reads
        caller._piece(np.zeros(320, np.float32))
        assert caller._mic.late >= 0.5
        caller.close()


def test_it_stops_when_it_is_told_to() -> None:
    pytest.importorskip("vosk")
    turn = Turn()
    wish = Wish(settings(FAKES).config, quick=True, turn=turn, progress=lambda *told: (turn.cancel(), None)[1])
    with pytest.raises(Cancelled):
        list(run(wish))
