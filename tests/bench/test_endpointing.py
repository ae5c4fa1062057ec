"""The endpointing bench: what counts as a false cutoff, what as missed; words come no sooner than they could."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vacli.bench.endpoint.hearing import Heard, Partial, hear, restore, save
from vacli.bench.endpoint.pauses import SEED, Item, item
from vacli.bench.endpoint.policies import AUDIBLE, Ending, News, decide, groups, lines, news, policies, summary
from vacli.bench.speech.clips import RATE
from vacli.config import SttSettings, VadSettings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS
from vacli.core.turn import Turn
from vacli.core.words import Completeness, Hints, Transcript
from vacli.stt.scripted import ScriptedStream, ScriptedStt
from vacli.turns import PATIENT, Rules
from vacli.understand.understanding import open_language
from vacli.vad.silero import Silero

FRAME = 512


def frames(said: Item) -> tuple[tuple[float, float, int], ...]:
    """A detector that is right about every frame."""
    ends = range(FRAME, len(said.audio), FRAME)

    def speech(end: int) -> bool:
        return said.speech_start < end <= said.pause_start or said.pause_end < end <= said.speech_end

    return tuple((float(speech(end)), -20.0 if speech(end) else -66.0, end) for end in ends)


def heard(pause: float) -> Heard:
    """An item of the pause set, its pause made as long as that."""
    said = item(1)
    shift = round(pause * RATE) - (said.pause_end - said.pause_start)
    moved = replace(
        said,
        pause_end=said.pause_end + shift,
        speech_end=said.speech_end + shift,
        audio=Audio(np.zeros(len(said.audio) + shift, np.float32), RATE),
    )
    return Heard(moved, frames(moved), (), "")


def ending(pause: float, hold: int) -> Ending:
    """With plain silence."""
    return decide(heard(pause), [], plain(hold))


def plain(hold: int) -> Rules:
    return replace(Rules(), complete=hold, unknown=hold, unfinished=hold)


def test_a_hold_shorter_than_the_pause_is_a_false_cutoff_and_a_longer_one_is_not() -> None:
    assert ending(0.8, 400).cut_off
    found = ending(0.8, 900)
    assert not found.cut_off and not found.early and not found.missed
    assert found.delay is not None and 900 - 32 <= found.delay <= 900 + 64


def test_an_early_end_that_nobody_could_have_noticed_is_told_apart() -> None:
    """The user goes on before the loudspeaker could have said anything."""
    pause = 0.4 + AUDIBLE / 2 + FRAME / RATE
    found = ending(pause, 400)
    assert found.early and not found.cut_off
    assert found.delay is not None, "the turn goes on and is ended in the end"


def test_a_turn_that_does_not_end_in_time_is_missed() -> None:
    found = ending(0.3, 2200)
    assert found.missed and not found.cut_off
    endless = ending(0.3, 20_000)
    assert endless.missed and endless.delay is None


def test_words_shorten_the_hold_only_from_the_moment_they_are_there() -> None:
    base = heard(0.3)
    until = base.item.speech_end
    soon, late = ([News(until + ms * RATE // 1000, Completeness.COMPLETE, until, True)] for ms in (0, 250))
    rules = replace(Rules(), complete=160, unknown=350)
    delays = [decide(base, told, rules).delay for told in ([], soon, late)]
    assert all(delay is not None for delay in delays)
    without, early, after = (delay or 0 for delay in delays)
    assert early < 160 + 64 < 250 <= after < 250 + 64 < 350 - 32 <= without


def test_rates_of_the_bounded_kinds_and_of_complete_prefixes_are_apart() -> None:
    cut, good = ending(0.8, 400), ending(0.8, 900)
    table = summary([cut, good, good, replace(cut, kind="complete"), replace(good, kind="complete")])
    assert table["false_cutoff_bound"] == pytest.approx(1 / 3, abs=1e-3) and table["false_cutoff_complete"] == 0.5
    assert table["n"] == 5 and table["missed"] == 0
    rows = lines({"policies": {"adaptive": table}, "adaptive": {"free": table}})
    assert "33.3%" in rows[1] and "50.0%" in rows[1] and rows[2].startswith("  free")


def test_endings_are_grouped_by_what_was_said_and_how_it_was_heard() -> None:
    one = ending(0.8, 900)
    some = [one, replace(one, kind="complete", right=True), replace(one, kind="hesitation", known=not one.known)]
    sizes = {name: len(found) for name, found in groups(some).items()}
    assert sizes["complete"] == sizes["hesitation"] == sizes["unfinished"] == sizes["heard right"] == 1
    assert {sizes["known"], sizes["free"]} == {1, 2}


def test_the_curve_holds_the_adaptive_policy_and_plain_silence() -> None:
    found = policies(PATIENT)
    assert found["adaptive"] == PATIENT
    assert [rules.unknown for name, rules in found.items() if name.startswith("silence")] == list(range(100, 1700, 100))


class Slow(ScriptedStream):
    """Takes 0.4 s of processor time for its first word."""

    def feed(self, audio: Audio) -> Transcript | None:
        begun, first = time.process_time(), not self._told
        partial = super().feed(audio)
        while partial and first and time.process_time() - begun < 0.4:
            pass
        return partial


class SlowStt(ScriptedStt):
    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> Slow:
        return Slow(self._next(), turn, self.rate)


TEXT = "set a timer for five minutes"


def listened(kind: type[ScriptedStt]) -> Heard:
    return hear(item(1), Silero(VadSettings()), kind(SttSettings(model=TEXT)), NO_HINTS)


def test_a_recogniser_that_is_slow_knows_later_and_loses_nothing() -> None:
    quick, slow = listened(ScriptedStt), listened(SlowStt)
    assert quick.final == slow.final == TEXT
    assert [each.text for each in quick.partials] == [each.text for each in slow.partials]
    assert {each.text for each in quick.partials} >= {"set a", TEXT}
    assert all(each.at >= each.until for each in quick.partials), "before the sound there are no words of it"
    late = [(b.at - a.at) / RATE for a, b in zip(quick.partials, slow.partials, strict=True)]
    assert late[0] > 0.35 and late[-1] < 0.2, "it catches up in the silence"


def test_a_record_is_read_back_as_it_was(tmp_path: Path) -> None:
    heard = hear(item(0), Silero(VadSettings()), ScriptedStt(SttSettings(model=TEXT)), NO_HINTS)
    save(tmp_path / "heard.json", [heard], SEED, {"stt": "scripted"})
    (again,), about = restore(tmp_path / "heard.json", 5)
    assert about == {"stt": "scripted"}
    assert list(again.partials) == list(heard.partials) and again.final == heard.final
    assert [tuple(each) for each in again.frames] == heard.frames
    assert np.array_equal(again.item.audio.samples, heard.item.audio.samples)


def test_partials_become_what_the_live_loop_makes_of_them() -> None:
    partials = [
        Partial(10, 5, "set a timer for"),
        Partial(20, 15, TEXT),
        Partial(22, 15, "set a timer for nine", paused=True),
        Partial(24, 15, TEXT, peeked=True, paused=True),
        Partial(30, 25, "uh-huh"),
        Partial(40, 35, ""),
        Partial(44, 35, "", peeked=True, paused=True),
    ]
    told = news(replace(heard(0.3), partials=partials, closed=True), open_language("en"))
    assert [(each.at, each.until) for each in told] == [(10, 5), (20, 15), (24, 15), (30, 25), (40, 35), (44, 35)]
    unfinished, unknown, complete = Completeness.UNFINISHED, Completeness.UNKNOWN, Completeness.COMPLETE
    assert [each.completeness for each in told[:3]] == [unfinished, unknown, complete], "only the second look is sure"
    assert told[-1].completeness is unfinished, "the beginning of something that the grammar does not know"
    assert [each.meant for each in told] == [True, True, True, False, False, False]
