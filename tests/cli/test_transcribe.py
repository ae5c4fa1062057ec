"""`vacli transcribe` with the tiny Whisper model: what is printed, what is written, several at once."""

import json
import os
import pickle
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pysubs2
import pytest
from recordings import pcm, spoken
from support import VOSK, WHISPER, Result

from vacli.config import Config
from vacli.transcribe.job import Request

SAMPLES = WHISPER / "samples"
TIME, TIMER, STOP = SAMPLES / "01_time_enus.wav", SAMPLES / "02_timer_enus.wav", SAMPLES / "04_stop_f3.wav"
TWO = SAMPLES / "10_two_phrases.wav"
ENGINE = ("--engine", "whisper", "--model", str(WHISPER))
Run = Callable[..., Result]


@pytest.fixture
def heard(run: Run) -> Run:
    """`vacli transcribe` with the tiny model."""
    return lambda *argv: run("transcribe", *ENGINE, *argv)


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    """A folder of recordings, with one below it, one that is none, and what is not looked at."""
    folder = tmp_path / "talks"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(TIME, folder / "time.wav")
    shutil.copy(STOP, folder / "stop.wav")
    shutil.copy(TIMER, folder / "deep" / "timer.wav")
    (folder / "bad.wav").write_text("no sound")
    (folder / "notes.txt").write_text("not looked at")
    (folder / "._time.wav").write_text("not looked at")
    return folder


def process(*argv: object, stdin: bytes = b"") -> Result:
    """In a process of its own, where standard input is a pipe."""
    command = [sys.executable, "-m", "vacli", *map(str, argv)]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_one_recording_is_printed_as_text(heard: Run) -> None:
    result = heard(TWO)
    assert (result.code, result.out, result.err) == (0, "Good morning.\nTurn off the lights.\n", "")


def test_json_has_the_promised_shape(heard: Run) -> None:
    result = heard(TIME, "--json", "--words", "--language", "en")
    content = json.loads(result.out)
    assert content["file"] == str(TIME)
    assert (content["engine"], content["device"], content["language"]) == ("whisper", "cpu", "en")
    assert content["duration_s"] == pytest.approx(1.96, abs=0.02)
    assert content["text"] == "What time is it?"
    assert [word["word"] for word in content["segments"][0]["words"]] == ["What", "time", "is", "it?"]
    assert content["timing"]["load_s"] > 0
    assert content["timing"]["rtf"] == pytest.approx(content["timing"]["decode_s"] / 1.96, abs=0.01)


def test_subtitles_follow_the_rules(heard: Run) -> None:
    result = heard(TWO, "--format", "srt", "--max-line-width", "9", "--max-line-count", "1")
    events = pysubs2.SSAFile.from_string(result.out, format_="srt").events
    assert [event.plaintext for event in events][-3:] == ["Turn off", "the", "lights."]
    assert all(one.end <= other.start for one, other in pairwise(events))
    assert all(len(event.plaintext) <= 9 for event in events)
    marked = heard(TIME, "--format", "vtt", "--highlight-words").out
    assert "<u>What</u> time is it?" in marked


def test_what_was_chosen_is_explained(heard: Run) -> None:
    result = heard(TIME, "-v")
    assert "vacli: stt.engine = whisper (as asked)" in result.err
    assert "2.0 s of sound in" in result.err
    assert result.out == "What time is it?\n"


def test_vosk_with_words_and_a_closed_grammar(run: Run, tmp_path: Path) -> None:
    (tmp_path / "g.txt").write_text("what time is it\nstop the music\n")
    vosk = ("transcribe", "--engine", "vosk", "--model", VOSK)
    assert run(*vosk, VOSK / "samples" / "time.wav").out == "What time is it?\n"
    assert run(*vosk, VOSK / "samples" / "time.wav", "--no-shape").out == "what time is it\n"
    assert run(*vosk, VOSK / "samples" / "time.wav", "--grammar", tmp_path / "g.txt").out == "what time is it\n"


@pytest.mark.parametrize(
    ("content", "told"), [(b"turn (on\n", "line 1"), (b"", "no phrase"), (b"\xff\xfe", "not UTF-8"), (None, "No such")]
)
def test_a_wrong_grammar_is_told(heard: Run, tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "g.txt").write_bytes(content)
    result = heard(TIME, "--grammar", tmp_path / "g.txt")
    assert result.code == 2
    assert told in result.err


def test_hotwords_and_grammar_reach_the_engine(run: Run, tmp_path: Path) -> None:
    """The example engine of a third party would hear them too: they travel in `Hints`."""
    from vacli.cli.transcribe import _hints

    (tmp_path / "g.txt").write_text("go [now]")
    hints = _hints(tmp_path / "g.txt", " Ceph , ,Kubernetes", True)
    assert hints.phrases == ("Ceph", "Kubernetes")
    assert hints.words
    assert hints.grammar is not None
    assert hints.grammar.words() == {"go", "now"}


