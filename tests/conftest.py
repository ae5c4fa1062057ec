"""What every test may use: folders of its own, the command, a turn, speech of real people, virtual devices."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import Result, heard_through, sound_server

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as vacli.cli.main does, before anything imports numpy

from vacli.cli.main import main
from vacli.core.turn import Origin, Turn


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
def in_zone() -> Iterator[Callable[[str], None]]:
    """Moves this machine to a time zone: in_zone("Europe/Berlin"). It is back afterwards."""
    before = os.environ.get("TZ")

    def move(name: str | None) -> None:
        os.environ.pop("TZ", None)
        if name is not None:
            os.environ["TZ"] = name
        time.tzset()

    yield move
    move(before)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines for a conversation in which the user asks for the time, five times at most."""
    for name, value in {"STT": "scripted", "LLM": "scripted", "TTS": "tone"}.items():
        monkeypatch.setenv(f"VACLI_{name}_ENGINE", value)
    monkeypatch.setenv("VACLI_STT_MODEL", "|".join(["what time is it"] * 5))


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
