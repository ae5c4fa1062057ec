"""The planted slow-down: an engine in it does what it does without, piece by piece."""

import numpy as np

from vacli import registry
from vacli.bench.own.pairs import STEPS, Slowed
from vacli.config import Config
from vacli.core.engines import Llm, Tts, Vad
from vacli.core.turn import Turn
from vacli.core.words import Message


def opened(stage: str, name: str) -> tuple[object, object]:
    """The engine twice: as it is, and slowed."""
    row = next(row for row in registry.rows(stage) if row.name == name)
    engine = registry.open_engine(row, getattr(Config(), stage), None)
    return engine, Slowed(engine, 0.15, STEPS[stage])


def test_a_slowed_voice_says_the_same() -> None:
    plain, slowed = opened("tts", "tone")
    said = [[audio.samples for audio in each.synthesize("one two three", Turn())] for each in (plain, slowed)]  # type: ignore[attr-defined]
    assert len(said[0]) == len(said[1]) == 3
    assert all(np.array_equal(one, other) for one, other in zip(*said, strict=True))
    voice: Tts = slowed  # type: ignore[assignment]
    assert (voice.name, voice.rate, voice.model) == ("tone", 16000, "tone")


def test_a_slowed_language_model_answers_the_same_and_keeps_its_count() -> None:
    model: Llm = opened("llm", "scripted")[1]  # type: ignore[assignment]
    chat = model.chat()
    chat.prepare([Message("user", "hello there")], Turn())
    pieces = chat.generate([Message("user", "hello there")], Turn(), max_tokens=9, temperature=0)
    assert "".join(pieces) == "You said: hello there"
    assert chat.usage.tokens == 4


def test_a_slowed_detector_hears_the_same() -> None:
    plain, slowed = opened("vad", "silero")
    detectors: list[Vad] = [plain, slowed]  # type: ignore[list-item]
    frame = np.random.default_rng(0).standard_normal(detectors[0].frame).astype(np.float32)
    one, other = (detector.stream()(frame) for detector in detectors)
    assert one == other
