"""Two results compared: a change is found, noise is not, and what forbids a verdict is said."""

from typing import Any

import bench_results
import numpy as np
import pytest

from vacli.bench.compare import compare
from vacli.bench.noise import judge
from vacli.bench.reference import beside
from vacli.bench.result import Better, Metric, Samples, Section, Share, Value

PAIRS = 40


def run(seed: int, slower: float = 1.0, machine: float = 1.0) -> dict[str, Any]:
    """A run of fifteen headline figures. Each has a mood of its own in every run, of 1 %."""
    rng = np.random.default_rng(seed)
    sections = bench_results.stages(rng)
    moods = iter(rng.lognormal(0, 0.01, 100))
    sections = [
        Section(each.bench, each.subject, [scaled(metric, machine * slower * next(moods)) for metric in each.metrics])
        for each in sections
    ]
    times = [float(each) for each in 15 * machine * rng.lognormal(0, 0.02, 30)]
    return bench_results.document([*sections, Section("machine", "reference", [Samples("reference", "ms", times)])])


def scaled(metric: Metric, by: float) -> Metric:
    if not isinstance(metric, Samples):
        return metric
    return Samples(metric.name, metric.unit, [None if each is None else each * by for each in metric.values])


def test_runs_alike_are_called_no_change() -> None:
    verdicts = [compare(run(seed), run(seed + 1000)).verdict for seed in range(PAIRS)]
    assert sum(each.startswith("no change") for each in verdicts) >= 0.95 * PAIRS, verdicts


def test_a_slow_down_of_15_percent_is_called_that() -> None:
    verdicts = [compare(run(seed), run(seed + 1000, slower=1.15)).verdict for seed in range(PAIRS)]
    assert sum("slower" in each for each in verdicts) >= 0.9 * PAIRS, verdicts


def test_a_speed_up_is_called_faster() -> None:
    assert "faster" in compare(run(1), run(2, slower=0.8)).verdict


def test_a_slower_machine_is_named_and_makes_no_engine_slower() -> None:
    found = compare(run(1), run(2, machine=1.3))
    assert found.machine == pytest.approx(0.3, abs=0.03)
    changed = [each for each in found.changes if each.judged.verdict not in ("no change", "cannot tell")]
    assert not changed
    assert "the machine itself was 30% slower" in {each.judged.why for each in found.changes}


def work(seed: int, slower: float = 1.0, unit: str = "ms") -> dict[str, Any]:
    """A figure that is work and nothing else, by a machine that at half of all moments is half as fast.

    What reads the machine is up to 10 % quicker or slower in one process than in another; the figure is not.
    """
    rng = np.random.default_rng(seed)
    mood = rng.lognormal(0, 0.03, 40) * rng.choice([1.0, 1.5], 40)
    took = slower * mood * rng.lognormal(0, 0.03, 40)
    values = [float(each) for each in (1 / took if unit == "/s" else took)]
    better: Better = "higher" if unit == "/s" else "lower"
    machine = [float(each) for each in rng.uniform(6.5, 7.2) * mood]
    return Samples("rtf", unit, values, better, machine=machine).as_json()


@pytest.mark.parametrize("unit", ["ms", "/s"])
def test_what_is_work_and_nothing_else_is_judged_by_its_calm_moments(unit: str) -> None:
    alike = [judge(work(seed, unit=unit), work(seed + 100, unit=unit), 0.05).verdict for seed in range(PAIRS)]
    slowed = [judge(work(seed, unit=unit), work(seed + 100, 1.15, unit), 0.05).verdict for seed in range(PAIRS)]
    assert alike.count("no change") >= 0.95 * PAIRS, alike
    assert slowed.count("slower") >= 0.9 * PAIRS, slowed


def test_without_calm_moments_or_on_another_machine_nobody_can_tell() -> None:
    one, other = work(1), work(2)
    other["values"], other["machine"] = ([2 * each for each in one[name]] for name in ("values", "machine"))
    assert judge(one, other, 0.05).why == "the machine itself was 100% slower"
    assert judge(other, one, 0.05).why == "the machine itself was 50% faster"
    other["machine"] = [7.0, *(14.0 + at for at in range(39))]
    found = judge(one, other, 0.05)
    assert (found.verdict, found.why, found.few) == ("cannot tell", "the machine was calm 1 times", False)


