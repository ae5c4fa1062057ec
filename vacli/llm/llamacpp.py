"""Runs GGUF language models with llama.cpp. Knows files, devices and threads; a conversation is `LlamaChat`."""

import os
from collections.abc import Callable
from pathlib import Path

from vacli.config import LlmSettings
from vacli.core.device import choose_device, usable_cpus
from vacli.core.errors import ModelMissing
from vacli.core.words import Choice
from vacli.llm import gguf, native
from vacli.llm.chat import LlamaChat
from vacli.llm.contexts import Contexts
from vacli.llm.template import ChatTemplate

LIGHT = 1_000_000_000
"""Bytes of weights up to which one thread generates faster than anybody speaks."""


class LlamaCpp:
    """`model`: a GGUF file, or the folder of one. ModelMissing if it is damaged, DeviceError if there is no such."""

    name = "llamacpp"

    def __init__(self, settings: LlmSettings, model: Path | None) -> None:
        if model is None:
            raise ModelMissing("llamacpp needs a GGUF file", "vacli models list --kind gguf")
        given = _file(model)
        gguf.read_header(given)
        device = choose_device("llm", settings.device, *_cuda())
        self.device = device.value
        path, form = gguf.best_form(given)
        weights = _load(path, given, gpu=self.device == "cuda")
        template = ChatTemplate(weights.template, weights.begin, weights.end)
        size, context = _context(settings.context, weights.longest)
        threads, chosen = _threads(settings.threads, weights.size)
        self.model = path.stem
        self.parameters = weights.parameters
        self.choices = tuple(filter(None, (form, device, *chosen, context, *template.choices)))
        self._contexts = Contexts(weights, lambda: native.Context(weights, size, threads, self.device == "cuda"))
        self._chat: Callable[[], LlamaChat] = lambda: LlamaChat(weights, template, self._contexts, size)

    def chat(self) -> LlamaChat:
        """A fresh conversation. It takes memory for its context when it is first used."""
        return self._chat()

    def close(self) -> None:
        self._contexts.close()


def _file(model: Path) -> Path:
    """Of a folder, its GGUF file; of a model in several parts, the first."""
    if not model.is_dir():
        return model
    found = sorted(model.glob("*.gguf"))
    if not found:
        raise ModelMissing(f"there is no GGUF file in {model}", "vacli models list --kind gguf")
    return found[0]


def _load(path: Path, given: Path, *, gpu: bool) -> native.Model:
    try:
        weights = native.Model(path, gpu)
    except ModelMissing as error:
        if path == given:
            raise
        raise ModelMissing(error.message, f"remove the copy, it is made again: rm {path}") from None
    if not weights.generates:
        weights.close()
        raise ModelMissing(f"{path.name} is not a model that holds a conversation", "vacli models list --kind gguf")
    return weights


def _cuda() -> tuple[int, str]:
    """Devices that this build of llama.cpp can use, and why there is none."""
    why = "this llama-cpp-python was built without CUDA, or sees no device"
    return (1, "") if native.has_gpu() else (0, why)


def _context(wanted: int, longest: int) -> tuple[int, Choice | None]:
    if wanted <= longest:
        return wanted, None
    return longest, Choice("llm.context", str(longest), f"the model was trained for no more, {wanted} were asked for")


def _threads(wanted: int, size: int) -> tuple[Callable[[], tuple[int, int]], tuple[Choice, ...]]:
    """(threads for a token, for a piece of prompt), asked before every step.

    llama.cpp's threads wait for one another by spinning: on two cores with other work, a prompt of 192 tokens took
    1.4 to 1.9 s with one thread, 2.5 to 6.6 s with two. On free cores two are nearly twice as fast. So a prompt gets
    as many as are free at that moment.
    """
    cpus = usable_cpus()
    if wanted:
        return lambda: (wanted, wanted), (Choice("llm.threads", str(wanted), "as asked"),)
    single = 1 if size <= LIGHT else max(1, min(cpus - 1, 8))
    reason = "a small model outruns speech on one" if size <= LIGHT else "a large model; one core is left to sound"
    chosen = (
        Choice("llm.threads", str(single), f"{reason}, and threads that share a core wait for one another"),
        Choice("llm.prompt_threads", f"1 to {cpus}" if cpus > 1 else "1", "as many as cores are idle at the moment"),
    )
    return lambda: (single, max(1, min(cpus, cpus + 1 - _running()))), chosen


def _running() -> int:
    """Threads of the whole machine that run or want to, this one included."""
    try:
        return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
    except (OSError, ValueError, IndexError):
        return 1 + round(os.getloadavg()[0])
