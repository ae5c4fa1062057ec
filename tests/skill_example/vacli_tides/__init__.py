"""Tides, twice a day and an hour later every day: the smallest whole skill for vacli. No sailor should trust it."""

from pathlib import Path

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.skills.store import Entry, Store

_SAID = {"en": "High tide at {place} is at {hour} o'clock.", "de": "Flut in {place} ist um {hour} Uhr."}
_KEPT = {"en": "I keep {place} as your harbour.", "de": "Ich merke mir {place} als deinen Hafen."}


class Tides:
    """Made by vacli with the language of the conversation and its store."""

    sentences = Path(__file__).parent / "sentences"
    name = "tides"
    intents = frozenset({"tide_high", "tide_harbour"})

    def __init__(self, language: str, store: Store) -> None:
        self._language = language
        self._store = store

    def answer(self, meant: Understood, turn: Turn) -> str:
        before = self._store.all("tides_harbour")
        if meant.intent == "tide_harbour":
            place = str(meant.slots["harbour"])
            self._store.change(turn, [Entry("tides_harbour", place)], before)
            return _KEPT[self._language].format(place=place)
        place = str(meant.slots.get("harbour", before[0].name if before else "sea"))
        return _SAID[self._language].format(place=place, hour=1 + len(place))

    def due(self) -> float | None:
        return None

    def announcements(self) -> list[Announcement]:
        return []
