"""Engines: which are installed, which one each stage would take and why, whether a GPU could help. Loads no model."""

import ctypes
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vacli import catalog, registry
from vacli.config import Config
from vacli.core.errors import EngineMissing, MissingError, VacliError
from vacli.doctor.finding import Finding, fail, ok, warn
from vacli.extras import install

DISTRIBUTIONS = {"piper": "piper-tts", "llama_cpp": "llama-cpp-python"}
"""Packages that are installed under another name than they are imported."""
FIRST = {"whisper": "whisper-base.en", "vosk": "vosk-model-small-en-us-0.15", "piper": "en_US-lessac-medium"}
"""A small good model of each kind, to begin with."""
ROUGH = "sphinx hears closed lists of commands well, but gets near 40 % of the words of dictation wrong"


def engines(config: Config) -> Iterator[Finding]:
    """Every engine that is known, those of other packages included."""
    for row in registry.rows():
        name = f"{row.stage} {row.name}"
        if row.origin != "vacli":
            yield ok(name, f"from {row.origin} ({row.target})")
        elif package := row.missing():
            yield warn(name, f"package {package} is not installed", install(row.extra or "all"))
        else:
            yield _installed(row, name)


def choices(config: Config) -> Iterator[Finding]:
    """The engine each stage would run on, and why."""
    for stage in registry.STAGES:
        yield _choice(stage, getattr(config, stage))


def espeak(config: Config) -> Iterator[Finding]:
    """The built-in voice, of which Piper needs the part that knows how words are spoken."""
    if find_spec("espeakng_loader"):
        import espeakng_loader

        lost = [
            path
            for path in (espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
            if not Path(path).exists()
        ]
        again = "pip install --force-reinstall espeakng-loader"
        yield (
            fail("espeak-ng", f"{lost[0]} is missing", again) if lost else ok("espeak-ng", "library and data are there")
        )


def gpu(config: Config) -> Iterator[Finding]:
    """A CUDA driver first, as asking the engines takes a second; then which of them can use it."""
    wanted = [stage for stage in ("stt", "llm", "tts") if getattr(config, stage).device == "cuda"]
    count, why = cuda_devices()
    if not count and wanted:
        yield fail(
            "gpu", f"{', '.join(wanted)} shall run on cuda, but {why}", f"vacli config set {wanted[0]}.device auto"
        )
    elif not count:
        yield ok("gpu", f"none: {why}; everything runs on the processor")
    else:
        yield ok("gpu", f"{count} CUDA device(s)")
        yield from _gpu_users()


def cuda_devices() -> tuple[int, str]:
    """How many the driver knows, and why there are none. Asks the driver itself: no engine is imported."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0, "there is no NVIDIA driver (libcuda.so.1)"
    count = ctypes.c_int(0)
    if (code := driver.cuInit(0)) or (code := driver.cuDeviceGetCount(ctypes.byref(count))):
        return 0, f"the NVIDIA driver finds no device (error {code})"
    return count.value, "" if count.value else "the NVIDIA driver finds no device"


def _installed(row: registry.Row, name: str) -> Finding:
    if not row.needs:
        return ok(name, "for tests and dry runs")
    said = _version(row.needs[0]) + ("" if row.auto else ", only when asked for")
    if not row.models:
        return ok(name, said)
    try:
        return ok(name, f"{said}, model {catalog.locate(row.models, '').name}")
    except MissingError as error:
        fix = f"vacli models pull {FIRST[row.models]}" if row.models in FIRST else error.hint
        return warn(name, f"{said}, but {error.message}", fix)


def _choice(stage: str, settings: Any) -> Finding:
    asked = settings.engine != "auto" or bool(settings.model)
    try:
        row, model, choice = registry.choose(stage, settings)
        if package := row.missing():
            raise EngineMissing(f"package {package} is not installed", install(row.extra or "all"))
    except VacliError as error:
        found = fail if asked or stage in ("stt", "vad") else warn
        return found(f"{stage} in use", error.message, error.hint)
    said = f"{row.name}{f' with {model.name}' if model else ''} ({choice.reason})"
    if stage == "stt" and row.name == "sphinx" and not asked:
        return warn("stt in use", f"{said}; {ROUGH}", f"vacli models pull {FIRST['whisper']}")
    return ok(f"{stage} in use", said)


def _gpu_users() -> Iterator[Finding]:
    if find_spec("ctranslate2"):
        import ctranslate2

        count = ctranslate2.get_cuda_device_count()
        yield _usable("gpu for whisper", count > 0, "ctranslate2 sees no device it can use", "nvidia-smi")
    if find_spec("llama_cpp"):
        import llama_cpp

        able = bool(llama_cpp.llama_supports_gpu_offload())
        rebuild = "CMAKE_ARGS=-DGGML_CUDA=on pip install --no-cache-dir --force-reinstall llama-cpp-python"
        yield _usable("gpu for llamacpp", able, "llama-cpp-python was built without CUDA", rebuild)
    if find_spec("onnxruntime"):
        import onnxruntime

        able = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
        yield _usable("gpu for piper", able, "this onnxruntime has no CUDA", "pip install onnxruntime-gpu")


def _usable(name: str, able: bool, why: str, fix: str) -> Finding:
    return ok(name, "usable") if able else warn(name, f"{why}: it runs on the processor", fix)


def _version(package: str) -> str:
    name = DISTRIBUTIONS.get(package, package)
    try:
        return f"{name.replace('_', '-')} {version(name)}"
    except PackageNotFoundError:
        return f"{package}, version unknown"
