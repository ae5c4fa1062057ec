"""Tells how good the replies of a conversation were, once their turns are over: `reply.quality`. Delays none.

Keeps no text longer than until the next turn, and puts none into the event.
"""

from dataclasses import dataclass, replace

from vacli.core.events import Bus, Event
from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.reply.history import Exchange
from vacli.reply.quality import MOST_CHARACTERS, score
from vacli.understand.annotations.sentiment import sentiment


@dataclass(frozen=True, slots=True)
class _Reply:
    turn: str
    question: str
    answer: str
    language: str
    reply_class: ReplyClass | None


class Judging:
    """One conversation. A reply is judged as its turn ends, and once more if what the user says next finds fault."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._last: tuple[_Reply, int] | None = None

    def ended(self, turn: Turn, exchange: Exchange, meant: Understood) -> None:
        """`meant`: what the question of the exchange was understood as. A turn without a question is no turn here."""
        if self._last and self._last[0].turn != turn.continues:  # that one was undone
            self._judge(*self._last, then=_felt(exchange.question, meant))
        self._last = None
        if not turn.cancelled:  # what was broken off is no whole answer, and not the reply's fault
            reply = _Reply(turn.root.id, exchange.question, exchange.answer, meant.language, turn.reply_class)
            self._last = (reply, self._judge(reply))

    def _judge(self, reply: _Reply, known: int | None = None, then: Understood | None = None) -> int:
        quality = score(
            reply.question, reply.answer, language=reply.language, reply_class=reply.reply_class, next_turn=then
        )
        if quality.score != known:
            about = {"score": quality.score, "parts": dict(quality.parts), "explanation": quality.explanation}
            about |= {"reply_class": reply.reply_class, "revised": then is not None}
            self._bus.publish(Event("reply.quality", reply.turn, about))
        return quality.score


def _felt(said: str, meant: Understood) -> Understood:
    """With the user's own words, and what they feel like: a request may have been put together from several turns."""
    said = said[:MOST_CHARACTERS]
    return replace(meant, text=said, sentiment=sentiment(said, meant.language).score)
