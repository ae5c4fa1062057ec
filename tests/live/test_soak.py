"""A conversation of 150 turns leaves nothing behind: the code of the bench, with the tests' small model."""

import threading
from pathlib import Path

import pytest

from tests.support import VOSK
from vacli.bench.soak import FAKES, SLOWLY, Soak, read, soak
from vacli.config import load as settings
from vacli.engines import load

for package in ("vosk", "espeakng_loader"):
    pytest.importorskip(package)
if not Path("/proc/self/fd").exists():
    pytest.skip("descriptors are counted on Linux only", allow_module_level=True)

TURNS = 150
LIVE_OBJECTS = 200
"""By which a hundred turns may differ: what the last of them keeps, its events and its words."""


@pytest.fixture(scope="module")
def soaked() -> Soak:
    flags = {**FAKES, **SLOWLY, "stt.model": str(VOSK)}
    engines = load(settings(flags).config, ("vad", "stt", "llm", "tts"))
    return soak(engines, TURNS, every=50)


def test_every_turn_that_was_begun_ended(soaked: Soak) -> None:
    assert soaked.told["turn.begin"] == soaked.told["turn.end"] >= TURNS
    assert soaked.lost == 0 and "fault" not in soaked.told


def test_it_was_a_conversation_in_which_everything_happened(soaked: Soak) -> None:
    assert {"quick", "llm"} <= set(soaked.classes)
    happened = ("barge_in.stop", "barge_in.release", "command", "turn.continued", "turn.announcement", "draft.used")
    assert all(soaked.told[name] >= 2 for name in happened)


def test_threads_and_descriptors_are_back_after_it(soaked: Soak) -> None:
    assert soaked.after.descriptors <= soaked.before.descriptors
    assert soaked.after.threads <= soaked.before.threads
    assert not [each.name for each in threading.enumerate() if each.name.startswith("vacli-")]


def test_no_thread_and_no_descriptor_is_left_by_a_turn(soaked: Soak) -> None:
    first, *rest = soaked.while_on
    assert len(rest) >= 2
    assert {(each.threads, each.descriptors) for each in rest} == {(first.threads, first.descriptors)}


def test_live_objects_do_not_grow_with_the_turns(soaked: Soak) -> None:
    early = next(each for each in soaked.while_on if each.turn >= 50)
    late = soaked.while_on[-1]
    assert late.turn - early.turn >= 90
    assert late.objects - early.objects < LIVE_OBJECTS
    assert late.blocks - early.blocks < 4 * LIVE_OBJECTS


def test_what_is_kept_is_seen() -> None:
    before = read(0)
    kept = [[number] for number in range(2 * LIVE_OBJECTS)]
    assert read(1).objects - before.objects > LIVE_OBJECTS, f"{len(kept)} more"
