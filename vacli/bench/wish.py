"""What somebody asked a bench for, and how a bench tells how far it is. Knows no command line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vacli.config import Config
from vacli.core.turn import Origin, Turn

if TYPE_CHECKING:  # needs numpy
    from vacli.bench.result import Section


def _silent(what: str, done: int, of: int) -> None:
    return


@dataclass(frozen=True)
class Wish:
    """`config` holds engine, model, device and threads as asked. A bench checks `turn` between any two steps."""

    config: Config = field(default_factory=Config)
    engines: Mapping[str, str] = field(
        default_factory=dict
    )  # stage to the engine named; none named: every installed one
    n: int = 0  # how often; 0 = as the bench thinks right
    input: Path | None = None  # recordings or a manifest of the user's own
    minutes: float = 0.0  # for benches that last a given time; 0 = as the bench thinks right
    quick: bool = False  # part of the two-minute run: be short
    options: Mapping[str, str] = field(default_factory=dict)  # a bench's own: baseline, callers, through
    turn: Turn = field(default_factory=lambda: Turn(Origin.TEXT))
    progress: Callable[[str, int, int], None] = _silent  # what is being done, how many of how many are done
    so_far: "list[Callable[[], Iterable[Section]]]" = field(default_factory=list)
    """A bench whose sections come late says here what they would be if it ended now."""

    def times(self, usual: int, quick: int) -> int:
        """How often to measure something."""
        return self.n or (quick if self.quick else usual)