# several


def test_several_are_printed_one_after_the_other(heard: Run, talks: Path) -> None:
    result = heard(talks / "time.wav", talks / "bad.wav", talks / "stop.wav")
    assert result.code == 4
    assert result.out == f"==> {talks}/time.wav <==\nWhat time is it?\n\n==> {talks}/stop.wav <==\nStop.\n\n"
    assert f"vacli: {talks}/bad.wav: it is no recording" in result.err
    assert "hint:" in result.err
    assert "2 transcribed, 1 failed" in result.err


def test_several_as_json_are_a_list_with_what_failed(heard: Run, talks: Path) -> None:
    content = json.loads(heard(talks, "--json").out)
    assert [Path(each["file"]).name for each in content] == ["bad.wav", "stop.wav", "time.wav"]
    assert "no recording" in content[0]["error"]
    assert [each["text"] for each in content[1:]] == ["Stop.", "What time is it?"]
    rows = heard(talks, "--format", "jsonl").out.splitlines()
    assert [json.loads(row)["text"] for row in rows] == ["Stop.", "What time is it?"]


def test_folders_globs_and_doubles(heard: Run, talks: Path) -> None:
    (talks / "deep" / "bad.wav").write_text("no sound")
    result = heard("--recursive", talks, talks / "time.wav", "--format", "jsonl")
    assert [json.loads(row)["text"] for row in result.out.splitlines()] == [
        "Stop.", "What time is it?", "Set a timer for five minutes.",
    ]  # fmt: skip
    assert heard(f"{talks}/t*.wav").out == f"==> {talks}/time.wav <==\nWhat time is it?\n\n"
    nothing = heard(f"{talks}/*.mp3")
    assert (nothing.code, "no file matches" in nothing.err) == (4, True)
    empty = heard(talks.parent)
    assert (empty.code, "--recursive" in empty.err) == (4, True)


def test_files_mirror_the_folders(heard: Run, talks: Path, tmp_path: Path) -> None:
    shutil.copy(TIME, talks / "stop.mp3")
    (talks / "bad.wav").unlink()
    out = tmp_path / "new" / "out"
    result = heard("-r", talks, "--format", "srt,txt", "--output-dir", out)
    assert (result.code, result.out) == (0, "")
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) == [
        "deep/timer.srt", "deep/timer.txt", "stop.mp3.srt", "stop.mp3.txt", "stop.wav.srt", "stop.wav.txt",
        "time.srt", "time.txt",
    ]  # fmt: skip
    assert (out / "stop.wav.txt").read_text() == "Stop.\n"


def test_every_format_into_a_folder(heard: Run, tmp_path: Path) -> None:
    result = heard(TIME, "--format", "all", "-o", tmp_path / "out")
    assert len(list((tmp_path / "out").iterdir())) == 8
    assert "vacli: wrote" in result.err
    again = heard(TIME, "--format", "all", "-o", tmp_path / "out", "--skip-existing", "--json")
    assert (again.code, again.out) == (0, "")
    assert "1 of 1 were there already" in again.err


