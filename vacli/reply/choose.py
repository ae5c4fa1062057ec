"""What to answer: the skill that knows it, else the language model. Knows no sound."""

from collections.abc import Iterator, Sequence

from vacli.config import LlmSettings
from vacli.core.engines import Chat
from vacli.core.events import Bus, Event
from vacli.core.marks import Mark
from vacli.core.meaning import Ask, Skill, Understander, Understood
from vacli.core.turn import Turn
from vacli.core.words import Message, ReplyClass
from vacli.reply.answers import Answers
from vacli.reply.dialogue import REFUSED, Dialogue
from vacli.reply.history import Exchange, History
from vacli.reply.phrases import Phrase, phrase
from vacli.reply.sane import sane


class Replies:
    """The answers of one conversation. `chat` None: only what the skills know."""

    def __init__(
        self,
        settings: LlmSettings,
        chat: Chat | None,
        understander: Understander | None,
        skills: Sequence[Skill],
        bus: Bus,
    ) -> None:
        self.history = History()
        self.chat = chat
        self.understander = understander
        self.dialogue = Dialogue(understander) if understander else None
        self.skills = tuple(skills)
        self.answers: Answers | None = None  # what was answered before, and may be again
        self._settings = settings
        self._bus = bus
        self._whole = True  # the latest answer of the model was not cut

    def reply(self, question: str, turn: Turn) -> Iterator[str]:
        """The reply's text as it is made. It is remembered with the turn, and undone with it."""
        meant = self.dialogue.understand(question) if self.dialogue else Understood(question)
        skill = next((skill for skill in self.skills if meant.intent in skill.intents), None)
        turn.reply_class = self._class(skill, meant)
        turn.mark(Mark.UNDERSTOOD)
        self._tell(meant, turn)
        exchange = Exchange(turn.root.id, question)
        messages = self.history.messages(self._settings.system, question)
        turn.act(lambda: self.history.remember(exchange), lambda: self.history.forget(exchange.turn))
        try:
            for piece in self._answer(skill, messages, meant, turn):
                turn.mark(Mark.FIRST_TOKEN)
                exchange.answer += piece
                yield piece
            if turn.reply_class is ReplyClass.LLM:
                yield from self._concluded(exchange, meant, turn)
        except Exception:  # a question without an answer is no part of the conversation
            self.history.forget(exchange.turn)
            raise

    def prepare(self, turn: Turn) -> None:
        """Have the conversation so far evaluated, so that the next answer begins sooner."""
        if self.chat:
            self.chat.prepare(self.history.messages(self._settings.system, "")[:-1], turn)

    def _class(self, skill: Skill | None, meant: Understood) -> ReplyClass:
        if skill or meant.intent == REFUSED:
            return ReplyClass.QUICK
        return ReplyClass.LLM if self.chat else ReplyClass.FALLBACK

    def _answer(self, skill: Skill | None, messages: list[Message], meant: Understood, turn: Turn) -> Iterator[str]:
        """What is said, and what is asked back from then on."""
        answer = skill.answer(meant, turn) if skill else None
        if self.dialogue:
            self.dialogue.go_on(turn, answer if isinstance(answer, Ask) else None, meant)
        if meant.intent == REFUSED:
            return iter([phrase(Phrase.AS_IT_IS, meant.language)])
        if answer is None and self.answers and (known := self.answers.known(meant.text)):
            turn.reply_class = ReplyClass.CACHED
            return iter([known])
        if answer is None:
            return self._generate(messages, meant, turn)
        return iter([answer.text if isinstance(answer, Ask) else answer])

    def _generate(self, messages: list[Message], meant: Understood, turn: Turn) -> Iterator[str]:
        self._whole = True
        if self.chat is None:
            return iter([phrase(Phrase.NO_ANSWER, meant.language)])
        settings = self._settings
        made = self.chat.generate(messages, turn, max_tokens=settings.max_tokens, temperature=settings.temperature)
        return sane(made, lambda why: self._cut(why, turn))

    def _cut(self, why: str, turn: Turn) -> None:
        self._whole = False
        self._bus.publish(Event("reply.cut", turn.root.id, {"reason": why}))

    def _concluded(self, exchange: Exchange, meant: Understood, turn: Turn) -> Iterator[str]:
        """The model has said all it will: that may be nothing, or worth keeping."""
        if not exchange.answer.strip():
            turn.reply_class = ReplyClass.FALLBACK
            exchange.answer = phrase(Phrase.NO_ANSWER, meant.language)
            yield exchange.answer
        elif self.answers and self._whole:
            self.answers.keep(exchange.question, exchange.answer, turn)

    def _tell(self, meant: Understood, turn: Turn) -> None:
        data = {"intent": meant.intent, "confidence": meant.confidence, "slots": dict(meant.slots)}
        self._bus.publish(Event("understand.meant", turn.root.id, data | {"explanation": meant.explanation}))
