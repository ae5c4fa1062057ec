"""Commands of the user's that are run on events: they get JSON, run without a shell, and never hold anything up."""

import json
import os
import shlex
import sys
import time
from pathlib import Path

import pytest

from vacli.cli import listen_hooks
from vacli.cli.listen_hooks import WAITING, Hooks, parse
from vacli.core.errors import UsageError
from vacli.core.events import Event

SAID = Event("stt.final", "t1", {"text": "hello; rm -rf $HOME", "confidence": 0.9})


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.fixture
def told() -> list[Event]:
    return []


def run(told: list[Event], commands: dict[str, list[str]], *events: Event, at_once: bool = False) -> None:
    hooks = Hooks(commands, told.append)
    for event in events:
        hooks(event)
    if at_once:
        time.sleep(0.3)
    hooks.close(at_once=at_once)


def test_each_hook_gets_its_event_as_one_line_of_json(tmp_path: Path, told: list[Event]) -> None:
    names = ("on-transcript", "on-reply", "on-wake")
    commands = {name: ["tee", "-a", str(tmp_path / name)] for name in names}
    reply = Event("turn.end", "t1", {"text": "hello", "reply": "Hello to you."})
    wake = Event("wake.heard", "t1", {"phrase": "hey computer", "ms": 120})
    silent = [
        Event("stt.final", "t2", {"text": ""}),
        Event("turn.end", "t2", {"reply": ""}),
        Event("stt.partial", "t2"),
    ]
    run(told, commands, SAID, *silent, reply, SAID, wake)
    lines = {name: [json.loads(line) for line in (tmp_path / name).read_text().splitlines()] for name in names}
    assert [line["text"] for line in lines["on-transcript"]] == ["hello; rm -rf $HOME"] * 2
    assert lines["on-reply"] == [{"event": "turn.end", "turn": "t1", "at": round(reply.at, 4), **reply.data}]
    assert [line["phrase"] for line in lines["on-wake"]] == ["hey computer"]
    assert told == []


def test_a_failure_is_said_once(told: list[Event], tmp_path: Path) -> None:
    run(told, {"on-transcript": python("raise SystemExit(3)")}, SAID, SAID, SAID)
    assert [event.name for event in told] == ["fault"]
    assert told[0].data["message"] == "--on-transcript failed: exit code 3"
    assert "raise SystemExit(3)" in told[0].data["hint"]


def test_a_command_that_went_away_is_said_once(told: list[Event], tmp_path: Path) -> None:
    run(told, {"on-transcript": [str(tmp_path / "gone")]}, SAID, SAID)
    assert [event.data["message"] for event in told] == ["--on-transcript failed: No such file or directory"]


def test_one_that_does_not_read_is_no_failure(told: list[Event]) -> None:
    run(told, {"on-transcript": ["true"]}, SAID)
    assert told == []


def test_one_that_hangs_is_ended_with_all_that_it_started(
    told: list[Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen_hooks, "LIMIT", 0.5)
    script = tmp_path / "hang"
    script.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path / 'pid'}\nwait\n")
    script.chmod(0o755)
    hooks = Hooks({"on-transcript": [str(script)]}, told.append)
    before = time.monotonic()
    hooks(SAID)
    assert time.monotonic() - before < 0.2, "the conversation waited for a hook"
    hooks._thread.join(1.5)
    hooks.close()
    assert "was ended after" in told[0].data["message"]
    assert _gone(int((tmp_path / "pid").read_text()))


def test_the_end_of_the_conversation_ends_hooks_at_once_if_asked(told: list[Event], tmp_path: Path) -> None:
    before = time.monotonic()
    run(told, {"on-transcript": python("import time; time.sleep(60)")}, SAID, SAID, at_once=True)
    assert time.monotonic() - before < 5
    assert told == []


def test_what_comes_too_fast_is_left_out_and_said(told: list[Event], tmp_path: Path) -> None:
    go = tmp_path / "go"
    command = ["sh", "-c", f"while ! test -e {go}; do sleep 0.05; done; cat >> {tmp_path / 'said'}"]
    hooks = Hooks({"on-transcript": command}, told.append)
    for _ in range(WAITING + 5):
        hooks(SAID)
    go.touch()
    hooks.close()
    assert len(told) == 1 and "left out" in told[0].data["message"]
    assert WAITING <= len((tmp_path / "said").read_text().splitlines()) <= WAITING + 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", "the command is empty"),
        ("echo 'a", "No closing quotation"),
        ("no-such-command-here a", "there is no command 'no-such-command-here'"),
        ("/etc/passwd", "there is no command '/etc/passwd'"),
    ],
)
def test_what_cannot_run_is_refused_before_the_conversation(command: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        parse("on-reply", command)
    assert "--on-reply" in error.value.hint


def test_words_are_split_as_a_shell_would_but_nothing_is_expanded() -> None:
    assert parse("on-reply", "sh -c 'cat > $HOME/x' *") == ["sh", "-c", "cat > $HOME/x", "*"]
    assert shlex.join(parse("on-reply", "tee -a 'my file'")) == "tee -a 'my file'"


def _gone(pid: int) -> bool:
    """Ended, or ended and not yet collected by whoever adopted it."""
    for _ in range(40):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False
