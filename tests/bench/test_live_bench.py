"""The bench of the live loop counts what became of everything that was said, and its clock is the devices'.

Scripted conversations first, then a stand-in for the loop at the real virtual devices: it answers with a tone.
"""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vacli.audio.portaudio_mic import PortAudioMic
from vacli.audio.portaudio_speaker import PortAudioSpeaker
from vacli.bench.e2e import devices as module
from vacli.bench.e2e.devices import Person, virtual_devices
from vacli.bench.e2e.live import Pace, Record, Talk, one_round
from vacli.bench.e2e.routes import Voice
from vacli.bench.e2e.table import ratios, section
from vacli.bench.e2e.turns import REAL, Result, Round, judge, plain
from vacli.bench.result import Samples, Section, Share
from vacli.bench.speech.clips import Clip, clips
from vacli.core.audio import Audio
from vacli.core.errors import DeviceError
from vacli.core.events import Event
from vacli.core.flow import spawn
from vacli.core.marks import Mark
from vacli.core.turn import Turn

START, END = 100.0, 101.5
TEXT = "what is two plus three"
MARKS = {
    Mark.SPEECH_END: 0.05,
    Mark.ENDPOINT: 0.2,
    Mark.TRANSCRIPT: 0.23,
    Mark.UNDERSTOOD: 0.232,
    Mark.FIRST_TOKEN: 0.232,
    Mark.FIRST_CLAUSE: 0.235,
    Mark.FIRST_SOUND: 0.24,
    Mark.FIRST_AUDIBLE: 0.245,
}
"""Seconds after the end of speech; the detector believed it 50 ms later than it was."""


def event(name: str, at: float, turn: str = "t1", **data: object) -> Event:
    return Event(name, turn, data, END + at)


def told(
    *more: Event,
    endpoint: float = 0.2,
    audible: float | None = 0.29,
    text: str = TEXT,
    kind: str = "quick",
    marks: Mapping[Mark, float] = MARKS,
) -> Round:
    """A turn as the loop tells it; moments in seconds after the end of speech."""
    marks = {mark: END + at for mark, at in marks.items()} | ({} if audible is None else {Mark.HEARD: END + audible})
    end: dict[str, Any] = {"marks": marks, "text": text, "reply_class": kind}
    events = [event("turn.begin", -1.4, origin="speech"), event("turn.endpoint", endpoint, hold_ms=160)]
    sounds = [] if audible is None else [END + audible]
    begins = [event("speak.begin", at - END + 0.02, dac=at) for at in sounds]
    return Round("quick", TEXT, START, END, [*events, *begins, *more, event("turn.end", 1.4, **end)], sounds)


def test_a_good_turn_is_timed_from_the_true_end_of_speech_by_dac_time() -> None:
    found = judge(told())
    assert found.why == "" and found.right and found.reply_class == "quick"
    assert found.v2v == pytest.approx(290) and found.ear == pytest.approx(290)
    assert found.endpoint == pytest.approx(200) and found.hold_ms == 160


def test_its_waterfall_adds_up_to_the_time_from_the_true_end_of_speech() -> None:
    found = judge(told())
    assert not found.missing and sum(found.stages.values()) == pytest.approx(found.v2v, abs=1)
    assert found.stages["endpoint_hold"] == pytest.approx(200), "of which the detector knew but 150"
    assert found.stages["stt_tail"] == pytest.approx(30) and found.stages["sink"] == pytest.approx(45)


def test_a_turn_without_a_mark_is_counted_and_the_mark_named() -> None:
    bare = told(event("turn.end", 1.3, marks={Mark.HEARD: END + 0.29}, text=TEXT, reply_class="quick"))
    found = section(
        "quick", results(told(), replace(bare, events=[each for each in bare.events if each.at != END + 1.4])), {}
    )
    assert share(found, "unanchored") == (1, 2) and share(found, "miss") == (0, 2)
    assert any("first_sound 1" in note for note in found.notes)
    assert len(samples(found, "sink")) == 1 and len(samples(found, "v2v")) == 2


