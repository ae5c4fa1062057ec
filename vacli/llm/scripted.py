"""A language model that says what it was told to say: the fake that ships with vacli. For tests and dry runs.

`llm.model` is the script: answers separated by `|`, taken in turn by every conversation on its own. Without a script
it repeats the question. One word a token.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from vacli.config import LlmSettings
from vacli.core.turn import Turn
from vacli.core.words import Choice, Message, Usage


class ScriptedLlm:
    name = "scripted"
    device = "cpu"
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: LlmSettings, model: Path | None = None) -> None:
        self.model = "script"
        self._script = tuple(line.strip() for line in settings.model.split("|")) if settings.model else ()

    def chat(self) -> "ScriptedChat":
        return ScriptedChat(self._script)

    def close(self) -> None:
        return None


class ScriptedChat:
    def __init__(self, script: tuple[str, ...]) -> None:
        self.usage = Usage()
        self._script = list(script)

    def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
        turn.check()

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
        answer = self._script.pop(0) if self._script else f"You said: {messages[-1].content}"
        prompt = sum(len(message.content.split()) for message in messages)
        for number, word in enumerate(answer.split()[:max_tokens]):
            turn.check()
            self.usage = Usage(prompt, 0, number + 1)
            yield word if number == 0 else " " + word
