"""The bench of language models: figures of the built-in one, and of a script whose tokens are known."""

from dataclasses import replace

import pytest

from vacli.bench.stages import llm
from vacli.bench.wish import Wish
from vacli.config import Config, LlmSettings
from vacli.core.engines import Llm
from vacli.core.turn import Origin, Turn
from vacli.llm.scripted import ScriptedLlm

NAMES = ["ttft_cold", "ttft_warm", "first_clause", "prompt", "generation", "abort", "memory_a_chat"]


def scripted(model: str) -> Llm:
    return ScriptedLlm(LlmSettings(model=model))


def test_the_built_in_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "fresh", lambda *args: [])
    (section,) = llm.run(Wish(engines={"llm": "llamacpp"}, quick=True, n=1))
    if not section.metrics:
        pytest.skip(section.notes[0])
    found = {metric.name: metric.as_json() for metric in section.metrics}
    assert list(found) == NAMES
    assert all(found[name]["p50"] > 0 for name in ("ttft_cold", "ttft_warm", "first_clause", "prompt", "generation"))
    assert found["prompt"]["better"] == found["generation"]["better"] == "higher"
    assert found["memory_a_chat"]["value"] > 0 and section.stack["llm"].startswith("llamacpp ")


def test_a_long_run_has_the_rates_by_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "fresh", lambda *args: [])
    monkeypatch.setattr("vacli.bench.stages.ready.usable_cpus", lambda: 4)
    config = replace(Config(), llm=LlmSettings(model="one two three."))
    (section,) = llm.run(Wish(config=config, engines={"llm": "scripted"}, n=1))
    names = [metric.name for metric in section.metrics]
    assert names == [*NAMES, "prompt_threads_1", "generation_threads_1"], "a script knows but one number of threads"


def test_a_short_run_leaves_the_threads_out() -> None:
    config = replace(Config(), llm=LlmSettings(model="one two three."))
    (section,) = llm.run(Wish(config=config, engines={"llm": "scripted"}, quick=True, n=1))
    assert [metric.name for metric in section.metrics] == ["load", "memory", *NAMES]


def test_rates_count_tokens_after_the_first() -> None:
    turn = Turn(Origin.TEXT)
    prompt, generation = llm.rates(scripted("one two three"), 64, turn)
    assert prompt is not None and prompt > 0 and generation is not None and generation > 0
    assert llm.rates(scripted("one"), 64, turn)[1] is None, "a single token has no rate"
    assert llm.rates(scripted("  |"), 64, turn) == (None, None)


def test_a_token_that_never_comes_is_none() -> None:
    assert llm.first_token(scripted("Certainly.").chat(), "how late is it") is not None
    assert llm.first_token(scripted("  |").chat(), "how late is it") is None


def test_only_a_few_conversations_are_open_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(llm, "memory", lambda model, n: asked.append(n) or 0.0)
    llm.measure(scripted("one two three."), Wish(n=5))
    assert asked == [llm.CHATS]


def test_a_clause_that_never_comes_is_none() -> None:
    assert llm.first_clause(scripted("Certainly, it is late.").chat(), "how late is it") is not None
    assert llm.first_clause(scripted(" |").chat(), "how late is it") is None
