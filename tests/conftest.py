"""What every test may use: folders of its own, the test models, real speech where there is some, and the command."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as vacli.cli.main does, before anything imports numpy

from vacli.cli.main import main
from vacli.core.turn import Origin, Turn

DATA = Path(__file__).parent / "data"
WHISPER = DATA / "whisper-tiny-commands"
VOSK = DATA / "vosk-tiny-commands"
PIPER = DATA / "piper-plumbing-voice" / "en_US-test-x_low.onnx"


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No test sees the configuration, models or caches of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    for name in [name for name in os.environ if name.startswith("VACLI_") and name != "VACLI_SPEECH_DIR"]:
        monkeypatch.delenv(name)
    yield home


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs vacli in this process: run("transcribe", path) -> Result(code, out, err)."""

    def call(*argv: object) -> Result:
        capfd.readouterr()
        code = main([str(word) for word in argv])
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call


@pytest.fixture
def turn() -> Turn:
    return Turn(Origin.TEXT)


@pytest.fixture(scope="session")
def speech() -> Path:
    """Recordings of real people, where this machine has them."""
    folder = Path(os.environ.get("VACLI_SPEECH_DIR", Path(__file__).parents[2] / "shared" / "speech"))
    if not (folder / "index.dev.jsonl").exists():
        pytest.skip(f"no real speech in {folder}; set VACLI_SPEECH_DIR")
    return folder


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


@pytest.fixture(scope="session")
def virtual_audio() -> Iterator[dict[str, str]]:
    """The one server of this run of the tests, for processes that a test starts."""
    with sound_server() as variables:
        yield variables


@pytest.fixture
def sound(virtual_audio: dict[str, str]) -> Iterator[None]:
    """PortAudio of this process sees the virtual devices."""
    with heard_through(virtual_audio):
        yield


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
