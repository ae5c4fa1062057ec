"""What falls due, announced: timers, alarms, reminders, once for all processes, and late rather than never.

Whoever sets out to announce something claims it; if the process dies before it was said, it is announced again a minute
later, or at the next start. Knows what is kept and how it is said, not who asked for it.
"""

import time
from collections.abc import Callable

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement, Urgency
from vacli.skills.alert_words import rung
from vacli.skills.clockwork import Clocks, due, following, keep_steady
from vacli.skills.store import Entry, Store

KINDS = ("timer", "alarm", "reminder")
CLAIMED = 60.0
"""Seconds after which what was claimed and not said is claimed anew."""
LOOK = 5.0
"""Seconds between two looks at what other processes have set meanwhile."""


class Alerts:
    """A skill that answers nothing. It announces what the others keep."""

    name = "alerts"
    intents: frozenset[str] = frozenset()

    def __init__(self, store: Store, clocks: Clocks, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clocks = clocks
        self._monotonic = monotonic
        keep_steady(store, clocks)

    def answer(self, meant: Understood, turn: Turn) -> str:
        raise LookupError("alerts answer nothing")

    def due(self) -> float | None:
        """Sooner than anything falls due: another process may set something that rings earlier."""
        now = self._clocks.wall()
        waits = [due(each) - now for each in self._store.all(*KINDS) if not self._is_claimed(each, now)]
        return self._monotonic() + max(0.0, min([LOOK, *waits]))

    def announcements(self) -> list[Announcement]:
        """All that is due by now and claimed hereby, the longest overdue first."""
        keep_steady(self._store, self._clocks)
        now = self._clocks.wall()
        waiting = [each for each in self._store.all(*KINDS) if due(each) <= now]
        return [self._announcement(each, now) for each in sorted(waiting, key=due) if self._claim(each, now)]

    def _is_claimed(self, entry: Entry, now: float) -> bool:
        return entry.claimed is not None and now < entry.claimed + CLAIMED

    def _claim(self, entry: Entry, now: float) -> bool:
        """True for one process only."""
        with self._store.transaction() as base:
            free = "claimed IS NULL OR claimed <= ? OR claimed > ?"  # the last one: the clock was set back
            query = f"UPDATE entry SET claimed = ? WHERE id = ? AND ({free})"
            return base.execute(query, (now, entry.id, now - CLAIMED, now + CLAIMED)).rowcount == 1

    def _announcement(self, entry: Entry, now: float) -> Announcement:
        urgency = Urgency.NOW if entry.kind == "alarm" else Urgency.WHEN_QUIET
        text = rung(entry, due(entry), now)
        return Announcement(text, urgency, entry.kind, f"{entry.kind}-{entry.id}", lambda: self._said(entry))

    def _said(self, entry: Entry) -> None:
        """It was heard: it is over, or waits for its next day."""
        with self._store.transaction() as base:
            if entry.kind == "alarm":
                rang = ("rang", repr(self._clocks.wall()))
                base.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", rang)
            if not entry.every:
                base.execute("DELETE FROM entry WHERE id = ?", (entry.id,))
                return
            later = following(entry, self._clocks.wall())
            base.execute("UPDATE entry SET local = ?, claimed = NULL WHERE id = ?", (later, entry.id))
