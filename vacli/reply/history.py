"""What was asked and what the user heard in answer. Knows no engine.

The language model sees the latest exchanges. How many fit is counted in tokens by who runs the model; here a single
text is bounded. What a skill read out it does not see: that may be anything which was ever stored or fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vacli.core.meaning import Understood
from vacli.core.words import Message

REMEMBERED = 10
"""Exchanges that the language model sees, at the least."""
FORGOTTEN_AT_ONCE = 5
"""Old exchanges go several at a time: each cut changes the prompt's beginning, which is then evaluated anew."""
LONGEST = 1200
"""Characters of an earlier question or answer that the model sees: some 300 tokens of a context of 2,048."""


@dataclass
class Exchange:
    """A question and what the user heard as its answer. `read_out`: that holds words which were stored or fetched."""

    turn: str
    question: str
    answer: str = ""
    read_out: bool = False
    meant: Understood | None = None  # what the question was understood as, in a conversation that understands


class History:
    """The latest exchanges of one conversation, `turns` of them at the least. Iterates over them, oldest first."""

    def __init__(self, turns: int = REMEMBERED) -> None:
        self._turns = turns
        self._exchanges: list[Exchange] = []

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    def __len__(self) -> int:
        return len(self._exchanges)

    def __getitem__(self, index: int) -> Exchange:
        return self._exchanges[index]

    def of(self, turn: str) -> Exchange | None:
        """What was said in that turn, if it was a question."""
        return next((each for each in self._exchanges if each.turn == turn), None)

    def remember(self, exchange: Exchange) -> None:
        if len(self._exchanges) >= self._turns + FORGOTTEN_AT_ONCE:
            del self._exchanges[:FORGOTTEN_AT_ONCE]
        self._exchanges.append(exchange)

    def forget(self, turn: str) -> None:
        """What was said in that turn was not meant."""
        self._exchanges = [each for each in self._exchanges if each.turn != turn]

    def heard(self, turn: str, answer: str) -> None:
        """Only this much of the turn's answer reached the user."""
        for exchange in self._exchanges:
            if exchange.turn == turn:
                exchange.answer = answer

    def messages(self, system: str, question: str) -> list[Message]:
        """The conversation as a language model sees it. The question itself is whole."""
        messages = [Message("system", system)]
        for exchange in self._exchanges:
            if not exchange.read_out:
                messages += [
                    Message("user", _bounded(exchange.question)),
                    Message("assistant", _bounded(exchange.answer)),
                ]
        return [*messages, Message("user", question)]


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] + " ..."
