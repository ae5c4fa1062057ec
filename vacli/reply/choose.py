"""What to answer: the skill that knows it, else the language model. Knows no sound."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from vacli.config import LlmSettings, ReplySettings
from vacli.core.engines import Chat
from vacli.core.events import Bus, Event
from vacli.core.marks import Mark
from vacli.core.meaning import Ask, Skill, Understander, Understood
from vacli.core.turn import Origin, Turn
from vacli.core.words import Message, ReplyClass
from vacli.reply.abilities import ANYTHING, Abilities
from vacli.reply.answers import Answers
from vacli.reply.dialogue import SAID, UNCLEAR, Dialogue
from vacli.reply.history import Exchange, History
from vacli.reply.phrases import Phrase, not_spoken, phrase
from vacli.reply.sane import sane
from vacli.reply.tools import Tools

RECALL = "recall"
PLAIN = frozenset(
    {"time", "date", "days_until", "sum", "convert", "coin", "dice", "random", "volume", "speed", "help"}
    | {"timer_left", "alarm_list"}
)
"""What is answered to these holds nothing that was stored or fetched, but for a timer's name, and claims nothing done:
a small model that reads "Your 5 minute timer is set." says it again to what it cannot do."""


class Replies:
    """The answers of one conversation. `chat` None: only what the skills know."""

    def __init__(
        self,
        settings: LlmSettings,
        chat: Chat | None,
        understander: Understander | None,
        skills: Sequence[Skill],
        bus: Bus,
        reply: ReplySettings | None = None,
    ) -> None:
        self._reply = reply or ReplySettings()
        self.history = History(self._reply.turns)
        self.chat = chat
        self.understander = understander
        self.dialogue = Dialogue(understander, self._reply.threshold) if understander else None
        self.skills = tuple(skills)
        self.answers: Answers | None = None  # what was answered before, and may be again
        self.abilities: Abilities = ANYTHING  # of the language model
        self.tools: Tools | None = None  # where it is large enough
        self.written: Callable[[str], str] = str  # bare recognised words as the model and the history see them
        self._settings = settings
        self._bus = bus
        self._whole = True  # the latest answer of the model was not cut
        self._looked: tuple[str, str | None] | None = None  # a question, and what was answered before
        self._warm = False  # all that understanding needs is loaded

    def reply(self, question: str, turn: Turn, heard: float | None = None) -> Iterator[str]:
        """The reply's text as it is made. It is remembered with the turn, and undone with it.

        `heard`: how sure the recogniser is of the words, 0 to 1, where that means something.
        """
        self._looked = None
        meant = self._meant(question, turn)
        skill = next((skill for skill in self.skills if meant.intent in skill.intents), None)
        turn.reply_class = self._class(skill, meant)
        turn.mark(Mark.UNDERSTOOD)
        self._tell(meant, turn)
        asked = self.written(question) if turn.root.origin is Origin.SPEECH else question
        exchange = Exchange(turn.root.id, asked, read_out=skill is not None and meant.intent not in PLAIN)
        exchange.meant = meant if self.dialogue else None
        messages = self.history.messages(self._settings.system, asked)
        turn.act(lambda: self.history.remember(exchange), lambda: self.history.forget(exchange.turn))
        try:
            for piece in self._answer(skill, messages, meant, turn, heard):
                turn.mark(Mark.FIRST_TOKEN)
                exchange.answer += piece
                yield piece
            exchange.read_out = exchange.read_out or (skill is None and turn.reply_class is ReplyClass.QUICK)
            if turn.reply_class is ReplyClass.LLM:
                yield from self._concluded(exchange, meant, turn)
        except Exception:  # a question without an answer is no part of the conversation
            self.history.forget(exchange.turn)
            raise

    def prepare(self, turn: Turn) -> None:
        """Have the conversation so far evaluated, so that the next answer begins sooner."""
        if self.understander and not self._warm:
            self.understander.understand("something that nobody asks")  # what it needs late is loaded now
            self._warm = True
        if self.chat and self.abilities.speaks:
            self.chat.prepare(self.history.messages(self._settings.system, "")[:-1], turn)

    def _meant(self, question: str, turn: Turn) -> Understood:
        if self.dialogue is None:
            return Understood(question)
        meant = self.dialogue.understand(question)
        understood = meant.intent not in ("", UNCLEAR)
        if understood or not self.tools or self._known(question) or not self.tools.able:
            return meant
        found = self.tools.meant(question, turn)
        return found.words_of(meant) if found else meant

    def _class(self, skill: Skill | None, meant: Understood) -> ReplyClass:
        if skill or meant.intent in SAID:
            return ReplyClass.QUICK
        return ReplyClass.LLM if self.chat and self.abilities.speaks else ReplyClass.FALLBACK

    def _answer(
        self, skill: Skill | None, messages: list[Message], meant: Understood, turn: Turn, heard: float | None
    ) -> Iterator[str]:
        """What is said, and what is asked back from then on."""
        if self.dialogue is None or (skill is None and meant.intent not in SAID):
            return self._unskilled(messages, meant, turn)
        if meant.confidence < self._reply.threshold and self._told(meant, turn):  # rather than ask back
            return self._unskilled(messages, meant, turn)
        doubt = self.dialogue.doubt(meant, heard, self._reply.confirm_below)
        if not doubt:
            self.dialogue.begin(turn, meant)
        answer = doubt or (skill.answer(meant, turn) if skill else phrase(SAID[meant.intent], meant.language))
        if answer is None:  # the skill knows nothing of it
            turn.reply_class = self._class(None, Understood(meant.text))
            return self._unskilled(messages, meant, turn)
        ask = answer if isinstance(answer, Ask) else None
        said = ask.text if ask else str(answer)
        self.dialogue.go_on(turn, ask, meant, said, guessed=doubt is not None)
        return iter([said])

    def _unskilled(self, messages: list[Message], meant: Understood, turn: Turn) -> Iterator[str]:
        """What the user told, or was answered before, or what the language model makes of it."""
        if self.dialogue:
            self.dialogue.go_on(turn, request=Understood(meant.text))
        if told := self._told(meant, turn):
            turn.reply_class = ReplyClass.QUICK
            return iter([told])
        if known := self._known(meant.text):
            turn.reply_class = ReplyClass.CACHED
            return iter([known])
        self._whole = True
        if self.chat is None:
            return iter([phrase(Phrase.NO_ANSWER, meant.language)])
        if not self.abilities.speaks:
            return iter([not_spoken(self.abilities.other, meant.language)])
        settings = self._settings
        made = self.chat.generate(messages, turn, max_tokens=settings.max_tokens, temperature=settings.temperature)
        return self._in_time(sane(made, lambda why: self._cut(why, turn)), meant, turn)

    def _told(self, meant: Understood, turn: Turn) -> str:
        """By the skill that remembers: it may be all about something that it was told."""
        skill = next((skill for skill in self.skills if RECALL in skill.intents), None)
        maybe = replace(meant, intent=RECALL, slots={"about": meant.text, "maybe": 1})
        return str(skill.answer(maybe, turn) or "") if skill else ""

    def _known(self, question: str) -> str | None:
        """What was answered before; it is looked up, and counted, once a reply."""
        if self.answers and (self._looked is None or self._looked[0] != question):
            self._looked = question, self.answers.known(question)
        return self._looked[1] if self._looked else None

    def _in_time(self, pieces: Iterator[str], meant: Understood, turn: Turn) -> Iterator[str]:
        """A model that is slower than speech, and goes on and on, is stopped, and that is said."""
        end = time.monotonic() + self._reply.longest
        for piece in pieces:
            yield piece
            if time.monotonic() > end:
                self._cut("time", turn)
                yield " ... " + phrase(Phrase.ENOUGH, meant.language)
                return

    def _cut(self, why: str, turn: Turn) -> None:
        self._whole = False
        self._bus.publish(Event("reply.cut", turn.root.id, {"reason": why}))

    def _concluded(self, exchange: Exchange, meant: Understood, turn: Turn) -> Iterator[str]:
        """The model has said all it will: that may be nothing, or worth keeping."""
        if not exchange.answer.strip():
            turn.reply_class = ReplyClass.FALLBACK
            exchange.answer = phrase(Phrase.NO_ANSWER, meant.language)
            turn.mark(Mark.FIRST_TOKEN)
            yield exchange.answer
        elif self.answers and self._whole:
            self.answers.keep(meant.text, exchange.answer, turn)

    def _tell(self, meant: Understood, turn: Turn) -> None:
        data = {"intent": meant.intent, "confidence": meant.confidence, "slots": dict(meant.slots)}
        self._bus.publish(Event("understand.meant", turn.root.id, data | {"explanation": meant.explanation}))
