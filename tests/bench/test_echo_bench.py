"""The echo bench: it blames the right one, its room does what it says, and its figures tell good from bad."""

import numpy as np
import pytest

from vacli.bench.own import echo, echo_people, echo_room
from vacli.bench.own.echo import Interruption, Place, judge, run, summary
from vacli.bench.own.echo_loop import Happened
from vacli.bench.own.echo_room import BLOCK, DRIFT, RATE, Air, Condition, rms
from vacli.turns import What


@pytest.fixture(autouse=True)
def synthetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same here as on a machine without recordings."""
    pytest.importorskip("espeakng_loader", reason="no espeak-ng here: pip install 'vacli[espeak]'")
    for module in (echo_people, echo_room):
        monkeypatch.setattr(module, "folder", lambda: None)
    echo_people.users.cache_clear()


def test_who_is_to_blame() -> None:
    user = Interruption(0.0, -30.0, onset=100 * RATE, end=102 * RATE)
    happened = [
        Happened(What.HOLD, 50 * RATE, True),  # nobody spoke
        Happened(What.INTERRUPT, 51 * RATE, True),
        Happened(What.BEGIN, 60 * RATE, False),  # nothing was playing
        Happened(What.HOLD, 100 * RATE + 3200, True),
        Happened(What.INTERRUPT, 101 * RATE, True),
        Happened(What.BEGIN, 200 * RATE, True),
    ]
    missed = Interruption(0.0, -30.0, onset=300 * RATE, end=301 * RATE)
    found = judge("here", 60.0, happened, [user, missed])
    assert (found.false, found.broken) == (2, 2)
    assert [(one.hold, one.stop) for one in found.interruptions] == [(0.2, 1.0), (None, None)]
    told = summary([found, Place("there", 60.0, 0, 0, [])])
    assert (told["played_minutes"], told["interruptions"], told["held_within_500_ms"]) == (2.0, 2, 1)


def test_the_room_is_late_quiet_and_drifts() -> None:
    response = np.zeros(100, np.float32)
    response[0] = 1.0
    place = Condition("dry", response, -12.0, 0.1)
    emitted = next(echo_people.replies())
    emitted = np.resize(emitted, 20 * RATE)
    air = Air(np.random.default_rng(1))
    air.change(place, emitted)
    heard = []
    for start in range(0, 15 * RATE, 512):
        while air.needed(start + 512):
            assert air.stamp() == pytest.approx(air.emitted / RATE / (1 + DRIFT), abs=0.001)
            air.emit(emitted[air.emitted :][:BLOCK])
        heard.append(air.hear(start, 512))
    mic = np.concatenate(heard)
    assert 20 * np.log10(rms(mic) / rms(emitted)) == pytest.approx(-12.0, abs=1.0)
    for begin, drifted in ((RATE, 0.0001), (14 * RATE, 0.0014)):
        alike = np.correlate(mic[begin : begin + RATE], emitted[begin - 3200 : begin + RATE], "full")
        lag = (int(np.abs(alike).argmax()) - (RATE + 3200 - 1) + 3200) / RATE
        assert lag == pytest.approx(0.1 - drifted, abs=0.0003)


def test_rooms_levels_and_delays() -> None:
    places = echo_room.conditions()
    assert len(places) == len({str(place) for place in places}) == 9
    for delay in echo_room.DELAYS:
        assert {place.level for place in places if place.delay == delay} == set(echo_room.LEVELS)


def test_users_begin_at_once() -> None:
    voices, what = echo_people.users()
    assert "synthetic" in what
    for voice in voices:
        assert rms(voice) == pytest.approx(1.0, abs=0.05)
        assert np.abs(voice[:160]).max() > 0.02


def test_with_a_canceller_the_assistant_lets_itself_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pywebrtc_audio", reason="no pywebrtc-audio here: pip install 'vacli[aec]'")
    monkeypatch.setattr(echo, "conditions", lambda: echo_room.conditions()[:3])
    without, _ = run("off", 0.05, 0)
    having, costs = run("pywebrtc", 0.05, 0)
    assert all(place.false for place in without)
    assert a_second(without) > 10 * a_second(having)
    assert min(place.played for place in having) > 1.0
    assert len(costs) * 512 / RATE > sum(place.played for place in having)


def a_second(places: list[Place]) -> float:
    """False alarms a second of what was played: where there are many, little is."""
    return sum(place.false for place in places) / sum(place.played for place in places)


def test_users_are_found_and_figures_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("livekit", reason="no livekit here: pip install 'vacli[aec]'")
    monkeypatch.setattr(echo, "NEAR", (6.0, 6.0))
    monkeypatch.setattr(echo, "conditions", lambda: echo_room.conditions()[:1])
    told = echo.figures(0.5, 2, ("livekit",))["livekit"]
    assert told["interruptions"] == 2
    assert told["broken_off"] == 2
    assert told["recordings"] is None or len(told["recordings"]) == 11
