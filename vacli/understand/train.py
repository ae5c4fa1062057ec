"""Trains the second pass with scikit-learn, which nothing else needs. The same examples give the same weights."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vacli.core.errors import MissingError
from vacli.understand import tagger
from vacli.understand.classifier import Floats, Linear, shrunk
from vacli.understand.examples import Example, drawn, examples, explained, mangled
from vacli.understand.features import Hashes, features
from vacli.understand.language import Language, language
from vacli.understand.second import CHAT, Models
from vacli.understand.tagger import Tagger, shape, spans_of
from vacli.understand.train_tags import Batch, fitted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped, import-not-found, unused-ignore]

LEAST = 2
"""Examples that a feature must occur in."""
STRENGTH = 20.0
"""How closely the intents follow the examples: C of a logistic regression."""
FOLDS = 3
MISTAKEN, LEAST_LIKELY, MISTAKEN_COUNTS = 3, 0.02, 0.7
"""Of how many likely intents a request's shape is learned as wrong, how likely they must be, and what each counts."""
NEAR = 6
"""Requests whose lengths differ by less may be trained together."""
DRAWN, DRAWN_COUNTS, DRAWN_TAGS, MANGLED_COUNTS, EXPLAINED_COUNTS = 120, 0.2, 0.5, 0.3, 0.4
"""Sentences drawn from the templates of an intent, and what each counts beside one that a person wrote,
for its intent and for its free texts; and what one counts that was misheard, and one that is explained."""


def train(code: str) -> str:
    """Make a language's weights from its training text and its templates; what was made, in a line."""
    room = Path(str(files("vacli.understand")))
    data = language(code)
    text = (room / "training" / f"{code}.txt").read_text(encoding="utf-8")
    written = list(examples(text, data))
    arrays = trained(written, data, list(explained(text, written, data))).arrays()
    target = room / "data" / f"second_{code}.npz"
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(target, allow_pickle=False, digest=np.array(digest(text)), **arrays)
    return f"{target.name}: {len(written)} sentences, {target.stat().st_size / 1e6:.2f} MB"


def trained(written: Sequence[Example], language: Language, said: Sequence[Example] = ()) -> Models:
    """All models, from what people wrote, from what templates give, and from what a recogniser may make of it; `said`
    are requests that people also explain."""
    more, wrong = list(drawn(language, DRAWN, written)), list(mangled(written))
    said_counts = (len(said), EXPLAINED_COUNTS)
    tags = fit_tagger([*written, *more, *said], _counts((len(written), 1.0), (len(more), DRAWN_TAGS), said_counts))
    every = [*written, *more, *wrong, *said]
    worth = (len(more), DRAWN_COUNTS), (len(wrong), MANGLED_COUNTS), said_counts
    counts = _counts((len(written), 1.0), *worth)
    return Models(fit_intents(every, counts), fit_shapes(every, counts, tags), tags)


def _counts(*parts: tuple[int, float]) -> Floats:
    return np.concatenate([np.full(count, worth, np.float32) for count, worth in parts])


def digest(text: str) -> str:
    """By which weights are known to belong to a training text."""
    return hashlib.sha256(text.encode()).hexdigest()


def fit_intents(data: Sequence[Example], counts: Floats | None = None) -> Linear:
    """The intents of requests by their words."""
    hashes = [features(each.names) for each in data]
    known, rarity, unknown = _vocabulary(hashes)
    blank = _blank(known, rarity, unknown)
    rows = [blank.vector(each) for each in hashes]
    return _fitted(blank, rows, [each.intent for each in data], counts)


def fit_shapes(data: Sequence[Example], counts: Floats, tags: Tagger) -> Linear:
    """The intents of requests by their shapes: right ones, and those that a wrong intent would give them."""
    found, worth = list[Example](), list[float]()
    for each, count, likely in zip(data, counts, _likely(data, counts), strict=True):
        found.append(replace(each, names=shape(each.names, spans_of(each.tags))))
        worth.append(float(count))
        for intent in likely if count == 1 else ():
            spans, _ = tags.spans(each.names, intent)
            if intent not in (each.intent, CHAT) and (spans or each.intent == CHAT):
                found.append(replace(each, names=shape(each.names, spans)))
                worth.append(MISTAKEN_COUNTS)
    return fit_intents(found, np.array(worth, np.float32))


