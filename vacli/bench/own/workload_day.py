"""A household that talks to the assistant line by line, on clocks of its own. Knows no label. See workload.py.

The product's reply path with the scripted language model and the voice that beeps; what is kept and cached lies in a
folder of its own. Nothing is played: a clause is made, or comes from the speech cache, and is thrown away.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from vacli.audio.memory import MemorySpeaker
from vacli.bench.own.requests_labels import COMMAND
from vacli.cache import Cache, speech
from vacli.config import load as settings
from vacli.core.events import Bus, Event
from vacli.core.turn import Origin
from vacli.core.words import ReplyClass
from vacli.engines import Engines, load
from vacli.skills import open_skills
from vacli.skills.clockwork import Clocks
from vacli.skills.store import Store

BEGUN = datetime(2026, 3, 2, 7, 0).timestamp()
"""A Monday morning."""
APART = 100.0
"""Seconds between the lines of a day: 500 of them are 14 hours."""
DAY_LATER = 24 * 3600.0 + 37 * 60
"""So that nothing is said at the minute of the day before."""
FLAGS = {
    "llm.engine": "scripted",
    "llm.model": "",
    "tts.engine": "tone",
    "stt.language": "en",
    "skills.weather_command": "",
    "skills.news_command": "",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a line. `seconds` from the whole text to the first words of the reply."""

    reply_class: str
    intent: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    answer: str = ""
    seconds: float = 0.0


class Household:
    """One conversation. `spoken`: its replies are also spoken."""

    def __init__(self, folder: Path, spoken: bool = False) -> None:
        self.now = BEGUN
        self._engines: Engines = load(settings(FLAGS).config, ("llm", "tts") if spoken else ("llm",))
        self._engines.skillset.kept, self._engines.cached = folder / "presence.db", folder / "unused.db"
        self._engines.skillset.theirs = False
        self.cache = self._engines._cache = Cache(folder / "cache.db", lambda: self.now)  # it turns with our clock
        self._store = Store(folder / "skills.db", lambda: self.now)
        self._meant: Mapping[str, Any] = {}
        bus = Bus()
        bus.subscribe(self._take)
        self._speaker = MemorySpeaker(self._engines.tts.rate) if spoken else None
        self._session = self._engines.session(self._speaker, bus, skills="live")
        self._session.replies.skills = open_skills(
            "en",
            self._store,
            clocks=Clocks(lambda: self.now, lambda: self.now, lambda: "bench"),
            last=lambda: self._session.history[-1].question if len(self._session.history) else "",
            adjust=self._session.adjust,
        )

    def say(self, text: str, gap: float) -> Told:
        """A line, `gap` seconds after the one before; what fell due meanwhile has rung and is over."""
        self.now += gap
        for skill in self._session.replies.skills:
            for announcement in skill.announcements():
                if announcement.said:
                    announcement.said()
        begun = perf_counter()
        command = self._engines.skillset.understander().command(text)
        if command:
            return Told(ReplyClass.COMMAND, COMMAND, {"command": command.value}, seconds=perf_counter() - begun)
        turn, pieces, first = self._session.begin(Origin.TEXT), [], 0.0
        for piece in self._session.answer(text, turn):
            first = first or perf_counter() - begun
            pieces.append(piece)
        self._session.end(turn)
        if self._speaker:
            self._speaker.flush(turn)
        meant, kind = self._meant, str(turn.reply_class)
        return Told(kind, meant["intent"], meant["slots"], meant["confidence"], "".join(pieces), first)

    def close(self) -> None:
        self._engines.close()
        self._store.close()

    def _take(self, event: Event) -> None:
        if event.name == "understand.meant":
            self._meant = event.data


def second_day(folder: Path, texts: Sequence[str]) -> dict[str, Any]:
    """The lines said once and again a day later, lists, notes and caches kept: of the clauses that are spoken on the
    second day, how many come from the speech cache.

    The scripted model says the same again; a real one need not, so its clauses are also counted as never had.
    """
    home = Household(folder, spoken=True)
    kind = speech(home._engines.config.cache)
    asked: Counter[str] = Counter()
    had: Counter[str] = Counter()
    for day in range(2):
        home.now = BEGUN + day * DAY_LATER
        for text in texts:
            before = home.cache.stats(kind)
            told = home.say(text, APART)
            after = home.cache.stats(kind)
            hits = after.hits - before.hits
            had[told.reply_class] += day * hits
            asked[told.reply_class] += day * (hits + after.misses - before.misses)
    home.close()
    every = sum(asked.values())
    return {
        "clauses": every,
        "hits": round(sum(had.values()) / max(1, every), 4),
        "hits_if_the_model_never_says_the_same": round(
            sum(count for name, count in had.items() if name != ReplyClass.LLM) / max(1, every), 4
        ),
        "by_class": {name: {"clauses": asked[name], "hits": had[name]} for name in asked if asked[name]},
    }
