"""`vacli listen --keep` as a process: what it says, the key k, and that without the flag no sound is written at all."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import terminal
from support import VOSK

from vacli.live.kept import read

Run = Callable[..., Any]
TIME = VOSK / "samples" / "time.wav"
LISTEN = ["-m", "vacli", "listen"]


pytestmark = pytest.mark.usefixtures("scripted")


def listened(*argv: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *LISTEN, *map(str, argv)]
    return subprocess.run(command, input="", capture_output=True, timeout=60, start_new_session=True, text=True)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--text", "--keep", "a"], "--text and --keep exclude each other"),
        (["--keep-wrong"], "--keep-wrong says when, --keep where"),
        (["--input", "a.wav", "--pace", "fast", "--keep", "a"], "--keep does not go with --pace fast"),
        (["--input", "a.wav", "--keep", "/dev/null"], "/dev/null is no folder"),
        (["--input", "a.wav", "--keep", "/proc/nowhere"], "no turn can be kept in /proc/nowhere"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_heard(
    run: Run, tmp_path: Path, argv: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("listen", *argv)
    assert done.code != 0 and said in done.err and "hint:" in done.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_there_is_no_key_to_press(tmp_path: Path) -> None:
    done = listened("--input", TIME, "--keep", tmp_path / "kept")
    assert done.returncode == 2 and "there is no terminal" in done.stderr and "--keep-wrong" in done.stderr


def test_the_key_keeps_the_turn_with_its_sound(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    with terminal([*LISTEN, "--input", str(TIME), "--keep", str(folder)], 100) as seen:
        seen.wait_for("the latest one when you press k")
        seen.wait_for("k keep")
        seen.wait_for("vacli: It is")
        seen.type("k")
        seen.wait_for("(kept, asked for: vacli bench replay")
        assert seen.wait() == 0
    (turn,) = folder.iterdir()
    kept = read(turn)
    assert kept.sound.seconds > 1.0 and kept.about["engines"]["tts"]["name"] == "tone"
    assert kept.about["machine"]["vacli"] and kept.settings["llm.engine"] == "scripted"
    assert "what time is it" in [each.data.get("text") for each in kept.events if each.name == "turn.end"]


def test_without_the_flag_no_sound_is_written_anywhere(own_folders: Path, tmp_path: Path) -> None:
    env_folders = [own_folders, tmp_path]
    before = {path for folder in env_folders for path in folder.rglob("*")}
    done = listened("--input", TIME, "--plain", "--pace", "fast")
    assert done.returncode == 0 and "It is" in done.stdout and "kept" not in done.stdout + done.stderr
    after = {path for folder in env_folders for path in folder.rglob("*")} - before
    sounds = [path for path in after if path.is_file() and path.read_bytes()[:4] in (b"RIFF", b"OggS", b"fLaC")]
    assert not sounds and not [path for path in after if path.suffix in (".wav", ".f32", ".raw", ".pcm")]
    assert not [path for path in after if path.is_file() and path.stat().st_size > 1 << 20], "nor anything that large"
