"""The plain and the JSON view, and lines that are typed: through pipes, as scripts and screen readers use them."""

import io
import json
import subprocess
import sys
import threading
from pathlib import Path

from cli_terminal import terminal
from listen_replay import LONG

from vacli.cli import listen_lines
from vacli.cli.listen_lines import Lines
from vacli.cli.listen_told import Told, times
from vacli.core.events import Event

REPLAY = str(Path(__file__).with_name("listen_replay.py"))


def replayed(view: str) -> list[str]:
    done = subprocess.run([sys.executable, REPLAY, view], capture_output=True, text=True, timeout=30, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_plain_is_a_line_for_what_matters() -> None:
    assert replayed("plain") == [
        "ready: speak; USB Audio is heard, answers go to Built-in; "
        "the microphone rests while vacli speaks (no echo cancellation)",
        "You: turn on the lights in the kitchen and in the hall",
        "vacli: The kitchen light is on, and so is the one in the hall.",
        "312 ms = hold 160 + stt 13 + understand 1 + voice 88 + output 50 | quick",
        "! the loudspeaker is gone (hint: vacli devices)",
        f"You: {LONG}",
        "vacli: Because air scatters blue light.",
        "vacli: [2JMore",
        "(interrupted)",
        "312 ms = hold 160 + stt 13 + understand 1 + voice 88 + output 50 | llm",
        "vacli (timer): Your tea is ready.",
    ]


def test_json_is_every_event_as_it_was() -> None:
    events = [json.loads(line) for line in replayed("json")]
    assert events[0] | {"at": 0} == {"event": "listen.loading", "turn": "", "at": 0, "stage": "stt", "engine": "vosk"}
    assert [event["event"] for event in events].count("turn.end") == 2
    ended = next(event for event in events if event["event"] == "turn.end")
    assert ended["turn"] == "t1"
    assert ended["stages"]["endpoint_hold"] == 160.4


def test_the_parts_of_a_turn_add_up_as_they_are_shown() -> None:
    shown = times({"total_ms": 1.4 * 5, "stages": {f"s{n}": 1.4 for n in range(5)}, "reply_class": "llm"})
    total, parts = shown.split(" | ")[0].split(" ms = ")
    assert sum(int(part.split()[-1]) for part in parts.split(" + ")) == int(total) == 7
    assert times({"total_ms": None, "stages": {}}) == ""


def test_a_reply_is_told_by_sentences_and_silence_of_the_user_not_at_all() -> None:
    told = Told()
    pieces = ["Yes. ", "It is", " 3.5 degrees", "! And", " dry."]
    lines = [line for piece in pieces for line in told(Event("reply.text", "t", {"text": piece}))]
    assert lines == ["vacli: Yes.", "vacli: It is 3.5 degrees!"]
    assert told(Event("turn.end", "t", {"text": "", "cancelled": False})) == ["vacli: And dry."]
    assert told(Event("stt.final", "t2", {"text": "  "})) == []
    assert told(Event("listen.state", "", {"state": "muted"})) == ["(muted)"]
    assert told(Event("listen.state", "", {"state": "listening"})) == ["(listening again)"]
    assert told(Event("listen.state", "", {"state": "listening"})) == []


def test_a_reader_that_has_gone_ends_it_without_a_word() -> None:
    with subprocess.Popen(
        [sys.executable, REPLAY, "json", "20"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as gone:
        assert gone.stdout is not None and gone.stderr is not None
        gone.stdout.readline()
        gone.stdout.close()
        told = gone.stderr.read().decode()
        gone.wait(20)
    assert "BrokenPipeError" in told.splitlines()[-1], "close() tells the command, which ends quietly"
    assert told.count("Traceback") == 1


def test_a_reader_that_stands_still_costs_lines_not_time() -> None:
    class Stuck(io.StringIO):
        go = threading.Event()

        def write(self, text: str) -> int:
            self.go.wait(20)
            return super().write(text)

    stream = Stuck()
    lines = Lines(stream, lambda: None)
    for number in range(listen_lines.WAITING + 500):
        lines.put(str(number))
    stream.go.set()
    left_out = lines.close()
    written = stream.getvalue().split()
    assert 490 <= left_out <= 500
    assert written == [str(number) for number in range(len(written))]
    assert len(written) + left_out == listen_lines.WAITING + 500


def test_a_dumb_terminal_gets_plain_lines(own_folders: Path) -> None:
    from vacli.cli.listen import _view

    assert _view({}) == "plain", "under pytest standard output is no terminal"
    code = "from vacli.cli.listen import _view; print(_view({}), _view({'plain': True}), _view({'text': True}))"
    for term, first in (("dumb", "plain"), ("xterm", "screen")):
        with terminal(["-c", code], env={"TERM": term}) as seen:
            seen.wait()
        assert seen.display.rows[0] == f"{first} plain plain"
