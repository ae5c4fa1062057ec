"""A Piper voice's two files, checked, and the onnxruntime session over them. Knows no text and no turn."""

import json
from pathlib import Path
from typing import Any

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort
from piper.config import PiperConfig

from vacli.config import TtsSettings
from vacli.core.device import choose_device, usable_cpus
from vacli.core.errors import DeviceError, ModelMissing
from vacli.core.words import Choice

INPUTS = {"input", "input_lengths", "scales"}
MOST_THREADS = 4
"""More gave nothing for a network this small."""

_BROKEN = (
    ort.InvalidProtobuf,
    ort.InvalidArgument,
    ort.InvalidGraph,
    ort.Fail,
    ort.NoSuchFile,
    ort.RuntimeException,
    ort.NotImplemented,
)
_GET = "get a voice: vacli models list --kind piper, then vacli models pull NAME"


def find(model: Path | None) -> Path:
    """The .onnx file that is meant: `model` itself, or the only one in that folder. ModelMissing."""
    if model is None:
        raise ModelMissing("no Piper voice was named", _GET)
    if model.is_dir():
        files = sorted(model.glob("*.onnx"))
        if len(files) != 1:
            raise ModelMissing(f"{model} holds {len(files)} .onnx files instead of one voice", "name the file itself")
        return files[0]
    if not model.is_file():
        raise ModelMissing(f"{model} does not exist", _GET)
    return model


def read_config(file: Path) -> PiperConfig:
    """What the voice's .onnx.json says. ModelMissing if it is missing, damaged or of another kind."""
    path = file.with_name(file.name + ".json")
    try:
        config = PiperConfig.from_dict(json.loads(path.read_text(encoding="utf-8")))
        sound = config.sample_rate > 0 and config.num_speakers >= 0 and len(config.phoneme_id_map) > 0
    except FileNotFoundError:
        raise ModelMissing(f"{path} is missing beside the voice", _again(file)) from None
    except OSError as error:
        raise ModelMissing(f"cannot read {path}: {error.strerror}", f"ls -l {path}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelMissing(f"{path} is no description of a Piper voice: {_first(error)}", _again(file)) from None
    if not sound:
        raise ModelMissing(f"{path} describes a voice without a sample rate or without phonemes", _again(file))
    return config


def open_session(file: Path, settings: TtsSettings) -> tuple[Any, str, tuple[Choice, ...]]:
    """The loaded network, the device it runs on, and what was chosen. ModelMissing if it is damaged or no voice."""
    device = _device(settings)
    threads = _threads(settings)
    session = _load(file, "CUDAExecutionProvider" if device.value == "cuda" else "CPUExecutionProvider", threads)
    if device.value == "cuda" and session.get_providers()[0] != "CUDAExecutionProvider":
        if settings.device == "cuda":
            raise DeviceError("onnxruntime could not start CUDA", "check the driver: nvidia-smi; or: --device cpu")
        device = Choice("tts.device", "cpu", "onnxruntime could not start CUDA, though it was built with it")
    missing = INPUTS - {each.name for each in session.get_inputs()}
    if missing:
        raise ModelMissing(f"{file} is no Piper voice: it has no input {', '.join(sorted(missing))}", _again(file))
    return session, device.value, (device, threads)


def _load(file: Path, provider: str, threads: Choice) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(threads.value)
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the CPU belongs to others in between
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=[provider])
    except _BROKEN as error:
        raise ModelMissing(f"{file} is damaged or no ONNX network: {_first(error)}", _again(file)) from None


def _device(settings: TtsSettings) -> Choice:
    there = "CUDAExecutionProvider" in onnxruntime.get_available_providers()
    return choose_device("tts", settings.device, int(there), "this onnxruntime has no CUDA; onnxruntime-gpu has")


def _threads(settings: TtsSettings) -> Choice:
    if settings.threads:
        return Choice("tts.threads", str(settings.threads), "as asked")
    cpus = usable_cpus()
    chosen = max(1, min(MOST_THREADS, cpus - 1))
    return Choice("tts.threads", str(chosen), f"{cpus} processors, one left to sound and recognition")


def _again(file: Path) -> str:
    return f"vacli models verify, or get it again: vacli models pull {file.stem}"


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
