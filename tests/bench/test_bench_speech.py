"""The measurements of the short window run and give plausible figures. No speed is asserted."""

from pathlib import Path

from vacli.bench.own import whisper_window
from vacli.bench.own.random_whisper import build
from vacli.bench.spread import alternating, spread


def test_spread() -> None:
    assert spread([0.001 * number for number in range(1, 102)]) == {"p50_ms": 51.0, "p95_ms": 96.0, "n": 101}


def test_things_are_timed_in_turn_and_the_first_round_is_not_counted() -> None:
    order: list[str] = []
    times = alternating({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert order == ["a", "b"] * 3
    assert [len(each) for each in times.values()] == [2, 2]


def test_a_random_whisper_has_the_parts_and_the_size_of_a_real_one(tmp_path: Path) -> None:
    folder = build(tmp_path / "random", words=3)
    assert {file.name for file in folder.iterdir()} >= {"model.bin", "config.json", "tokenizer.json", "vocabulary.json"}
    assert 38e6 < (folder / "model.bin").stat().st_size < 45e6  # whisper-tiny with int8 weights


def test_short_window_figures() -> None:
    found = whisper_window.figures(1)
    assert found["cut"]["n"] == found["whole"]["n"] == found["library"]["n"] == 1
    assert found["times_faster"] > 1
    assert any("stt.compute = int8" in choice for choice in found["settings"])
