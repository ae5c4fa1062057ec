"""The screen of a conversation in a real pseudo-terminal: what is shown, at any width, and that the terminal is whole
afterwards. Events are replayed; the keys' reader runs on its own."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_terminal import Terminal, terminal
from rich.cells import cell_len

from vacli.cli.listen_scene import Scene
from vacli.core.events import Event

REPLAY = str(Path(__file__).with_name("listen_replay.py"))


def shown(columns: int, **env: str) -> Terminal:
    with terminal([REPLAY, "screen"], columns, env=env) as seen:
        assert seen.wait() == 0
    return seen


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_conversation_at_every_width(columns: int) -> None:
    display = shown(columns).display
    words = " ".join(display.text.split())
    assert "You: turn on the lights in the kitchen and in the hall vacli: The kitchen light is on" in words
    assert "312 ms = hold 160 + stt 13 + understand 1 + voice 88 + output 50 | quick" in words
    assert "! the loudspeaker is gone (hint: vacli devices)" in words
    assert "vacli: Because air scatters blue light. [2JMore (interrupted)" in words, "a reply steered the terminal"
    assert "vacli (timer): Your tea is ready." in words
    assert max(cell_len(row) for row in display.rows) <= columns
    assert not display.odd
    assert display.cursor
    assert "space mute" not in words, "the picture is gone at the end"


def test_what_is_live_stands_below_and_nothing_of_it_is_left_behind() -> None:
    with terminal([REPLAY, "screen", "1.5"], 60) as seen:
        seen.wait_for("speech")
        seen.wait_for("it …")
        live = seen.display.rows[-4:]
        assert live[0].startswith("● listening ")
        assert live[1].startswith("You: ") and live[2].startswith("     ") and live[2].endswith(" …")
        assert live[3] == "space mute · esc stop · q quit"
        assert not seen.display.cursor
        seen.wait()
    assert seen.display.text.count("● listening") == 0


def test_a_terminal_that_gets_narrower_and_wider() -> None:
    with terminal([REPLAY, "screen", "3"], 120) as seen:
        seen.wait_for("it …")
        seen.resize(60)
        seen.wait_for("\n     it …")
        assert max(len(row) for row in seen.display.rows[-4:]) < 60
        seen.resize(100)
        seen.until(lambda: 60 < max(map(len, seen.display.rows[-4:])) < 100)
        seen.wait_for(" it …")
        assert seen.wait() == 0
    assert seen.display.text.replace("\n", "").count("in the hall.") == 1
    assert "● listening" not in seen.display.text, "something of an old picture stayed"


def test_without_colour_everything_is_still_said() -> None:
    plain = shown(80, NO_COLOR="1").display
    coloured = shown(80).display
    assert plain.text == coloured.text
    colours = {str(code) for code in [*range(30, 38), *range(90, 98), 38]}
    assert coloured.styles & colours
    assert not plain.styles & colours


def test_a_terminal_of_ascii() -> None:
    with terminal([REPLAY, "screen", "1"], 80, env={"PYTHONIOENCODING": "ascii"}) as seen:
        seen.wait_for("* listening ##")
        seen.wait_for("it ...")
        seen.wait()
    assert seen.display.text.isascii()


def test_the_screen_goes_when_the_terminal_does() -> None:
    with terminal([REPLAY, "screen", "30"], 80) as seen:
        seen.wait_for("listening")
        seen.process.send_signal(signal.SIGHUP)
        assert seen.wait() == -signal.SIGHUP


def test_words_of_a_new_turn_outlive_the_end_of_the_old_one() -> None:
    scene = Scene()
    for event in (
        Event("stt.partial", "t1", {"text": "hello", "stable": 5}),
        Event("reply.text", "t1", {"text": "Hello to you"}),
        Event("stt.partial", "t2", {"text": "no wait", "stable": 2}),
        Event("turn.end", "t1", {"reply": "Hello to", "text": "hello", "cancelled": True}),
    ):
        scene.take(event)
    assert [line.plain for line in scene.history()] == ["You: hello", "vacli: Hello to", "(interrupted)"]
    assert "You: no wait …" in [line.plain.rstrip() for line in scene.picture(80)]
    assert scene.history() == []


KEYS = """
import threading
from vacli.cli.listen_keys import Keys, terminal

over = threading.Event()

def key(pressed):
    print(f"key {pressed!r}", flush=True)
    if pressed == "q":
        over.set()

if (fd := terminal()) is None:
    print("no keys")
else:
    keys = Keys(fd, key, lambda back: print(f"back {back}", flush=True))
    print("ready", flush=True)
    over.wait()
    keys.close()
"""


def keys_program() -> list[str]:
    return ["-c", KEYS]


def test_keys_come_one_by_one_and_sequences_of_function_keys_are_no_keys() -> None:
    with terminal(keys_program()) as seen:
        seen.wait_for("ready")
        seen.type(" ")
        seen.wait_for("key ' '")
        assert not seen.cooked
        seen.type("\x1b[A\x1bOP")
        seen.type("\x1b")
        seen.wait_for("key '\\x1b'")
        seen.type("q")
        assert seen.wait() == 0
        assert seen.cooked
    assert seen.display.text.count("key") == 3


SHELL = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], process_group=0)
os.tcsetpgrp(0, child.pid)
_, status = os.waitpid(child.pid, os.WUNTRACED)
os.tcsetpgrp(0, os.getpgrp())
print("stopped", os.WIFSTOPPED(status), flush=True)
input()
os.tcsetpgrp(0, child.pid)
os.killpg(child.pid, signal.SIGCONT)
sys.exit(child.wait())
"""
"""What a shell does with a job."""


def test_ctrl_z_leaves_the_terminal_whole_and_fg_takes_it_again() -> None:
    with terminal(["-c", SHELL, KEYS]) as seen:
        seen.wait_for("ready")
        seen.type("\x1a")
        seen.wait_for("stopped True")
        assert "back False" in seen.display.text
        assert seen.cooked
        seen.type("\n")
        seen.wait_for("back True")
        assert not seen.cooked
        seen.type("q")
        assert seen.wait() == 0


def test_keys_come_from_the_terminal_when_standard_input_is_sound() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=subprocess.PIPE) as feeder:
        assert feeder.stdout is not None
        with terminal(keys_program(), stdin=feeder.stdout.fileno()) as seen:
            seen.wait_for("ready")
            seen.type("xq")
            seen.wait_for("key 'x'")
            assert seen.wait() == 0
            assert seen.cooked
        feeder.kill()


def test_without_a_terminal_there_are_no_keys() -> None:
    done = subprocess.run(
        [sys.executable, *keys_program()],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        start_new_session=True,
    )
    assert done.stdout == b"no keys\n"
