"""One conversation with a GGUF model: which messages fit, what of them is new, and the answer as text."""

from collections.abc import Iterator, Sequence

from vacli.core.errors import UsageError
from vacli.core.turn import Turn
from vacli.core.words import Message, Usage
from vacli.llm.contexts import Contexts, Place
from vacli.llm.native import Model
from vacli.llm.pieces import Pieces
from vacli.llm.template import ChatTemplate

ROOM_AFTER_A_CUT = 0.6
"""Share of the context that the messages fill after old ones were cut: each cut costs a full evaluation of the rest,
so it makes room for several turns."""


class LlamaChat:
    """`size`: context in tokens. Two threads may use one chat at once; they only lose the common prefix."""

    def __init__(self, model: Model, template: ChatTemplate, contexts: Contexts, size: int) -> None:
        self.usage = Usage()
        self._model = model
        self._template = template
        self._contexts = contexts
        self._size = size
        self._place = Place()
        self._first: Message | None = None  # the oldest message that was not cut

    def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
        """Evaluate what any answer to these messages, or to a question after them, begins with."""
        if not messages:
            return
        with self._contexts.lend(self._place) as context:  # which also keeps the model open
            tokens = self._prefix(messages)
            # Of what is too long, `generate` will say so: there may never be a question to it
            if context.common(tokens) < len(tokens) < self._size:
                context.evaluate(tokens, turn)

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
        """See `vacli.core.engines.Chat`. UsageError if the last question alone is too long for the context."""
        turn.check()
        pieces, count = Pieces(stop), 0
        with self._contexts.lend(self._place) as context, self._model.sampler(temperature, grammar) as sample:
            prompt = self._fitting(messages, self._size - min(max_tokens, self._size // 4))
            known = context.evaluate(prompt, turn)
            self.usage = Usage(len(prompt), known, 0)
            while count < max_tokens and len(context.tokens) < self._size and not pieces.ended:
                turn.check()
                token = sample(context)
                if self._model.ends(token):
                    break
                count += 1
                self.usage = Usage(len(prompt), known, count)
                if piece := pieces.add(self._model.piece(token)):
                    yield piece
                if not pieces.ended:
                    context.append([token], turn)
        if rest := pieces.rest():
            yield rest

    def _fitting(self, messages: Sequence[Message], room: int) -> list[int]:
        """The prompt's tokens, without the oldest exchanges if they do not fit into `room` tokens."""
        lead = list(messages[: messages[0].role == "system"])
        *history, last = messages[len(lead) :]
        if self._first in history:
            history = history[history.index(self._first) :]
        else:
            self._first = None
        tokens = self._tokens([*lead, *history, last])
        limit = room
        while len(tokens) > limit and history:
            limit = int(room * ROOM_AFTER_A_CUT)
            history = _without_oldest(history)
            self._first = history[0] if history else None
            tokens = self._tokens([*lead, *history, last])
        if len(tokens) > room:
            longer = f", or: vacli config set llm.context {2 * len(tokens)}"
            raise UsageError(
                f"the question is too long: {len(tokens):,} tokens with its instructions; {room:,} fit"
                f" into a context of {self._size:,} beside the answer",
                "ask something shorter" + (longer if 2 * len(tokens) <= self._model.longest else ""),
            )
        return tokens

    def _prefix(self, messages: Sequence[Message]) -> list[int]:
        """Up to a question, the prompt itself; else what the prompts of any two questions have in common."""
        if messages[-1].role == "user":
            return self._tokens(messages)
        one, other = (self._tokens([*messages, Message("user", probe)]) for probe in ("a", "1"))
        pairs = zip(one, other, strict=False)
        return one[: next((at for at, (left, right) in enumerate(pairs) if left != right), len(one))]

    def _tokens(self, messages: Sequence[Message]) -> list[int]:
        clean = [Message(message.role, self._model.harmless(message.content)) for message in messages]
        text = self._template.render(clean)
        begin = self._model.begin
        return self._model.tokens(text if text.startswith(begin) else begin + text, control=True)


def _without_oldest(history: list[Message]) -> list[Message]:
    """Up to the next question."""
    return next((history[at:] for at in range(1, len(history)) if history[at].role == "user"), [])
