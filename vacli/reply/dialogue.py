"""What the assistant has asked back and waits to be told. Knows no skill; what is said next may be something else.

An open question lasts for one turn. It is asked, and answered, when the turn is committed: a draft changes nothing.
"""

from dataclasses import dataclass, replace

from vacli.core.meaning import Ask, Understander, Understood
from vacli.core.turn import Turn


@dataclass(frozen=True)
class Open:
    """A question of ours, and the request that it is about."""

    ask: Ask
    request: Understood


class Dialogue:
    """Of one conversation. See the module."""

    def __init__(self, understander: Understander) -> None:
        self._understander = understander
        self._open: Open | None = None

    def understand(self, text: str) -> Understood:
        """What is meant, where it may be the answer to what was asked last."""
        plain, asked = self._understander.understand(text), self._open
        if asked is None or plain.intent:
            return plain
        if not asked.ask.sentence:
            return self._decided(plain, asked)
        filled = self._understander.understand(asked.ask.sentence.format(text))
        explained = f"answer to {asked.ask.text!r}: {filled.explanation}"
        return replace(filled, text=text, explanation=explained) if filled.intent else plain

    def go_on(self, turn: Turn, ask: Ask | None = None, request: Understood | None = None) -> None:
        """What was open is over with this turn; `ask` is open from now on."""
        before = self._open
        now = Open(ask, request) if ask and request else None
        turn.act(lambda: self._set(now), lambda: self._set(before))

    def _set(self, asked: Open | None) -> None:
        self._open = asked

    def _decided(self, plain: Understood, asked: Open) -> Understood:
        yes = self._understander.assent(plain.text)
        if yes is None:
            return plain
        if yes:
            return replace(asked.request, slots={**asked.request.slots, "sure": 1}, explanation="yes, as asked")
        return replace(plain, intent=REFUSED, confidence=1.0, explanation="no, as asked")


REFUSED = "refused"
"""The intent of a no to what was asked."""
