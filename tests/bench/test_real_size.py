"""The engines that compute as real ones: the text is the trained model's, the work is there, the sound is as long."""

from pathlib import Path

import numpy as np
import pytest
from recordings import spoken

from vacli.bench.own import random_voice
from vacli.bench.own.real_size import RealSizeWhisper
from vacli.config import TtsSettings
from vacli.core.audio import Audio, join
from vacli.core.turn import Turn


def test_the_text_is_the_trained_models_and_the_other_one_writes_as_many_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    stt = RealSizeWhisper(tmp_path)
    heavy, work = stt._decoder._heavy.model, []  # type: ignore[attr-defined]
    generate = heavy.generate

    class Watched:
        def generate(self, encoded: object, prompts: list[list[int]], **options: int) -> object:
            result = generate(encoded, prompts, **options)
            work.append((encoded.shape, len(result[0].sequences_ids[0])))  # type: ignore[attr-defined]
            return result

        def __getattr__(self, name: str) -> object:
            return getattr(heavy, name)

    stt._decoder._heavy.model = Watched()  # type: ignore[attr-defined]
    stream = stt.stream(Turn(), language="en")
    stream._due = 60.0
    stream.feed(Audio(spoken(), 16000))
    text = stream.finish().text
    assert text == "What time is it?"
    assert work == [([1, 150, 384], stt._decoder.count(text) + 1)], "3 s of frames, two to a position of the encoder"


def test_the_voice_is_of_medium_size_and_speaks_at_an_ordinary_pace(tmp_path: Path) -> None:
    piper = pytest.importorskip("vacli.tts.piper")
    file = random_voice.build(tmp_path)
    assert 60e6 < file.stat().st_size < 66e6
    voice = piper.Piper(TtsSettings(), file)
    said = join(voice.synthesize("It is half past three in the afternoon,", Turn()))
    assert said.rate == 22050 and 1.5 < said.seconds < 4 and np.isfinite(said.samples).all()
    assert 0.02 < np.sqrt(np.mean(np.square(said.samples))) < 0.3
    fast = join(voice.synthesize("It is half past three in the afternoon,", Turn(), speed=2.0))
    assert fast.seconds == pytest.approx(said.seconds / 2, rel=0.05)
