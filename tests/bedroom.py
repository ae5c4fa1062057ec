"""Alarms and reminders asked for as a user would, on clocks that the test turns."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from vacli.core.meaning import Ask
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.reply.dialogue import REFUSED, Dialogue
from vacli.skills.alarms import Alarms
from vacli.skills.alerts import Alerts
from vacli.skills.clockwork import Clocks, due
from vacli.skills.reminders import Reminders
from vacli.skills.store import Entry, Store
from vacli.understand import open_language


class Bedroom:
    """`at` is the local time, in the zone that the machine is in."""

    def __init__(self, path: Path, at: str, language: str = "en", rings: bool = True) -> None:
        self.now = datetime.fromisoformat(at).timestamp()
        self.jumped = 0.0  # by how much somebody has set the wall clock
        self.clocks = Clocks(lambda: self.now + self.jumped, lambda: self.now, lambda: "run")
        self.store = Store(path, self.clocks.wall)
        skills = (Alarms, Reminders)
        self.skills = [skill(language, self.store, lambda: rings, self.clocks.wall) for skill in skills]
        self.alerts = Alerts(self.store, self.clocks, monotonic=lambda: self.now)
        self.dialogue = Dialogue(open_language(language))

    def say(self, text: str, turn: Turn | None = None) -> str:
        """What is answered; a question is open for the next thing that is said."""
        turn = turn or Turn()
        meant = self.dialogue.understand(text)
        if meant.intent == REFUSED:
            self.dialogue.go_on(turn)
            return "as it is"
        [skill] = [each for each in self.skills if meant.intent in each.intents]
        answer = skill.answer(meant, turn)
        self.dialogue.go_on(turn, answer if isinstance(answer, Ask) else None, meant)
        return answer.text if isinstance(answer, Ask) else answer

    def turn_to(self, at: str) -> None:
        self.now = datetime.fromisoformat(at).timestamp()

    def kept(self, kind: str = "alarm") -> list[Entry]:
        return self.store.all(kind)

    def times(self, kind: str = "alarm") -> list[str]:
        """When they fall due, on the clock on the wall."""
        found = sorted(due(each) for each in self.kept(kind))
        return [datetime.fromtimestamp(each).isoformat(" ", "minutes") for each in found]

    def ring(self) -> list[Announcement]:
        """All that is due, heard by the user."""
        found = self.alerts.announcements()
        for each in found:
            assert each.said is not None
            each.said()
        return found


Opened = Callable[..., Bedroom]
