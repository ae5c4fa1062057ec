"""`vacli say`: real voices into real files, pipes and a loudspeaker; what cannot be is refused in one line."""

import io
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

import av
import numpy as np
import pytest

PIPER = Path(__file__).parents[1] / "data" / "piper-plumbing-voice" / "en_US-test-x_low.onnx"
VACLI = (sys.executable, "-m", "vacli", "say")
Run = Callable[..., Any]
Type = Callable[[bytes], None]


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Something on standard input."""

    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return put


def refused(result: Any, code: int) -> bool:
    """One line that says what and why, one that says the way out, nothing else."""
    lines = result.err.splitlines()
    return (
        (result.code, len(lines), result.out) == (code, 2, "")
        and lines[0].startswith("vacli: ")
        and lines[1].startswith("  hint: ")
    )


def seconds(file: Path) -> float:
    with av.open(str(file)) as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "ogg"])
def test_a_file_in_each_format(run: Run, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"dinner.{kind}"
    result = run("say", "Dinner is ready.", "--out", out)
    assert result.code == 0 and result.out == ""
    assert result.err == f"vacli: {seconds(out):.1f} s of speech in {out}\n" or kind in ("mp3", "ogg")
    assert 0.8 < seconds(out) < 2.5
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_the_report(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.wav"
    report = json.loads(run("say", "It costs $5.", "--out", out, "--json").out)
    assert set(report) == {"engine", "voice", "language", "seconds", "ttfa_ms", "rtf", "out"}
    assert (report["engine"], report["voice"], report["language"]) == ("espeak", "en-us", "en")
    assert report["seconds"] == pytest.approx(seconds(out), abs=0.01)
    assert report["out"] == str(out) and report["ttfa_ms"] > 0 and 0 < report["rtf"] < 5


def test_the_text_is_said_not_spelled(run: Run, tmp_path: Path) -> None:
    """Figures take as long as the same in words; Markdown and emoji take no time."""
    for number, text in enumerate(("It costs **$5** 😀", "It costs five dollars")):
        assert run("say", text, "--out", tmp_path / f"{number}.wav").code == 0
    assert seconds(tmp_path / "0.wav") == pytest.approx(seconds(tmp_path / "1.wav"), rel=0.05)


def test_choices_are_told_with_their_reasons(run: Run, tmp_path: Path) -> None:
    told = run("say", "hello", "--out", tmp_path / "a.wav", "-v").err
    assert "vacli: tts.engine = espeak (piper: " in told
    assert "vacli: tts.voice = en-us (none was named)" in told


def test_a_piper_voice_by_its_path(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.wav"
    result = run("say", "hello there", "--voice", PIPER, "--out", out, "--json", "-v")
    assert json.loads(result.out)["engine"] == "piper"
    assert json.loads(result.out)["voice"] == "en_US-test-x_low"
    assert "tts.threads" in result.err


def test_a_language_brings_its_voice_and_its_words(run: Run, tmp_path: Path) -> None:
    report = json.loads(run("say", "21", "--language", "de", "--out", tmp_path / "a.wav", "--json").out)
    assert (report["voice"], report["language"]) == ("de", "de")
    run("say", "einundzwanzig", "--voice", "de", "--out", tmp_path / "b.wav")
    assert seconds(tmp_path / "a.wav") == pytest.approx(seconds(tmp_path / "b.wav"), rel=0.05)


def test_speed(run: Run, tmp_path: Path) -> None:
    for speed in ("1", "2"):
        run("say", "one two three four five", "--speed", speed, "--out", tmp_path / f"{speed}.wav")
    assert seconds(tmp_path / "2.wav") < 0.75 * seconds(tmp_path / "1.wav")


def test_standard_input(run: Run, tmp_path: Path, type_in: Type) -> None:
    type_in(b"Hello there.\nHow are you?\n")
    out = tmp_path / "a.wav"
    assert run("say", "-", "--out", out).code == 0
    assert seconds(out) > 1


def test_standard_output_is_sound_and_nothing_else(tmp_path: Path) -> None:
    done = subprocess.run([*VACLI, "hello there", "--out", "-"], capture_output=True, timeout=60, check=True)
    assert done.stderr == b""
    with wave.open(io.BytesIO(done.stdout)) as file:
        assert file.getframerate() == 22050
    assert len(done.stdout) > 20_000
    flac = subprocess.run(
        [*VACLI, "hello", "--out", "-", "--format", "flac"], capture_output=True, timeout=60, check=True
    )
    assert flac.stdout[:4] == b"fLaC"


def test_a_reader_that_has_heard_enough() -> None:
    command = f"{' '.join(VACLI)} '{'one two three. ' * 500}' --out - | head -c 1000 | wc -c; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (["1000", "0"], "")


@pytest.mark.parametrize("text", ["", "   ", "...", "😀", "***"])
def test_nothing_to_say(run: Run, tmp_path: Path, text: str) -> None:
    assert refused(run("say", text, "--out", tmp_path / "a.wav"), 2)
    assert not list(tmp_path.iterdir())


def test_markup_without_a_word(run: Run, tmp_path: Path) -> None:
    assert refused(run("say", "<b></b>", "--out", tmp_path / "a.wav"), 2)
    assert not list(tmp_path.iterdir()), "the file was begun before there was a word"


def test_no_text_at_all(run: Run) -> None:
    result = run("say")
    assert refused(result, 2) and "echo hello | vacli say -" in result.err


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "standard input is empty"),
        (b" \n", "standard input is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8 text"),
        (b"RIFF\x00\x00", "not text: control character"),
        (b"word " * 60_000, "longer than 256 KiB"),
    ],
)
def test_standard_input_that_is_no_text(run: Run, tmp_path: Path, type_in: Type, data: bytes, why: str) -> None:
    type_in(data)
    result = run("say", "-", "--out", tmp_path / "a.wav")
    assert refused(result, 2) and why in result.err


def test_standard_input_that_is_closed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert refused(run("say", "-", "--out", "/dev/null", "--format", "wav"), 2)


def test_targets_that_cannot_be(run: Run, tmp_path: Path) -> None:
    for target, code, why in (
        (tmp_path, 2, "is a folder"),
        (tmp_path / "no" / "a.wav", 2, "does not exist"),
        (tmp_path / "a.xyz", 2, "format 'xyz' is unknown"),
        (tmp_path / "a", 2, "names no format"),
        (tmp_path / ("x" * 300 + ".wav"), 2, "no name for a file"),
    ):
        result = run("say", "hello", "--out", target)
        assert refused(result, code) and why in result.err
    unknown = run("say", "hello", "--out", tmp_path / "a.xyz")
    assert "wav, flac, mp3, ogg" in unknown.err
    assert refused(run("say", "hello", "--out", tmp_path / "a.wav", "--format", "aac"), 2)
    assert not list(tmp_path.iterdir())


def test_a_full_disk(run: Run) -> None:
    result = run("say", "hello " * 200, "--out", "/dev/full", "--format", "wav")
    assert refused(result, 6) and "the disk is full: /dev/full" in result.err


def test_settings_that_cannot_be(run: Run, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "a.wav")
    for words, code, why in (
        (("--engine", "espek"), 2, "did you mean espeak?"),
        (("--voice", "nope"), 2, "espeak has no voice 'nope'"),
        (("--language", "xx"), 2, "espeak has no voice 'xx'"),
        (("--engine", "piper"), 5, "piper"),
        (("--voice", PIPER, "--speaker", "3"), 2, "has no speaker 3: it has one speaker, 0"),
        (("--speed", "9"), 2, "between 0.25 and 4"),
        (("--device", "gpu"), 2, "auto, cpu, cuda"),
    ):
        result = run("say", "hello", *out, *words)
        assert refused(result, code) and why in result.err, result
    assert not list(tmp_path.iterdir())


def test_options_that_contradict_each_other(run: Run) -> None:
    assert refused(run("say", "hello", "--format", "mp3"), 2)
    assert refused(run("say", "hello", "--out", "-", "--json"), 2)


def test_sound_is_not_written_to_a_terminal() -> None:
    main, side = os.openpty()
    done = subprocess.run([*VACLI, "hello", "--out", "-"], stdout=side, stderr=subprocess.PIPE, timeout=60)
    os.close(side)
    os.close(main)
    assert done.returncode == 2 and b"would be written to this terminal" in done.stderr


def test_no_loudspeaker_names_the_way_round(run: Run) -> None:
    sd = pytest.importorskip("sounddevice", exc_type=OSError)
    if any(device["max_output_channels"] for device in sd.query_devices()):
        pytest.skip("this machine has a loudspeaker")
    result = run("say", "hello")
    assert refused(result, 3) and "--out FILE" in result.err


def test_an_unknown_loudspeaker(run: Run, sound: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_AUDIO_OUTPUT", "no such thing")
    result = run("say", "hello")
    assert result.code in (2, 3) and "no such thing" in result.err


def test_the_loudspeaker_sounds(run: Run, sound: None) -> None:
    """What comes out of the virtual loudspeaker, recorded at its monitor."""
    import sounddevice as sd

    heard: list[np.ndarray] = []  # type: ignore[type-arg]
    with sd.InputStream(16000, device="vspk", channels=1, callback=lambda data, *rest: heard.append(data.copy())):
        result = run("say", "What time is it?", "--json")
        time.sleep(0.3)
    report = json.loads(result.out)
    assert result.code == 0 and report["out"] is None
    loud = np.abs(np.concatenate(heard).ravel()) > 0.02
    assert loud.sum() > 16000 * 0.2
    assert not loud[-1600:].any(), "it ended before all was played"


def test_ctrl_c_is_silence_at_once(virtual_audio: dict[str, str]) -> None:
    environ = {**os.environ, **virtual_audio}
    process = subprocess.Popen(
        [*VACLI, "one two three four five. " * 40], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(3)
    assert process.poll() is None, "it did not wait for its sound to be played"
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130 and out == b"" and b"Traceback" not in err
    assert time.monotonic() - begin < 5


def test_ctrl_c_leaves_no_partial_file(tmp_path: Path) -> None:
    script = (
        "import sys, threading, time, os, signal\n"
        "from vacli.cli.main import main\n"
        "from vacli.tts import espeak\n"
        "real = espeak.Espeak.synthesize\n"
        "def slow(self, text, turn):\n"
        "    for audio in real(self, text, turn):\n"
        "        print('sound', flush=True)\n"
        "        time.sleep(0.05)\n"
        "        yield audio\n"
        "espeak.Espeak.synthesize = slow\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    words = ["say", "one two three four five. " * 100, "--out", str(tmp_path / "a.mp3")]
    process = subprocess.Popen([sys.executable, "-c", script, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"sound\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert not list(tmp_path.iterdir())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_on_a_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert run("say", "hello", "--out", tmp_path / "short.wav").code == 0
    assert "so far" not in terminal.getvalue(), "what is done at once needs no progress"
    monkeypatch.setattr("vacli.cli.say.SLOW", 0.0)
    assert run("say", "hello", "--out", tmp_path / "long.wav").code == 0
    assert "\r  0 s of speech so far" in terminal.getvalue()
    assert terminal.getvalue().endswith(f"\r\x1b[Kvacli: 0.7 s of speech in {tmp_path / 'long.wav'}\n")
