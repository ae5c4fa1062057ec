"""`vacli ask` with a home: what `home.yaml` says is understood and done, a mistake in it is told."""

from collections.abc import Callable
from typing import Any

import pytest

from vacli.rules.home import file

Run = Callable[..., Any]

pytest.importorskip("home_assistant_intents", reason="the extra `home` is not installed")

HOME = """
areas: [{id: bedroom, name: Bedroom}]
things: [{id: light.night, name: Night light, area: bedroom}, {id: lock.front, name: Front Door}]
actions: {HassTurnOn: [{say: "switched {name} of {area} on"}]}
"""


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_LLM_ENGINE", "scripted")
    monkeypatch.setenv("VACLI_TTS_ENGINE", "tone")


def write(text: str) -> None:
    file().parent.mkdir(parents=True, exist_ok=True)
    file().write_text(text)


def test_what_home_yaml_says_is_done(run: Run) -> None:
    write(HOME)
    done = run("ask", "please turn on the night light in the bedroom")
    assert done.out.strip() == "switched Night light of Bedroom on", done.err
    assert "Are you sure?" in run("ask", "unlock the front door").out


def test_without_a_home_nothing_is_connected(run: Run) -> None:
    assert "connected" in run("ask", "turn on the kitchen light").out


def test_a_mistake_is_told_and_the_rest_works(run: Run) -> None:
    write(HOME + "here: attic\n")
    done = run("ask", "what is two plus two")
    assert f"{file()}:5:1: there is no area attic" in done.err
    assert "4" in done.out
