"""Opening a Whisper model for CTranslate2 from a local folder: what must be in it, where it runs, in which numbers.

Never online: a folder without a tokenizer, for which the library would go to the network, is refused first. CUDA is
chosen here but was never run by us.
"""

from collections.abc import Iterable
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel

from vacli.config import SttSettings
from vacli.core.device import choose_device, choose_threads, usable_cpus
from vacli.core.errors import EngineMissing, ModelMissing, UsageError
from vacli.core.words import Choice

NEEDED = (("model.bin",), ("config.json",), ("tokenizer.json",), ("vocabulary.json", "vocabulary.txt"))
BEST = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float32", "float32")}
MOST_THREADS = 4
MOST_WORKERS = 8
SMALL_MB = 100
"""Up to the size of whisper-tiny in any number format."""


class CudaUnusable(Exception):
    """There is a device, but the libraries that drive it do not load."""


def open_model(settings: SttSettings, folder: Path, cuda: int | None = None) -> tuple[WhisperModel, list[Choice]]:
    """The loaded model and what was chosen for it. `cuda` is how many devices there are; None = ask.

    ModelMissing, UsageError (number format), DeviceError (no CUDA), EngineMissing (CUDA without its libraries).
    """
    check(folder)
    devices = ctranslate2.get_cuda_device_count() if cuda is None else cuda
    device = choose_device("stt", settings.device, devices)
    try:
        return _open_on(device, settings, folder)
    except CudaUnusable as error:
        if settings.device == "cuda":
            hint = "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12, or --device cpu"
            raise EngineMissing(f"Whisper cannot use CUDA: {error}", hint) from error
        return _open_on(Choice("stt.device", "cpu", f"CUDA is there, but {error}"), settings, folder)


def check(folder: Path) -> None:
    """ModelMissing names the file that is not there or is empty. PermissionError if one cannot be read."""
    if not folder.is_dir():
        what = "is a file, not the folder of a Whisper model" if folder.exists() else "does not exist"
        raise ModelMissing(f"{folder} {what}", "give the folder that holds model.bin, or: vacli models list")
    for names in NEEDED:
        found = next((folder / name for name in names if (folder / name).is_file()), None)
        if found is None:
            raise _missing(folder, f"has no {' or '.join(names)}")
        with found.open("rb") as file:
            if not file.read(1):
                raise _missing(folder, f"has an empty {found.name}")


def choose_compute(wanted: str, device: str, supported: Iterable[str]) -> Choice:
    """The number format. UsageError lists what the device can do."""
    name, able = "stt.compute", sorted(supported)
    if wanted == "auto":
        best = next((each for each in BEST[device] if each in able), "default")
        return Choice(name, best, f"the fastest that this {device} supports of {', '.join(able)}")
    if wanted not in able:
        there = f"this {device} supports: auto, {', '.join(able)}"
        raise UsageError(f"{name} = {wanted!r} does not run here", f"{there}; vacli config set {name} auto")
    return Choice(name, wanted, "as asked")


def choose_workers(threads: int, cpus: int, device: str) -> Choice:
    """How many recognitions may run at the same time: as many as the processors hold."""
    count = max(1, min(cpus // threads, MOST_WORKERS)) if device == "cpu" else 1
    return Choice("stt.workers", str(count), f"{threads} thread(s) each on {cpus} processors")


def choose_batch(device: str, megabytes: float) -> Choice:
    """Windows of a recording that are decoded at once. On a CPU two save 6 % of the time; more save nothing."""
    if device == "cuda":
        return Choice("stt.batch", "8", "a GPU is not full with one window")
    if megabytes < SMALL_MB:
        return Choice("stt.batch", "2", "a small model: the second window takes 110 MB and saves 6 % of the time")
    return Choice("stt.batch", "1", f"the work space of a model of {megabytes:.0f} MB")


def _open_on(device: Choice, settings: SttSettings, folder: Path) -> tuple[WhisperModel, list[Choice]]:
    cpus = usable_cpus()
    compute = choose_compute(settings.compute, device.value, _supported(device.value))
    threads = choose_threads("stt", settings.threads, cpus, MOST_THREADS)
    workers = choose_workers(int(threads.value), cpus, device.value)
    try:
        model = WhisperModel(
            str(folder),
            device=device.value,
            compute_type=compute.value,
            cpu_threads=int(threads.value),
            num_workers=int(workers.value),
            local_files_only=True,
        )
    except MemoryError:
        raise
    except Exception as error:  # RuntimeError, ValueError, and the bare Exception of the tokenizers package
        if device.value == "cuda":
            raise CudaUnusable(_first_line(error)) from error
        raise _missing(folder, f"does not load: {_first_line(error)}") from error
    if device.value == "cuda":
        _try_cuda(model)
    batch = choose_batch(device.value, (folder / "model.bin").stat().st_size / 1e6)
    return model, [device, compute, threads, workers, batch]


def _supported(device: str) -> set[str]:
    try:
        supported: set[str] = ctranslate2.get_supported_compute_types(device)
    except (RuntimeError, ValueError) as error:
        raise CudaUnusable(_first_line(error)) from error
    return supported


def _try_cuda(model: WhisperModel) -> None:
    """The libraries of CUDA are loaded when they are first needed: find out now."""
    try:
        model.encode(np.zeros((model.model.n_mels, 100), np.float32))
    except RuntimeError as error:
        raise CudaUnusable(_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _missing(folder: Path, what: str) -> ModelMissing:
    name = folder.name
    return ModelMissing(
        f"Whisper model {folder} {what}", f"vacli models verify {name}, or get it again: vacli models pull {name}"
    )