def _likely(data: Sequence[Example], counts: Floats) -> list[list[str]]:
    """The likeliest intents of each request by a model that has not seen it."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(data))
    found: list[list[str]] = [[] for _ in data]
    for each in range(FOLDS):
        rest = np.flatnonzero(fold != each).tolist()
        model = fit_intents([data[at] for at in rest], counts[rest])
        for at in np.flatnonzero(fold == each).tolist():
            likely = model.probabilities(features(data[at].names))
            best = np.argsort(-likely)[:MISTAKEN]
            found[at] = [model.classes[one] for one in best if likely[one] > LEAST_LIKELY]
    return found


def fit_tagger(data: Sequence[Example], counts: Floats | None = None) -> Tagger:
    """Which pieces are free texts of which slot."""
    tags = sorted({tag for each in data for tag in each.tags})
    intents = sorted({each.intent for each in data})
    seen = {(each.intent, tag) for each in data for tag in each.tags}
    fits = np.array([[(intent, tag) in seen for tag in tags] for intent in intents])
    several = {intent: np.flatnonzero(each) for intent, each in zip(intents, fits, strict=True) if each.sum() > 1}
    chosen = [at for at, each in enumerate(data) if each.intent in several and each.names]
    every = np.ones(len(data)) if counts is None else counts
    hashes = [each for at in chosen for each in tagger.features(data[at].names, data[at].intent)]
    known, rarity, unknown = _vocabulary(hashes)
    blank = _blank(known, rarity, unknown)
    matrix = _matrix([_plainly(blank, each) for each in hashes], len(known))
    batches = list(_batches([data[at] for at in chosen], every[chosen], tags, several))
    weights, follows = fitted(matrix, tags, batches)
    model = _shrunk(blank, tags, weights, np.zeros(len(tags)))
    return Tagger(model, follows.astype(np.float32), intents, fits)


def _batches(
    data: Sequence[Example], counts: Any, tags: Sequence[str], several: Mapping[str, NDArray[np.intp]]
) -> Iterator[Batch]:
    """By intent and length."""
    begins = np.cumsum([0, *(len(each.names) for each in data)])
    alike: dict[tuple[str, int], list[int]] = {}
    for at, each in enumerate(data):
        alike.setdefault((each.intent, len(each.names) // NEAR), []).append(at)
    for (intent, _), members in alike.items():
        mine = several[intent]
        rows = np.full((len(members), max(len(data[at].names) for at in members)), -1)
        gold = np.zeros_like(rows)
        for row, at in enumerate(members):
            rows[row, : len(data[at].names)] = np.arange(begins[at], begins[at + 1])
            gold[row, : len(data[at].names)] = [int(np.searchsorted(mine, tags.index(tag))) for tag in data[at].tags]
        yield Batch(mine, rows, gold, np.asarray(counts[members], np.float64))


def _plainly(blank: Linear, hashes: Hashes) -> tuple[NDArray[np.intp], Floats]:
    places, known = blank.places(hashes)
    return places[known], np.ones(int(known.sum()), np.float32)


def _vocabulary(hashes: Sequence[Hashes]) -> tuple[Hashes, Floats, float]:
    every, counts = np.unique(np.concatenate(hashes), return_counts=True)
    often = counts >= LEAST
    rarity = np.log((1 + len(hashes)) / (1 + counts[often])) + 1
    return every[often], rarity.astype(np.float32), float(np.log(1 + len(hashes)) + 1)


def _blank(known: Hashes, rarity: Floats, unknown: float) -> Linear:
    one = np.ones(1, np.float32)
    return Linear((), known, rarity, unknown, np.zeros((len(known), 1), np.int8), one, one)


def _fitted(
    blank: Linear,
    rows: Sequence[tuple[NDArray[np.intp], Floats]],
    labels: Sequence[str],
    counts: Floats | None,
) -> Linear:
    try:
        from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError as error:
        raise MissingError("training needs scikit-learn", "pip install scikit-learn") from error
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3).fit(_matrix(rows, len(blank.known)), labels, counts)
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps those of the second one only
        weights, bias = np.hstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return _shrunk(blank, list(map(str, model.classes_)), weights, bias)


def _shrunk(blank: Linear, classes: Sequence[str], weights: NDArray[Any], bias: NDArray[Any]) -> Linear:
    whole, scale = shrunk(weights)
    used = (whole != 0).any(axis=1)
    kept = replace(blank, known=blank.known[used], rarity=blank.rarity[used], weights=whole[used])
    return replace(kept, classes=tuple(classes), scale=scale, bias=bias.astype(np.float32))


def _matrix(rows: Sequence[tuple[NDArray[np.intp], Floats]], width: int) -> "csr_matrix[Any]":
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    places, values = (np.concatenate(each) for each in zip(*rows, strict=True))
    return csr_matrix((values, places, ends), shape=(len(rows), width))
