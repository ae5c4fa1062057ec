"""Keeping a turn by consent: what is held, which turn is written and why, what of it lies in its folder."""

import json
import os
import resource
import stat
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import VOSK

from tests.live.person import Person, Sound
from vacli.audio.memory import MemoryMic
from vacli.audio.playback import Playback
from vacli.config import load as load_config
from vacli.core.audio import Audio, Samples
from vacli.core.errors import ResourceError, UsageError
from vacli.core.events import Bus, Event
from vacli.engines import Engines, load
from vacli.live import keep as keeping
from vacli.live.conversation import Conversation
from vacli.live.keep import AFTER, BEFORE, HELD, Keep, Ring
from vacli.live.kept import prepare, read, refused, settings_of

RATE = 16000
SCRIPTED = {"stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone", "vad.engine": "silero"}
CONFIG = load_config(SCRIPTED).config
PATIENCE = 20.0


def tone(count: int, level: float = 0.5) -> Samples:
    return np.full(count, level, np.float32)


def test_pieces_lie_where_they_sounded_and_silence_is_where_nothing_was() -> None:
    ring = Ring(1000)
    for at in (10.0, 10.1, 10.5):
        ring.put(tone(100, at - 9.9), at)
    cut = ring.cut(9.9, 10.7)
    assert len(cut) == 800 and cut.rate == 1000
    assert not cut.samples[:100].any() and not cut.samples[300:600].any() and not cut.samples[700:].any()
    assert cut.samples[100:200] == pytest.approx(0.1) and cut.samples[600:700] == pytest.approx(0.6)


def test_times_that_are_a_little_off_make_no_gap_and_no_overlap() -> None:
    ring = Ring(1000)
    for number in range(10):
        ring.put(tone(20), 5.0 + number * 0.02 + (0.004 if number % 2 else -0.004))
    cut = ring.cut(4.9, 5.3).samples
    assert np.count_nonzero(cut) == 200 and cut.nonzero()[0].max() - cut.nonzero()[0].min() == 199


