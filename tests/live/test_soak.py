"""A conversation of 200 turns leaves nothing behind: the code of the bench, in a process of its own, small models."""

import os
from typing import Any

import pytest
from support import VOSK

from vacli.bench.e2e.soak import Reading, Soak, read, section
from vacli.bench.own.soak import figures

for package in ("vosk", "espeakng_loader"):
    pytest.importorskip(package)
TURNS, WARM = 200, 100
"""After so many turns every scene has come twice: what is made at its first time is made."""
LIVE_OBJECTS = 200
"""By which a hundred turns may differ: what the last of them keeps, its events and its words."""


@pytest.fixture(scope="module")
def soaked() -> dict[str, Any]:
    """Without the measuring of coverage, which keeps what it has seen."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("COV_", "COVERAGE"))]:
            patch.delenv(name)
        return figures(TURNS, {"stt.model": str(VOSK)}, every=50)


def value(soaked: dict[str, Any], name: str) -> float:
    found: float = next(each["value"] for each in soaked["metrics"] if each["name"] == name)
    return found


def while_on(soaked: dict[str, Any]) -> list[dict[str, Any]]:
    readings: list[dict[str, Any]] = soaked["details"]["readings"]
    return readings[1:-1]


def test_every_turn_that_was_begun_ended(soaked: dict[str, Any]) -> None:
    told = soaked["details"]["told"]
    assert told["turn.begin"] == told["turn.end"] == value(soaked, "turns") >= TURNS
    assert value(soaked, "lost") == value(soaked, "faults") == 0


def test_it_was_a_conversation_in_which_everything_happened(soaked: dict[str, Any]) -> None:
    told = soaked["details"]["told"]
    assert {"quick", "llm"} <= set(soaked["details"]["classes"])
    happened = ("barge_in.stop", "barge_in.release", "command", "turn.continued", "turn.announcement", "draft.used")
    assert all(told.get(name, 0) >= 2 for name in happened)


def test_threads_and_descriptors_are_back_after_it(soaked: dict[str, Any]) -> None:
    assert value(soaked, "threads_left") <= 0 and value(soaked, "descriptors_left") <= 0


def test_no_thread_and_no_descriptor_is_left_by_a_turn(soaked: dict[str, Any]) -> None:
    first, *rest = while_on(soaked)
    assert len(rest) >= 2
    assert {(each["threads"], each["descriptors"]) for each in rest} == {(first["threads"], first["descriptors"])}
    assert value(soaked, "threads_growth") == value(soaked, "descriptors_growth") == 0


def test_live_objects_do_not_grow_with_the_turns(soaked: dict[str, Any]) -> None:
    early = next(each for each in while_on(soaked) if each["turn"] >= WARM)
    late = while_on(soaked)[-1]
    assert late["turn"] - early["turn"] >= 90
    assert late["objects"] - early["objects"] < LIVE_OBJECTS
    assert late["blocks"] - early["blocks"] < 4 * LIVE_OBJECTS
    assert value(soaked, "objects_growth") < LIVE_OBJECTS


def test_what_is_kept_is_seen() -> None:
    before = read(0)
    kept = [[number] for number in range(20 * LIVE_OBJECTS)]  # what other tests left may go meanwhile
    assert read(1).objects - before.objects > LIVE_OBJECTS, f"{len(kept)} more"


def soak(*turns_and_memory: tuple[int, float], lost: int = 0) -> Soak:
    readings = [Reading(turn, 4, 10, memory, 1000 + turn, 5000) for turn, memory in turns_and_memory]
    nothing = Reading(0, 1, 9, 100.0, 1000, 5000)
    told = {"turn.begin": 200, "turn.end": 200 - lost, "fault": 3}
    return Soak(nothing, readings, nothing, lost, told, {"quick": 200}, 60.0)


def test_growth_counts_from_when_caches_are_full() -> None:
    found = section(soak((50, 10.0), (100, 150.0), (200, 152.0), (300, 154.0), lost=2), {})
    assert found.metric("memory_growth").as_json()["value"] == 2.0
    assert found.metric("objects_growth").as_json()["value"] == 100.0
    assert found.metric("lost").as_json()["part"] == 2 and found.metric("faults").as_json()["part"] == 3
    assert "from turn 100 to 300" in found.notes[1]


def test_of_few_turns_the_second_half_counts_and_of_none_nothing_is_said() -> None:
    few = section(soak((10, 10.0), (25, 150.0), (40, 156.0)), {})
    assert few.metric("memory_growth").as_json()["value"] == 40.0 and "from turn 25 to 40" in few.notes[1]
    none = section(soak((12, 10.0)), {})
    assert none.metric("memory_growth").as_json()["value"] is None and "too few turns" in none.notes[1]