def test_values_that_share_one_reading_of_the_machine_count_as_one() -> None:
    """A hundred frames of one moment are no hundred moments."""
    one, other = (Samples("frame", "ms", [ms] * 100, machine=[7.0] * 50 + [7.1] * 50).as_json() for ms in (1.0, 2.0))
    found = judge(one, other, 0.05)
    assert (found.why, found.few) == ("n = 2", True)


def test_rounds_that_differ_in_what_they_do_are_compared_one_by_one() -> None:
    kinds = 10 * [0.8, 2.3, 12.3]
    one, other = (
        Samples("ttfb", "ms", [by * each for each in kinds], machine=[7.0 + at / 100 for at in range(30)]).as_json()
        for by in (1.0, 1.2)
    )
    assert judge(one, other, 0.05).verdict == "slower"


def test_the_machine_is_read_beside_every_round() -> None:
    found, speeds = beside(iter([3, 1, 2]), lambda number: 10 * number)
    assert found == [30, 10, 20]
    assert len(speeds) == 3 and min(speeds) > 0


def test_on_an_unsteady_machine_a_change_within_its_moods_is_none() -> None:
    one, other = run(1), run(2, slower=1.15)
    metric = other["sections"][-1]["metrics"][0]
    metric["values"] = [each * (1.4 if at % 15 < 3 else 1.0) for at, each in enumerate(metric["values"])]
    found = compare(one, other)
    assert found.unsteady == pytest.approx(0.4, abs=0.05)
    assert found.verdict == "cannot tell"
    assert any("own speed varied by" in each.judged.why for each in found.changes)
    assert "slower" in compare(one, run(2, slower=2.0)).verdict


def test_figures_that_are_always_the_same_do_not_speak_for_the_others() -> None:
    always = Section("vad", "people", [Samples("onset", "ms", [12.0] * 9), Samples("offset", "ms", [3.0] * 9)])
    one, other = (
        bench_results.document([always, Section("tts", "espeak", [Samples("ttfa", "ms", values)])])
        for values in ([1.0] * 4, [2.0] * 4)
    )
    assert compare(one, other).verdict.startswith("too short to compare")


def test_how_many_figures_cannot_be_told_is_said() -> None:
    few = [Section("tts", name, [Samples("ttfa", "ms", [1.0] * 4)]) for name in ("piper", "espeak")]
    other = [Section("tts", name, [Samples("ttfa", "ms", [1.1] * 4)]) for name in ("piper", "espeak")]
    assert compare(with_more(run(1), few), with_more(run(2), other)).verdict == "no change (2 of 12 cannot be told)"


def with_more(document: dict[str, Any], sections: list[Section]) -> dict[str, Any]:
    """The same with these instead of the sections of the same bench and subject."""
    new = {(each.bench, each.subject): each.as_json() for each in sections}
    kept = [each for each in document["sections"] if (each["bench"], each["subject"]) not in new]
    return {**document, "sections": [*kept, *new.values()]}


@pytest.mark.parametrize(
    ("what", "advice"), [("quick", "vacli bench e2e --save NAME"), ("tts", "vacli bench tts --n 20 --save NAME")]
)
def test_what_was_measured_too_seldom_says_how_to_measure_more(what: str, advice: str) -> None:
    one, other = (
        bench_results.document(
            [bench_results.turns("llm", bench_results.LLM, np.random.default_rng(seed), n=4)], what=what
        )
        for seed in (1, 2)
    )
    assert compare(one, other).verdict == f"too short to compare: {advice}"


def test_how_many_callers_it_carries_is_less_only_two_levels_below() -> None:
    def carries(callers: int, next_level: int) -> Value:
        return Value("callers", "callers", callers, "higher", interval=(callers, next_level))

    assert verdict(carries(10, 20), carries(5, 10))[0] == "no change"
    assert verdict(carries(10, 20), carries(2, 5))[0] == "worse"
    assert verdict(carries(1, 2), carries(5, 10))[0] == "better"


