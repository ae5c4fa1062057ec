"""A language model that is told to be short while the machine is short of CPU. Knows no turn-taking."""

from collections.abc import Callable, Iterator, Sequence

from vacli.core.engines import Chat
from vacli.core.turn import Turn
from vacli.core.words import Message, Usage


class Brief:
    """A `Chat` around a `Chat`: while `wanted`, an answer gets half as many tokens."""

    def __init__(self, chat: Chat, wanted: Callable[[], bool]) -> None:
        self._chat = chat
        self._wanted = wanted

    @property
    def usage(self) -> Usage:
        return self._chat.usage

    @usage.setter
    def usage(self, usage: Usage) -> None:
        self._chat.usage = usage

    def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
        self._chat.prepare(messages, turn)

    def generate(
        self,
        messages: Sequence[Message],
        turn: Turn,
        *,
        max_tokens: int,
        temperature: float,
        stop: Sequence[str] = (),
        grammar: str | None = None,
    ) -> Iterator[str]:
        most = max(1, max_tokens // 2) if self._wanted() else max_tokens
        return self._chat.generate(messages, turn, max_tokens=most, temperature=temperature, stop=stop, grammar=grammar)
