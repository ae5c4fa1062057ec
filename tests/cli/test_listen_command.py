"""`vacli listen` as a process: typed, over files and pipes, in a terminal; refusals; every way to end it."""

import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import Terminal, terminal
from support import VOSK

Run = Callable[..., Any]
TIME = VOSK / "samples" / "time.wav"
LISTEN = ["-m", "vacli", "listen"]


pytestmark = pytest.mark.usefixtures("scripted")


def listened(*argv: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, *LISTEN, *map(str, argv)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, start_new_session=True)


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--text", "--input", "a.wav"], "--text and --input exclude each other"),
        (["--text", "--mic", "usb"], "--text and --mic exclude each other"),
        (["--text", "--push-to-talk"], "--text and --push-to-talk exclude each other"),
        (["--input", "a.wav", "--mic", "usb"], "--input and --mic exclude each other"),
        (["--output", "a.wav", "--speaker", "usb"], "--output and --speaker exclude each other"),
        (["--wake", "hey you", "--push-to-talk"], "--wake and --push-to-talk exclude each other"),
        (["--wake", "r2 d2"], "'r2 d2' cannot be a wake phrase"),
        (["--wake", " "], "it must be one to six words"),
        (["--plain", "--json"], "--plain and --json exclude each other"),
        (["--pace", "fast"], "--pace says how fast a file is heard"),
        (["--input", "a.wav", "--pace", "slow"], "--pace slow is unknown"),
        (["--rate", "8000"], "--rate goes with --raw"),
        (["--raw"], "--raw is for pipes"),
        (["--remember"], "--remember keeps --mic and --speaker"),
        (["--on-wake", "true"], "--on-wake waits for a wake phrase"),
        (["--input", "a.wav", "--push-to-talk"], "does not go with a file"),
        (["--text", "--output", "a.xyz"], "xyz"),
        (["--text", "--output", "/nowhere/a.wav"], "/nowhere"),
        (["--text", "--on-reply", "no-such-command-here"], "there is no command"),
        (["--text", "--tts-engine", "tune"], "unknown tts engine"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(run: Run, argv: list[str], said: str) -> None:
    done = run("listen", *argv)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "hint: " in done.err


def test_help_shows_an_example(run: Run) -> None:
    done = run("listen", "--help")
    assert done.code == 0
    assert "Example: vacli listen" in done.out


def test_a_typed_conversation_through_a_pipe() -> None:
    done = listened("--text", stdin=b"what is two plus two\n\n\xff\nhello there\ngoodbye\nnever heard")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("ready: type a line (answers are printed)")
    spoken = [line for line in lines if line.startswith(("You:", "vacli:", "!"))]
    assert spoken[:2] == ["You: what is two plus two", "vacli: 2 plus 2 is 4."]
    assert spoken[2].startswith("! line 3 is not UTF-8 text")
    assert spoken[3:5] == ["You: hello there", "vacli: You said: hello there"]
    assert spoken[5] == "You: goodbye"
    assert "never heard" not in done.stdout.decode()


def test_typed_lines_as_events() -> None:
    done = listened("--text", "--json", stdin=b"hello there")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    names = [event["event"] for event in events]
    assert names[-1] == "listen.end" and events[-1]["reason"] == "end of input"
    assert sum(events[-1]["turns"].values()) == names.count("turn.end"), "by the class of their replies"
    assert names.index("listen.ready") < names.index("turn.begin") < names.index("turn.end")
    ended = events[names.index("turn.end")]
    assert (ended["text"], ended["reply_class"]) == ("hello there", "llm")


def test_a_recording_in_a_recording_out_and_the_reason_of_its_end(tmp_path: Path, run: Run) -> None:
    said = tmp_path / "said.jsonl"
    done = listened("-i", TIME, "-o", tmp_path / "out.wav", "--pace", "fast", "--on-transcript", f"tee -a '{said}'")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert "You: what time is it" in lines
    assert any(line.startswith("vacli: It is ") for line in lines)
    assert seconds(tmp_path / "out.wav") >= seconds(TIME) + 0.5, "the answer sounds after the question"
    assert json.loads(said.read_text())["text"] == "what time is it"
    why = run("explain", "last")
    assert why.code == 0 and "after your last sound, because" in why.out


def test_a_wake_phrase_that_was_not_said(tmp_path: Path) -> None:
    pytest.importorskip("pocketsphinx")
    done = listened("-i", TIME, "--wake", "hey computer", "--on-wake", "false", "--pace", "fast", "--json")
    names = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert "wake.ignored" in names and not {"wake.heard", "stt.final", "turn.begin"} & set(names)


def test_pipes_carry_sound_and_the_rest_goes_to_standard_error() -> None:
    raw = TIME.read_bytes()[44:]
    done = listened("-i", "-", "-o", "-", "--raw", "--pace", "fast", "--json", stdin=raw)
    assert done.returncode == 0
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert events[-1] == "listen.end" and "turn.end" in events
    assert b"listen" not in done.stdout
    assert len(done.stdout) > len(raw)
    assert max(done.stdout) > 0, "nothing sounded"


def test_a_recording_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF nothing")
    for name in ("bad.wav", "none.wav"):
        done = listened("-i", tmp_path / name, "-o", tmp_path / "out.wav", "--pace", "fast")
        assert done.returncode == 4
        assert name in done.stderr.decode()
        assert b"Traceback" not in done.stderr


def test_no_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    done = listened("--mic", "no such microphone")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"vacli listen --text" in done.stderr and b"vacli devices" in done.stderr
    with terminal([*LISTEN, "--mic", "no such microphone"]) as seen:
        seen.wait_for("type instead")
        seen.wait_for("ready: type a line")
        seen.type("what is two plus two\n")
        seen.wait_for("vacli: 2 plus 2 is 4.")
        seen.type("\x04")
        assert seen.wait() == 0


def test_without_a_voice_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for stage in ("TTS", "LLM"):
        monkeypatch.delenv(f"VACLI_{stage}_ENGINE")
    code = (
        "import sys\nfor name in ('piper', 'espeakng_loader', 'llama_cpp'): sys.modules[name] = None\n"
        "import importlib.util as util; real = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if sys.modules.get(name, 0) is None else real(name, *more)\n"
        "from vacli.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    argv = [sys.executable, "-c", code, "listen", "--text", "-o", str(tmp_path / "a.wav")]
    done = subprocess.run(argv, input=b"what is two plus two\n", capture_output=True, timeout=60)
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert said.count("answers are printed, not spoken") == 1
    assert said.count("only what a skill knows is answered") == 1
    assert "vacli: 2 plus 2 is 4." in said


def test_what_is_asked_for_by_name_is_not_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    done = listened("--text", "--voice", "no-such-voice", "--tts-engine", "piper", "-o", "a.wav")
    assert done.returncode == 5
    assert b"no-such-voice" in done.stderr or b"piper" in done.stderr


def test_devices_are_remembered_only_if_asked(run: Run) -> None:
    listened("--mic", "no such microphone")
    assert run("config", "get", "audio.input").out.strip() == ""
    listened("--mic", "no such microphone", "--remember")
    assert "no such microphone" in run("config", "get", "audio.input").out


@pytest.fixture
def endless() -> Any:
    """Standard input that is silence without an end, at its own pace."""
    code = "import sys, time\nwhile True: sys.stdout.buffer.write(bytes(3200)); sys.stdout.flush(); time.sleep(0.1)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as feeder:
        assert feeder.stdout is not None
        yield feeder.stdout.fileno()
        feeder.kill()


def endless_argv(tmp_path: Path) -> list[str]:
    return [*LISTEN, "-i", "-", "--raw", "-o", str(tmp_path / "out.wav")]


def whole(seen: Terminal) -> bool:
    return seen.cooked and seen.display.cursor


@pytest.mark.parametrize("keys", ["q", "\x03"])
def test_keys_and_every_end_leave_the_terminal_whole(endless: int, tmp_path: Path, keys: str) -> None:
    with terminal(endless_argv(tmp_path), 60, stdin=endless) as seen:
        seen.wait_for("● listening")
        assert not whole(seen)
        seen.type(" ")
        seen.wait_for("muted")
        seen.type(" ")
        seen.wait_for("● listening")
        seen.type("\x1b" if keys == "q" else "x")
        seen.type(keys)
        assert seen.wait() == (0 if keys == "q" else 130)
        assert whole(seen)
    assert "Traceback" not in seen.display.text
    assert max(map(len, seen.display.rows)) <= 60


@pytest.mark.parametrize(
    ("number", "wait_for"),
    [(signal.SIGINT, ""), (signal.SIGINT, "starting"), (signal.SIGINT, "● listening"), (signal.SIGTERM, "starting")],
)
def test_signals_at_every_stage(endless: int, tmp_path: Path, number: signal.Signals, wait_for: str) -> None:
    with terminal(endless_argv(tmp_path), stdin=endless) as seen:
        if wait_for:
            seen.wait_for(wait_for)
        else:
            time.sleep(0.4)
        os.kill(seen.process.pid, number)
        assert seen.wait(5.0) == 130
        assert whole(seen)
    assert "Traceback" not in seen.display.text


def test_an_error_leaves_the_terminal_whole(endless: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_VAD_ENGINE", "silero")
    monkeypatch.setenv("VACLI_STT_ENGINE", "sphinx")
    monkeypatch.setenv("VACLI_STT_MODEL", "nonsense")
    with terminal(endless_argv(tmp_path), stdin=endless) as seen:
        assert seen.wait() == 5
        assert whole(seen)
        assert "hint:" in seen.display.text


def test_a_reader_that_has_gone_ends_it_quietly(endless: int, tmp_path: Path) -> None:
    command = [sys.executable, *endless_argv(tmp_path), "--json"]
    with subprocess.Popen(command, stdin=endless, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 0