def test_the_same_result_twice_is_no_change_at_all() -> None:
    document = bench_results.whole()
    found = compare(document, document)
    assert found.verdict.startswith("no change")
    assert not found.unlike
    assert all(each.judged.verdict in ("no change", "cannot tell") for each in found.changes)


def test_what_is_not_alike_is_named() -> None:
    one = run(1)
    other = run(2)
    other["machine"] = {**one["machine"], "cpu": "another", "packages": {"numpy": "2.1"}}
    other["settings"] = {"turns.complete": 120}
    other["models"] = [{**one["models"][0], "sha256": "b" * 64}]
    other["partial"] = True
    other["sections"] = other["sections"][1:]
    told = "\n".join(compare(one, other).unlike)
    for part in ("cpu: a processor / another", "package numpy: 2.0 / 2.1", "setting turns.complete: none / 120"):
        assert part in told
    for part in ("model llm llamacpp", "interrupted", "only in one of them: vad silero"):
        assert part in told


def test_nothing_in_common_can_be_told_nothing_of() -> None:
    one, other = (bench_results.document([Section(bench, "x", [Value("y", "ms", 1.0)])]) for bench in ("stt", "tts"))
    found = compare(one, other)
    assert (found.verdict, list(found.changes)) == ("cannot tell", [])


def verdict(one: Metric, other: Metric) -> tuple[str, str]:
    found = judge(one.as_json(), other.as_json(), 0.05)
    return found.verdict, found.why


def test_too_few_measurements_tell_nothing() -> None:
    assert verdict(Samples("x", "ms", [1.0] * 4), Samples("x", "ms", [9.0] * 4)) == ("cannot tell", "n = 4")
    assert verdict(Share("x", 0, 0), Share("x", 3, 10)) == ("cannot tell", "n = 0")
    assert verdict(Value("x", "MB", 1.0), Value("x", "MB", 9.0)) == ("cannot tell", "read once")
    assert verdict(Value("x", "MB", None), Value("x", "MB", 9.0)) == ("cannot tell", "not measured")
    assert verdict(Value("x", "MB", 1.0), Share("x", 1, 2)) == ("cannot tell", "measured in another way")


def test_misses_are_slower_than_anything() -> None:
    usual = [100.0 + each for each in range(20)]
    assert verdict(Samples("x", "ms", usual), Samples("x", "ms", [None] * 20))[0] == "slower"
    assert verdict(Samples("x", "ms", [None] * 20), Samples("x", "ms", usual))[0] == "faster"
    assert verdict(Samples("x", "/s", usual, "higher"), Samples("x", "/s", [None] * 20, "higher"))[0] == "slower"
    assert verdict(Samples("x", "ms", [None] * 20), Samples("x", "ms", [None] * 19 + [1.0]))[0] == "no change"


def test_each_kind_has_its_words() -> None:
    low, high = [100.0] * 20, [200.0] * 20
    assert verdict(Samples("x", "/s", low, "higher"), Samples("x", "/s", high, "higher"))[0] == "faster"
    assert verdict(Samples("x", "MB", low), Samples("x", "MB", high))[0] == "worse"
    assert verdict(Samples("x", "ms", low, "neither"), Samples("x", "ms", high, "neither"))[0] == "changed"
    assert verdict(Share("x", 2, 200), Share("x", 40, 200))[0] == "worse"
    assert verdict(Share("x", 2, 200, "higher"), Share("x", 40, 200, "higher"))[0] == "better"
    assert verdict(Share("x", 2, 200), Share("x", 3, 200))[0] == "no change"
    wide, apart = (10.0, 14.0), (20.0, 24.0)
    assert verdict(Value("x", "%", 12, interval=wide), Value("x", "%", 22, interval=apart))[0] == "worse"
    assert verdict(Value("x", "%", 12, interval=wide), Value("x", "%", 13, interval=(10, 15)))[0] == "no change"


def test_a_reply_that_talks_over_the_user_has_a_time_below_zero() -> None:
    early, late = [-50.0 + each for each in range(20)], [200.0 + each for each in range(20)]
    assert verdict(Samples("x", "ms", early), Samples("x", "ms", late))[0] == "slower"
    assert verdict(Samples("x", "ms", late), Samples("x", "ms", early))[0] == "faster"
