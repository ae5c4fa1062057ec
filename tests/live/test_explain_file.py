"""The file that remembers why turns ended: what is in it, who may read it, and that nothing it meets stops anything."""

import json
import os
import stat

import pytest

from vacli.core.errors import ResourceError
from vacli.core.events import Bus, Event
from vacli.live.explain import KEPT, OPEN, ExplainFile, path, read

ENDPOINT = {
    "rule": "complete",
    "completeness": "complete",
    "hold_ms": 160,
    "silence_ms": 160,
    "speech_ms": 1240,
    "floor_dbfs": -61.0,
    "level_dbfs": -23.0,
    "learned": 1.0,
}
END = {
    "reply_class": "quick",
    "cancelled": False,
    "stages": {"endpoint_hold": 160.0},
    "total_ms": 160.0,
    "hidden_ms": 9,
}
SECRET = "my secret word"


def turn(name: str) -> list[Event]:
    return [
        Event("turn.begin", name, {"origin": "speech", "continues": None}),
        Event("stt.partial", name, {"text": SECRET, "stable": 2}),
        Event("draft.begin", name, {"text": SECRET}),
        Event("draft.dropped", name, {"text": SECRET, "reason": SECRET, "cpu_ms": 12.5}),
        Event("draft.begin", name, {"text": SECRET}),
        Event("turn.endpoint", name, ENDPOINT),
        Event("draft.used", name, {"text": SECRET}),
        Event("fault", name, {"stage": "reply", "message": SECRET, "hint": SECRET}),
        Event("barge_in.hold", name, {"rule": "voice", "ms": 31}),
        Event("turn.end", name, END | {"text": SECRET, "reply": SECRET, "reason": SECRET}),
    ]


def told(events: list[Event]) -> None:
    bus = Bus()
    file = ExplainFile(bus)
    for event in events:
        bus.publish(event)
    file.close()


def test_numbers_and_rules_are_kept_words_are_not() -> None:
    told(turn("t1"))
    (kept,) = read()
    assert {key: kept[key] for key in ENDPOINT} == ENDPOINT
    assert {key: kept[key] for key in END} == END
    assert (kept["draft.begin"], kept["draft.used"], kept["draft.dropped"], kept["wasted_cpu_ms"]) == (2, 1, 1, 12.5)
    assert kept["barge_in.hold"] == {"rule": "voice", "ms": 31}
    assert kept["fault"] == 1
    assert "secret" not in path().read_text()


def test_only_its_owner_reads_it_and_nothing_is_left_beside_it() -> None:
    os.umask(before := os.umask(0))
    told(turn("t1"))
    os.umask(before)
    assert stat.S_IMODE(path().stat().st_mode) == 0o600
    assert stat.S_IMODE(path().parent.stat().st_mode) == 0o700
    assert list(path().parent.iterdir()) == [path()]


def test_the_last_twenty_turns_of_several_conversations() -> None:
    told([event for number in range(15) for event in turn(f"a{number}")])
    told([event for number in range(15) for event in turn(f"b{number}")])
    assert [kept["turn"] for kept in read()] == [*(f"a{n}" for n in range(10, 15)), *(f"b{n}" for n in range(15))]
    assert len(read()) == KEPT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"[]",
        b"null",
        b'{"version": 1}',
        b'{"version": 99, "turns": []}',
        b'{"version": 1, "turns": [7]}',
        b'{"version": 1, "turns": [{"level_dbfs": "loud"}]}',
        b'{"version": 1, "turns": [{"stages": {"a": "b"}}]}',
        b'{"version": 1, "turns": [{"stages": [1]}]}',
        b'{"version": 1, "turns": ["' + b"x" * 1_000_000,
    ],
)
def test_a_damaged_file_is_said_with_the_way_out_and_replaced_by_the_next_turn(content: bytes) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    path().write_bytes(content)
    with pytest.raises(ResourceError, match="cannot read") as error:
        read()
    assert f"rm {path()}" in error.value.hint
    told(turn("t1"))
    assert [kept["turn"] for kept in read()] == ["t1"]


def test_a_folder_that_cannot_be_written_is_said_once() -> None:
    path().parent.write_text("a file in the way")
    bus = Bus()
    seen: list[Event] = []
    bus.subscribe(lambda event: seen.append(event) if event.name == "fault" and not event.turn else None)
    file = ExplainFile(bus)
    for event in turn("t1") + turn("t2"):
        bus.publish(event)
    file.close()
    assert len(seen) == 1
    assert "cannot be kept" in seen[0].data["message"]
    assert json.dumps(seen[0].data)


def test_turns_whose_end_is_never_told_are_forgotten() -> None:
    """A voice over the reply that was nothing: a pause of it is told, and no end."""
    bus = Bus()
    file = ExplainFile(bus)
    for number in range(3 * OPEN):
        bus.publish(Event("turn.pause", f"t{number}", {}))
    for event in turn("last"):
        bus.publish(event)
    file.close()
    assert [each["turn"] for each in read()] == ["last"]
    assert len(file._open) <= OPEN
