"""A workload of 1,000 utterances through the product's own reply path: how many calls of a language model are saved?

    python -m vacli.bench.own.workload [--failed FILE] [--save FILE]

Half is the frozen week of a household, half is drawn from Snips and CLINC (workload_other.py). Skills, dialogue and
response cache are the product's; the language model is the scripted one, which repeats the question, so that a cached
answer tells whose it was. A call is saved only if the answer is right. Clocks are the bench's, and turn with the lines.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vacli.bench.own.requests import SURE, share
from vacli.bench.own.requests_labels import (
    CHAT,
    COMMAND,
    Request,
    alike,
    asks_for,
    labelled,
    requests,
    shown,
    untouched,
)
from vacli.bench.own.workload_day import Household, Told, second_day
from vacli.bench.own.workload_other import NEVER, ONE_THING, OURS, drawn, folder
from vacli.bench.spread import spread
from vacli.core.errors import MissingError

PACES = {"within_an_hour": 3.0, "over_a_week": 7 * 86400 / 500}
"""Seconds from one line to the next: the response cache keeps an answer for an hour."""
VERDICTS = {
    "quick_right": "a skill or a command answered what was asked: saved",
    "cached_right": "the answer that was given to the same question: saved",
    "quick_wrong": "a skill or a command answered something else",
    "cached_other": "the answer to another question",
    "cached_stale": "the same question, but its answer depends on who asks, when or where, or asks for something new",
    "cached_skill": "the model's answer again, to what a skill should have answered: not saved",
    "asked_back": "a question in return: not saved",
    "llm_chat": "the language model, rightly",
    "llm_missed": "the language model, although a skill knows it",
    "fallback": "no answer",
}
SAVED = ("quick_right", "cached_right")
CANNOT = frozenset({"weather", "news", "home"})
"""Answered by saying that it cannot be had here, unless the user configured a command."""
ECHO = "You said: "


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, what became of it and how it was told. `household`: it has slots to compare."""

    row: Request
    told: Told
    verdict: str
    household: bool


def figures(failed: Path | None = None, limit: int | None = None) -> dict[str, Any]:
    """Both halves at both paces, and the household's second day. `limit`: lines of each half, for tests."""
    parts: dict[str, list[Request]] = {"household": requests("workload")[:limit]}
    found: dict[str, Any] = {"verdicts": VERDICTS}
    try:
        parts["other"] = drawn(folder())[:limit]
    except MissingError as error:
        found["other"] = {"skipped": error.message}
    for pace, gap in PACES.items():
        judged = [each for name, rows in parts.items() for each in talk(rows, gap, name == "household")]
        found[pace] = report(judged)
        if failed and pace == "within_an_hour":
            failed.write_text("\n".join(failures(judged)) + "\n", encoding="utf-8")
    with TemporaryDirectory() as scratch:
        found["speech_second_day"] = second_day(Path(scratch), [row.text for row in parts["household"]])
    return found


def talk(rows: Sequence[Request], gap: float, household: bool = True) -> list[Judged]:
    """One conversation."""
    whose = families(rows)
    with TemporaryDirectory() as scratch:
        home = Household(Path(scratch))
        told = [home.say(row.text, gap) for row in rows]
        home.close()
    return [
        Judged(row, each, verdict(row, each, whose, household), household) for row, each in zip(rows, told, strict=True)
    ]


def families(rows: Sequence[Request]) -> dict[str, set[str | int]]:
    """Which questions a text stands for: lines that mean the same are one question."""
    found: dict[str, set[str | int]] = {}
    for row in rows:
        found.setdefault(" ".join(row.text.split()), set()).add(family(row))
    return found


def family(row: Request) -> str | int:
    return row.intent if row.intent in ONE_THING else row.of or row.number


def verdict(row: Request, told: Told, whose: Mapping[str, set[str | int]], household: bool) -> str:
    """One of VERDICTS."""
    match told.reply_class:
        case "cached":
            return _cached(row, told.answer, whose, household)
        case "llm":
            return "llm_missed" if for_a_skill(row, household) else "llm_chat"
        case "quick" | "command":
            return _quick(row, told, household)
    return "fallback"


