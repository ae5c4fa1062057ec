"""Whether `vacli bench compare` tells a change from noise: pairs of runs alike, and pairs with a planted slow-down.

Every run is a process of its own. Each round is three runs in turn: as it is, as it is, and with engines that take 15 %
longer at all they do; the first is compared with both others.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from vacli import registry
from vacli.bench.benches import BENCHES
from vacli.bench.compare import compare
from vacli.bench.process import in_a_process
from vacli.bench.run import Run
from vacli.bench.wish import Wish

TIMES = {"vad": 0, "tts": 30, "llm": 20}
"""How often each is measured, 0 as a quick run has it."""
WHAT = ("vad", "tts")  # short, and each another kind of work; 40 pairs of each take 20 minutes, with the llm two hours
SLOWER = 0.15
STEPS = {"vad": ("stream",), "tts": ("synthesize",), "llm": ("chat", "prepare", "generate")}


def figures(n: int = 40, what: Sequence[str] = WHAT) -> dict[str, Any]:
    """Verdicts of `n` pairs of both kinds, and of each headline figure."""
    alike: list[Any] = []
    planted: list[Any] = []
    for _ in range(n):
        first, second, slowed = (_run(what, slower) for slower in (0.0, 0.0, SLOWER))
        alike.append(compare(first, second))
        planted.append(compare(first, slowed))
    return {"pairs": n, "of": list(what), "alike": _told(alike), "planted_15_percent": _told(planted)}


def _run(what: Sequence[str], slower: float) -> dict[str, Any]:
    return in_a_process("vacli.bench.own.pairs", "--slower", str(slower), *what)


def _told(found: list[Any]) -> dict[str, Any]:
    each = Counter(
        f"{change.bench} {change.subject} {change.name}: {change.judged.verdict}"
        for one in found
        for change in one.changes
        if change.headline
    )
    return {
        "no_change": sum(one.verdict.startswith("no change") for one in found),
        "called_slower": sum("slower" in one.verdict for one in found),
        "verdicts": dict(Counter(one.verdict for one in found)),
        "figures": dict(sorted(each.items())),
        "machine_drift": [one.machine for one in found],
    }


class Slowed:
    """An engine, or a part of one, whose work takes longer in proportion."""

    def __init__(self, engine: Any, by: float, steps: tuple[str, ...]) -> None:
        self._engine, self._by, self._steps = engine, by, steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._engine, name)
        return self._slower(found) if name in self._steps else found

    def __call__(self, *given: Any) -> Any:
        return self._slower(self._engine)(*given)

    def _slower(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def slowly(*given: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            found = do(*given, **named)
            if hasattr(found, "__next__"):
                return self._pieces(found)
            self._wait(begun)
            return found if found is None or isinstance(found, float) else Slowed(found, self._by, self._steps)

        return slowly

    def _pieces(self, pieces: Iterator[Any]) -> Iterator[Any]:
        begun = time.perf_counter()
        for piece in pieces:
            self._wait(begun)
            yield piece
            begun = time.perf_counter()

    def _wait(self, begun: float) -> None:
        """Awake, for a sleep is never that short."""
        end = time.perf_counter() + self._by * (time.perf_counter() - begun)
        while time.perf_counter() < end:
            continue


def _slow_down(by: float) -> None:
    """From now on every engine that this process opens is slower."""
    opened = registry.open_engine
    registry.open_engine = lambda row, settings, model: Slowed(opened(row, settings, model), by, STEPS[row.stage])


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slower", type=float, default=0.0)
    parser.add_argument("what", nargs="+")
    wanted = parser.parse_args(argv)
    if wanted.slower:
        _slow_down(wanted.slower)
    run = Run("stages", Wish())
    for word in wanted.what:
        run.wish, run.benches = Wish(quick=True, n=TIMES[word]), [BENCHES[word]]
        run.measure()
    print(json.dumps(run.document()))


if __name__ == "__main__":
    main(sys.argv[1:])