def test_the_stages_of_500_turns_add_up_whatever_order_their_marks_came_in() -> None:
    """Drafts finish before the endpoint, a turn is ended before the user is done, the device is late: 500 of them."""
    rng = np.random.default_rng(5)
    found = []
    for _ in range(500):
        marks = dict(zip(MARKS, np.sort(rng.normal(0.1, 0.2, len(MARKS))), strict=True))
        early = rng.choice(list(MARKS)[1:], 3, replace=False)
        marks |= {Mark(mark): float(rng.normal(-0.2, 0.3)) for mark in early}  # by a draft
        audible = max(marks[mark] for mark in list(MARKS)[1:]) + float(rng.exponential(0.05))
        found.append(judge(told(audible=audible, marks=marks)))
    assert all(each.adds_up for each in found)
    assert sum(bool(each.hidden) for each in found) > 100, "the case that is hard"
    whole = section("quick", found, {})
    assert share(whole, "sums") == (sum(not each.why for each in found),) * 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (told(audible=None), "no reply"),
        (told(audible=2.17), "late"),
        (told(text="what is two plus ten"), "wrong words"),
        (told(kind="fallback"), "other class"),
        (told(endpoint=-0.4, audible=-0.3), "cut off"),
        (told(endpoint=2.1, audible=2.15), "no endpoint"),
        (Round("quick", TEXT, START, END, []), "no endpoint"),
        (Round("quick", TEXT, START, END, [event("turn.begin", -1.4, origin="speech")]), "no endpoint"),
        (told(event("turn.continued", -0.1, false_cutoff=True)), "cut off"),
        (told(endpoint=-0.5, text="what is two"), "cut off"),  # what came after it was never heard
        (told(endpoint=-0.5, text=""), "cut off"),
        (told(endpoint=-0.5, text="what is you"), "wrong words"),
        (told(text="what is two"), "wrong words"),  # it was waited for the rest
    ],
)
def test_what_went_wrong_is_a_miss_and_says_why(said: Round, why: str) -> None:
    assert judge(said).why == why


def test_a_late_reply_within_the_hold_is_none_too_late() -> None:
    assert judge(told(audible=2.15)).why == ""


def test_a_turn_that_was_ended_early_and_went_on_unnoticed_is_counted_but_no_miss() -> None:
    """The first end came 0.5 s before the speech was over, and nothing sounded; the second turn has all the words."""
    second = [
        event("turn.begin", -0.3, "t2", origin="speech"),
        event("turn.continued", -0.3, "t2", before="t1", false_cutoff=False),
        event("turn.endpoint", 0.18, "t2", hold_ms=160),
        event("speak.begin", 0.3, "t2", dac=END + 0.27),
        event("turn.end", 1.4, "t2", text=TEXT, reply_class="quick"),
    ]
    found = judge(told(*second, endpoint=-0.5, audible=None))
    assert found.early and not found.cut_off and found.why == ""
    assert found.v2v == pytest.approx(270)
    assert share(section("quick", [found, judge(told())], {}), "early") == (1, 2)


def test_the_reply_to_an_announcement_or_to_noise_is_not_taken_for_the_answer() -> None:
    others = [
        event("turn.begin", -0.2, "t8", origin="announcement"),
        event("speak.begin", 0.1, "t8", dac=END + 0.1),
        event("turn.begin", 1.2, "t9", origin="speech"),
        event("speak.begin", 1.5, "t9", dac=END + 1.5),
    ]
    assert judge(told(*others, audible=None)).why == "no reply"
    assert judge(told(*others)).v2v == pytest.approx(290)


def test_drafts_and_what_they_wasted_are_counted() -> None:
    drafts = [
        event("draft.begin", -0.5),
        event("draft.dropped", -0.3, cpu_ms=20.5),
        event("draft.begin", 0.0),
        event("draft.used", 0.2),
    ]
    found = judge(told(*drafts))
    assert (found.drafts, found.drafts_used, found.wasted_ms) == (2, 1, 20.5)


def test_numbers_and_punctuation_do_not_make_words_wrong() -> None:
    assert plain("What is 2 plus 3?") == plain("what is two plus three")
    assert plain("set a timer for twenty-five minutes") == plain("Set a timer for 25 minutes.")
    assert plain("what's the time") != plain("what is the time")


