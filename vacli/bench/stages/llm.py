"""Language models: load, memory, time to first token and to the first clause, rates by threads, how soon one stops.

The prompt is that of a conversation: instructions, four turns of history and a question, about 200 tokens. Cold: none
of it was evaluated before. Warm: the next question of a conversation, all but which is there.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from vacli.bench.process import memory_mb
from vacli.bench.reference import beside
from vacli.bench.result import Metric, Samples, Section, Value
from vacli.bench.stages.fresh import fresh
from vacli.bench.stages.ready import Ready, every, rounds, stack
from vacli.bench.wish import Wish
from vacli.config import DEFAULT_SYSTEM
from vacli.core.engines import Chat, Llm
from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.core.words import Message
from vacli.text.clauses import clauses

HISTORY = (
    ("What is the capital of France?", "The capital of France is Paris, which lies on the river Seine."),
    ("And what is it famous for?", "It is famous for the Eiffel Tower, the Louvre and its many good restaurants."),
    ("How long does the train from London take?", "The train through the tunnel takes about two hours and a half."),
    ("Is it warm there in May?", "May is mild in Paris: around twenty degrees in the afternoon, with some rain."),
)
QUESTIONS = ("What should I pack for a weekend there, if I want to walk a lot?", "Which museum should I see first?")
LONG = "Tell me what you make of this list of things: " + "a chair, a lamp, a spoon, " * 180

TOKENS, QUICK_TOKENS = 64, 32
"""Of an answer whose rate is measured."""
CHATS = 3
"""Conversations at once, however often the rest is measured: each holds some 50 MB."""


def run(wish: Wish) -> Iterator[Section]:
    """Every language model runner that is installed, or the one named, with its model."""
    return every("llm", wish, lambda ready: _measured(ready, wish))


def _measured(ready: Ready, wish: Wish) -> Iterator[Section]:
    metrics: list[Metric] = list(fresh(ready, wish))
    with ready.opened() as llm:
        metrics += measure(llm, wish)
        about, notes = stack(llm, "llm"), (*ready.notes, "prompt of about 200 tokens")
    for count, llm in () if wish.quick else ready.threads():
        names = (f"prompt_threads_{count}", f"generation_threads_{count}")
        metrics += _rates(llm, wish, f"{count} threads", names)
    yield Section("llm", ready.name, metrics, about, notes)


def measure(llm: Llm, wish: Wish) -> list[Metric]:
    """All that is measured of a model that is open, with the threads that it has."""
    n = wish.times(20, 8)
    a_chat = memory(llm, min(CHATS, wish.times(CHATS, 1)))  # first, before anything has warmed it up
    times = partial(_times, wish, llm.name)
    chat = llm.chat()
    first_token(chat, QUESTIONS[1])
    first_clause(chat, QUESTIONS[1])
    return [
        times("ttft_cold", wish.times(5, 2), lambda _: first_token(llm.chat(), QUESTIONS[0])),
        times("ttft_warm", n, lambda number: first_token(chat, _next(number))),
        times("first_clause", n, lambda number: first_clause(chat, _next(number)), "warm: until it can be spoken"),
        *_rates(llm, wish, "rates", ("prompt", "generation")),
        times("abort", n, lambda number: abort(llm, number), "in the middle of a prompt"),
        Value("memory_a_chat", "MB", a_chat, about="that each further conversation holds, its context included"),
    ]


def conversation(question: str) -> list[Message]:
    """About 200 tokens: instructions, four turns of history, and the question."""
    messages = [Message("system", DEFAULT_SYSTEM)]
    for asked, answered in HISTORY:
        messages += [Message("user", asked), Message("assistant", answered)]
    return [*messages, Message("user", question)]


def first_token(chat: Chat, question: str) -> float | None:
    """ms from the question to the first piece of its answer; None if there came none."""
    begin = time.monotonic()
    pieces = chat.generate(conversation(question), Turn(Origin.TEXT), max_tokens=8, temperature=0)
    found = next(iter(pieces), None)
    return None if found is None else (time.monotonic() - begin) * 1000


def first_clause(chat: Chat, question: str) -> float | None:
    """ms from the question to the first clause of its answer; None if there came none."""
    begin = time.monotonic()
    pieces = chat.generate(conversation(question), Turn(Origin.TEXT), max_tokens=48, temperature=0)
    found = next(clauses(pieces), None)
    return None if found is None else (time.monotonic() - begin) * 1000


def rates(llm: Llm, tokens: int, turn: Turn) -> tuple[float | None, float | None]:
    """Tokens of a prompt evaluated a second, and tokens generated a second after the first. None of too short ones."""
    chat = llm.chat()
    begin = time.monotonic()
    pieces = chat.generate(conversation("Tell me a long story."), turn, max_tokens=tokens, temperature=0)
    if next(pieces, None) is None:
        return None, None
    first, before = time.monotonic(), chat.usage
    for _ in pieces:
        continue
    made = chat.usage.tokens - before.tokens
    rate = made / (time.monotonic() - first) if made else None
    return (before.prompt_tokens - before.cached_tokens) / (first - begin), rate


def abort(llm: Llm, number: int) -> float:
    """ms from the cancelling of a turn to the end of the evaluation of a long prompt."""
    turn, at = Turn(Origin.TEXT), [0.0]
    stopping = spawn("cancel", partial(_cancel, turn, at, 0.1 + 0.013 * number))
    with suppress(Cancelled):
        for _ in llm.chat().generate([Message("user", LONG)], turn, max_tokens=1, temperature=0):
            break
    end = time.monotonic()
    stopping.join()
    return max(0.0, end - at[0]) * 1000


def memory(llm: Llm, n: int) -> float:
    """MB that each further conversation holds at once, its context included. The first one also touches the weights."""
    answers = [
        llm.chat().generate(conversation(QUESTIONS[0]), Turn(Origin.TEXT), max_tokens=2, temperature=0)
        for _ in range(n + 1)
    ]
    next(answers[0], None)
    before = memory_mb()
    for answer in answers[1:]:
        next(answer, None)
    return round((memory_mb() - before) / n, 1)


def _next(number: int) -> str:
    """Another question each time, so that no two prompts are the same."""
    return f"{QUESTIONS[number % 2]} Answer number {number}."


def _rates(llm: Llm, wish: Wish, what: str, names: tuple[str, str]) -> Iterator[Metric]:
    tokens = QUICK_TOKENS if wish.quick else TOKENS
    steps = rounds(wish, f"llm {llm.name}: {what}", wish.times(3, 2))
    both, speed = beside(steps, lambda _: rates(llm, tokens, wish.turn))
    for name, values in zip(names, zip(*both, strict=True), strict=True):
        yield Samples(name, "/s", values, "higher", "tokens a second", speed)


def _times(wish: Wish, llm: str, name: str, n: int, do: Callable[[int], float | None], about: str = "") -> Samples:
    values, speed = beside(rounds(wish, f"llm {llm}: {name}", n), do)
    return Samples(name, "ms", values, about=about, machine=speed)


def _cancel(turn: Turn, at: list[float], after: float) -> None:
    time.sleep(after)
    at[0] = time.monotonic()
    turn.cancel("measured")
