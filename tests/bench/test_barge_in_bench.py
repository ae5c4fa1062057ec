"""The barge-in bench counts whoever was not held and whatever broke a reply off."""

import pytest

from vacli.bench.e2e.barge_in import Overheard, interruption, nods, run
from vacli.bench.wish import Wish
from vacli.config import load as settings
from vacli.core.errors import Cancelled, UsageError
from vacli.core.turn import Turn


def by_name(metrics: list) -> dict:  # type: ignore[type-arg]
    return {each.name: each.as_json() for each in metrics}


def test_who_was_not_held_is_a_miss_in_every_time() -> None:
    found = by_name(interruption([Overheard("stop", 0.16, 0.2, True), Overheard("quiet", None, None, False)]))
    assert found["silence"]["values"] == [200.0, None] and found["silence"]["misses"] == 1
    assert found["onset_to_decision"]["values"] == [160.0, None]
    assert found["decision_to_silence"]["values"] == [40.0]
    assert (found["missed"]["part"], found["missed"]["whole"]) == (1, 2)
    assert (found["broken_off"]["part"], found["broken_off"]["whole"]) == (1, 2)


def test_a_reply_that_paused_just_then_has_no_silence_to_time_and_is_counted() -> None:
    found = by_name(interruption([Overheard("stop", 0.16, None, True), Overheard("stop", 0.16, 0.2, True)]))
    assert found["silence"]["n"] == 1 and found["paused_just_then"]["part"] == 1 and found["missed"]["part"] == 0


def test_a_mere_okay_that_broke_it_off_never_resumes() -> None:
    held = [Overheard("okay", 0.1, 0.2, False, 0.4), Overheard("yeah", 0.1, 0.2, True, 0.3)]
    found = by_name(nods([*held, Overheard("right", None, None, False)]))
    assert found["resume"]["values"] == [400.0, None]
    assert found["false_stop"]["part"] == 1 and found["held"]["part"] == 2 and found["held"]["whole"] == 3


def test_where_nothing_sounded_nobody_was_missed() -> None:
    silent = Overheard("stop", None, None, False, replied=False)
    found = by_name(interruption([Overheard("stop", 0.16, 0.2, True), silent]))
    assert (found["missed"]["part"], found["missed"]["whole"]) == (0, 1) and found["silence"]["values"] == [200.0]
    assert (found["no_reply"]["part"], found["no_reply"]["whole"]) == (1, 2)
    found = by_name(nods([silent]))
    assert found["held"]["whole"] == 0 and found["no_reply"]["part"] == 1


SCRIPTED = {"vad.engine": "silero", "stt.engine": "scripted", "tts.engine": "tone"}


def test_it_stops_when_it_is_told_to() -> None:
    turn = Turn()
    wish = Wish(settings(SCRIPTED).config, n=3, turn=turn, options={"through": "memory"})
    turn.cancel()
    with pytest.raises(Cancelled):
        list(run(wish))


def test_what_is_missing_is_named_and_what_does_not_exist_refused() -> None:
    (only,) = run(Wish(settings({**SCRIPTED, "tts.engine": "piper", "tts.voice": "no-such-voice"}).config))
    assert not only.metrics and only.notes[0].startswith("not measured:")
    with pytest.raises(UsageError, match="nowhere"):
        list(run(Wish(settings(SCRIPTED).config, options={"through": "nowhere"})))
