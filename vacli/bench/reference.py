"""A fixed piece of work, timed between benches: how fast the machine itself was while they ran. Knows no bench."""

import time

import numpy as np

from vacli.bench.result import Samples, Section

ROUNDS = 3
"""A moment: so many times in a row."""
SECTION, NAME = "machine", "reference"


class Reference:
    """About 15 ms of work a round, half Python, half numpy on one thread: as the product's own mixture."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self._matrix = rng.standard_normal((192, 192)).astype(np.float32)
        self._times: list[float | None] = []
        self._work()  # what is slow the first time does not count

    def take(self) -> None:
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            self._work()
            self._times.append((time.perf_counter() - begun) * 1000)

    def section(self) -> Section:
        about = "a fixed computation between the benches: the speed of the machine itself"
        return Section(SECTION, NAME, (Samples(NAME, "ms", tuple(self._times), about=about),))

    def _work(self) -> None:
        value = 1
        for number in range(60_000):
            value = (value * 1103515245 + number) & 0x7FFFFFFF
        matrix = self._matrix
        for _ in range(40):
            matrix = np.tanh(matrix @ self._matrix * np.float32(0.05))
