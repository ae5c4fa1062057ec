"""Home Assistant's own test sentences with their homes loaded as the user's: intent and every slot right, and how fast.

Attribution: sentences by the Home Assistant Authors, CC BY 4.0. They are not in this repository (VACLI_SPEECH_DIR). Two
measures: `templates` matches the pack alone with all its intents, told what each sentence was said where; `product` is
what a user gets, without the intents that belong to other skills, and without being told anything.

Slots are compared as text: without case, 50.0 as 50, a list as its words with commas or any one of them.
"""

import gc
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from vacli.bench.speech.recordings import folder
from vacli.bench.spread import spread
from vacli.core.errors import ModelMissing
from vacli.rules.home import INTENTS, Home, Place, Thing
from vacli.understand import open_language
from vacli.understand.home.at_home import AtHome
from vacli.understand.home.pack import LONGEST, MOST_WORDS, Pack, content

LANGUAGES = {"en": 0.95, "de": 0.90, "fr": 0.90, "es": 0.90}
"""With what is asked of the templates."""
GLUED = 300
"""Texts of the worst kind, made of pieces of the sentences."""


def figures() -> dict[str, Any]:
    return {"package": f"home-assistant-intents {version('home-assistant-intents')}"} | {
        language: _language(language, asked) for language, asked in LANGUAGES.items()
    }


def home_of(fixtures: Mapping[str, Any]) -> Home:
    """The home of a fixtures file, in which a name may be a template with several forms."""
    things = tuple(
        Thing(
            _forms(each["name"]),
            each["id"].partition(".")[0],
            (each.get("attributes") or {}).get("device_class", ""),
            each.get("area") or "",
            each["id"],
        )
        for each in fixtures["entities"]
    )
    areas = tuple(Place(each["id"], _forms(each["name"]), each.get("floor", "")) for each in fixtures["areas"])
    return Home(things, areas, tuple(Place(each["id"], _forms(each["name"])) for each in fixtures.get("floors", ())))


def same(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Whether slots are equal; see the module."""
    if set(wanted) != set(got):
        return False
    for name, want in wanted.items():
        several = want if isinstance(want, list) else [want]
        if _plain(got[name]) not in {*map(_plain, several), _plain(",".join(map(str, several)))}:
            return False
    return True


def missed_as(row: Mapping[str, Any], intent: str, slots: Mapping[str, Any]) -> str:
    """What kind of mistake it is."""
    if not intent:
        return f"{row['intent']}: no template fits"
    if intent != row["intent"]:
        return f"{row['intent']}: taken for {intent}"
    lacking, more = sorted(set(row["slots"]) - set(slots)), sorted(set(slots) - set(row["slots"]))
    other = [
        name for name in slots if name in row["slots"] and not same({name: row["slots"][name]}, {name: slots[name]})
    ]
    kinds = (("without", lacking), ("also", more), ("another", other))
    return f"{row['intent']}: " + ", ".join(f"{kind} {'+'.join(names)}" for kind, names in kinds if names)


def _language(language: str, asked: float) -> dict[str, Any]:
    rows = _rows(sentences() / f"ha_{language}.jsonl")
    home = home_of(json.loads((sentences() / f"ha_{language}_fixtures.json").read_text(encoding="utf-8")))
    memory, begun = _memory(), time.perf_counter()
    pack = Pack(home, content(language))
    load = time.perf_counter() - begun
    said = [row["text"] for row in rows]
    first = _spread(pack.meant, said[:1])["max_ms"]
    pack.prepare()  # as it happens behind the first requests
    gc.collect()
    gc.freeze()  # as a conversation begins
    right, missed = 0, Counter[str]()
    for row in rows:
        meant = pack.meant(row["text"], row["context"] or {})
        good = bool(meant) and meant is not None and meant.intent == row["intent"] and same(row["slots"], meant.slots)
        right += good
        if not good:
            missed[missed_as(row, meant.intent if meant else "", meant.slots if meant else {})] += 1
    return {
        "templates": {"right": right, "n": len(rows), "share": round(right / len(rows), 4), "asked": asked},
        "missed": dict(missed.most_common(8)),
        "ms": _spread(pack.meant, said),
        "glued_ms": _spread(pack.meant, _glued(rows)),
        "first_ms": first,
        "load_ms": round(1000 * load),
        "memory_mb": round(_memory() - memory, 1),
        "product": _product(language, home, rows),
    }


def _product(language: str, home: Home, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What needs no context, of the home's own intents; and what of it another skill takes."""
    alone = [row for row in rows if row["intent"] in INTENTS and not row["context"]]
    inner = open_language(language)
    understander = AtHome(inner, home)
    said = [row["text"] for row in alone]
    understander.understand(said[0])  # which waits for the sentences
    meant = [understander.understand(text) for text in said]
    right = sum(
        each.intent == row["intent"] and same(row["slots"], each.slots) for row, each in zip(alone, meant, strict=True)
    )
    other = Counter(each.intent for each in meant if each.intent and not each.intent.startswith("Hass"))
    return {
        "right": right,
        "n": len(alone),
        "share": round(right / len(alone), 4),
        "other_skills": dict(other.most_common()),
        "chat": _chat(understander) if language == "en" else None,
        "ms": _spread(understander.understand, said),
        "without_home_ms": _spread(inner.understand, said),
    }


def _chat(understander: AtHome) -> dict[str, Any]:
    """CLINC's questions, which are about something else but for those whose label says home."""
    rows = [row for row in _rows(sentences() / "clinc_val.jsonl") if "home" not in row["intent"]]
    texts = [row["text"] for row in rows]
    taken = [text for text in texts if understander.understand(text).intent.startswith("Hass")]
    return {"taken": taken, "ms": _spread(understander.understand, texts)}


def sentences() -> Path:
    """The folder of the test sentences."""
    root = folder()
    if root is None or not (root / "intents/dev/ha_en.jsonl").exists():
        raise ModelMissing("Home Assistant's test sentences are not here", "set VACLI_SPEECH_DIR")
    return root / "intents/dev"


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _glued(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Pieces of several sentences as one text, as long as a request may be: what hassil takes longest for."""
    draw = random.Random(5)
    for at in range(GLUED):
        words = [word for row in draw.choices(rows, k=6) for word in row["text"].split()]
        if at % 2:
            draw.shuffle(words)
        while len(" ".join(words)) > LONGEST or len(words) > MOST_WORDS:
            words.pop()
        yield " ".join(words)


def _forms(name: str) -> tuple[str, ...]:
    from hassil import is_template, parse_sentence, sample_expression

    if not is_template(name):
        return (name.strip(),)
    return tuple(dict.fromkeys(form.strip() for form in sample_expression(parse_sentence(name).expression)))


def _plain(value: object) -> str:
    text = str(value).strip().casefold()
    return text.removesuffix(".0")


def _spread(what: Callable[[str], object], texts: Iterable[str]) -> dict[str, float]:
    times = []
    for text in texts:
        begun = time.perf_counter()
        what(text)
        times.append(time.perf_counter() - begun)
    return spread(times) | {"max_ms": round(1000 * max(times), 1)}


def _memory() -> float:
    """MB that the process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
