"""Folders that are no model, numbers that do not run here, and CUDA that is there but does not work."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vacli.config import SttSettings
from vacli.core.errors import DeviceError, EngineMissing, ModelMissing, UsageError
from vacli.stt.whisper_model import choose_batch, choose_compute, choose_workers, open_model

DATA = Path(__file__).parents[1] / "data" / "whisper-tiny-commands"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "whisper-test"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("samples", "*.jsonl"))
    return copy


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_or_empty_file_is_named_and_nothing_goes_online(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    with pytest.raises(ModelMissing, match=f"empty {name}"):
        open_model(SttSettings(), folder)
    (folder / name).unlink()
    with pytest.raises(ModelMissing, match=f"has no .*{name}") as caught:
        open_model(SttSettings(), folder)
    assert "vacli models verify whisper-test" in caught.value.hint


def cut(path: Path, keep: float) -> None:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: cut(folder / "model.bin", 0.5),
        lambda folder: cut(folder / "model.bin", 0.999),
        lambda folder: cut(folder / "model.bin", 0.00001),
        lambda folder: (folder / "model.bin").write_text("<html>404 not found</html>" * 50),
        lambda folder: cut(folder / "tokenizer.json", 0.5),
        lambda folder: cut(folder / "vocabulary.json", 0.5),
        lambda folder: cut(folder / "config.json", 0.5),
        lambda folder: (folder / "preprocessor_config.json").write_text('{"feature_size": "many"}'),
    ],
)
def test_a_damaged_file_is_a_model_that_is_not_whole(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)
    with pytest.raises(ModelMissing, match="does not load: ") as caught:
        open_model(SttSettings(), folder)
    assert "\n" not in caught.value.message
    assert "vacli models pull whisper-test" in caught.value.hint


def test_a_path_that_is_no_folder(folder: Path) -> None:
    with pytest.raises(ModelMissing, match="is a file, not the folder"):
        open_model(SttSettings(), folder / "model.bin")
    with pytest.raises(ModelMissing, match="does not exist"):
        open_model(SttSettings(), folder / "nowhere")


def test_the_number_format_fits_the_device_or_is_refused() -> None:
    assert choose_compute("auto", "cpu", {"float32", "int8", "int8_float32"}).value == "int8"
    assert choose_compute("auto", "cpu", {"float32"}).value == "float32"
    assert choose_compute("auto", "cuda", {"float32", "float16", "int8"}).value == "float16"
    assert choose_compute("auto", "cuda", {"float32", "int8_float32"}).value == "int8_float32"
    assert choose_compute("int16", "cpu", {"int16"}).reason == "as asked"
    with pytest.raises(UsageError, match="'float16' does not run here") as caught:
        open_model(SttSettings(compute="float16", device="cpu"), DATA)
    assert "int8" in caught.value.hint


@pytest.mark.parametrize(
    ("threads", "cpus", "device", "workers"),
    [(1, 2, "cpu", "2"), (2, 2, "cpu", "1"), (4, 2, "cpu", "1"), (1, 64, "cpu", "8"), (1, 64, "cuda", "1")],
)
def test_as_many_at_once_as_the_processors_hold(threads: int, cpus: int, device: str, workers: str) -> None:
    assert choose_workers(threads, cpus, device).value == workers


def test_batches_are_larger_where_there_is_room() -> None:
    assert [choose_batch(*each).value for each in (("cpu", 40.0), ("cpu", 1500.0), ("cuda", 1500.0))] == ["2", "1", "8"]


def test_cuda_that_is_asked_for_must_be_there() -> None:
    with pytest.raises(DeviceError, match="no CUDA device"):
        open_model(SttSettings(device="cuda"), DATA, cuda=0)


def test_cuda_that_does_not_work_is_an_error_if_asked_for_and_a_reason_if_not() -> None:
    """This build or this machine has no CUDA: telling it that there is a device makes its own code fail for real."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    if ctranslate2.get_cuda_device_count():
        pytest.skip("CUDA works here")
    with pytest.raises(EngineMissing, match="cannot use CUDA") as caught:
        open_model(SttSettings(device="cuda"), DATA, cuda=1)
    assert "--device cpu" in caught.value.hint
    model, choices = open_model(SttSettings(device="auto"), DATA, cuda=1)
    assert choices[0].value == "cpu"
    assert choices[0].reason.startswith("CUDA is there, but ")
    assert model.model.device == "cpu"
