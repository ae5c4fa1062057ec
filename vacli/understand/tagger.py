"""Which words of a request are a free text of which slot: each piece begins one (B), goes on with one (I), or is
outside (O). Knows no language; the intent is known before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vacli.understand.classifier import Floats, Linear, opened
from vacli.understand.features import Hashes, hashed

OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Span:
    """The pieces from `begin` up to `end` are a slot's free text."""

    slot: str
    begin: int
    end: int


def features(names: Sequence[str], intent: str) -> list[Hashes]:
    """Of each piece: itself, what stands around it, how it begins and ends, and all of that with the intent."""
    padded = ("<<", "<", *names, ">", ">>")
    return [_features(padded[at : at + 5], intent, at, len(names)) for at in range(len(names))]


def _features(window: Sequence[str], intent: str, at: int, count: int) -> Hashes:
    before2, before, name, after, after2 = window
    found = [f"w {name}", f"b {before}", f"a {after}", f"b2 {before2}", f"a2 {after2}"]
    found += [f"bw {before} {name}", f"wa {name} {after}", f"bb {before2} {before}", f"aa {after} {after2}"]
    found += [f"ba {before} {after}", f"p {name[:3]}", f"s {name[-3:]}", f"at {min(at, 3)}", f"to {min(count - at, 3)}"]
    mine = [f"{intent} {each}" for each in found]
    return np.unique(np.array([hashed(each) for each in (*found, *mine, intent)], np.uint32))


def may_follow(tags: Sequence[str]) -> NDArray[np.bool_]:
    """Whether a tag, the column, may come after another, the row; the last row is the beginning."""
    begun = [each[2:] for each in (*tags, OUTSIDE)]
    goes_on = [each[2:] if each[0] == "I" else "" for each in tags]
    return np.array([[not slot or slot == before for slot in goes_on] for before in begun])


class Tagger:
    """`follows`: what each of the model's tags is worth after each, the last row at the beginning; `fits`: which of
    them a piece may have, by intent.
    """

    def __init__(self, model: Linear, follows: Floats, intents: Sequence[str], fits: NDArray[np.bool_]) -> None:
        self._model, self._follows = model, follows
        self._tags = {intent: np.flatnonzero(each) for intent, each in zip(intents, fits, strict=True)}

    def spans(self, names: Sequence[str], intent: str) -> tuple[list[Span], float]:
        """The free texts, and how likely they are of all ways to find some, 0 to 1."""
        tags = self._tags.get(intent)
        if tags is None or len(tags) < 2 or not names:
            return [], 1.0
        scores = np.stack([self._model.scores(each)[tags] for each in features(names, intent)])
        path, share = _best(scores, self._follows[-1, tags], self._follows[np.ix_(tags, tags)])
        return spans_of([self._model.classes[tags[at]] for at in path]), share

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `open_tagger` takes."""
        fits = np.array([np.isin(np.arange(len(self._model.classes)), tags) for tags in self._tags.values()])
        intents = np.array([*self._tags], np.str_)
        return self._model.arrays("tags") | {"tagged": intents, "fits": fits, "follows": self._follows}


def open_tagger(arrays: Mapping[str, NDArray[Any]]) -> Tagger:
    intents = tuple(map(str, arrays["tagged"]))
    return Tagger(opened(arrays, "tags"), arrays["follows"], intents, arrays["fits"])


def _best(scores: Floats, begin: Floats, steps: Floats) -> tuple[list[int], float]:
    """The likeliest tags, and their share of the likelihood of all."""
    best = whole = scores[0] + begin
    came = []
    for each in scores[1:]:
        ways, every = best[:, None] + steps, whole[:, None] + steps
        came.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + each
        whole = np.logaddexp.reduce(every, axis=0) + each
    path = [int(best.argmax())]
    for step in reversed(came):
        path.append(int(step[path[-1]]))
    return path[::-1], float(np.exp(best.max() - np.logaddexp.reduce(whole)))


def spans_of(tags: Sequence[str]) -> list[Span]:
    found: list[Span] = []
    for at, tag in enumerate(tags):
        if tag.startswith("B"):
            found.append(Span(tag[2:], at, at + 1))
        elif tag.startswith("I"):
            found[-1] = Span(found[-1].slot, found[-1].begin, at + 1)
    return found


def shape(names: Sequence[str], spans: Sequence[Span]) -> tuple[str, ...]:
    """A request with its free texts replaced by their slots: "add $items to the $list list"."""
    found, at = list[str](), 0
    for span in spans:
        found += [*names[at : span.begin], f"${span.slot}"]
        at = span.end
    return (*found, *names[at:])
