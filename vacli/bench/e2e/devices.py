"""A sound server of our own with a virtual microphone and loudspeaker, and the scripted person at both. Linux only."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from vacli.audio.portaudio_devices import library
from vacli.bench.speech.clips import RATE, Clip
from vacli.core.errors import DeviceError, EngineMissing
from vacli.core.flow import spawn

SCRIPT = Path(__file__).parents[3] / "scripts" / "virtual-audio.sh"
AFTERWARDS = 'cat >/dev/null; "$1" stop "$2"; rm -rf "$2"'
BEFORE, AFTER = 0.1, 0.3
"""Seconds of a clip's room that are played with its speech; the mouth's own room is around."""

ENDING = 5.0
"""Seconds that the person may take to end."""


@contextmanager
def virtual_devices() -> Iterator[None]:
    """Within the block PortAudio of this process and its children sees `vmic` and `vspk`. EngineMissing: no server."""
    with _folder() as folder:
        try:
            started = subprocess.run([SCRIPT, "start", folder], capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineMissing(f"no virtual sound devices: {error}", f"sh {SCRIPT} start") from error
        if started.returncode:
            raise EngineMissing(f"no virtual sound devices: {started.stderr.strip()}", f"sh {SCRIPT} start")
        before = dict(os.environ)
        try:
            os.environ.update((word.partition("=")[::2]) for word in shlex.split(started.stdout)[1:])
            _look_again()
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
            _look_again()


@contextmanager
def _folder() -> Iterator[str]:
    """Of a sound server. A process of its own stops that and removes the folder: at the end, or when we are killed."""
    if not SCRIPT.exists():
        raise EngineMissing("no virtual sound devices: not in a checkout of vacli", "vacli bench e2e --through memory")
    folder = tempfile.mkdtemp(prefix="vb-", dir="/tmp")  # a socket's path must be short
    command = ["sh", "-c", AFTERWARDS, "sh", str(SCRIPT), folder]
    try:
        guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    except OSError as error:
        Path(folder).rmdir()
        raise EngineMissing(f"no virtual sound devices: {error}", "vacli bench e2e --through memory") from error
    try:
        yield folder
    finally:
        guard.communicate(timeout=60)


def _look_again() -> None:
    """PortAudio lists devices once, when it starts."""
    sd = library()
    sd._terminate()
    sd._initialize()


class Person:
    """The process of person.py. `on_sound(began, at)` is told, on a thread of its own, what the ear hears."""

    def __init__(self, on_sound: Callable[[bool, float], None]) -> None:
        self._on_sound = on_sound
        self._said: SimpleQueue[dict[str, Any]] = SimpleQueue()
        command = [sys.executable, "-m", "vacli.bench.e2e.person"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )  # Ctrl-C is for us alone: it ends when its standard input does
        self._reading = spawn("person", self._read)
        try:
            self._report(10.0)
        except DeviceError:
            self._process.kill()
            self._process.wait()
            raise

    def say(self, clip: Clip, scratch: Path) -> tuple[float, float, int]:
        """Says it; when speech began and ended (`time.monotonic()` seconds), and how often the mouth ran dry."""
        first = max(0, clip.start - round(BEFORE * RATE))
        path = scratch / "clip.f32"
        clip.audio.samples[first : clip.end + round(AFTER * RATE)].tofile(path)
        assert self._process.stdin is not None
        request = {"say": str(path), "marks": [clip.start - first, clip.end - first]}
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise DeviceError(f"the scripted person is gone: {error}", "run it again") from error
        said = self._report(clip.audio.seconds + 5.0)
        return (*said["marks"], said["underflows"])

    def close(self) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # it is gone: what it was asked for last is still to be sent
            self._process.stdin.close()
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reading.join(1.0)

    def _report(self, seconds: float) -> dict[str, Any]:
        try:
            return self._said.get(timeout=seconds)
        except Empty:
            raise DeviceError(
                "the virtual microphone takes no sound", "is the machine overloaded? run: uptime"
            ) from None

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            report = json.loads(line)
            if report["what"] in ("sound", "quiet"):
                self._on_sound(report["what"] == "sound", report["at"])
            else:
                self._said.put(report)