def for_a_skill(row: Request, household: bool) -> bool:
    """The language model is no right answer to it."""
    return row.intent != CHAT if household else CHAT not in OURS.get(row.intent, {CHAT})


def _cached(row: Request, answer: str, whose: Mapping[str, set[str | int]], household: bool) -> str:
    original = " ".join(answer.removeprefix(ECHO).split())
    if family(row) not in whose.get(original, set()):
        return "cached_other"
    if row.answer == NEVER:
        return "cached_stale"
    return "cached_skill" if for_a_skill(row, household) else "cached_right"


def _quick(row: Request, told: Told, household: bool) -> str:
    found = (told.intent, labelled(told.intent, told.slots) if told.intent != COMMAND else told.slots)
    if told.confidence < SURE:
        return "asked_back"
    if not household:
        return "quick_right" if told.intent in OURS.get(row.intent, {CHAT}) else "quick_wrong"
    wanted = (row.intent, row.slots)
    if alike(wanted, found):
        return "quick_right"
    return "asked_back" if wanted[0] == found[0] and asks_for(wanted, found) else "quick_wrong"


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """The whole, its halves, and how soon the first words came."""
    parts = {
        "all": judged,
        "untouched_odd": [each for each in judged if untouched(each.row)],
        "even": [each for each in judged if not untouched(each.row)],
        "household": [each for each in judged if each.household],
        "other": [each for each in judged if not each.household],
    }
    classes = Counter(each.told.reply_class for each in judged)
    first = {name: [each.told.seconds for each in judged if each.told.reply_class == name] for name in classes}
    return {
        **{name: shares(part) for name, part in parts.items() if part},
        "reply_classes": {name: round(count / len(judged), 4) for name, count in classes.items()},
        "first_reply_text": {name: spread(first[name]) for name in ("command", "quick", "cached") if name in first},
        "by_intent": by_intent(judged),
    }


def shares(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts of verdicts, and the shares that matter with their 95 % intervals."""
    counts, n = Counter(each.verdict for each in judged), len(judged)
    saved = [each for each in judged if each.verdict in SAVED]
    return {
        "n": n,
        **{name: counts[name] for name in VERDICTS if counts[name]},
        "calls_saved": share(len(saved), n),
        "of_which_say_that_it_cannot": sum(each.told.intent in CANNOT for each in saved),
        "wrong_quick": share(counts["quick_wrong"], n),
        "wrong_cache_hits": counts["cached_other"] + counts["cached_stale"],
        "could_be_saved": share(sum(_can_be_saved(each) for each in judged), n),
    }


def _can_be_saved(each: Judged) -> bool:
    """A skill's line, or one that asks again what may be answered again: what perfect understanding would reach."""
    skill = for_a_skill(each.row, each.household) or OURS.get(each.row.intent, {CHAT}) != {CHAT}
    return skill or (each.row.of is not None and each.row.answer != NEVER)


def by_intent(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """The household's verdicts by its labels; the other half's by their names."""
    names = sorted({each.row.intent for each in judged})
    return {name: dict(Counter(each.verdict for each in judged if each.row.intent == name)) for name in names}


def failures(judged: Sequence[Judged]) -> Iterator[str]:
    """Those among the lines that may be looked at, for whoever builds."""
    may = {id(row) for row in shown([each.row for each in judged])}
    for each in judged:
        if id(each.row) in may and each.verdict not in (*SAVED, "llm_chat"):
            half = "household" if each.household else "other"
            wanted = json.dumps([each.row.intent, dict(each.row.slots)])
            found = json.dumps([each.told.intent, dict(each.told.slots)])
            yield f"{half}\t{each.row.number}\t{each.verdict}\t{each.row.text}\t{wanted}\t{found}\t{each.told.answer}"


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m vacli.bench.own.workload", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--failed", type=Path, help="write the failures among the even lines")
    parser.add_argument("--save", type=Path, help="write all figures as JSON")
    wanted = parser.parse_args(argv)
    found = figures(wanted.failed)
    print(json.dumps(found, indent=2))
    if wanted.save:
        wanted.save.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
