"""The model's own way of writing a conversation: its Jinja template, from the file's metadata. Knows no tokens."""

from collections.abc import Sequence

from jinja2 import TemplateError
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from vacli.core.errors import ModelMissing
from vacli.core.words import Choice, Message

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For a model that brings none: the form that most models have met in training."""

_FAILURES = (TemplateError, ValueError, TypeError)
_PROBE = (Message("system", "systemprobe"), Message("user", "userprobe"))


class ChatTemplate:
    """`choices` says what had to be decided. ModelMissing if the template cannot be used at all."""

    def __init__(self, source: str, begin: str, end: str) -> None:
        self.choices: tuple[Choice, ...] = ()
        if not source:
            self.choices += (Choice("llm.template", "ChatML", "the model brings no chat template"),)
        try:
            self._open, self._closed = (
                Jinja2ChatFormatter(source or CHATML, end, begin, add_generation_prompt=answer)
                for answer in (True, False)
            )
            self._fold = not self._takes_system()
            self.render(_PROBE)
        except _FAILURES as error:
            raise ModelMissing(
                f"the model's chat template is damaged: {error}", "take another: vacli models list"
            ) from None
        if self._fold:
            reason = "the model's chat template knows no system message"
            self.choices += (Choice("llm.system", "said with the first question", reason),)

    def render(self, messages: Sequence[Message], *, answer: bool = True) -> str:
        """The conversation as the model reads it; with `answer`, up to where its answer begins."""
        if self._fold and messages and messages[0].role == "system":
            messages = _folded(messages)
        written = [{"role": message.role, "content": message.content} for message in messages]
        # Models that can think aloud would keep a listener waiting
        prompt: str = (self._open if answer else self._closed)(messages=written, enable_thinking=False).prompt
        return prompt

    def _takes_system(self) -> bool:
        self._fold = False
        try:
            return _PROBE[0].content in self.render(_PROBE)
        except _FAILURES:
            return False


def _folded(messages: Sequence[Message]) -> list[Message]:
    system, *rest = messages
    if rest and rest[0].role == "user":
        return [Message("user", f"{system.content}\n\n{rest[0].content}"), *rest[1:]]
    return [Message("user", system.content), *rest]