def results(*said: Round) -> list[Result]:
    return [judge(each) for each in said]


def samples(found: Section, name: str) -> list[float | None]:
    metric = found.metric(name)
    assert isinstance(metric, Samples)
    return list(metric.values)


def share(found: Section, name: str) -> tuple[int, int]:
    metric = found.metric(name)
    assert isinstance(metric, Share)
    return metric.part, metric.whole


def test_nothing_said_leaves_the_section_and_a_miss_counts_as_a_reply_that_never_came() -> None:
    found = section("quick", results(*[told()] * 17, told(audible=None), told(audible=2.5), told(text="no")), {})
    assert share(found, "miss") == (3, 20)
    assert any("no reply 1" in note and "late 1" in note and "wrong words 1" in note for note in found.notes)
    assert samples(found, "v2v").count(None) == 3
    told_of = found.metric("v2v").as_json()
    assert told_of["n"] == 20 and told_of["p50"] == pytest.approx(290)
    assert told_of["p90"] is None and told_of["max"] is None, "it falls on a miss"
    assert samples(found, "endpoint_hold") == [pytest.approx(200)] * 17
    assert samples(found, "ear_beside_dac") == [pytest.approx(0)] * 17
    assert len(found.details["turns"]) == 20 and found.details["turns"][-1]["why"] == "wrong words"
    assert share(found, "heard_right") == (19, 20)


def test_a_reply_that_talks_over_the_user_has_a_negative_time_and_is_counted() -> None:
    found = section("quick", results(told(endpoint=-0.4, audible=-0.3), told()), {})
    assert share(found, "talk_over") == (1, 2) and share(found, "false_cutoff") == (1, 2)
    assert found.details["turns"][0]["v2v"] == pytest.approx(-300), "not clamped"


def test_of_a_recording_of_a_person_the_reply_is_not_judged() -> None:
    assert judge(replace(told(text="anything", kind="fallback"), kind=REAL)).why == ""
    assert judge(replace(told(audible=None), kind=REAL)).why == "no reply"


def test_how_many_times_as_long_the_baseline_takes() -> None:
    ours, theirs = results(*[told()] * 9, told(audible=None)), results(*[told(audible=0.87)] * 10)
    whole, answered = ratios(theirs, ours)
    assert whole.value == pytest.approx(3.0) and answered.value == pytest.approx(3.0)
    assert answered.interval is not None and list(answered.interval) == [pytest.approx(3.0)] * 2
    assert "9 of 10" in answered.about
    missed = ratios(results(*[told(audible=None)] * 10), results(*[told()] * 10))
    assert missed[0].as_json()["value"] is None and missed[1].value is None, "a median that is a miss has no ratio"


def rounds(n: int, person: Voice, talk: Talk, record: Record, scratch: Path, pace: Pace) -> list[Result]:
    return [judge(one_round(clip, person, talk, record, scratch, pace)) for clip in clips("quick", n)]


class Script:
    """A person and a loop in one: what was said has just been said, and what follows is told at once."""

    def __init__(self, record: Record, *behaviours: str) -> None:
        self.record = record
        self.behaviours = iter(behaviours)
        self.stopped = 0

    def say(self, clip: Clip, scratch: Path) -> tuple[float, float, int]:
        end, turn = time.monotonic(), f"t{time.monotonic_ns()}"
        behaviour = next(self.behaviours)
        audible = {"good": 0.28, "late": 9.0, "cut off": -0.5}.get(behaviour)

        def tell(name: str, at: float, **data: object) -> None:
            self.record.event(Event(name, turn, data, end + at))

        tell("turn.begin", -1.0, origin="speech")
        tell("turn.endpoint", -0.6 if behaviour == "cut off" else 0.2, hold_ms=0)
        if audible is not None:
            tell("speak.begin", audible, dac=end + audible)
            self.record.sound(True, end + audible)
            self.record.sound(False, end + audible + 1)
        tell("turn.end", 1.5, text=clip.text, reply_class="quick")
        return end - 1.1, end, 0

    def stop(self) -> None:
        self.stopped += 1


