"""Gates: what they mean, that they break when they should, and that none passes without a measurement."""

from dataclasses import replace

import bench_results
import numpy as np
import pytest

from vacli.bench.gate import check, parse
from vacli.bench.result import Section, Value, skipped
from vacli.core.errors import UsageError


def told(text: str) -> list[tuple[bool, str]]:
    return [(each.passed, each.told) for each in check(parse(text), bench_results.whole())]


def test_every_class_of_reply_must_keep_the_limit() -> None:
    found = told("p50=350")
    assert [passed for passed, _ in found] == [True, False], "quick and llm; what ran beside a busy core is no claim"
    assert "506 ms in llm, at most 350 ms allowed" in found[1][1]


def test_a_limit_may_be_of_one_subject_and_of_any_figure() -> None:
    assert [passed for passed, _ in told("p50[quick]=350, p95[quick]=0.3s, tts.ttfa.p95[espeak]=20ms")] == [True] * 3
    assert [passed for passed, _ in told("p50[quick, 1 core busy]=350")] == [False]
    assert [passed for passed, _ in told("stt.tail=10")] == [False, False]
    assert [passed for passed, _ in told("load.callers=5")] == [True], "at least five"
    assert [passed for passed, _ in told("load.callers=6")] == [False]


def test_rates_are_limited_in_per_cent() -> None:
    assert [passed for passed, _ in told("miss=2%")] == [True, False]
    assert [passed for passed, _ in told("cutoff=0.02")] == [True, True]
    assert told("cutoff=5") == [(False, f"cutoff=5: it is measured in per cent, not in numbers")] * 2  # noqa: F541


def test_word_errors_are_measured_in_per_cent() -> None:
    document = bench_results.document([Section("wer", "vosk", [Value("wer", "%", 12.5, interval=(11, 14))])])
    assert [each.passed for each in check(parse("wer=12%"), document)] == [False]
    assert [each.passed for each in check(parse("wer=13%"), document)] == [True]


def test_what_nothing_measured_is_broken_and_said() -> None:
    for text in ("wer=12%", "p50[nobody]=350", "soak.memory_growth=1"):
        assert told(text) == [(False, f"{text}: nothing was measured for it")]


def test_no_gate_is_kept_by_what_broke() -> None:
    quick = bench_results.turns("quick", bench_results.STAGES, np.random.default_rng(1))
    broke = skipped("e2e", "llm", "it failed: out of memory", failed=True)
    absent = skipped("e2e", "llm", "no language model", "vacli models list")

    def of(*sections: Section) -> list[bool]:
        return [each.passed for each in check(parse("p50=350"), bench_results.document([*sections]))]

    assert of(quick) == of(quick, absent) == of(quick, replace(broke, bench="tts")) == [True]
    assert of(quick, replace(broke, subject="llm, 1 core busy")) == [True]
    assert of(quick, broke) == [True, False]


def test_a_percentile_that_falls_on_a_miss_is_broken() -> None:
    assert told("max[llm]=100000") == [(False, "max[llm]=100000: a miss in llm, at most 100,000 ms allowed")]


def test_units_that_do_not_fit_are_told() -> None:
    assert told("p50[quick]=5%") == [(False, "p50[quick]=5%: it is measured in ms, not in %")]


@pytest.mark.parametrize("text", ["", "p50", "p50=", "p50=fast", "p50=-1", "p50=350,,p95=2", "p50==3"])
def test_what_is_no_gate_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="a gate is a name and a limit"):
        parse(text)


@pytest.mark.parametrize("name", ["speed", "nothing.v2v", "e2e.v2v.p12", "stages.tail", "e2e"])
def test_an_unknown_gate_says_which_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="unknown gate") as found:
        parse(f"{name}=5")
    assert "p50, p90, p95, p99, max, miss, cutoff" in found.value.hint
