"""What to answer: the skill that knows it, else the language model. Knows no sound."""

from collections.abc import Iterator, Sequence

from vacli.config import LlmSettings
from vacli.core.engines import Chat
from vacli.core.events import Bus, Event
from vacli.core.marks import Mark
from vacli.core.meaning import Skill, Understander, Understood
from vacli.core.turn import Turn
from vacli.core.words import Message, ReplyClass
from vacli.reply.history import Exchange, History
from vacli.reply.phrases import Phrase, phrase


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
        self.skills = tuple(skills)
        self._settings = settings
        self._bus = bus

    def reply(self, question: str, turn: Turn) -> Iterator[str]:
        """The reply's text as it is made. It is remembered with the turn, and undone with it."""
        meant = self._understand(question)
        skill = next((skill for skill in self.skills if meant.intent in skill.intents), None)
        turn.reply_class = ReplyClass.QUICK if skill else ReplyClass.LLM if self.chat else ReplyClass.FALLBACK
        turn.mark(Mark.UNDERSTOOD)
        self._tell(meant, turn)
        exchange = Exchange(turn.root.id, question)
        messages = self.history.messages(self._settings.system, question)
        turn.act(lambda: self.history.remember(exchange), lambda: self.history.forget(exchange.turn))
        try:
            for piece in iter([skill.answer(meant, turn)]) if skill else self._generate(messages, meant, turn):
                turn.mark(Mark.FIRST_TOKEN)
                exchange.answer += piece
                yield piece
        except Exception:  # a question without an answer is no part of the conversation
            self.history.forget(exchange.turn)
            raise

    def prepare(self, turn: Turn) -> None:
        """Have the conversation so far evaluated, so that the next answer begins sooner."""
        if self.chat:
            self.chat.prepare(self.history.messages(self._settings.system, "")[:-1], turn)

    def _understand(self, question: str) -> Understood:
        return self.understander.understand(question) if self.understander else Understood(question)

    def _generate(self, messages: list[Message], meant: Understood, turn: Turn) -> Iterator[str]:
        if self.chat is None:
            return iter([phrase(Phrase.NO_ANSWER, meant.language)])
        settings = self._settings
        return self.chat.generate(messages, turn, max_tokens=settings.max_tokens, temperature=settings.temperature)

    def _tell(self, meant: Understood, turn: Turn) -> None:
        data = {"intent": meant.intent, "confidence": meant.confidence, "slots": dict(meant.slots)}
        self._bus.publish(Event("understand.meant", turn.root.id, data | {"explanation": meant.explanation}))
