"""The one line of verdict: how soon, what is slowest, and the one thing to mend first."""

from dataclasses import replace

import bench_results
import numpy as np
import pytest

from vacli.bench.reading import about_range, figure
from vacli.bench.result import Samples, Section, skipped
from vacli.bench.under import Watching
from vacli.bench.verdict import verdict


def said(*sections: Section) -> str:
    return verdict([each.as_json() for each in sections])


def turns(subject: str = "quick", misses: int = 0, **stages: float) -> Section:
    means = {**bench_results.STAGES, **stages}
    return bench_results.turns(subject, means, np.random.default_rng(1), misses=misses)


@pytest.mark.parametrize(
    ("stage", "part", "advice"),
    [
        ("endpoint_hold", "waiting for you to be done", "turns.complete"),
        ("stt_tail", "the recogniser", "vacli bench stt"),
        ("llm_ttft", "the language model", "smaller language model"),
        ("first_clause", "the language model", "smaller language model"),
        ("tts_ttfb", "the voice", "vacli bench tts"),
        ("sink", "the sound output", "vacli doctor"),
    ],
)
def test_the_slowest_part_is_named_with_what_to_try(stage: str, part: str, advice: str) -> None:
    told = said(turns(**{stage: 900.0}))
    assert f"the slowest part is {part}" in told
    assert advice in told.rpartition(";")[2]
    assert "\n" not in told


def test_it_names_both_classes_and_not_what_ran_beside_them() -> None:
    told = said(turns(), turns("llm", llm_ttft=400), turns("cached"), turns("quick, 1 core busy", stt_tail=5000))
    assert "(quick) and in " in told
    assert "(llm); " in told
    assert "busy" not in told
    assert "cached" not in told


def test_a_median_that_is_a_miss_is_said() -> None:
    told = said(turns(misses=40))
    assert "most turns were missed (quick)" in told
    assert "67 % missed" in told
    assert "mend those first" in told


def test_a_busy_machine_comes_first_of_all_advice() -> None:
    quick = turns(misses=40)
    starved = replace(quick, notes=(Watching(others=0.8).note(),))
    assert "close them and measure again" in said(starved)


def test_others_are_blamed_for_what_they_did_to_turns_and_for_nothing_else() -> None:
    late, busy = (each.note() for each in (Watching(late_p99_ms=90), Watching(others=0.8)))
    told = said(replace(turns(), notes=(late,)))
    assert "short of CPU" in told and "other programs" not in told, "our own work may have done that"
    loaded = Section("stt", "vosk", [Samples("tail", "ms", [5.0])], notes=(busy,))
    assert "measure again" not in said(turns(), loaded)


def test_without_turns_it_tells_the_first_figure_of_each() -> None:
    rng = np.random.default_rng(1)
    told = said(*bench_results.stages(rng))
    assert "vosk first partial" in told
    assert "espeak ttfa" in told


def test_where_nothing_was_measured_it_says_so() -> None:
    assert said(skipped("stt", "vosk", "not installed")) == "nothing could be measured: vacli doctor"
    assert said(Section("e2e", "quick", [Samples("v2v", "ms", [])])) == "nothing could be measured: vacli doctor"


def test_figures_are_written_in_three_places() -> None:
    assert figure(312.4, "ms") == "312 ms"
    assert figure(0.06142, "ms") == "0.0614 ms"
    assert figure(12345.6, "ms") == "12,346 ms"
    assert figure(5.0, "callers") == "5 callers"
    assert figure(0.0, "ms") == "0 ms"
    assert figure(-348.2, "ms") == "-348 ms"
    assert figure(0.017, "share") == "1.7 %"
    assert figure(None, "ms") == "none"
    assert about_range((0.01, 0.086), "share") == "1 to 8.60 %"
