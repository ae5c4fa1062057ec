"""Ctrl-C and SIGTERM while somebody speaks, while it is thought about, and while it is answered: it ends, and the
terminal is whole. What is heard is SYNTHETIC, what is recognised and answered is scripted."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli_terminal import terminal
from support import VOSK

TIME = VOSK / "samples" / "time.wav"
FEED = """
import sys, time
speech, silence = open(sys.argv[1], "rb").read()[44:], bytes(3200)
pieces = [speech[at : at + 3200] for at in range(0, len(speech), 3200)]
while True:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        time.sleep(len(piece) / 32000)
    pieces = pieces if sys.argv[2] == "again" else [silence]
"""
LONG = "so " * 100
LISTEN = ["listen", "-i", "-", "--raw"]


@contextmanager
def fed(how: str) -> Iterator[int]:
    """Standard input on which somebody asks something once, or `again` and again without a pause."""
    argv = [sys.executable, "-c", FEED, str(TIME), how]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as feeder:
        assert feeder.stdout is not None
        try:
            yield feeder.stdout.fileno()
        finally:
            feeder.kill()


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"STT": "scripted", "LLM": "scripted", "TTS": "tone"}.items():
        monkeypatch.setenv(f"VACLI_{name}_ENGINE", value)
    monkeypatch.setenv("VACLI_STT_MODEL", "|".join(["tell me a joke"] * 5))


def ends(argv: list[str], how: str, seen: str, number: signal.Signals) -> None:
    """The signal comes as soon as `seen` is on the screen."""
    with fed(how) as sound, terminal(argv, stdin=sound) as shown:
        shown.wait_for(seen)
        os.kill(shown.process.pid, number)
        assert shown.wait(5.0) == 130
        assert shown.cooked and shown.display.cursor
    assert "Traceback" not in shown.display.text and "Cancelled" not in shown.display.text


@pytest.mark.parametrize(
    ("how", "answer", "seen", "number"),
    [
        ("again", "fine", "● listening", signal.SIGTERM),
        ("again", "fine", "tell me", signal.SIGINT),
        ("once", "!hang|!hang", "thinking", signal.SIGTERM),
        ("once", LONG, "speaking", signal.SIGINT),
        ("once", LONG, "speaking", signal.SIGTERM),
    ],
)
def test_signals_in_the_middle_of_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, answer: str, seen: str, number: signal.Signals
) -> None:
    monkeypatch.setenv("VACLI_LLM_MODEL", answer)
    ends(["-m", "vacli", *LISTEN, "-o", str(tmp_path / "out.wav")], how, seen, number)


HANGING = """
import sys, time
import {module} as where
where.{name} = lambda *given, **named: time.sleep(60)
from vacli.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("module", "name", "seen", "number"),
    [
        ("vacli.llm.scripted", "ScriptedChat.prepare", "● listening", signal.SIGINT),
        ("vacli.llm.scripted", "ScriptedChat.generate", "thinking", signal.SIGTERM),
        ("vacli.stt.scripted", "ScriptedStream.finish", "thinking", signal.SIGINT),
    ],
)
def test_signals_while_an_engine_hangs_that_cannot_be_stopped(
    tmp_path: Path, module: str, name: str, seen: str, number: signal.Signals
) -> None:
    code = HANGING.format(module=module, name=name)
    ends(["-c", code, *LISTEN, "-o", str(tmp_path / "out.wav")], "once", seen, number)
