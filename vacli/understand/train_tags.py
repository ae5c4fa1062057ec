"""Trains which words are a free text: a conditional random field over the tags of each request, by scipy's L-BFGS.

Each intent has only the tags that its examples have, so requests of an intent and of about a length go together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vacli.understand.tagger import may_follow

Wide: TypeAlias = NDArray[np.float64]
ROUNDS = 80
"""Steps of the optimiser; more of them follow the examples more closely than new requests."""
LOOSENESS = 0.3
"""What holds weights near zero."""
NEVER = -1e4


@dataclass(frozen=True)
class Batch:
    """Requests of one intent: `tags` that it may have; `rows` are their pieces' places, -1 behind the end; `gold` are
    places in `tags`; `counts` what each request counts.
    """

    tags: NDArray[np.intp]
    rows: NDArray[np.intp]
    gold: NDArray[np.intp]
    counts: Wide

    def pull(self, scores: Wide, follows: Wide) -> tuple[float, Wide, Wide]:
        """The loss, and which way it goes with the scores of all pieces and with what follows what."""
        real = self.rows >= 0
        mine = np.where(real[:, :, None], scores[np.maximum(self.rows, 0)][:, :, self.tags], 0.0)
        steps, begin = follows[np.ix_(self.tags, self.tags)], follows[-1, self.tags]
        forth, back = _forth(mine, steps, begin, real), _back(mine, steps, real)
        total = _logsum(forth[:, -1], 1)
        gold = np.eye(len(self.tags))[self.gold] * real[:, :, None]
        off = (np.exp(forth + back - total[:, None, None]) * real[:, :, None] - gold) * self.counts[:, None, None]
        moved = np.zeros_like(follows)
        moved[-1, self.tags] = off[:, 0].sum(0)
        right = (mine * gold).sum((1, 2)) + begin[self.gold[:, 0]]
        turned = np.zeros_like(steps)
        for at in range(1, real.shape[1]):
            here = real[:, at]
            both = forth[here, at - 1][:, :, None] + steps + (mine[here, at] + back[here, at])[:, None, :]
            turned += (np.exp(both - total[here, None, None]) * self.counts[here, None, None]).sum(0)
            pair = self.gold[here, at - 1], self.gold[here, at]
            np.subtract.at(turned, pair, self.counts[here])
            right[here] += steps[pair]
        moved[np.ix_(self.tags, self.tags)] = turned
        return float(((total - right) * self.counts).sum()), off[real], moved


def fitted(matrix: Any, tags: Sequence[str], batches: Sequence[Batch]) -> tuple[Wide, Wide]:
    """Weights of features by tags, and what each tag is worth after each, the last row at the beginning."""
    from scipy.optimize import minimize  # type: ignore[import-untyped, import-not-found, unused-ignore]

    features, count = matrix.shape[1], len(tags)
    turned, never = matrix.T.tocsr(), np.where(may_follow(tags), 0.0, NEVER)

    def loss(flat: Wide) -> tuple[float, Wide]:
        weights, follows = (
            flat[: features * count].reshape(features, count),
            flat[features * count :].reshape(-1, count),
        )
        scores = np.asarray(matrix @ weights)
        pulled, moved = np.zeros_like(scores), LOOSENESS * follows / 10
        whole = LOOSENESS * float((weights**2).sum() / 2 + (follows**2).sum() / 20)
        for batch in batches:
            more, off, turns = batch.pull(scores, follows + never)
            whole += more
            pulled[batch.rows[batch.rows >= 0][:, None], batch.tags[None]] += off
            moved = moved + turns
        return whole, np.concatenate([(turned @ pulled + LOOSENESS * weights).ravel(), moved.ravel()])

    start = np.zeros((features + count + 1) * count)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return found[: features * count].reshape(features, count), found[features * count :].reshape(-1, count) + never


def _logsum(values: Wide, axis: int) -> Wide:
    most = values.max(axis=axis, keepdims=True)
    summed: Wide = np.log(np.exp(values - most).sum(axis=axis)) + most.squeeze(axis)
    return summed


def _forth(scores: Wide, steps: Wide, begin: Wide, real: NDArray[np.bool_]) -> Wide:
    found = np.empty_like(scores)
    found[:, 0] = scores[:, 0] + begin
    for at in range(1, scores.shape[1]):
        further = _logsum(found[:, at - 1][:, :, None] + steps, 1) + scores[:, at]
        found[:, at] = np.where(real[:, at, None], further, found[:, at - 1])
    return found


def _back(scores: Wide, steps: Wide, real: NDArray[np.bool_]) -> Wide:
    found = np.zeros_like(scores)
    for at in range(scores.shape[1] - 2, -1, -1):
        before = _logsum(steps[None] + (scores[:, at + 1] + found[:, at + 1])[:, None, :], 2)
        found[:, at] = np.where(real[:, at + 1, None], before, 0.0)
    return found
