"""`vacli skills`: what is there, what would happen, and the user's own rules from the first file to every mistake."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vacli.rules import folder

Run = Callable[..., Any]

HOUSE = """
intents:
  Gate: {data: [{sentences: ["open [the] {gate} gate"]}]}
  Loud: {data: [{sentences: ["make it {percent} loud"]}]}
  Wrong: {data: [{sentences: ["go wrong"]}]}
lists:
  gate: {values: [front, back]}
  percent: {range: {from: 0, to: 100}}
responses: {intents: {Gate: {default: "The {gate} gate opens: {output}"}}}
actions:
  Gate: [{run: {command: [echo, "{gate} {{ slots.gate }}"], speak: true}}, {set: {last_gate: "{gate}"}}]
  Loud: [{set: {volume: "{percent}"}}, {http: {url: "http://10.0.0.1/{percent}", json: {v: "{percent}"}}}]
  Wrong: [{run: [sh, -c, "exit 3"]}]
"""


def write(content: str, name: str = "house.yaml", language: str = "en") -> Path:
    file = folder() / language / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    file.chmod(0o600)
    return file


def test_the_list_shows_whose_each_is(run: Run) -> None:
    write(HOUSE)
    write("intents: [", "broken.yaml")
    lines = {line.split()[0]: line for line in run("skills", "list").out.splitlines()}
    assert "built in" in lines["timers"] and "en de fr es" in lines["timers"] and "timer_set" in lines["timers"]
    assert "own" in lines["house"] and lines["house"].split()[3] == "3"
    assert "left out" in lines["broken"] and "broken.yaml:2:1" in lines["broken"]
    found = {each["name"]: each for each in json.loads(run("skills", "list", "--json", "--language", "de").out)}
    assert found["timers"]["sentences"] > 10 and "house" not in found


def test_a_skill_and_an_intent_are_shown(run: Run) -> None:
    file = write(HOUSE)
    told = run("skills", "show", "Gate").out
    assert str(file) in told and "open [the] {gate} gate" in told and "make it" not in told
    assert "The {gate} gate opens" in told and "run echo '{gate} {{ slots.gate }}'" in told and "last_gate" in told
    [shown] = json.loads(run("skills", "show", "house", "--json").out)
    assert shown["details"]["Gate"]["slots"] == ["gate"] and set(shown["intents"]) == {"Gate", "Loud", "Wrong"}
    assert "timer_set" in run("skills", "show", "timer_set").out
    wrong = run("skills", "show", "timer")
    assert wrong.code == 2 and "did you mean timers?" in wrong.err


def test_what_would_happen_is_told_and_not_done(run: Run) -> None:
    write(HOUSE)
    told = json.loads(run("skills", "test", "open the front gate", "--json").out)
    assert told["actions"] == ["run echo 'front front'", "set last_gate to front"]
    assert (told["intent"], told["slots"], told["answer"]) == ("Gate", {"gate": "front"}, "The front gate opens: …")
    loud = run("skills", "test", "make it forty loud")
    assert 'POST http://10.0.0.1/40 {"v": 40}' in loud.out and "set volume to 40" in loud.out
    assert "must lie between" in run("skills", "test", "make it 400 loud").out


def test_run_does_it(run: Run) -> None:
    write(HOUSE)
    assert "front front" in run("skills", "test", "open the front gate", "--run").out
    write("intents: {X: {data: [{sentences: [which gate]}]}}\nactions: {X: [{say: 'the {last_gate}'}]}", "x.yaml")
    assert run("skills", "check").code == 0, "another file keeps that value"
    assert "the front" in run("skills", "test", "which gate", "--run").out


def test_run_that_fails_is_exit_code_one(run: Run) -> None:
    write(HOUSE)
    wrong = run("skills", "test", "go wrong", "--run")
    assert wrong.code == 1 and "it ended with 3" in wrong.out and "hint" in wrong.err


def test_what_is_not_the_users_own(run: Run) -> None:
    ours = run("skills", "test", "set a timer for ten minutes")
    assert ours.code == 0 and "timer_set" in ours.out and "600" in ours.out
    done = run("skills", "test", "set a timer for ten minutes", "--run")
    assert done.code == 2 and "vacli ask" in done.err
    assert "stop" in run("skills", "test", "stop").out
    nothing = run("skills", "test", "why is the sky blue")
    assert nothing.code == 1 and "language model" in nothing.err


def test_a_new_file_works_as_it_is_and_is_never_overwritten(run: Run) -> None:
    done = run("skills", "new", "front-door")
    file = Path(done.out.strip())
    assert done.code == 0 and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert run("skills", "check").out.startswith("ok: ")
    told = run("skills", "test", "note in the front door file buy oil", "--run").out
    assert "I was told: buy oil" in told
    file.write_text("mine")
    again = run("skills", "new", "front-door")
    assert again.code == 2 and "is there already" in again.err and file.read_text() == "mine"
    german = json.loads(run("skills", "new", "tor", "--language", "de", "--json").out)
    assert german["file"].endswith("/de/tor.yaml") and run("skills", "check", german["file"]).code == 0


@pytest.mark.parametrize("name", ["", "../x", "a/b", "x" * 70, ".hidden", "a b", "-x"])
def test_names_that_are_no_files(run: Run, name: str) -> None:
    assert run("skills", "new", "--", name).code == 2
    assert not folder().exists() or not list(folder().rglob("*.yaml"))


def test_check_names_file_line_and_column_of_every_mistake(run: Run) -> None:
    assert run("skills", "check").code == 0
    good = write(HOUSE)
    one = write("intents:\n  A: {data: [{sentences: ['a (b']}]}", "one.yaml")
    two = write("actions:\n  B: [{shout: x}]", "two.yaml", "de")
    done = run("skills", "check")
    assert done.code == 1 and done.out == ""
    assert f"{one}:2:27: a ( is never closed" in done.err and f"{two}:2:8: there is no action shout" in done.err
    assert run("skills", "check", good).code == 0
    assert run("skills", "check", "--language", "fr").code == 0
    told = json.loads(run("skills", "check", two, "--json").out)
    assert not told["ok"] and told["problems"][0]["line"] == 2 and told["problems"][0]["file"] == str(two)


def test_a_sentence_that_is_a_vocal_command_is_never_reached(run: Run) -> None:
    write("intents: {A: {data: [{sentences: [louder]}]}}\nactions: {A: [{say: x}]}")
    done = run("skills", "check")
    assert done.code == 1 and '"louder" of A is a vocal command' in done.err


@pytest.mark.parametrize("argv", [["check", "/no/such/file.yaml"], ["list", "--language", "xx"], ["test", ""]])
def test_what_cannot_be_done(run: Run, argv: list[str]) -> None:
    done = run("skills", *argv)
    assert done.code in (2, 4) and done.out == "" and "hint: " in done.err


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for name in ("list", "show", "test", "new", "check"):
        assert f"Example: vacli skills {name}" in run("skills", name, "--help").out
