"""Keeps how long every turn of a conversation took. A subscriber of the bus: it queues what it is told.

Folding and writing are done on a thread of its own. What cannot be written is said once, kept in memory and written
with a later turn; the conversation goes on.
"""

from collections import deque
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from vacli.config import StatsSettings
from vacli.core.errors import ResourceError
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.metrics.ledger import Ledger
from vacli.metrics.row import NAMES, Fold, Row

WAITING = 1000
"""Turns that are kept in memory while they cannot be written."""


class Recorder:
    """Follows `bus` until it is closed. `engines`: stage to engine and model. `timed`: see `Row`."""

    def __init__(
        self,
        bus: Bus,
        settings: StatsSettings,
        engines: Mapping[str, str],
        *,
        timed: bool = True,
        file: Path | None = None,
    ) -> None:
        self._bus = bus
        self._open = partial(Ledger, settings.keep_days, file)
        self._fold = Fold(engines, timed=timed)
        self._ledger: Ledger | None = None
        self._waiting: deque[Row] = deque(maxlen=WAITING)
        self._told = False
        self._queue: SimpleQueue[Event | None] = SimpleQueue()  # None: the end
        self._unsubscribe = bus.subscribe(self._take)
        self._thread = spawn("stats", self._run)

    def close(self) -> None:
        """Write what was told so far."""
        self._unsubscribe()
        self._queue.put(None)
        self._thread.join(1.0)

    def _take(self, event: Event) -> None:
        if event.name in NAMES:
            self._queue.put(event)

    def _run(self) -> None:
        self._write()
        while (event := self._queue.get()) is not None:
            if row := self._fold(event):
                self._waiting.append(row)
                self._write()
        if self._ledger:
            self._ledger.close()

    def _write(self) -> None:
        try:
            self._ledger = self._ledger or self._open()
            if self._waiting:
                self._ledger.add(self._waiting)
            self._waiting.clear()
        except ResourceError as error:
            if self._ledger:  # opened anew for the next turn: it may have been moved aside by then
                self._ledger.close()
                self._ledger = None
            if not self._told:
                self._told = True
                message = f"the times of turns cannot be kept: {error.message}"
                self._bus.publish(Event("fault", "", {"stage": "stats", "message": message, "hint": error.hint}))
