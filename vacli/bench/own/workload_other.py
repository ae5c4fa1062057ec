"""The half of the workload that is drawn from Snips and CLINC, and what their intents are called here.

Fixed before the first run. Their lines have no slots of ours: what is answered by a skill is right if its intent is
one of OURS. An intent that is not among them is chat. CLINC has paraphrases by intent, not by meaning: only sentences
of intents that say one thing (ONE_THING) count as paraphrases of each other.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from vacli.bench.own.requests_labels import CHAT, COMMAND, Request
from vacli.core.errors import MissingError

SEED = 4
NEW, REPEATS, PARAPHRASES = 250, 150, 100
SAME, NEVER = "same", "never"

_TIMERS = {"timer_set", "timer_left", "timer_cancel", "timer_cancel_all", "timer_add", "timer_correct"}
_ALARMS = {"alarm_set", "alarm_list", "alarm_cancel", "alarm_cancel_all", "alarm_snooze", "alarm_move"}
_CHANGED = {"list_add", "list_remove", "list_clear"}
OURS: Mapping[str, frozenset[str]] = {
    name: frozenset(intents)
    for name, intents in {
        "timer": _TIMERS | {"alarm_set"},
        "alarm": _ALARMS | {"timer_set"},
        "time": {"time"},
        "date": {"date", "days_until"},
        "next_holiday": {"days_until", CHAT},
        "shopping_list": {"list_read", "list_has"},
        "shopping_list_update": _CHANGED,
        "todo_list": {"list_read", "list_has", CHAT},
        "todo_list_update": _CHANGED,
        "reminder": {"reminder_list"},
        "reminder_update": {"reminder_set", "reminder_cancel", "reminder_cancel_all"},
        "calculator": {"sum"},
        "measurement_conversion": {"convert"},
        "exchange_rate": {"convert", CHAT},
        "spelling": {"spell"},
        "roll_dice": {"dice"},
        "flip_coin": {"coin"},
        "weather": {"weather"},
        "GetWeather": {"weather"},
        "what_can_i_ask_you": {"help"},
        "change_volume": {"volume", COMMAND},
        "whisper_mode": {"volume", CHAT},
        "change_speed": {"speed", COMMAND},
        "repeat": {COMMAND},
        "cancel": {COMMAND, CHAT},
        "goodbye": {COMMAND, CHAT},
        "smart_home": {"home"},
        "play_music": {"home", CHAT},
        "next_song": {"home", CHAT},
        "PlayMusic": {"home", CHAT},
        "user_name": {"recall", CHAT},
        "find_phone": {"recall", CHAT},
    }.items()
}
"""Intents of ours that answer theirs. With chat among them the language model is as right as the skill that says that
it cannot (music, rates) or looks into what it was told (names, where things are)."""

ONE_THING = {
    **dict.fromkeys(("are_you_a_bot", "do_you_have_pets", "how_old_are_you", "meaning_of_life"), SAME),
    **dict.fromkeys(("what_are_your_hobbies", "what_is_your_name", "where_are_you_from"), SAME),
    **dict.fromkeys(("who_do_you_work_for", "who_made_you"), SAME),
    **dict.fromkeys(("user_name", "find_phone", "what_song", "current_location"), NEVER),
    **dict.fromkeys(("flip_coin", "what_can_i_ask_you", "repeat", "goodbye", "thank_you"), ""),
}
"""Intents all of whose sentences mean the same, and whether an answer of the language model may be given again."""

AGAIN = frozenset(
    {"definition", "translate", "calories", "nutrition_info", "ingredient_substitution", "ingredients_list", "recipe"}
    | {"cook_time", "food_last", "jump_start", "oil_change_how", "tire_change", "international_visa", "vaccines"}
    | {"plug_type", "timezone", "improve_credit_score", "rollover_401k"}
)
"""Chat of which an answer may be given again, to the same sentence. Any other depends on who asks, where and when, is
a wish to have something done, or asks for something new each time."""
UNKNOWN = frozenset({"oos"})
"""Chat of either sort."""


def folder() -> Path:
    """MissingError where there is no such data."""
    place = Path(os.environ.get("VACLI_SPEECH_DIR", "../shared/speech")) / "intents" / "dev"
    if not all((place / f"{name}_train.jsonl").exists() for name in ("snips", "clinc")):
        raise MissingError("no Snips and CLINC data", "VACLI_SPEECH_DIR=FOLDER with intents/dev/*_train.jsonl")
    return place


def drawn(place: Path) -> list[Request]:
    """500 lines: 125 new ones of Snips, 125 of CLINC, one of them of each intent that says one thing; 150 said again
    word for word; 100 paraphrased. Their intents are theirs."""
    chance = random.Random(SEED)
    snips, clinc = (_texts(place / f"{name}_train.jsonl", chance) for name in ("snips", "clinc"))
    fixed = {name: [text for text, intent in clinc if intent == name] for name in ONE_THING}
    some = [pair for pair in clinc if pair[1] not in ONE_THING]
    single = [(texts.pop(), name) for name, texts in fixed.items()]
    new = [*snips[: NEW // 2], *some[: NEW // 2 - len(single)], *single[1:]]
    chance.shuffle(new)
    new.append(single[0])  # said first, so that there is always something to paraphrase
    kinds = ["new"] * (NEW - 1) + ["repeat"] * REPEATS + ["paraphrase"] * PARAPHRASES
    chance.shuffle(kinds)
    rows: list[Request] = []
    for number, kind in enumerate(["new", *kinds], 1):
        rows.append(_line(number, kind, rows, new, fixed, chance))
    return rows


def _line(
    number: int,
    kind: str,
    rows: list[Request],
    new: list[tuple[str, str]],
    fixed: Mapping[str, list[str]],
    chance: random.Random,
) -> Request:
    """The next one. There is always another sentence of an intent that says one thing: CLINC has a hundred of each."""
    if kind == "paraphrase":
        said = Counter(row.intent for row in rows)
        first = min(
            (row for row in rows if row.kind == "new" and row.intent in fixed), key=lambda row: said[row.intent]
        )
        return Request(number, fixed[first.intent].pop(), first.intent, {}, first.answer, first.number, kind)
    if kind == "repeat":
        before = chance.choice([row for row in rows if row.kind != "repeat"])
        return Request(number, before.text, before.intent, {}, before.answer, before.of or before.number, kind)
    text, intent = new.pop()
    return Request(number, text, intent, {}, again(intent))


def again(intent: str) -> str:
    """Whether an answer to it may be given again: same, never; nothing where that is not known, or a skill answers."""
    if intent in ONE_THING:
        return ONE_THING[intent]
    if intent in UNKNOWN or CHAT not in OURS.get(intent, {CHAT}):
        return ""
    return SAME if intent in AGAIN else NEVER


def _texts(path: Path, chance: random.Random) -> list[tuple[str, str]]:
    """Text and intent, shuffled; none twice."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = list({" ".join(row["text"].split()): row["intent"] for row in rows}.items())
    chance.shuffle(pairs)
    return pairs
