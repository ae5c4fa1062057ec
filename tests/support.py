"""What tests import by name: test models, what a command gave back, a sound server, work beside work."""

import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vacli import registry
from vacli.core.errors import ModelMissing

DATA = Path(__file__).parent / "data"
WHISPER = DATA / "whisper-tiny-commands"
VOSK = DATA / "vosk-tiny-commands"
PIPER = DATA / "piper-plumbing-voice" / "en_US-test-x_low.onnx"

A_TIMER = {
    "en": "set a timer for five minutes",
    "de": "stelle einen timer auf fünf minuten",
    "fr": "mets un minuteur de cinq minutes",
    "es": "pon un temporizador de cinco minutos",
}
"""A plain request of every language, beside which the work for stranger ones is measured."""


@dataclass
class Result:
    code: int
    out: str
    err: str


@contextmanager
def sound_server() -> Iterator[dict[str, str]]:
    """A sound server of our own with a microphone `vmic` and a loudspeaker `vspk`: the variables that lead to it."""
    if not (shutil.which("pulseaudio") and shutil.which("pactl")):
        pytest.skip("no pulseaudio here: apt-get install pulseaudio pulseaudio-utils libasound2-plugins")
    script = Path(__file__).parents[1] / "scripts" / "virtual-audio.sh"
    with tempfile.TemporaryDirectory(prefix="va-", dir="/tmp") as folder:  # a socket's path must be short
        told = subprocess.run([script, "start", folder], capture_output=True, text=True, timeout=60, check=True).stdout
        try:
            yield dict(word.split("=", 1) for word in shlex.split(told)[1:])
        finally:
            subprocess.run([script, "stop", folder], timeout=60, check=True)


@contextmanager
def heard_through(variables: dict[str, str]) -> Iterator[None]:
    """Within the block PortAudio of this process sees that sound server, whatever it has seen before."""
    sd = pytest.importorskip("sounddevice", exc_type=OSError)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        sd._terminate()
        sd._initialize()
        yield
        sd._terminate()
    sd._initialize()


def without_llm(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language model is installed."""
    usual = registry.choose

    def choose(stage: str, settings: Any) -> Any:
        if stage == "llm":
            raise ModelMissing("no model is installed", "vacli models list")
        return usual(stage, settings)

    monkeypatch.setattr(registry, "choose", choose)


def times_the_work(act: Callable[[], object], unit: Callable[[], object]) -> float:
    """How many times as long one takes as the other, both now and in this thread: the same on a slow machine."""
    return min(_seconds(act) for _ in range(3)) / min(_seconds(unit) for _ in range(5))


def _seconds(act: Callable[[], object]) -> float:
    begin = time.thread_time()
    act()
    return time.thread_time() - begin
