"""A language model that says what it was told to say: the fake that ships with vacli. For tests and dry runs.

`llm.model` is the script: answers separated by `|`, taken in turn by every conversation on its own. Without a script
it repeats the question. One word a token.

A word that begins with `!` is no word but a fault: at `!fail` it fails, at `!hang` it gives nothing until it is
stopped. So `!fail` fails at once, and `one two three !fail` after three words.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from vacli.config import LlmSettings
from vacli.core.errors import EngineError
from vacli.core.turn import Turn
from vacli.core.words import Choice, Message, Usage

HANGS = 60.0
"""Seconds after which even `!hang` goes on."""


class ScriptedLlm:
    name = "scripted"
    device = "cpu"
    parameters = 0
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
            if word == "!fail":
                raise EngineError("the scripted language model failed, as it was told to", "mend llm.model")
            if word == "!hang":
                turn.wait(HANGS)
                turn.check()
            self.usage = Usage(prompt, 0, number + 1)
            yield word if number == 0 else " " + word
