"""What was asked and what the user heard in answer. Knows no engine."""

from collections.abc import Iterator
from dataclasses import dataclass

from vacli.core.words import Message

REMEMBERED = 10
"""Exchanges that the language model sees, at the least."""
FORGOTTEN_AT_ONCE = 5
"""Old exchanges go several at a time: each cut changes the prompt's beginning, which is then evaluated anew."""


@dataclass
class Exchange:
    """A question and what the user heard as its answer."""

    turn: str
    question: str
    answer: str = ""


class History:
    """The latest exchanges of one conversation. Iterates over them, oldest first."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    def __len__(self) -> int:
        return len(self._exchanges)

    def __getitem__(self, index: int) -> Exchange:
        return self._exchanges[index]

    def remember(self, exchange: Exchange) -> None:
        if len(self._exchanges) >= REMEMBERED + FORGOTTEN_AT_ONCE:
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
        """The conversation as a language model sees it."""
        messages = [Message("system", system)]
        for exchange in self._exchanges:
            messages += [Message("user", exchange.question), Message("assistant", exchange.answer)]
        return [*messages, Message("user", question)]
