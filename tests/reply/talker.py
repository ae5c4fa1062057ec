"""One who types: real understanding, real skills on a clock that stands still, a language model that says "chat"."""

import functools
from datetime import datetime
from pathlib import Path

from vacli.config import LlmSettings, ReplySettings
from vacli.core.events import Bus, Event
from vacli.core.meaning import Understander
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.llm.scripted import ScriptedChat
from vacli.reply.choose import Replies
from vacli.skills import open_skills
from vacli.skills.clockwork import Clocks
from vacli.skills.store import Store
from vacli.understand import open_language

understands = functools.cache(open_language)
FRIDAY_EVENING = datetime(2025, 11, 21, 20, 0).timestamp()


class Talker:
    """`turn` is the latest one, `slots` what was understood in it."""

    def __init__(
        self,
        path: Path,
        language: str = "en",
        understander: Understander | None = None,
        reply: ReplySettings = ReplySettings(),  # noqa: B008
    ) -> None:
        self.store = Store(path)
        self.bus = Bus()
        self.bus.subscribe(self._told)
        understander = understander or understands(language)
        skills = open_skills(
            language, self.store, alerts=False, clocks=Clocks(lambda: FRIDAY_EVENING, lambda: 0.0, lambda: "")
        )
        self.replies = Replies(LlmSettings(), ScriptedChat(("chat",) * 99), understander, skills, self.bus, reply)
        self.turn = Turn()
        self.intent = ""
        self.slots: dict[str, object] = {}

    def __call__(self, text: str, turn: Turn | None = None, heard: float | None = None) -> str:
        self.turn = turn or Turn()
        return "".join(self.replies.reply(text, self.turn, heard))

    @property
    def reply_class(self) -> ReplyClass | None:
        return self.turn.reply_class

    def kept(self, kind: str) -> list[str]:
        """What is kept of a kind, in a form that tells it: times of the clock, lengths in seconds, or texts."""
        forms = {"alarm": lambda each: each.local[11:], "timer": lambda each: str(round(each.seconds))}
        form = forms.get(kind, lambda each: each.text + (f" {each.local[11:]}" if each.local else ""))
        return [form(each) for each in self.store.all(kind)]

    def _told(self, event: Event) -> None:
        if event.name == "understand.meant":
            self.intent, self.slots = event.data["intent"], event.data["slots"]