def test_only_what_is_missing_is_done_again(heard: Run, talks: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    heard(talks, "-o", out, "--format", "txt,srt")
    (out / "time.srt").unlink()
    (out / "stop.txt").write_text("by hand")
    result = heard(talks, "-o", out, "--format", "txt,srt", "--skip-existing", "--no-progress")
    assert (out / "time.srt").exists()
    assert (out / "stop.txt").read_text() == "by hand"
    assert "1 transcribed, 1 failed" in result.err
    assert "1 of 3 were there already" in result.err


def test_two_jobs_give_the_same_in_the_same_order(heard: Run, talks: Path) -> None:
    result = heard("-r", talks, "--jobs", "2", "--format", "jsonl", "-v")
    assert [json.loads(row)["text"] for row in result.out.splitlines()] == [
        "Stop.", "What time is it?", "Set a timer for five minutes.",
    ]  # fmt: skip
    assert result.code == 4
    assert "stt.threads = 1" in result.err or os.cpu_count() != 2
    assert "3 transcribed, 1 failed" in result.err


def test_fail_fast_stops(heard: Run, talks: Path) -> None:
    for jobs in (1, 2):
        result = heard(talks / "bad.wav", talks / "time.wav", talks / "stop.wav", "--fail-fast", "-j", jobs)
        assert result.code == 4
        assert "1 failed" in result.err
        assert "2 transcribed" not in result.err


def test_a_missing_model_ends_everything(run: Run, talks: Path) -> None:
    for jobs in (1, 2):
        result = run("transcribe", "--engine", "vosk", "--model", "nix", talks, "-j", jobs)
        assert result.code == 5
        assert "hint: " in result.err
        assert "Traceback" not in result.err


def test_a_bug_in_a_worker_is_told() -> None:
    """A worker that is sent nonsense says so in one line, and ends."""
    tasks = pickle.dumps(Request(Config())) + pickle.dumps("no recording")
    command = [sys.executable, "-m", "vacli.transcribe.worker"]
    environment = os.environ | {"VACLI_DEBUG": "1"}
    done = subprocess.run(command, input=tasks, capture_output=True, timeout=60, check=True, env=environment)
    kind, error = pickle.loads(done.stdout)  # noqa: S301 - from our own worker
    assert kind == "fatal"
    assert error.message.startswith("internal error in a worker: AttributeError")
    assert error.exit_code == 70
    assert b"Traceback" in done.stderr
    assert subprocess.run(command, input=b"", timeout=60, check=True).returncode == 0


def test_a_bar_on_a_terminal(talks: Path) -> None:
    """Text and bar share a terminal: neither swallows the other."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "vacli", "transcribe", *ENGINE, str(talks), "-j", "2", "--progress"]
    with subprocess.Popen(command, stdout=follower, stderr=follower, stdin=subprocess.DEVNULL) as running:
        os.close(follower)
        screen = b""
        try:
            while data := os.read(leader, 4096):
                screen += data
        except OSError:  # the terminal is gone when the process is
            os.close(leader)
    assert running.returncode == 4
    text = screen.decode()
    assert "h/h" in text
    assert "3/3" in text
    assert "What time is it?" in text
    assert "2 transcribed, 1 failed" in text


def test_a_bar_that_was_asked_for(heard: Run, talks: Path) -> None:
    result = heard(talks / "time.wav", "--progress")
    assert result.out == "What time is it?\n"
    assert "1/1" in result.err


def test_quiet_loud_and_shifted_recordings_give_the_same_text(heard: Run, tmp_path: Path) -> None:
    pcm(tmp_path / "quiet.wav", spoken() * 0.01)
    pcm(tmp_path / "shifted.wav", spoken() * 0.5 + 0.2)
    stereo = np.stack([spoken(), -spoken()], axis=1)
    pcm(tmp_path / "wired wrongly.wav", stereo)
    rows = heard(tmp_path, "--format", "jsonl").out.splitlines()
    assert [json.loads(row)["text"] for row in rows] == ["What time is it?"] * 3


def test_a_name_of_any_bytes(heard: Run, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \n\xff.wav")
    shutil.copy(TIME, path)
    assert json.loads(heard(path, "--json").out)["file"].endswith("caf\ufffd ?\ufffd.wav")
    assert heard(path, "-o", tmp_path / "out").code == 0
    assert (tmp_path / "out" / os.fsdecode(b"caf\xe9 \n\xff.txt")).read_text() == "What time is it?\n"


# standard input


def test_standard_input_in_any_container_and_raw() -> None:
    sound = TIME.read_bytes()
    assert process("transcribe", *ENGINE, "-", stdin=sound).out == "What time is it?\n"
    content = json.loads(process("transcribe", *ENGINE, "-", "--raw", "--json", stdin=sound[44:]).out)
    assert (content["file"], content["text"]) == ("-", "What time is it?")


# what does not go together


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--format", "xml"), "unknown format 'xml'"),
        (("--format", "txt,srt"), "several formats"),
        (("--format", "all"), "several formats"),
        (("--json", "--format", "srt"), "srt has to go into files"),
        (("--rate", "8000"), "--rate goes with --raw"),
        (("--skip-existing",), "looks into a folder"),
        (("--engine", "whispr"), "did you mean whisper"),
        (("--device", "tpu"), "must be one of"),
        (("--threads", "-1"), "must lie between"),
        (("--jobs", "0"), "jobs"),
        ((str(TWO), "--format", "srt"), "one after the other"),
    ],
)
def test_wrong_use_is_told(run: Run, flags: tuple[str, ...], told: str) -> None:
    result = run("transcribe", TIME, *flags)
    assert result.code == 2
    assert told in result.err
    assert "Traceback" not in result.err


def test_an_input_is_never_overwritten(heard: Run, tmp_path: Path) -> None:
    source = tmp_path / "talk.txt"
    shutil.copy(TIME, source)
    result = heard(source, "-o", tmp_path)
    assert result.code == 2
    assert source.read_bytes() == TIME.read_bytes()
    missing = heard()
    assert missing.code == 2


def test_rough_dictation_is_told_with_the_way_out(run: Run) -> None:
    pytest.importorskip("pocketsphinx")
    pytest.importorskip("vacli.stt.sphinx")
    result = run("transcribe", STOP)
    assert result.code == 0
    assert "vacli models pull whisper-base.en" in result.err
