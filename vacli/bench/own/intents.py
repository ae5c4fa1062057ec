"""The second pass of understanding on others' sentences: Snips (intents, slots) and CLINC-150 (what is out of scope).

Code and settings are those that make the shipped weights. Needs VACLI_SPEECH_DIR, and scikit-learn to train.
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vacli.bench.speech.recordings import folder
from vacli.core.errors import ModelMissing
from vacli.understand.classifier import Linear
from vacli.understand.examples import Example, example
from vacli.understand.features import features
from vacli.understand.language import language
from vacli.understand.tagger import spans_of
from vacli.understand.train import fit_intents, fit_tagger

FOLDS = 5
OUT = "oos"
KEPT = 0.98
"""Of what is in scope and right on held-out parts of the training data, the share that the threshold leaves."""


def figures(most: int | None = None) -> dict[str, Any]:
    """`most`: examples of each set, for a quick look. Asked: Snips >= 0.96; CLINC in scope >= 0.88, out >= 0.60."""
    place = folder()
    if place is None or not (place / "intents" / "dev").exists():
        raise ModelMissing("no sentences of others here", "set VACLI_SPEECH_DIR to a folder that has them")
    files = place / "intents" / "dev"
    return {"snips": snips(_read(files / "snips_train.jsonl", most)), "clinc": clinc(*_clinc(files, most))}


def snips(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Folds of the training file: intent accuracy, F1 of the slots with the intent that was found."""
    data = [example(_marked(row), row["intent"], language("en")) for row in rows]
    fold = np.random.default_rng(0).permutation(len(data)) % FOLDS
    intents, right, found, told = 0, 0, 0, 0
    for each in range(FOLDS):
        train = [data[at] for at in np.flatnonzero(fold != each).tolist()]
        model, tags = fit_intents(train), fit_tagger(train)
        for one in (data[at] for at in np.flatnonzero(fold == each).tolist()):
            intent = _intent(model, one)
            spans = set(tags.spans(one.names, intent)[0])
            intents += intent == one.intent
            right += len(spans & set(spans_of(one.tags)))
            found, told = found + len(spans), told + len(one.values)
    f1 = round(2 * right / (found + told), 4)
    return {"n": len(data), "folds": FOLDS, "intent_accuracy": round(intents / len(data), 4), "slot_f1": f1}


def clinc(train: Sequence[Example], test: Sequence[Example]) -> dict[str, Any]:
    """In-scope accuracy and out-of-scope recall, with a threshold chosen on the training part."""
    fold = np.random.default_rng(0).permutation(len(train)) % FOLDS
    held: list[tuple[str, str, float]] = []
    for each in range(FOLDS):
        model = fit_intents([train[at] for at in np.flatnonzero(fold != each).tolist()])
        held += [_judged(model, train[at]) for at in np.flatnonzero(fold == each).tolist()]
    threshold = _threshold(held)
    model = fit_intents(train)
    judged = [_judged(model, each) for each in test]
    inside = [intent == told and sure >= threshold for told, intent, sure in judged if told != OUT]
    outside = [intent == OUT or sure < threshold for told, intent, sure in judged if told == OUT]
    return {
        "train": len(train),
        "threshold": round(threshold, 3),
        "in_scope": {"n": len(inside), "accuracy": round(float(np.mean(inside)), 4)},
        "without_threshold": round(float(np.mean([t == i for t, i, _ in judged if t != OUT])), 4),
        "out_of_scope": {"n": len(outside), "recall": round(float(np.mean(outside)), 4), "wilson_95": _wilson(outside)},
    }


def _threshold(held: Sequence[tuple[str, str, float]]) -> float:
    right = sorted(sure for told, intent, sure in held if told == intent != OUT)
    return right[int((1 - KEPT) * len(right))]


def _wilson(hits: Sequence[bool]) -> list[float]:
    n, share, z = len(hits), float(np.mean(hits)), 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return [round(middle - half, 3), round(middle + half, 3)]


def _judged(model: Linear, one: Example) -> tuple[str, str, float]:
    likely = model.probabilities(features(one.names))
    best = int(likely.argmax())
    return one.intent, model.classes[best], float(likely[best])


def _intent(model: Linear, one: Example) -> str:
    return _judged(model, one)[1]


def _clinc(files: Path, most: int | None) -> tuple[list[Example], list[Example]]:
    names = ("clinc_train.jsonl", "clinc_val.jsonl")
    rows = [_read(files / name, most) for name in names]
    train, test = ([example(row["text"], row["intent"], language("en")) for row in part] for part in rows)
    return train, test


def _read(path: Path, most: int | None) -> list[dict[str, Any]]:
    """All rows, or that many spread over the file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return rows if most is None else rows[:: max(1, len(rows) // most)]


def _marked(row: dict[str, Any]) -> str:
    """With its slots marked as in a training text; brackets of its own are none."""
    text, at = "", 0
    plain: str = row["text"].translate(str.maketrans("[]", "  "))
    for slot in sorted(row["slots"], key=lambda slot: int(slot["start"])):
        text += f"{plain[at : slot['start']]}[{plain[slot['start'] : slot['end']]}]({slot['slot']})"
        at = slot["end"]
    return text + plain[at:]
