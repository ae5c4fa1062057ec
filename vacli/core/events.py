"""The bus: what happened, told to whoever listens. Events tell, they never steer."""

import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is stage.what, e.g. `stt.final`; `at` in `time.monotonic()` seconds; `data` is plain JSON."""

    name: str
    turn: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)


class Bus:
    """Calls every subscriber on the publisher's thread, so a subscriber must be quick."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: tuple[Callable[[Event], None], ...] = ()

    def subscribe(self, fn: Callable[[Event], None]) -> Callable[[], None]:
        """Listen until the function that comes back is called."""
        with self._lock:
            self._subscribers += (fn,)
        return lambda: self._drop(fn)

    def publish(self, event: Event) -> None:
        """A subscriber that fails is named on standard error and dropped: it must not take the turn with it."""
        for fn in self._subscribers:
            try:
                fn(event)
            except Exception as error:
                self._drop(fn)
                print(f"vacli: a listener of {event.name} failed and was dropped: {error!r}", file=sys.stderr)

    def _drop(self, fn: Callable[[Event], None]) -> None:
        with self._lock:
            self._subscribers = tuple(each for each in self._subscribers if each is not fn)
