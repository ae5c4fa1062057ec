"""The endpointing bench: what counts as a false cutoff, what as missed; words come no sooner than they could."""

import time
from dataclasses import replace

import numpy as np
import pytest
from support import VOSK

from vacli.bench.endpoint.bench import FACTORS, HOLDS, groups, metrics, run
from vacli.bench.endpoint.hearing import Heard, Partial, hear
from vacli.bench.endpoint.pauses import Item, item
from vacli.bench.endpoint.policies import AUDIBLE, Ending, News, decide, news, plain, scaled
from vacli.bench.endpoint.trade import Point, headline, point
from vacli.bench.result import Section
from vacli.bench.speech.clips import RATE
from vacli.bench.wish import Wish
from vacli.config import SttSettings, VadSettings
from vacli.config import load as settings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS
from vacli.core.errors import Cancelled
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
    return decide(heard(pause), [], plain(Rules(), hold))


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
    every = [cut, good, good, replace(cut, kind="complete"), replace(good, kind="complete")]
    found = {each.name: each.as_json() for each in metrics(every)}
    assert (found["false_cutoff"]["part"], found["false_cutoff"]["whole"]) == (1, 3)
    assert (found["false_cutoff_complete"]["part"], found["false_cutoff_complete"]["whole"]) == (1, 2)
    assert found["delay"]["n"] == 5 and found["missed"]["part"] == 0
    one = point("adaptive", 1.0, every)
    assert one.cutoff == pytest.approx(1 / 3, abs=1e-3) and one.cutoff_complete == 0.5 and one.n == 5
    assert one.cutoff_interval is not None and one.cutoff_interval[0] < 1 / 3 < one.cutoff_interval[1]


def test_a_turn_that_never_ends_is_later_than_any_that_does() -> None:
    found = point("plain silence 20000 ms", 20_000, [ending(0.3, 20_000), ending(0.3, 900)])
    assert found.p50 is not None and found.p95 is None and found.missed == 0.5
    assert found.as_json()["hold_ms"] == 20_000 and "factor" not in found.as_json()


def silence(*points: tuple[int, float, float]) -> list[Point]:
    """Hold, false cutoffs, mean delay."""
    return [Point("plain silence", hold, cut, None, 0.0, 0.0, mean, mean, mean, mean, 10) for hold, cut, mean in points]


CURVE = silence((400, 0.8, 450), (600, 0.4, 650), (800, 0.0, 850), (1000, 0.0, 1050))


def adaptive(cutoff: float, mean: float | None) -> Point:
    return Point("adaptive", 1.0, cutoff, None, 0.0, 0.0, mean, mean, mean, mean, 10)


def test_what_plain_silence_would_need_lies_between_two_points_of_its_curve() -> None:
    told = headline(adaptive(0.2, 550), CURVE)
    assert "20.0% cut off, 550 ms in the median" in told
    assert "plain silence needs 700 ms to cut off as few, 750 on average" in told
    assert "where it is as fast on average, it cuts off 60.0%" in told


def test_the_shortest_hold_counts_where_several_cut_off_nobody() -> None:
    assert "plain silence needs 800 ms" in headline(adaptive(0.0, 550), CURVE)


def test_what_is_beyond_the_curve_is_said_and_not_made_up() -> None:
    assert "plain silence of 600 ms still cuts off 40.0%" in headline(adaptive(0.1, 550), CURVE[:2])
    assert "as fast as that it is at no hold from 400 ms on" in headline(adaptive(0.1, 300), CURVE)
    assert "never over" in headline(adaptive(0.0, None), CURVE)


def test_endings_are_grouped_by_what_was_said_and_how_it_was_heard() -> None:
    one = ending(0.8, 900)
    some = [one, replace(one, kind="complete", right=True), replace(one, kind="hesitation", known=not one.known)]
    sizes = {name: len(found) for name, found in groups(some).items()}
    assert sizes["complete"] == sizes["hesitation"] == sizes["unfinished"] == sizes["heard right"] == 1
    assert {sizes["known"], sizes["free"]} == {1, 2}


def test_scaled_holds_keep_all_other_rules() -> None:
    twice = scaled(PATIENT, 2.0)
    assert (twice.complete, twice.unknown, twice.unfinished) == (800, 2000, 3000)
    assert replace(twice, complete=400, unknown=1000, unfinished=1500) == PATIENT


SCRIPTED = {"stt.engine": "scripted", "stt.model": "set a timer for five minutes", "vad.engine": "silero"}


@pytest.fixture(scope="module")
def sections() -> list[Section]:
    """Three items, heard."""
    return list(run(Wish(settings(SCRIPTED).config, n=3, quick=True)))


def test_adaptive_patient_and_plain_silence_stand_side_by_side(sections: list[Section]) -> None:
    found = {each.subject: each for each in sections}
    assert list(found) == ["adaptive", "patient", "plain silence"]
    assert [each["hold_ms"] for each in found["plain silence"].details["curve"]] == list(HOLDS)
    assert [each["factor"] for each in found["patient"].details["curve"]] == list(FACTORS)
    assert all("SYNTHETIC" in each.notes[0] and each.stack["stt"].startswith("scripted") for each in sections)
    assert "plain silence" in found["adaptive"].notes[1]
    whole = found["adaptive"].details["curve"][FACTORS.index(1.0)]
    assert whole["cutoff"] == found["adaptive"].metric("false_cutoff").as_json()["value"]
    assert {"policy", "cutoff", "cutoff_interval", "p50", "p90", "p95", "missed", "n"} <= whole.keys()


def test_another_language_is_said_so() -> None:
    (only,) = run(Wish(settings({**SCRIPTED, "stt.language": "de"}).config, n=1, quick=True))
    assert not only.metrics and "English" in only.notes[0] and "set to de" in only.notes[0]


def test_holds_of_the_settings_are_what_is_swept() -> None:
    slow = settings({**SCRIPTED, "turns.complete": 1900, "turns.unknown": 1900, "turns.unfinished": 1900}).config
    usual, slower = (next(run(Wish(config, n=1, quick=True))) for config in (settings(SCRIPTED).config, slow))
    one, other = (each.metric("delay").as_json()["p50"] for each in (usual, slower))
    assert one < 1850 < other


def test_without_a_recogniser_it_says_what_is_missing() -> None:
    (only,) = run(Wish(settings({"stt.engine": "whisper", "stt.model": "no-such-model"}).config, n=1))
    assert not only.metrics and only.notes[0].startswith("not measured:") and "no-such-model" in only.notes[0]


def test_it_stops_when_it_is_told_to() -> None:
    turn = Turn()
    turn.cancel()
    with pytest.raises(Cancelled):
        list(run(Wish(settings(SCRIPTED).config, n=3, turn=turn)))


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


def test_recordings_of_the_users_own_stand_apart_with_both_labels() -> None:
    said = [*run(Wish(settings(SCRIPTED).config, n=1, quick=True, input=VOSK / "samples" / "time.wav"))]
    assert [each.subject for each in said[3:]] == ["adaptive, recordings of people", "patient, recordings of people"]
    late, early = (said[3].metric(name).as_json()["values"] for name in ("delay", "delay_26_db"))
    assert len(late) == len(early) == 1 and late[0] is not None and late[0] <= early[0]
    assert "real speech" in said[3].notes[0]