def test_every_clip_gives_one_result_whatever_becomes_of_it(tmp_path: Path) -> None:
    record = Record()
    script = Script(record, "good", "late", "silent", "cut off", "good")
    found = rounds(5, script, script, record, tmp_path, Pace(0.02, 0.02, 0.02, 0.02, 0.5))
    assert [each.why for each in found] == ["", "late", "no reply", "cut off", ""]
    assert found[0].v2v == pytest.approx(280) and found[3].v2v == pytest.approx(-500)
    assert script.stopped == 5, "each reply is stopped before the next question"


class Tone:
    """A stand-in for the loop: 0.2 s after the last loud frame at the microphone it answers with a tone."""

    def __init__(self, record: Record, speaker: PortAudioSpeaker) -> None:
        self.record = record
        self.speaker = speaker
        self.closing = threading.Event()
        speaker.on_heard = lambda turn, at: record.event(Event("speak.begin", turn.id, {"dac": at}))

    def run(self) -> None:
        mic = PortAudioMic("vmic")
        with mic.frames() as frames:
            turn: Turn | None = None
            last = 0
            for frame in frames:
                if self.closing.is_set():
                    return
                if np.sqrt(np.mean(np.square(frame.samples))) > 0.01:
                    last = frame.end
                    if turn is None:
                        turn = Turn()
                        self.record.event(Event("turn.begin", turn.id, {"origin": "speech"}))
                elif turn and frame.end - last > 0.2 * mic.rate:
                    self.answer(turn)
                    turn = None

    def answer(self, turn: Turn) -> None:
        self.record.event(Event("turn.endpoint", turn.id, {"hold_ms": 200}))
        tone = 0.3 * np.sin(np.arange(self.speaker.rate // 2) * 0.2).astype(np.float32)
        self.speaker.play(Audio(tone, self.speaker.rate), turn, "tone")
        self.record.event(Event("turn.end", turn.id, {"text": "tone", "reply_class": "quick"}))

    def stop(self) -> None:
        self.speaker.flush()


@pytest.fixture
def devices() -> Iterator[None]:
    if not (shutil.which("pulseaudio") and shutil.which("pactl")):
        pytest.skip("no pulseaudio here: apt-get install pulseaudio pulseaudio-utils libasound2-plugins")
    with virtual_devices():
        yield


def test_at_the_virtual_devices_the_ear_hears_what_the_loudspeaker_says(devices: None, tmp_path: Path) -> None:
    record = Record()
    person = Person(record.sound)
    with PortAudioSpeaker("vspk") as speaker:
        tone = Tone(record, speaker)
        running = spawn("tone", tone.run)
        found = rounds(1, person, tone, record, tmp_path, Pace(0.2, gap=0.1))
        tone.closing.set()
        running.join(5)
    person.close()
    for each in found:
        assert each.why == "wrong words", "it was answered, by a tone"
        assert each.v2v is not None and each.ear is not None
        assert each.v2v > 150, "no answer can come before the silence that it waits for"
        assert each.ear > 0, "two clocks, one sound; how far apart, the bench tells: ear_beside_dac"


@pytest.mark.parametrize("then", ["exit 0", "exec sleep 60"])
def test_a_person_that_is_gone_or_does_not_go_is_told_of_and_leaves_nothing(
    then: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "person"
    script.write_text(f'#!/bin/sh\necho \'{{"what": "ready"}}\'\n{then}\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(module, "ENDING", 0.2)
    person = Person(lambda began, at: None)
    if then == "exit 0":
        person._process.wait(10)
        with pytest.raises(DeviceError, match="is gone"):
            person.say(next(clips("quick", 1)), tmp_path)
    person.close()
    assert person._process.poll() is not None


KILLED = """
import os
from vacli.bench.e2e.devices import virtual_devices
with virtual_devices():
    print(os.environ["PULSE_SERVER"], flush=True)
    os.kill(os.getpid(), 9)
"""


def test_the_sound_server_ends_with_us_even_if_we_are_killed(devices: None) -> None:
    died = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True, timeout=60)
    folder = Path(died.stdout.strip().removeprefix("unix:")).parent
    assert died.returncode == -9 and folder.name.startswith("vb-")
    until = time.monotonic() + 30
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()
