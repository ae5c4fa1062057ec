"""GPU: the driver, the libraries that each engine needs beside it, memory on the card. Imports engines only if there is
one."""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec

from vacli.config import Config
from vacli.doctor.finding import Finding, fail, ok, warn
from vacli.extras import pip

LIBRARIES = ("libcublas.so.12", "libcudnn.so.9")
"""What CTranslate2 and ONNX Runtime open beside the driver when they are first used, not before."""
SLOWER = "it runs on the processor, several times slower"


def gpu(config: Config) -> Iterator[Finding]:
    """A CUDA driver first, as asking the engines takes a second; then which of them can use it."""
    wanted = [stage for stage in ("stt", "llm", "tts") if getattr(config, stage).device == "cuda"]
    count, why = cuda_devices()
    if not count and wanted:
        said = f"{', '.join(wanted)} shall run on cuda, but {why}"
        yield fail("gpu", said, f"vacli config set {wanted[0]}.device auto", "these engines do not start")
    elif not count:
        yield ok("gpu", f"none: {why}; everything runs on the processor")
    else:
        yield ok("gpu", f"{count} CUDA device(s){_cards()}")
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


def _gpu_users() -> Iterator[Finding]:
    if find_spec("ctranslate2"):
        import ctranslate2

        able = ctranslate2.get_cuda_device_count() > 0
        yield _usable("gpu for whisper", able, "ctranslate2 sees no device it can use", "nvidia-smi", LIBRARIES)
    if find_spec("llama_cpp"):
        import llama_cpp

        able = bool(llama_cpp.llama_supports_gpu_offload())
        rebuild = f"CMAKE_ARGS=-DGGML_CUDA=on {pip('--no-cache-dir --force-reinstall llama-cpp-python')}"
        yield _usable("gpu for llamacpp", able, "llama-cpp-python was built without CUDA", rebuild)
    if find_spec("onnxruntime"):
        import onnxruntime

        able = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
        yield _usable("gpu for piper", able, "this onnxruntime has no CUDA", pip("onnxruntime-gpu"), LIBRARIES)


def _usable(name: str, able: bool, why: str, fix: str, libraries: tuple[str, ...] = ()) -> Finding:
    if not able:
        return warn(name, why, fix, SLOWER)
    if lost := [library for library in libraries if not _opens(library)]:
        get = pip("nvidia-cublas-cu12 nvidia-cudnn-cu12")
        return warn(
            name, f"{', '.join(lost)} is not found by the loader", get, f"unless it is put on its path, {SLOWER}"
        )
    return ok(name, "usable")


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _cards() -> str:
    """Each card's name and memory, as its driver's own program tells."""
    if not shutil.which("nvidia-smi"):
        return ""
    asked = ["nvidia-smi", "--query-gpu=name,memory.free,memory.total,driver_version", "--format=csv,noheader"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    rows = [line.split(", ") for line in told.stdout.splitlines() if line.count(", ") == 3]
    said = (f"{name}, {free} of {whole} free, driver {driver}" for name, free, whole, driver in rows)
    return "".join(f"; {each}" for each in said)
