"""`vacli cache`: what ask leaves in it, how it is told, and emptying it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_LLM_ENGINE", "scripted")
    monkeypatch.setenv("VACLI_LLM_MODEL", "One answer.|Another answer.")
    monkeypatch.setenv("VACLI_TTS_ENGINE", "tone")


def stats(run: Run) -> Any:
    return json.loads(run("cache", "stats", "--json").out)


def test_nothing_yet(run: Run) -> None:
    assert stats(run)["response"] == {"entries": 0, "bytes": 0, "hits": 0, "misses": 0, "rate": None}
    assert "never asked for" in run("cache", "stats").out
    assert run("cache", "ls").out == "nothing is kept\n"
    assert run("cache", "clear").out == "response: 0 forgotten; speech: 0 forgotten\n"


def test_an_answer_is_given_again_by_another_process(run: Run) -> None:
    first = json.loads(run("ask", "why is the sky blue", "--json").out)
    again = json.loads(run("ask", "why's the sky blue?", "--json").out)
    assert (first["answer"], first["reply_class"]) == ("One answer.", "llm")
    assert (again["answer"], again["reply_class"], again["tokens"]) == ("One answer.", "cached", 0)
    found = stats(run)["response"]
    assert (found["entries"], found["hits"], found["misses"], found["rate"]) == (1, 1, 1, 0.5)
    assert "50 % of 2 served from it" in run("cache", "stats").out
    [entry] = json.loads(run("cache", "ls", "--json").out)
    assert entry["about"] == "why is the sky blue -> One answer."
    assert "why is the sky blue -> One answer." in run("cache", "ls", "--kind", "response").out
    assert json.loads(run("cache", "clear", "--json").out) == {"response": 1, "speech": 0}
    assert json.loads(run("ask", "why is the sky blue", "--json").out)["reply_class"] == "llm"


def test_spoken_clauses(run: Run, tmp_path: Any) -> None:
    for _ in range(2):
        assert run("ask", "why is the sky blue", "--out", tmp_path / "a.wav").code == 0
    found = stats(run)["speech"]
    assert (found["entries"], found["hits"], found["misses"]) == (1, 1, 1)
    assert run("cache", "clear", "--kind", "speech").out == "speech: 1 forgotten\n"
    assert stats(run)["response"]["entries"] == 1


def test_the_fixed_phrases_are_made_ready(run: Run) -> None:
    assert "clauses are ready" in run("cache", "warm").out
    entries = stats(run)["speech"]["entries"]
    assert entries >= 14
    assert json.loads(run("cache", "warm", "--json").out)["speech"] >= entries
    assert stats(run)["speech"]["entries"] == entries


def test_it_can_be_switched_off(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_CACHE_RESPONSE", "0")
    for _ in range(2):
        assert json.loads(run("ask", "why is the sky blue", "--json").out)["reply_class"] == "llm"
    assert stats(run)["response"]["entries"] == 0


@pytest.mark.parametrize("command", ["stats", "ls", "clear"])
def test_a_kind_that_is_not_known(run: Run, command: str) -> None:
    done = run("cache", command, "--kind", "music")
    assert (done.code, done.out) == (2, "")
    assert "response, speech" in done.err
