"""A kept turn is said again: then and now side by side; whatever is wrong with the folder is said with the way out."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import VOSK

from vacli.audio.files import open_sound
from vacli.bench.replay import replay
from vacli.bench.then_now import Replayed, Went, lines, went
from vacli.config import load as settings
from vacli.core.audio import Audio, join
from vacli.core.errors import Cancelled, InputError, UsageError, VacliError
from vacli.core.events import Event
from vacli.core.turn import Origin, Turn
from vacli.live.kept import EVENTS, IN, VERSIONS, Kept, settings_of, write

RATE = 16000
CONFIG = settings({"stt.engine": "scripted", "stt.model": "stop the music", "tts.engine": "tone"}).config
RAN = {
    "vad": {"name": "silero", "model": "silero_vad_v6", "device": "cpu"},
    "stt": {"name": "scripted", "model": "script", "device": "cpu"},
    "llm": {"name": "scripted", "model": "script", "device": "cpu"},
    "tts": {"name": "tone", "model": "tone", "device": "cpu"},
}
STAGES = {"endpoint_hold": 700.0, "stt_tail": 100.0, "understand": 5.0, "sink": 20.0}


def events() -> list[Event]:
    end = {
        "text": "what dime is it",
        "reply": "Pardon?",
        "reply_class": "fallback",
        "stages": STAGES,
        "hidden": {},
        "total_ms": 825.0,
    }
    return [
        Event("turn.begin", "t7", {"origin": "speech"}, 1.0),
        Event("turn.endpoint", "t7", {"rule": "unknown", "completeness": "unknown", "hold_ms": 350}, 2.4),
        Event("turn.end", "t7", end, 3.0),
    ]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A question of 1.6 s that a recogniser got wrong."""
    with open_sound(VOSK / "samples" / "time.wav", Turn(Origin.TEXT)) as opened:
        sound = join(opened.pieces(RATE))
    kept = Kept("t7", "asked for", sound, events(), settings_of(CONFIG), {"engines": RAN})
    target = tmp_path_factory.mktemp("kept") / "t7"
    write(target, kept, Audio(sound.samples, RATE))
    return target


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy that may be damaged."""
    shutil.copytree(original, tmp_path / "turn")
    return tmp_path / "turn"


@pytest.fixture(scope="module")
def again(original: Path) -> Replayed:
    """With another recogniser, in real time."""
    pytest.importorskip("vosk")
    return replay(original, {"stt.engine": "vosk", "stt.model": str(VOSK)}, Turn(Origin.TEXT))


def test_what_was_heard_then_stands_beside_what_is_heard_now(again: Replayed) -> None:
    assert again.was is not None and again.now is not None
    assert (again.was.text, again.now.text) == ("what dime is it", "what time is it")
    assert (again.was.reply_class, again.now.reply_class) == ("fallback", "quick")
    assert again.ran["stt"] == "scripted script" and again.runs["stt"].startswith("vosk")
    assert len(again.new) == 1 and again.now.rule


def test_every_stage_has_its_difference(again: Replayed) -> None:
    rows = again.stages()
    assert again.now is not None and again.now.total_ms is not None
    assert sum(again.now.stages.values()) == pytest.approx(again.now.total_ms, abs=1.0)
    was, now, difference = rows["total"]
    assert was == 825.0 and now == again.now.total_ms and difference == pytest.approx(now - 825.0, abs=0.1)
    assert rows["llm_ttft"][0] is None and rows["llm_ttft"][2] is None, "it was not told then"
    assert next(iter(rows)) == "endpoint_hold" and list(rows)[-1] == "total"


def test_it_is_told_to_people_and_to_machines(again: Replayed) -> None:
    said = "\n".join(lines(again))
    assert "kept because asked for" in said and "then: what dime is it" in said and "now:  what time is it" in said
    assert "scripted script  ->  vosk" in said and "stt.engine = vosk" in said and "endpoint_hold" in said
    told = json.loads(json.dumps(again.as_json()))
    assert told["now"]["text"] == "what time is it" and told["stages"]["total"]["then_ms"] == 825.0


def test_nothing_of_the_users_is_touched(again: Replayed, own_folders: Path) -> None:
    assert not list(own_folders.rglob("*.db"))


def turned(**end: Any) -> list[Went]:
    """Of a conversation in which a turn was ended too soon."""
    begun = [Event("turn.begin", name, {"origin": "speech"}, at) for name, at in (("a", 1.0), ("b", 2.0))]
    typed = [Event("turn.begin", "c", {"origin": "text"}, 3.0), Event("turn.end", "c", {}, 3.1)]
    cut = Event("turn.continued", "b", {"before": "a", "false_cutoff": True}, 2.0)
    ends = [Event("turn.end", name, {"text": name, **end}, 4.0) for name in "ab"]
    return list(went([*begun, cut, *typed, *ends]))


def test_a_cut_off_is_seen_and_what_was_typed_is_left_out() -> None:
    first, second = turned()
    assert (first.turn, first.cut_off, second.cut_off) == ("a", True, False)
    assert first.at is None and first.total_ms is None and first.rule == ""


def test_no_turn_at_all_is_said() -> None:
    (old, _), nothing = turned(), Replayed("f", "late", [], [], None, None, {}, {}, {})
    assert "no such turn" in "\n".join(lines(nothing))
    gone = Replayed("f", "late", [old], [], old, None, {}, {}, {})
    assert "now:  no such turn" in "\n".join(lines(gone)) and "now: 0" in "\n".join(lines(gone))


def changed(folder: Path, **values: Any) -> None:
    file = folder / VERSIONS
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no versions": (lambda folder: (folder / VERSIONS).unlink(), "is no turn that was kept"),
    "no sound": (lambda folder: (folder / IN).unlink(), "no such file"),
    "no events": (lambda folder: (folder / EVENTS).unlink(), "is missing"),
    "newer": (lambda folder: changed(folder, version=2), "kept by a newer vacli"),
    "no json": (lambda folder: (folder / VERSIONS).write_text("{"), "is damaged"),
    "no object": (lambda folder: (folder / VERSIONS).write_text("[]"), "is damaged"),
    "deep": (lambda folder: (folder / VERSIONS).write_text("[" * 100_000), "is damaged"),
    "bytes": (lambda folder: (folder / VERSIONS).write_bytes(b"\xff\xfe\x00"), "cannot be read"),
    "rate": (lambda folder: changed(folder, rate=0), "is damaged"),
    "turn": (lambda folder: changed(folder, turn=5), "is damaged: turn"),
    "engines": (lambda folder: changed(folder, about={"engines": [1]}), "is damaged: engines"),
    "stage": (lambda folder: changed(folder, about={"engines": {"nose": {"name": "a", "model": ""}}}), "engines"),
    "event": (lambda folder: (folder / EVENTS).write_text('{"turn": "t7"}\n'), "is damaged in line 1"),
    "line": (lambda folder: (folder / EVENTS).write_text("nonsense\n"), "is damaged"),
    "stages": (
        lambda folder: (folder / EVENTS).write_text(
            '{"event": "turn.begin", "turn": "t7", "at": 1, "origin": "speech"}\n'
            '{"event": "turn.end", "turn": "t7", "at": 2, "stages": {"sink": "soon"}}\n'
        ),
        "is damaged",
    ),
    "empty sound": (lambda folder: (folder / IN).write_bytes(b""), "is empty"),
    "text for sound": (lambda folder: (folder / IN).write_text("hello"), IN),
    "huge": (lambda folder: (folder / EVENTS).open("wb").truncate(40 << 20), "is too large"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_folder_is_said_with_the_way_out(folder: Path, what: str) -> None:
    damage, said = DAMAGE[what]
    damage(folder)
    with pytest.raises(InputError) as refused:
        replay(folder, {}, Turn(Origin.TEXT))
    assert said in f"{refused.value.message} {refused.value.hint}" and refused.value.hint


def test_a_folder_of_turns_names_the_latest_of_them(folder: Path) -> None:
    with pytest.raises(InputError, match="holds turns") as refused:
        replay(folder.parent, {}, Turn(Origin.TEXT))
    assert str(folder) in refused.value.hint
    with pytest.raises(InputError, match="is no turn that was kept"):
        replay(folder / "nowhere", {}, Turn(Origin.TEXT))


@pytest.mark.parametrize(
    ("flags", "said"),
    [({"stt.nose": "1"}, "unknown setting"), ({"stt.engine": "nose"}, "nose"), ({"tts.speed": "fast"}, "fast")],
)
def test_settings_that_do_not_exist_are_refused(folder: Path, flags: dict[str, str], said: str) -> None:
    with pytest.raises((UsageError, VacliError)) as refused:
        replay(folder, flags, Turn(Origin.TEXT))
    assert said in refused.value.message


def test_it_stops_when_it_is_told_to(folder: Path) -> None:
    turn = Turn(Origin.TEXT)
    turn.cancel("interrupted")
    with pytest.raises(Cancelled):
        replay(folder, {}, turn)
