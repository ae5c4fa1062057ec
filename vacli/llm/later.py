"""A language model that is opened when it first has to answer. Knows no engine: who makes it says how it is opened."""

import threading
from collections.abc import Callable, Iterator, Sequence

from vacli.core.engines import Chat, Llm
from vacli.core.turn import Turn
from vacli.core.words import Choice, Message, Usage


class Later:
    """What `open_it` raises is raised where an answer is wanted, each time anew. Whoever opens it closes it."""

    name = "later"
    model = device = ""
    choices: tuple[Choice, ...] = ()

    def __init__(self, open_it: Callable[[], Llm]) -> None:
        self._engine: Llm | None = None
        self._open = open_it
        self._lock = threading.Lock()

    @property
    def parameters(self) -> int:
        return self.opened().parameters

    def chat(self) -> "LaterChat":
        return LaterChat(self.opened)

    def opened(self) -> Llm:
        """The model itself."""
        with self._lock:
            self._engine = self._engine or self._open()
            return self._engine

    def close(self) -> None:
        return


class LaterChat:
    """A conversation that begins with its first question."""

    def __init__(self, opened: Callable[[], Llm]) -> None:
        self._opened = opened
        self._chat: Chat | None = None

    @property
    def usage(self) -> Usage:
        return self._chat.usage if self._chat else Usage()

    def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
        self._begun().prepare(messages, turn)

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
        chat = self._begun()
        yield from chat.generate(
            messages, turn, max_tokens=max_tokens, temperature=temperature, stop=stop, grammar=grammar
        )

    def _begun(self) -> Chat:
        if self._chat is None:
            self._chat = self._opened().chat()
        return self._chat
