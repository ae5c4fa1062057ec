"""Linear models over hashed features, in numpy: which class, and how sure. Knows no language and no training.

Weights are kept as whole numbers from -127 to 127 with a scale for each class: a quarter of the size, the same answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vacli.understand.features import Hashes

Floats: TypeAlias = NDArray[np.float32]
MOST = 127
LENGTHS = np.array([1.5, 1.0], np.float32)
"""Of the vectors of a text's words, and of its letters."""


@dataclass(frozen=True)
class Linear:
    """`known` are the features that have weights, in order, and `rarity` what each counts for; one of `unknown` counts
    for the length of a text's vector too, so that words never seen make every class less likely.
    """

    classes: tuple[str, ...]
    known: Hashes
    rarity: Floats
    unknown: float
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats

    def places(self, features: Hashes) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where the features stand, and which of them are known."""
        found = np.minimum(np.searchsorted(self.known, features), len(self.known) - 1)
        return found, self.known[found] == features

    def vector(self, features: Hashes) -> tuple[NDArray[np.intp], Floats]:
        """The known features, and what each weighs in a text: its words and its letters have a length each."""
        places, known = self.places(features)
        kinds = features & 1
        counts = np.where(known, self.rarity[places], np.float32(self.unknown))
        length = np.sqrt(np.bincount(kinds, counts * counts, 2)).astype(np.float32)
        return places[known], (counts * (LENGTHS / np.maximum(length, 1e-9))[kinds])[known]

    def probabilities(self, features: Hashes) -> Floats:
        """Of the classes, in their order."""
        places, values = self.vector(features)
        scores: Floats = (values @ self.weights[places].astype(np.float32)) * self.scale + self.bias
        return softmax(scores)

    def scores(self, features: Hashes) -> Floats:
        """Of the classes, each feature counting once."""
        places, known = self.places(features)
        total: Floats = self.weights[places[known]].sum(axis=0, dtype=np.int32) * self.scale + self.bias
        return total

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """What `opened` takes."""
        classes = np.array(self.classes, np.str_)
        numbers = np.array([self.unknown])
        held: dict[str, NDArray[Any]] = {
            "classes": classes,
            "known": self.known,
            "rarity": self.rarity,
            "numbers": numbers,
        }
        held |= {"weights": self.weights, "scale": self.scale, "bias": self.bias}
        return {f"{prefix}.{name}": each for name, each in held.items()}


def opened(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Linear:
    names = ("known", "rarity", "numbers", "weights", "scale", "bias")
    known, rarity, numbers, weights, scale, bias = (arrays[f"{prefix}.{name}"] for name in names)
    classes = tuple(map(str, arrays[f"{prefix}.classes"]))
    return Linear(classes, known, rarity, float(numbers[0]), weights, scale, bias)


def shrunk(weights: NDArray[np.floating[Any]]) -> tuple[NDArray[np.int8], Floats]:
    """Weights of features by classes as whole numbers, and what one of them is worth in each class."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / MOST
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


def softmax(scores: Floats) -> Floats:
    raised: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
    share: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return share
