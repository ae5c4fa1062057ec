"""Where the sound of a conversation comes from: a microphone that listened before anybody read it; a pipe as it comes;
microphones that are not to be had, after which typing goes on."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cli_terminal import terminal

from vacli.cli.listen_sound import Early
from vacli.core.audio import Audio
from vacli.core.flow import later

STEP = 320


class Steady:
    """A microphone that gives sound while it is `on`. What was read last is `late`."""

    rate = 16000

    def __init__(self) -> None:
        self.late = 0.0
        self.dropped = 0
        self.reopened = 0
        self.given = 0
        self.on = threading.Event()
        self.began = time.monotonic()

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        yield self._sound()

    def time_of(self, sample: int) -> float:
        return self.began + sample / self.rate

    def reopen(self) -> None:
        self.reopened += 1

    def close(self) -> None:
        self.on.set()

    def _sound(self) -> Iterator[Audio]:
        for start in range(0, 100 * STEP, STEP):
            if start >= 50 * STEP:
                self.on.wait(20.0)
            self.given += 1
            yield Audio(np.full(STEP, start, np.float32), self.rate, start)


def test_what_came_before_anybody_read_it_comes_first_and_is_late() -> None:
    """For as long as it does; then it is as late as the microphone says. What a microphone can do goes through."""
    steady = Steady()
    with ExitStack() as stack:
        mic = Early(steady, "a microphone", stack)  # type: ignore[arg-type]
        while steady.given < 50:
            time.sleep(0.001)
        steady.began -= 100.0
        steady.on.set()
        late = []
        with mic.frames() as pieces:
            heard = []
            for piece in pieces:
                heard.append(piece)
                late.append(mic.late)
    assert [piece.start for piece in heard] == list(range(0, 100 * STEP, STEP))
    kept = sum(each > 90.0 for each in late)
    assert kept >= 50 and late[kept:] == [0.0] * (100 - kept), "what was kept is late, and nothing else"
    steady.dropped, steady.late = 7, 0.5
    mic.reopen()
    assert (mic.dropped, mic.late, steady.reopened) == (7, 0.5, 1)


@pytest.mark.parametrize("raw", [["--raw"], []])
def test_a_pipe_is_heard_while_it_comes(tmp_path: Path, raw: list[str]) -> None:
    """Not only when seconds of it have come."""
    argv = [sys.executable, "-m", "vacli", "listen", "-i", "-", "-o", str(tmp_path / "out.wav"), "--json", *raw]
    engines = {"VACLI_STT_ENGINE": "scripted", "VACLI_LLM_ENGINE": "scripted", "VACLI_TTS_ENGINE": "tone"}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | engines) as process:
        assert process.stdin is not None and process.stdout is not None
        enough = later("enough", 20.0, process.kill)
        process.stdin.write(bytes(9600))  # 0.3 s, and the pipe stays open
        process.stdin.flush()
        names = (json.loads(line)["event"] for line in process.stdout)
        assert any(name == "listen.level" for name in names), "nothing was heard while the pipe was open"
        process.stdin.close()
        assert list(names)[-1] == "listen.end"
        assert process.wait(20) == 0
        enough()


STUB = """
class PortAudioError(Exception): pass
class default: device = (0, 0)
def query_hostapis(): return [{"name": "ALSA"}]
def query_devices():
    return [dict(name="usb", hostapi=0, max_input_channels=1, max_output_channels=0, default_samplerate=48000.0)]
def RawInputStream(**how): raise PortAudioError("Error opening RawInputStream", CODE)
def _initialize(): pass
_terminate = _initialize
"""
MISSING = "raise OSError('PortAudio library not found')"


@pytest.mark.parametrize(
    ("stub", "said", "hint"),
    [
        (MISSING, "the PortAudio library cannot be loaded", "sudo apt-get install -y libportaudio2"),
        (STUB.replace("CODE", "-9985"), "it is unplugged, in use by another program", "vacli devices"),
        (STUB.replace("CODE", "-9997"), "it does not take this sample rate", "vacli devices"),
        (STUB.replace("return [dict", "return [] and [dict"), "no microphone found", "connect"),
    ],
)
def test_a_microphone_that_is_not_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stub: str, said: str, hint: str
) -> None:
    """Where somebody can type, they type; else it is refused, with the way out."""
    (tmp_path / "sounddevice.py").write_text(stub)
    settings: dict[str, Any] = {"PYTHONPATH": str(tmp_path), "VACLI_LLM_ENGINE": "scripted", "VACLI_TTS_ENGINE": "tone"}
    for name, value in (settings | {"VACLI_STT_ENGINE": "scripted"}).items():
        monkeypatch.setenv(name, value)
    argv = ["-m", "vacli", "listen"]
    done = subprocess.run([sys.executable, *argv], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "hint: " in done.stderr and hint in done.stderr and "vacli listen --text" in done.stderr
    with terminal(argv) as shown:
        shown.wait_for("ready: type a line")
        shown.type("what is two plus two\n")
        shown.wait_for("2 plus 2 is 4.")
        shown.type("\x04")
        assert shown.wait() == 0
    assert said in " ".join(shown.display.text.split())
