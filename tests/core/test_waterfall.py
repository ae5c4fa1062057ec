"""The waterfall: stages add up, what a draft did beforehand is hidden work, what was never marked is said."""

import itertools

import numpy as np
import pytest

from vacli.core.marks import WATERFALL, Mark
from vacli.core.waterfall import waterfall

PATH = (Mark.SPEECH_END, *(stage.ends for stage in WATERFALL))


def at(*ms: float) -> dict[Mark, float]:
    return {mark: 100.0 + moment / 1000 for mark, moment in zip(PATH, ms, strict=True)}


def test_without_a_draft_each_stage_is_the_time_between_its_marks() -> None:
    found = waterfall(at(0, 160, 190, 195, 250, 270, 275, 280, 300))
    assert [round(ms) for ms in found.stages.values()] == [160, 30, 5, 55, 20, 5, 5, 20]
    assert list(found.stages) == [stage.name for stage in WATERFALL]
    assert found.total_ms == pytest.approx(300) and found.hidden_ms == pytest.approx(0) and not found.missing


def test_what_a_draft_had_done_before_the_endpoint_is_hidden_and_not_waited_for() -> None:
    """Heard at 70, understood at 75, 60 ms of prompt, 10 of text, all before the endpoint at 160; the voice at 165."""
    found = waterfall(at(0, 160, 70, 75, 135, 145, 165, 166, 190))
    assert found.stages["endpoint_hold"] == pytest.approx(160)
    assert [found.stages[name] for name in ("stt_tail", "understand", "llm_ttft", "first_clause")] == [0, 0, 0, 0]
    assert found.stages["tts_ttfb"] == pytest.approx(5), "only what came after the endpoint was waited for"
    assert found.hidden == pytest.approx({"understand": 5, "llm_ttft": 60, "first_clause": 10, "tts_ttfb": 15})
    assert found.hidden_ms == pytest.approx(5 + 60 + 10 + 15)
    assert found.total_ms == pytest.approx(190)


def test_a_reply_that_talks_over_the_user_comes_before_the_end_of_speech() -> None:
    found = waterfall(at(0, -400, -390, -385, -300, -290, -280, -270, -200))
    assert found.stages["endpoint_hold"] == pytest.approx(-400), "not called 0: it would hide what went wrong"
    assert found.total_ms == pytest.approx(-200) and sum(found.stages.values()) == pytest.approx(-200)


@pytest.mark.parametrize("seed", range(20))
def test_stages_add_up_in_whatever_order_things_happened(seed: int) -> None:
    found = waterfall(at(*np.random.default_rng(seed).uniform(0, 1000, len(PATH))))
    assert found.total_ms is not None and sum(found.stages.values()) == pytest.approx(found.total_ms, abs=1e-6)
    assert min(ms for name, ms in found.stages.items() if name != "endpoint_hold") >= 0
    assert all(ms > 0 and name in found.stages for name, ms in found.hidden.items())


@pytest.mark.parametrize("gone", PATH)
def test_a_mark_that_is_missing_is_named_and_its_stages_are_absent(gone: Mark) -> None:
    marks = at(*itertools.accumulate([0.0] + [10.0] * (len(PATH) - 1)))
    del marks[gone]
    found = waterfall(marks)
    assert found.total_ms is None and found.missing == (gone,)
    assert set(found.stages) == {stage.name for stage in WATERFALL if gone not in (stage.begins, stage.ends)}
    assert all(ms == pytest.approx(10.0) for ms in found.stages.values())


def test_nothing_marked_is_nothing_measured() -> None:
    found = waterfall({})
    assert not found.stages and found.total_ms is None and len(found.missing) == len(PATH)
