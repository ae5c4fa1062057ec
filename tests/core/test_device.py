"""Where an engine runs: every choice and its reason."""

import pytest

from vacli.core.device import choose_device, choose_threads, usable_cpus
from vacli.core.errors import DeviceError


def test_auto_takes_cuda_where_there_is_one_and_says_why() -> None:
    assert str(choose_device("stt", "auto", 0)) == "stt.device = cpu (no CUDA device was found)"
    assert str(choose_device("stt", "auto", 2)) == "stt.device = cuda (2 CUDA device(s) found)"


def test_what_is_asked_for_is_taken() -> None:
    assert choose_device("tts", "cpu", 1).value == "cpu"
    assert choose_device("tts", "cuda", 1).value == "cuda"


def test_cuda_without_cuda_is_a_device_error_with_the_way_out() -> None:
    with pytest.raises(DeviceError) as caught:
        choose_device("llm", "cuda", 0, "this llama.cpp was built without CUDA")
    assert "built without CUDA" in caught.value.message
    assert "llm.device cpu" in caught.value.hint


@pytest.mark.parametrize(("wanted", "cpus", "expected"), [(0, 2, "2"), (0, 1, "1"), (0, 64, "4"), (7, 2, "7")])
def test_threads(wanted: int, cpus: int, expected: str) -> None:
    choice = choose_threads("stt", wanted, cpus, most=4)
    assert choice.value == expected
    assert choice.reason


def test_this_machine_has_a_processor() -> None:
    assert usable_cpus() >= 1