def test_no_more_than_a_minute_is_held() -> None:
    ring = Ring(100)
    for second in range(200):
        ring.put(tone(100), float(second))
    assert 199 - HELD - 1 <= ring.since() <= 199 - HELD
    assert not ring.cut(0.0, 100.0).samples.any() and ring.cut(190.0, 195.0).samples.all()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a busy machine takes to write is no matter of these tests."""
    monkeypatch.setattr(keeping, "LEAVE", PATIENCE)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    loaded = load(CONFIG, ("vad", "stt", "llm", "tts"))
    yield loaded
    loaded.close()


class Played:
    """A conversation that never runs: its sound and its events are told by hand, `now` or later."""

    def __init__(self, engines: Engines, folder: Path, *, wrong: bool = True) -> None:
        self.bus, self.told, self.speaker = Bus(), list[Event](), Playback(engines.tts.rate)
        self.bus.subscribe(self.told.append)
        silence = Audio(np.zeros(RATE, np.float32), RATE)
        self.talk = Conversation(engines.session(self.speaker, self.bus, skills="once"), MemoryMic(silence))
        self.keep = Keep(folder, self.bus, settings_of(CONFIG), lambda: {"engines": {}}, wrong)
        self.keep.follow(self.talk)
        self.since = time.monotonic() - 10.0
        self.mic = self.talk.listen.mic if self.talk.listen else None
        assert self.mic is not None
        place = round((self.since - self.mic.time_of(0)) * RATE)
        self.talk.wires.heard(Audio(tone(10 * RATE), RATE, place))

    def tell(self, name: str, turn: str, at: float, **data: Any) -> None:
        """`at`: seconds from the beginning of the sound."""
        self.bus.publish(Event(name, turn, data, self.since + at))

    def turn(self, turn: str = "t1", begin: float = 4.0, **end: Any) -> None:
        self.tell("turn.begin", turn, begin + 0.1, origin="speech", continues=None)
        self.tell("turn.endpoint", turn, begin + 1.0, rule="complete")
        marks = {"speech_start": self.since + begin}
        told = {"total_ms": 200.0, "cancelled": False, "marks": marks, "text": "what time is it", "reply": "noon"}
        self.tell("turn.end", turn, begin + 2.0, **(told | end))

    def named(self, name: str) -> list[Event]:
        return [each for each in self.told if each.name == name]


@pytest.fixture
def play(engines: Engines, tmp_path: Path) -> Iterator[Callable[..., Played]]:
    made: list[Played] = []

    def begin(**options: Any) -> Played:
        made.append(Played(engines, prepare(tmp_path / "kept"), **options))
        return made[-1]

    yield begin
    for each in made:
        each.keep.close()


def folders(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "kept").iterdir())


def test_a_turn_that_was_asked_for_is_a_folder_of_its_owner_alone(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play(wrong=False)
    played.turn()
    played.keep.ask()
    played.keep.close()
    (folder,) = folders(tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == dict.fromkeys(
        ("in.wav", "out.wav", "events.jsonl", "versions.json"), 0o600
    )
    assert played.named("listen.kept")[0].data == {"folder": str(folder), "why": "asked for"}
    found = read(folder)
    assert found.turn == "t1" and found.why == "asked for" and found.settings == settings_of(CONFIG)
    assert found.sound.seconds == pytest.approx(BEFORE + 2.0 + AFTER, abs=0.01)
    with wave.open(str(folder / "out.wav")) as out:
        assert out.getnframes() / out.getframerate() == pytest.approx(found.sound.seconds, abs=0.01)


def test_its_events_count_from_the_beginning_of_its_sound(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play()
    played.turn("t0", 1.0)
    played.turn("t1", 4.0)
    played.keep.ask()
    played.keep.close()
    found = read(folders(tmp_path)[0])
    assert {each.turn for each in found.events} == {"t1"}
    at = {each.name: each.at for each in found.events}
    assert at["turn.begin"] == pytest.approx(BEFORE + 0.1, abs=0.001)
    end = next(each for each in found.events if each.name == "turn.end")
    assert end.data["marks"]["speech_start"] == pytest.approx(BEFORE, abs=0.001)


def wrong(play: Callable[..., Played], **end: Any) -> Played:
    played = play()
    played.turn(**end)
    played.keep.close()
    return played


def test_late_ones_are_kept_by_themselves_if_that_was_wanted(play: Callable[..., Played], tmp_path: Path) -> None:
    assert wrong(play, total_ms=812.0).named("listen.kept")[0].data["why"] == "late: 812 ms"
    assert len(folders(tmp_path)) == 1


def test_good_ones_broken_off_ones_and_typed_ones_are_not(play: Callable[..., Played], tmp_path: Path) -> None:
    wrong(play, total_ms=499.0)
    wrong(play, total_ms=None)
    wrong(play, total_ms=812.0, cancelled=True)
    typed = play()
    typed.tell("turn.begin", "t9", 4.0, origin="text")
    typed.tell("turn.end", "t9", 5.0, total_ms=900.0, marks={})
    typed.keep.close()
    assert folders(tmp_path) == []


def test_none_is_kept_by_itself_unless_that_was_wanted(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play(wrong=False)
    played.tell("turn.begin", "t1", 4.0, origin="speech")
    played.tell("fault", "t1", 4.5, message="the voice failed")
    played.tell("turn.end", "t1", 5.0, total_ms=900.0, marks={})
    played.keep.close()
    assert folders(tmp_path) == []


def test_a_turn_in_which_something_failed_is_kept(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play()
    played.tell("turn.begin", "t1", 4.0, origin="speech")
    played.tell("fault", "t1", 4.5, message="the voice failed")
    played.tell("turn.end", "t1", 5.0, total_ms=None, marks={})
    played.keep.close()
    assert read(folders(tmp_path)[0]).why == "fault: the voice failed"


@pytest.mark.parametrize("over", [True, False])
def test_a_cut_off_is_kept_with_what_went_on(play: Callable[..., Played], tmp_path: Path, over: bool) -> None:
    """Whether the turn that was ended too soon is told to be over before or after the one that goes on with it."""
    played = play()
    first = {"total_ms": None, "cancelled": True, "marks": {"speech_start": played.since + 2.0}}
    played.tell("turn.begin", "t1", 2.0, origin="speech")
    if over:
        played.tell("turn.end", "t1", 4.9, **first)
    played.tell("turn.begin", "t2", 5.0, origin="speech", continues="t1")
    played.tell("turn.continued", "t2", 5.0, before="t1", false_cutoff=True)
    if not over:
        played.tell("turn.end", "t1", 5.1, **first)
    played.tell("turn.end", "t2", 7.0, total_ms=200.0, marks={"speech_start": played.since + 5.0})
    played.keep.close()
    (folder,) = folders(tmp_path)
    found = read(folder)
    assert (found.turn, found.why) == ("t2", "cut off")
    assert found.sound.seconds == pytest.approx(BEFORE + 5.0 + AFTER, abs=0.01), "from where the first one began"
    assert {each.turn for each in found.events} == {"t1", "t2"}


def test_the_turn_that_is_being_answered_is_kept_once_it_is_over(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play(wrong=False)
    played.turn("t1", 1.0)
    played.tell("turn.begin", "t2", 4.0, origin="speech")
    played.tell("turn.endpoint", "t2", 5.0)
    played.keep.ask()
    assert not played.named("listen.kept")
    played.tell("turn.end", "t2", 6.0, total_ms=200.0, marks={"speech_start": played.since + 4.0})
    played.keep.close()
    assert [read(each).turn for each in folders(tmp_path)] == ["t2"]


def test_while_the_user_speaks_it_is_the_turn_before(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play(wrong=False)
    played.turn("t1", 1.0)
    played.tell("turn.begin", "t2", 4.0, origin="speech")
    played.keep.ask()
    played.keep.close()
    assert [read(each).turn for each in folders(tmp_path)] == ["t1"]


def test_a_cough_after_an_answer_is_not_what_is_kept(play: Callable[..., Played], tmp_path: Path) -> None:
    """Unless there is nothing else, or something was wrong with it."""
    played = play(wrong=False)
    cough = {"text": "", "reply": "", "total_ms": None}
    played.turn("t1", 0.5, **cough)
    played.keep.ask()
    played.turn("t2", 2.0)
    played.turn("t3", 4.0, **cough)
    played.keep.ask()
    played.tell("turn.begin", "t4", 6.0, origin="speech")
    played.tell("fault", "t4", 6.5, message="the recogniser failed")
    played.tell("turn.end", "t4", 7.0, marks={}, **cough)
    played.keep.ask()
    played.keep.close()
    assert sorted(read(each).turn for each in folders(tmp_path)) == ["t1", "t2", "t4"]


def test_turns_that_never_end_are_forgotten(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play()
    played.tell("turn.begin", "lost", 1.0, origin="speech")
    for number in range(keeping.OPEN):
        played.tell("turn.begin", f"t{number}", 1.0 + number / 10, origin="speech")
    for turn in ("lost", "t0"):
        played.tell("turn.end", turn, 5.0, total_ms=900.0, marks={})
    played.keep.close()
    assert [read(each).turn for each in folders(tmp_path)] == ["t0"]


def test_whoever_closes_does_not_wait_for_sound_to_come(play: Callable[..., Played]) -> None:
    played = play(wrong=False)
    played.turn("t1", 3600.0)
    played.keep.ask()
    played.keep.close()
    assert not played.keep._thread.is_alive(), "an hour before its end"


def test_a_turn_that_takes_long_to_write_is_not_waited_for_and_that_is_said(
    play: Callable[..., Played], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = threading.Event()
    played = play(wrong=False)
    played.keep._about = lambda: {"engines": {}} if written.wait(PATIENCE) else {}
    played.turn()
    played.keep.ask()
    with monkeypatch.context() as hurried:
        hurried.setattr(keeping, "LEAVE", 0.05)
        played.keep.close()
    assert "may not be kept" in played.named("fault")[0].data["message"]
    written.set()


def test_half_a_turn_of_a_killed_process_is_swept_away(tmp_path: Path) -> None:
    names = (".2026-01-02T03-04-05-t1.part", ".2026-01-02T03-04-06-t2.part", ".mine.part")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "in.wav").write_bytes(b"sound")
    for name in (names[0], names[2]):
        os.utime(tmp_path / name, (0, 0))
    prepare(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(names[1:]), "one is young, one not ours"


def test_asked_for_twice_it_is_there_once(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play(wrong=False)
    played.turn()
    played.keep.ask()
    played.keep.ask()
    played.keep.close()
    assert len(folders(tmp_path)) == 1 and len(played.named("listen.kept")) == 2


def test_nothing_to_keep_is_said(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play()
    played.keep.ask()
    (fault,) = played.named("fault")
    assert fault.data["stage"] == "keep" and "nothing was said yet" in fault.data["message"]


def test_sound_that_is_gone_is_said(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play()
    assert played.mic is not None
    later = round((played.since + HELD + 30.0 - played.mic.time_of(0)) * RATE)
    played.talk.wires.heard(Audio(tone(RATE), RATE, later))
    played.turn()
    played.keep.ask()
    played.keep.close()
    assert folders(tmp_path) == [] and "is gone" in played.named("fault")[0].data["message"]


def test_a_slow_machine_does_not_fill_the_disk(
    play: Callable[..., Played], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    played = play()
    for number in range(5):
        played.turn(f"t{number}", 2.0 + number, total_ms=900.0)
    played.keep.close()
    assert len(folders(tmp_path)) == 2
    (fault,) = played.named("fault")
    assert fault.data["message"].startswith("2 turns are kept")


def test_a_folder_that_went_away_costs_the_turn_and_not_the_conversation(
    play: Callable[..., Played], tmp_path: Path
) -> None:
    played = play()
    (tmp_path / "kept").rmdir()
    (tmp_path / "kept").write_text("a file in its place")
    played.turn(total_ms=900.0)
    limit = time.monotonic() + PATIENCE
    while not played.named("fault") and time.monotonic() < limit:
        time.sleep(0.01)
    (fault,) = played.named("fault")
    assert "no turn can be kept" in fault.data["message"] and "--keep FOLDER" in fault.data["hint"]
    (tmp_path / "kept").unlink()
    prepare(tmp_path / "kept")
    played.turn("t2", 6.0, total_ms=900.0)
    played.keep.close()
    assert [read(each).turn for each in folders(tmp_path)] == ["t2"]


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(play: Callable[..., Played], tmp_path: Path) -> None:
    played = play()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        played.turn(total_ms=900.0)
        played.keep.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert folders(tmp_path) == []
    assert "no turn can be kept" in played.named("fault")[0].data["message"]


def test_what_the_system_refuses_is_told_with_the_way_out(tmp_path: Path) -> None:
    import errno

    full = refused(tmp_path, OSError(errno.ENOSPC, "No space left on device"))
    assert isinstance(full, ResourceError) and "disk is full" in full.message and "df -h" in full.hint
    closed = refused(tmp_path, OSError(errno.EROFS, "Read-only file system"))
    assert "Read-only file system" in closed.message and "ls -ld" in closed.hint
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is no folder"):
        prepare(tmp_path / "file")
    with pytest.raises(ResourceError):
        prepare(Path("/proc/nowhere"))


def test_settings_that_are_kept_name_no_device_no_host_and_no_command() -> None:
    assert not [key for key in settings_of(CONFIG) if key.startswith(("audio.", "skills.", "models."))]
    assert json.loads(json.dumps(settings_of(CONFIG)))["stt.engine"] == "scripted"


def test_what_nobody_listens_to_is_not_held(engines: Engines) -> None:
    """While it is muted nothing reaches whoever keeps sound."""
    person = Person(engines)
    held: list[tuple[int, bool]] = []
    muted = [False]

    def script(p: Person) -> Sound:
        p.conversation.wires.heard = lambda audio: held.append((audio.start, muted[0]))
        yield from p.wait(1.0)
        p.conversation.mute(True)
        yield from p.wait(0.2)
        muted[0] = True
        yield from p.wait(2.0)
        muted[0] = False
        p.conversation.mute(False)
        yield from p.wait(1.0)

    person.talk(script)
    assert len(held) > 40 and not any(flag for _, flag in held)


def test_a_real_conversation_is_kept_as_it_sounded(tmp_path: Path) -> None:
    """In real time, with a recogniser: the words lie in in.wav, the answer in out.wav after them."""
    pytest.importorskip("vosk")
    pytest.importorskip("espeakng_loader")
    from vacli.audio.paced import PacedMic

    config = load_config({**SCRIPTED, "stt.engine": "vosk", "stt.model": str(VOSK)}).config
    engines = load(config, ("vad", "stt", "llm", "tts"))
    person = Person(engines)
    sound = np.concatenate([each.samples for each in (*person.wait(0.6), *person.say("what time is it"))])
    mic = PacedMic(iter([Audio(sound, RATE)]), speaker=person.speaker)
    talk = Conversation(person.session, mic)
    keep = Keep(prepare(tmp_path / "kept"), person.bus, settings_of(config), dict, False)
    keep.follow(talk)
    person.bus.subscribe(lambda event: keep.ask() if event.name == "turn.endpoint" else None)
    talk.run()
    keep.close()
    engines.close()
    found = read(folders(tmp_path)[0])
    told = {each.name: each for each in found.events}
    assert told["turn.end"].data["text"] == "what time is it"
    begin = round((told["turn.end"].data["marks"]["speech_start"]) * RATE)
    loud = np.flatnonzero(np.abs(found.sound.samples) > 0.02)
    assert abs(loud[0] - begin) < 0.2 * RATE
    with wave.open(str(folders(tmp_path)[0] / "out.wav")) as out:
        said = np.frombuffer(out.readframes(out.getnframes()), "<i2")
        first = np.flatnonzero(np.abs(said) > 300)[0] / out.getframerate()
    assert first == pytest.approx(told["speak.begin"].data["dac"], abs=0.05)
