"""What skills share: those that only answer, and those that keep something which rings."""

import time
from collections.abc import Callable

from vacli.core.words import Announcement
from vacli.skills.store import Store


class Quiet:
    """Speaks only when it is asked: every skill but `alerts`."""

    def due(self) -> float | None:
        return None

    def announcements(self) -> list[Announcement]:
        return []


class Ringing(Quiet):
    """Keeps what `alerts` announces. With `rings` false nobody would be there to hear it, so nothing is set."""

    def __init__(
        self, language: str, store: Store, rings: Callable[[], bool], wall: Callable[[], float] = time.time
    ) -> None:
        self._language = language
        self._store = store
        self._rings = rings
        self._now = wall
