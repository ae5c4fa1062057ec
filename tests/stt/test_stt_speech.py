"""Where sound holds speech: by the same model as faster-whisper's own call, without importing that package."""

import subprocess
import sys

import numpy as np
import pytest

from tests.recordings import spoken
from vacli.stt import speech

FRAME = 512


def test_it_finds_the_same_as_faster_whisper() -> None:
    from faster_whisper.vad import get_vad_model

    samples = spoken()[: len(spoken()) // FRAME * FRAME]
    ours, theirs = speech.probabilities(samples), get_vad_model()(samples.copy()).reshape(-1)
    assert ours.max() > 0.9 and ours.min() < 0.1
    assert np.allclose(ours[:-1], theirs[:-1], atol=1e-3)  # theirs does not hear the last 4 ms of the last frame


def test_a_long_recording_is_heard_in_parts_that_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = spoken()[: len(spoken()) // FRAME * FRAME]
    whole = speech.probabilities(samples)
    monkeypatch.setattr(speech, "AT_ONCE", 7)
    assert np.allclose(speech.probabilities(samples), whole, atol=1e-4)


def test_it_changes_nothing_of_what_it_is_given() -> None:
    samples = np.full(2 * FRAME, 0.5, np.float32)
    speech.probabilities(samples)
    assert (samples == 0.5).all()


def test_the_package_that_carries_the_model_is_not_imported() -> None:
    code = (
        "import sys, numpy as np\nfrom vacli.stt.speech import probabilities\n"
        "probabilities(np.zeros(512, np.float32))\nprint({'faster_whisper', 'ctranslate2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"
