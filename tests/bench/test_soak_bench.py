"""`vacli bench soak` as it is called: a given time, told how far it is, stopped at once, and what is missing named."""

import pytest
from support import VOSK, without_llm

from vacli.bench.e2e.soak import run
from vacli.bench.wish import Wish
from vacli.config import load as settings
from vacli.core.errors import Cancelled
from vacli.core.turn import Turn

FAKES = {
    "vad.engine": "silero",
    "stt.engine": "vosk",
    "stt.model": str(VOSK),
    "llm.engine": "scripted",
    "tts.engine": "tone",
}


@pytest.fixture(autouse=True)
def natives() -> None:
    for package in ("vosk", "espeakng_loader"):
        pytest.importorskip(package)


def test_it_lasts_a_given_time_and_tells_how_far_it_is() -> None:
    told: list[tuple[str, int, int]] = []
    wish = Wish(settings(FAKES).config, minutes=0.02, progress=lambda *each: told.append(each))
    (found,) = run(wish)
    assert told and all(done <= of == 1 for _, done, of in told) and told[-1][1] == 1
    turns = found.metric("turns").as_json()["value"]
    assert turns >= 1 and found.details["readings"][-1]["turn"] == turns
    assert found.metric("lost").as_json()["part"] == 0 and found.stack["llm"].startswith("scripted")
    assert "SYNTHETIC" in found.notes[0]


def test_without_a_language_model_the_rest_is_talked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    without_llm(monkeypatch)
    config = settings({key: value for key, value in FAKES.items() if key != "llm.engine"}).config
    (found,) = run(Wish(config, n=3))
    assert "llm" not in found.stack and found.metric("lost").as_json()["part"] == 0


def test_it_stops_when_it_is_told_to() -> None:
    turn = Turn()
    wish = Wish(settings(FAKES).config, n=1000, turn=turn, progress=lambda *each: (turn.cancel(), None)[1])
    with pytest.raises(Cancelled):
        list(run(wish))


def test_without_an_engine_it_says_what_is_missing() -> None:
    (only,) = run(Wish(settings({**FAKES, "stt.model": "no-such-model"}).config))
    assert not only.metrics and "no-such-model" in only.notes[0]
