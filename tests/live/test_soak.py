"""A conversation of 200 turns leaves nothing behind: the code of the bench, in a process of its own, small models."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support import VOSK
from vacli.bench.own.soak import figures, read

for package in ("vosk", "espeakng_loader"):
    pytest.importorskip(package)
if not Path("/proc/self/fd").exists():
    pytest.skip("descriptors are counted on Linux only", allow_module_level=True)

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


def test_every_turn_that_was_begun_ended(soaked: dict[str, Any]) -> None:
    told = soaked["told"]
    assert told["turn.begin"] == told["turn.end"] >= TURNS
    assert soaked["lost"] == 0 and "fault" not in told


def test_it_was_a_conversation_in_which_everything_happened(soaked: dict[str, Any]) -> None:
    assert {"quick", "llm"} <= set(soaked["classes"])
    happened = ("barge_in.stop", "barge_in.release", "command", "turn.continued", "turn.announcement", "draft.used")
    assert all(soaked["told"].get(name, 0) >= 2 for name in happened)


def test_threads_and_descriptors_are_back_after_it(soaked: dict[str, Any]) -> None:
    assert soaked["after"]["descriptors"] <= soaked["before"]["descriptors"]
    assert soaked["after"]["threads"] <= soaked["before"]["threads"]


def test_no_thread_and_no_descriptor_is_left_by_a_turn(soaked: dict[str, Any]) -> None:
    first, *rest = soaked["while_on"]
    assert len(rest) >= 2
    assert {(each["threads"], each["descriptors"]) for each in rest} == {(first["threads"], first["descriptors"])}


def test_live_objects_do_not_grow_with_the_turns(soaked: dict[str, Any]) -> None:
    early = next(each for each in soaked["while_on"] if each["turn"] >= WARM)
    late = soaked["while_on"][-1]
    assert late["turn"] - early["turn"] >= 90
    assert late["objects"] - early["objects"] < LIVE_OBJECTS
    assert late["blocks"] - early["blocks"] < 4 * LIVE_OBJECTS


def test_what_is_kept_is_seen() -> None:
    before = read(0)
    kept = [[number] for number in range(2 * LIVE_OBJECTS)]
    assert read(1).objects - before.objects > LIVE_OBJECTS, f"{len(kept)} more"
