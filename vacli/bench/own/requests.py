"""500 paraphrases of what the built-in skills answer, as text and said by synthetic voices: is done what was asked?

    python -m vacli.bench.own.requests                  as text
    python -m vacli.bench.own.requests --spoken 300     and as many spoken, through Vosk and the built-in recogniser
    python -m vacli.bench.own.requests --failed FILE    the failures among the even lines; nobody looks at the odd ones

Every line ends in one of OUTCOMES. Intent and every slot count, by the labels and the rules of the frozen set. What a
skill does with them is measured elsewhere; so is the time of a whole reply (workload.py).
"""

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from vacli.bench.own.requests_labels import (
    CHAT,
    Request,
    alike,
    asks_for,
    requests,
    same_intent,
    shown,
    told,
    untouched,
)
from vacli.bench.spread import spread
from vacli.config import ReplySettings
from vacli.core.meaning import Understander
from vacli.understand import open_language

OUTCOMES = {
    "right": "what was asked is done; chat: it goes to the language model",
    "asked_right": "below the threshold it is asked whether that was meant, and it was; or a skill asks for the rest",
    "asked_wrong": "asked whether something was meant that was not",
    "wrong": "something else would be done, or something although nothing was asked",
    "missed": "goes to the language model although a skill was asked",
    "refused": "spoken only: nothing was heard",
}
SURE = ReplySettings().threshold
SEED = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, what became of it, what was understood, and the seconds that it took."""

    row: Request
    outcome: str
    intent_right: bool
    found: tuple[str, Mapping[str, Any]]
    seconds: float = 0.0


def figures(spoken: int = 0, rows: Sequence[Request] = (), failed: Path | None = None) -> dict[str, Any]:
    """The tables. MissingError outside a checkout."""
    rows = rows or requests("paraphrases")
    understander = open_language("en")
    judged = [judge(row, row.text, understander) for row in rows]
    if failed:
        failed.write_text("\n".join(failures(judged)) + "\n", encoding="utf-8")
    seconds = [each.seconds for each in judged]
    found: dict[str, Any] = {
        "outcomes": OUTCOMES,
        "all": shares(judged),
        "untouched_odd": shares([each for each in judged if untouched(each.row)]),
        "even": shares([each for each in judged if not untouched(each.row)]),
        "by_intent": by_intent(judged),
        "understand": {**spread(seconds), "max_ms": round(max(seconds) * 1000, 3)},
    }
    if spoken:
        from vacli.bench.own.requests_spoken import spoken_figures

        found["spoken"] = spoken_figures(spread_out(rows), spoken, understander)
    return found


def judge(row: Request, said: str, understander: Understander) -> Judged:
    """What becomes of a line that was `said` like that, or heard so."""
    begun = perf_counter()
    command = understander.command(said)
    meant = understander.understand(said)
    seconds = perf_counter() - begun
    found, wanted = told(command, meant), (row.intent, row.slots)
    sure = command is not None or not meant.intent or meant.confidence >= SURE
    return Judged(row, _outcome(wanted, found, sure), same_intent(wanted, found), found, seconds)


def _outcome(wanted: tuple[str, Mapping[str, Any]], found: tuple[str, Mapping[str, Any]], sure: bool) -> str:
    right = alike(wanted, found)
    if not sure:
        return "asked_right" if right else "asked_wrong"
    if right:
        return "right"
    if found[0] == CHAT:
        return "missed"
    return "asked_right" if same_intent(wanted, found) and asks_for(wanted, found) else "wrong"


def shares(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts, and the shares that matter with their 95 % intervals."""
    counts = Counter(each.outcome for each in judged)
    n, chat = len(judged), [each for each in judged if each.row.intent == CHAT]
    return {
        "n": n,
        **{name: counts[name] for name in OUTCOMES if counts[name]},
        "action_right": share(counts["right"], n),
        "wrong_action": share(counts["wrong"], n),
        "intent_right": share(sum(each.intent_right for each in judged), n),
        "chat_kept": share(sum(each.outcome == "right" for each in chat), len(chat)),
    }


def share(count: int, n: int) -> dict[str, float] | None:
    """With its interval after Wilson; None of nothing."""
    if not n:
        return None
    low, high = wilson(count, n)
    return {"share": round(count / n, 4), "low": round(low, 4), "high": round(high, 4)}


def wilson(count: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The interval that holds the true share 95 times of 100."""
    middle = (count + z * z / 2) / (n + z * z)
    half = z * math.sqrt(count * (n - count) / n + z * z / 4) / (n + z * z)
    return max(0.0, middle - half), min(1.0, middle + half)


def by_intent(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """How many lines an intent has, at how many the intent is right, and what became of them."""
    table: dict[str, dict[str, int]] = {}
    for intent in sorted({each.row.intent for each in judged}):
        its = [each for each in judged if each.row.intent == intent]
        counts = Counter(each.outcome for each in its)
        table[intent] = {"n": len(its), "intent_right": sum(each.intent_right for each in its), **counts}
    return table


def failures(judged: Sequence[Judged]) -> Iterator[str]:
    """Those among the lines that may be looked at, for whoever builds."""
    may = {row.number for row in shown([each.row for each in judged])}
    for each in judged:
        if each.outcome != "right" and each.row.number in may:
            wanted = json.dumps([each.row.intent, dict(each.row.slots)])
            yield f"{each.row.number}\t{each.outcome}\t{each.row.text}\t{wanted}\t{json.dumps(each.found)}"


def spread_out(rows: Sequence[Request]) -> list[Request]:
    """In an order of which every beginning has each intent by its share."""
    chance = random.Random(SEED)
    places: list[tuple[float, float, Request]] = []
    for intent in sorted({row.intent for row in rows}):
        its = [row for row in rows if row.intent == intent]
        chance.shuffle(its)
        places += [((at + 0.5) / len(its), chance.random(), row) for at, row in enumerate(its)]
    return [row for _, _, row in sorted(places, key=lambda place: place[:2])]


def lines(table: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """The table by intent, for people."""
    names = ("n", "intent_right", *OUTCOMES)
    yield f"{'intent':<18}" + "".join(f"{name:>13}" for name in names)
    for intent, row in table.items():
        yield f"{intent:<18}" + "".join(f"{row.get(name, 0) or '':>13}" for name in names)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m vacli.bench.own.requests", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--spoken", type=int, default=0, metavar="N", help="lines that are spoken as well")
    parser.add_argument("--failed", type=Path, help="write the failures among the even lines")
    parser.add_argument("--save", type=Path, help="write all figures as JSON")
    wanted = parser.parse_args(argv)
    found = figures(wanted.spoken, failed=wanted.failed)
    print("\n".join(lines(found["by_intent"])))
    print(json.dumps({name: each for name, each in found.items() if name != "by_intent"}, indent=2))
    if wanted.save:
        wanted.save.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
