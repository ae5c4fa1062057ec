"""`vacli explain last`: what a person is told of a turn, from a file as the conversation writes it."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from vacli.live.explain import path

Run = Callable[..., Any]
ENDED = {
    "turn": "t7",
    "origin": "speech",
    "rule": "complete",
    "completeness": "complete",
    "hold_ms": 160,
    "silence_ms": 160,
    "speech_ms": 1240,
    "floor_dbfs": -61.0,
    "level_dbfs": -23.0,
    "learned": 1.1,
    "reply_class": "quick",
    "cancelled": False,
    "total_ms": 312.0,
    "hidden_ms": 88.0,
    "stages": {"endpoint_hold": 160.0, "stt_tail": 12.0, "tts_ttfb": 90.0, "sink": 50.0},
}


def kept(*turns: dict[str, Any]) -> None:
    path().parent.mkdir(parents=True, exist_ok=True)
    stamped = [{"ended": time.time() - 60} | turn for turn in turns]
    path().write_text(json.dumps({"version": 1, "turns": stamped}))


def words(text: str) -> str:
    return " ".join(text.split())


def test_why_a_turn_ended_in_words_and_numbers(run: Run) -> None:
    kept(ENDED | {"draft.begin": 2, "draft.used": 1, "draft.dropped": 1, "wasted_cpu_ms": 31.0, "turn.resume": 1})
    done = run("explain", "last")
    assert (done.code, done.err) == (0, "")
    said = words(done.out)
    assert "60 seconds ago, turn t7: it ended 160 ms after your last sound, because the words so far were a" in said
    assert "complete request (rule complete). Unknown words would have waited 350 ms, unfinished ones 1300 ms." in said
    assert "you paused once and went on" in said
    assert "drafts: 2, dropped: 1). 88 ms of work were done while it was still waiting. That cost 31 ms" in said
    assert (
        "hold 160 ms, speech 1240 ms, your level -23 dB, the room's -61 dB, holds learned x 1.10, answer quick" in said
    )
    assert "from end of speech to sound: 312 ms" in said
    bars = [line for line in done.out.splitlines() if "█" in line]
    assert [line.split()[0] for line in bars] == ["hold", "stt", "voice", "output"]
    starts = [line.index("█") for line in bars]
    assert starts == sorted(starts) and len(set(starts)) == 4, "each begins where the one before ends"
    assert max(len(line) for line in done.out.splitlines()) <= 100


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        ({"turn": "t1", "origin": "text"}, "it was typed, so there was no end to wait for"),
        ({"turn": "t1", "origin": "speech"}, "it was dropped before it had an end"),
        (ENDED | {"rule": "longest"}, "longer than a turn may be (rule longest)"),
        (ENDED | {"rule": "key"}, "you let go of the key"),
        (ENDED | {"rule": "a-rule-of-tomorrow", "completeness": "odd"}, "it was time (rule a-rule-of-tomorrow)"),
        (ENDED | {"continues": "t6", "false_cutoff": True}, "It goes on with turn t6, which had ended too soon"),
        (ENDED | {"barge_in.stop": {"rule": "word", "ms": 300}}, "The answer was broken off (rule word, 300 ms)"),
        (ENDED | {"fault": 2}, "Something failed on the way, 2 times"),
        (ENDED | {"draft.begin": 3}, "prepared 3 times before the end, and none could be used"),
        ({"turn": "t1", "rule": "unknown"}, "an unknown time"),
    ],
)
def test_every_kind_of_turn(run: Run, turn: dict[str, Any], said: str) -> None:
    kept(turn)
    done = run("explain", "last")
    assert done.code == 0
    assert said in words(done.out)


def test_several_turns_the_latest_last_without_announcements(run: Run) -> None:
    kept(*({"turn": f"t{n}", "origin": "text"} for n in range(5)), {"turn": "t9", "origin": "announcement"})
    out = run("explain", "last", "-n", "3").out
    assert [out.index(f"turn t{n}:") for n in (2, 3, 4)] == sorted(out.index(f"turn t{n}:") for n in (2, 3, 4))
    assert "t1:" not in out and "t9" not in out


def test_json_gives_what_is_kept(run: Run) -> None:
    kept(ENDED, ENDED | {"turn": "t8"})
    assert [turn["turn"] for turn in json.loads(run("explain", "last", "--json", "-n", "2").out)] == ["t7", "t8"]


def test_nothing_there_and_nothing_whole(run: Run) -> None:
    done = run("explain", "last")
    assert (done.code, done.out) == (2, "")
    assert "no turn to explain yet" in done.err and "hint: talk first: vacli listen" in done.err
    kept()
    path().write_text("{")
    done = run("explain", "last", "--json")
    assert (done.code, done.out) == (6, "")
    assert f"rm {path()}" in done.err


def test_a_turn_that_was_not_heard_fits_its_lines(run: Run) -> None:
    kept({"turn": "t1", "origin": "text", "stages": {"understand": 5.3, "llm_ttft": 2.0}, "ended": time.time()})
    told = run("explain", "last").out
    assert "in all: 7 ms" in told
    assert max(map(len, told.splitlines())) <= 80
