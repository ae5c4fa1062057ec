"""The local hub, filled with the test models, and a patience that does not wait."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub_server import Hub, serving

from vacli.catalog.lock import Record
from vacli.catalog.network import Patience
from vacli.catalog.pull import Hubs, pull
from vacli.catalog.rows import need
from vacli.core.turn import Turn

DATA = Path(__file__).parents[1] / "data"
TINY = "Systran/faster-whisper-tiny"
LESSAC = "en/en_US/lessac/low/en_US-lessac-low"
SMALL = "vosk-model-small-en-us-0.15"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with serving() as running:
        running.add_folder(TINY, DATA / "whisper-tiny-commands")
        running.add_zip(SMALL, DATA / "vosk-tiny-commands")
        voice = DATA / "piper-plumbing-voice" / "en_US-test-x_low.onnx"
        running.repos["rhasspy/piper-voices"] = {
            f"{LESSAC}.onnx": voice.read_bytes(),
            f"{LESSAC}.onnx.json": voice.with_name(f"{voice.name}.json").read_bytes(),
            "en/en_US/lessac/low/MODEL_CARD": b"License: see the data set\n",
            "voices.json": b"{}",
        }
        gguf = b"GGUF" + b"\3\0\0\0" + bytes(300_000)
        running.repos["HuggingFaceTB/SmolLM2-360M-Instruct-GGUF"] = {"smollm2-360m-instruct-q8_0.gguf": gguf}
        yield running


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def patience(turn: Turn, said: list[str]) -> Patience:
    return Patience(turn, said.append, tries=4, pause=0.01)


@pytest.fixture
def get(hub: Hub, patience: Patience) -> Callable[..., Record]:
    """Pulls a model from the local hub by its name."""

    def call(name: str, force: bool = False) -> Record:
        return pull(need(name), Hubs(hub.url, hub.vosk), patience, lambda file, here, total: None, force)

    return call
