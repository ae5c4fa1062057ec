"""The bench of whole turns: scripted engines that sleep for known times, in real time, through a sound card in memory.

No bound on speed: what sleeps cannot be quicker than its sleep, and the stages add up however busy the machine is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vacli.audio.write import write_file
from vacli.bench.e2e.bench import measured, run
from vacli.bench.e2e.card import Card, CardMic
from vacli.bench.e2e.live import NO_CACHES, Pace, Record, one_round, talking
from vacli.bench.e2e.real import labelled, last_within, section
from vacli.bench.e2e.routes import Route, Voice, through
from vacli.bench.e2e.sequential import Sequential
from vacli.bench.e2e.turns import Result, judge
from vacli.bench.own.delays import QUESTION, TEXTS, Delays, medians, scripted
from vacli.bench.result import Section
from vacli.bench.run import Run
from vacli.bench.speech.clips import RATE, Clip, clips
from vacli.bench.wish import Wish
from vacli.config import load
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled, DeviceError, InputError, UsageError
from vacli.core.turn import Turn

DELAYS = Delays()
MS = {name: seconds * 1000 for name, seconds in vars(DELAYS).items()}
PACE = Pace(heard=0.1, gap=0.1)


def question() -> Clip:
    return next(clips("llm", 1, texts=[QUESTION]))


def judged(clip: Clip, talk: Any, route: Route, record: Record, folder: Path) -> Result:
    """Once more where the machine was too busy for its words to come whole."""
    for _ in range(5):
        found = judge(one_round(clip, route.person, talk, record, folder, PACE))
        if found.right and not found.missing:
            break
    return found


def test_what_a_stage_takes_is_found_in_that_stage_and_nowhere_else(tmp_path: Path) -> None:
    """The conversation, then the baseline, over the same engines."""
    record, clip = Record(), question()
    with scripted(DELAYS, ahead=False, more=NO_CACHES) as found, through("memory", record.sound) as route:
        with talking(found, route, record) as talk:
            ours = judged(clip, talk, route, record, tmp_path)
        with route.speaker(found.tts.rate) as speaker:
            baseline = Sequential(found, route, speaker, record, 500)
            baseline.attend()
            theirs = judged(clip, baseline, route, record, tmp_path)
            baseline.leave()
    for each in (ours, theirs):
        assert each.adds_up and each.right and each.reply_class == "llm" and not each.missing
        assert all(each.stages[name] >= MS[name] for name in ("stt_tail", "llm_ttft", "tts_ttfb"))
    assert ours.stages["first_clause"] >= MS["first_clause"] and not ours.drafts
    assert theirs.hold_ms == 500 and not theirs.hidden, "nothing is prepared ahead"
    assert (theirs.endpoint or 0) > 350, "half a second of silence, from what the detector took for the end"


def test_the_turns_before_ctrl_c_are_kept() -> None:
    turn = Turn()

    def tell(what: str, done: int, of: int) -> None:
        if done == 1:
            turn.cancel("interrupted")

    wish = Wish(n=2, quick=True, options={"through": "memory"}, turn=turn, progress=tell)
    run = Run("e2e", wish)
    with scripted(DELAYS, ahead=True) as found, pytest.raises(Cancelled):
        run.sections += measured(found, wish, TEXTS)
    run.take_in()
    assert [each.subject for each in run.sections] == ["quick, cold", "quick", "llm"]
    assert [len(each.details["turns"]) for each in run.sections] == [1, 1, 1], "of two a class one was said"


def test_a_run_has_a_section_for_each_class_and_every_turn_in_one_of_them() -> None:
    told: list[tuple[str, int, int]] = []
    wish = Wish(n=1, quick=True, options={"through": "memory"}, progress=lambda *what: told.append(what))
    with scripted(DELAYS, ahead=True) as found:
        sections = {each.subject: each for each in measured(found, wish, TEXTS)}
    assert list(sections) == ["quick, cold", "quick", "llm", "cached"]
    assert all(len(each.details["turns"]) == 1 for each in sections.values())
    assert [(done, of) for what, done, of in told if what.startswith(("quick", "llm"))] == [(0, 2), (1, 2)]
    for each in sections.values():
        assert each.bench == "e2e" and each.stack["through"] == "memory" and each.stack["stt"] == "scripted script"
        assert any("SYNTHETIC" in note for note in each.notes) and any("through memory" in note for note in each.notes)
        json = {metric["name"]: metric for metric in each.as_json()["metrics"]}
        assert json["sums"]["part"] == json["sums"]["whole"]
        assert json["v2v"]["n"] == json["miss"]["whole"] == 1
        assert {"endpoint_hold", "stt_tail", "sink", "hidden", "wasted_cpu", "draft_hit", "talk_over"} <= set(json)
    assert any("other class 1" in note for note in sections["quick"].notes), "the question was none for a skill"
    [turn] = sections["cached"].details["turns"]
    assert turn["reply_class"] in ("cached", "fallback") and turn["text"] == QUESTION
    ahead = [turn for each in list(sections.values())[1:3] for turn in each.details["turns"]]
    assert medians(ahead)["not adding up"] == 0
    if any(turn["drafts_used"] for turn in ahead):  # a starved machine prepares nothing
        assert max(sum(turn["hidden"].values()) for turn in ahead) > 0


class Failing:
    """A person whose microphone is unplugged after a few clips."""

    def __init__(self, person: Voice, clips: int) -> None:
        self.person, self.left = person, clips

    def say(self, clip: Clip, scratch: Path) -> tuple[float, float, int]:
        if not self.left:
            raise DeviceError("the microphone was unplugged")
        self.left -= 1
        return self.person.say(clip, scratch)


def test_what_was_found_before_a_device_failed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def failing(wanted: str, hear: Any) -> Iterator[Route]:
        with through("memory", hear) as route:
            yield replace(route, person=Failing(route.person, 2))

    monkeypatch.setattr("vacli.bench.e2e.bench.through", failing)
    found = list[Section]()
    with scripted(DELAYS, ahead=False) as engines, pytest.raises(DeviceError, match="unplugged"):
        for section in measured(engines, Wish(n=1, quick=True), TEXTS):
            found.append(section)
    assert [(each.subject, len(each.details["turns"])) for each in found] == [("quick, cold", 1), ("quick", 1)]
    assert any("ended after 1 of 2 turns" in note for note in found[-1].notes)


def test_a_conversation_that_hears_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.bench.e2e.live.HEARING", 0.05)
    record = Record()
    with scripted(DELAYS, ahead=False) as engines, through("memory", record.sound) as route:
        card = Card(lambda began, at: None)
        card.close()
        with (
            pytest.raises(DeviceError, match="hears nothing"),
            talking(engines, replace(route, mic=lambda: CardMic(card)), record),
        ):
            pass


def test_recordings_of_ones_own_are_said_to_it(tmp_path: Path) -> None:
    write_file(iter([question().audio]), RATE, tmp_path / "mine.wav", "wav")
    with scripted(DELAYS, ahead=False, more=NO_CACHES) as found:
        [section] = measured(found, Wish(quick=True, options={"through": "memory"}, input=tmp_path))
    assert section.subject == "real" and section.notes[0].startswith("real speech")
    [turn] = section.details["turns"]
    early, late = (section.metric(name).as_json()["values"] for name in ("v2v_label35", "v2v_label26"))
    if turn["why"] == "":  # a starved machine answers late, or not
        assert turn["reply_class"] == "llm" and turn["adds_up"]
        assert early == [pytest.approx(turn["v2v"], abs=0.01)] and late[0] >= early[0]


def sections_of(wish: Wish) -> list[Section]:
    return list(run(wish))


def test_what_cannot_be_had_is_named_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = load({"stt.engine": "whisper", "stt.model": str(tmp_path / "nothing")}).config
    [section] = sections_of(Wish(config=config, options={"through": "memory"}))
    assert not section.metrics and "not measured" in section.notes[0] and "nothing" in section.notes[0]
    monkeypatch.setattr("vacli.bench.e2e.devices.SCRIPT", tmp_path / "virtual-audio.sh")
    config = load({"stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone"}).config
    [section] = sections_of(Wish(config=config, options={"through": "virtual"}))
    assert "no virtual sound devices" in section.notes[0]
    with scripted(DELAYS, ahead=False, more={"stt.language": "de"}) as found:
        [section] = measured(found, Wish(options={"through": "memory"}))
    assert "English" in section.notes[0] and "set to de" in section.notes[0]
    with through("", lambda began, at: None) as route:
        assert route.name == "memory" and "no virtual sound devices" in route.note


@pytest.mark.parametrize("options", [{"through": "telephone"}, {"baseline": "other"}])
def test_an_unknown_option_is_an_error(options: dict[str, str]) -> None:
    config = load({"stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone"}).config
    with pytest.raises(UsageError, match="unknown"):
        sections_of(Wish(config=config, options=options))


def test_it_stops_when_it_is_told_to() -> None:
    wish = Wish(config=load({"stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone"}).config)
    wish.turn.cancel("Ctrl-C")
    with pytest.raises(Cancelled):
        sections_of(Wish(config=wish.config, options={"through": "memory"}, turn=wish.turn))


def test_both_labels_of_a_recording(tmp_path: Path) -> None:
    """A loud second, then 0.2 s at 30 dB below it, then a room far below."""
    sound = np.random.default_rng(0).normal(0, 0.1, 3 * RATE).astype(np.float32)
    sound[: RATE // 2] *= 1e-3
    sound[RATE * 3 // 2 : RATE * 17 // 10] *= 10 ** (-30 / 20)
    sound[RATE * 17 // 10 :] *= 1e-3
    write_file(iter([Audio(sound, RATE)]), RATE, tmp_path / "one.wav", "wav")
    [found] = labelled(tmp_path, Turn())
    assert found.clip.start / RATE == pytest.approx(0.5) and found.clip.end / RATE == pytest.approx(1.7)
    assert found.earlier_ms == pytest.approx(200)
    result = Result("real", "", "", "fallback", 300.0, None, False, False, False, False, False, missing=("heard",))
    told = section([found], [result], {}, ())
    assert told.metric("v2v_label35").as_json()["values"] == [300]
    assert told.metric("v2v_label26").as_json()["values"] == [500]
    assert told.notes[0].startswith("real speech") and "heard_right" not in {each.name for each in told.metrics}


def test_recordings_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no recordings"):
        list(labelled(tmp_path, Turn()))
    write_file(iter([Audio(np.zeros(RATE, np.float32), RATE)]), RATE, tmp_path / "silence.wav", "wav")
    with pytest.raises(InputError, match="no sound"):
        list(labelled(tmp_path, Turn()))
    (tmp_path / "silence.wav").write_bytes(b"RIFF")
    with pytest.raises(InputError):
        list(labelled(tmp_path, Turn()))
    assert last_within(np.zeros(0, np.float32), 35) == 0
