"""A fixed piece of work: how fast the machine itself was, between benches and beside a value. Knows no bench."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np

from vacli.bench.result import Samples, Section

T = TypeVar("T")
ROUNDS = 3
"""A moment: so many times in a row."""
SECTION, NAME = "machine", "reference"
LONG, SHORT = 40, 3
"""Parts of the work: about 7 ms of it between benches, half a millisecond beside a value."""
_matrix = np.random.default_rng(0).standard_normal((192, 192)).astype(np.float32)


class Reference:
    """The machine between benches."""

    def __init__(self) -> None:
        self._times: list[float | None] = []
        _work(LONG)  # what is slow the first time does not count

    def take(self) -> None:
        self._times += [_timed(LONG) for _ in range(ROUNDS)]

    def section(self) -> Section:
        about = "a fixed computation between the benches: the speed of the machine itself"
        return Section(SECTION, NAME, (Samples(NAME, "ms", tuple(self._times), about=about),))


def beside(rounds: Iterable[int], do: Callable[[int], T]) -> tuple[list[T], list[float]]:
    """What `do` gives, round by round, and the machine right before and after each: ms, for `Samples.machine`."""
    found: list[T] = []
    speeds: list[float] = []
    for number in rounds:
        before = _speed()
        found.append(do(number))
        speeds.append((before + _speed()) / 2)
    return found, speeds


def _speed() -> float:
    """The least of a few: an interruption of this work says nothing of the other."""
    return min(_timed(SHORT) for _ in range(ROUNDS))


def _timed(parts: int) -> float:
    begun = time.perf_counter()
    _work(parts)
    return (time.perf_counter() - begun) * 1000


def _work(parts: int) -> None:
    """Half Python, half numpy on one thread: as the product's own mixture."""
    value, matrix = 1, _matrix
    for _ in range(parts):
        for number in range(1500):
            value = (value * 1103515245 + number) & 0x7FFFFFFF
        matrix = np.tanh(matrix @ _matrix * np.float32(0.05))
