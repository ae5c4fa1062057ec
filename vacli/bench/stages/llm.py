"""The language model: time to first token, rate, how soon a prompt evaluation can be stopped, memory a conversation."""

import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from vacli import registry
from vacli.config import DEFAULT_SYSTEM, LlmSettings
from vacli.core.engines import Chat, Llm
from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.core.words import Message

HISTORY = (
    ("What is the capital of France?", "The capital of France is Paris, which lies on the river Seine."),
    ("And what is it famous for?", "It is famous for the Eiffel Tower, the Louvre and its many good restaurants."),
    ("How long does the train from London take?", "The train through the tunnel takes about two hours and a half."),
    ("Is it warm there in May?", "May is mild in Paris: around twenty degrees in the afternoon, with some rain."),
)
QUESTIONS = ("What should I pack for a weekend there, if I want to walk a lot?", "Which museum should I see first?")
LONG = "Tell me what you make of this list of things: " + "a chair, a lamp, a spoon, " * 180


def conversation(question: str) -> list[Message]:
    """About 200 tokens: instructions, four turns of history, and the question."""
    messages = [Message("system", DEFAULT_SYSTEM)]
    for asked, answered in HISTORY:
        messages += [Message("user", asked), Message("assistant", answered)]
    return [*messages, Message("user", question)]


def first_token(chat: Chat, question: str) -> float:
    """ms from the question to the first piece of its answer."""
    begin = time.monotonic()
    pieces = chat.generate(conversation(question), Turn(Origin.TEXT), max_tokens=8, temperature=0)
    next(iter(pieces), None)
    return (time.monotonic() - begin) * 1000


def cold(llm: Llm, n: int) -> dict[str, float]:
    """Every time a conversation whose history was never evaluated."""
    return _spread([first_token(llm.chat(), QUESTIONS[0]) for _ in range(n)])


def warm(llm: Llm, n: int) -> dict[str, float]:
    """The next turn of a conversation; the question is another one each time."""
    chat = llm.chat()
    first_token(chat, QUESTIONS[1])
    times = [first_token(chat, f"{QUESTIONS[number % 2]} Answer number {number}.") for number in range(n)]
    return _spread(times) | {"prompt_tokens": chat.usage.prompt_tokens, "cached_tokens": chat.usage.cached_tokens}


def rate(llm: Llm, tokens: int) -> float:
    """Tokens a second, after the first."""
    chat = llm.chat()
    pieces = chat.generate(conversation("Tell me a story."), Turn(Origin.TEXT), max_tokens=tokens, temperature=0)
    next(pieces, None)
    begin = time.monotonic()
    for _ in pieces:
        continue
    return round((chat.usage.tokens - 1) / (time.monotonic() - begin), 1)


def abort(llm: Llm, n: int) -> dict[str, float]:
    """ms from the cancelling of a turn to the end of the evaluation of a long prompt."""
    times = []
    for number in range(n):
        turn, at = Turn(Origin.TEXT), [0.0]
        stopping = spawn("cancel", partial(_cancel, turn, at, 0.1 + 0.013 * number))
        with suppress(Cancelled):
            for _ in llm.chat().generate([Message("user", LONG)], turn, max_tokens=1, temperature=0):
                break
        times.append((time.monotonic() - at[0]) * 1000)
        stopping.join()
    return _spread(times)


def memory(llm: Llm, n: int) -> float:
    """MB that each further conversation holds at once, its context included."""
    before = _resident()
    answers = [
        llm.chat().generate(conversation(QUESTIONS[0]), Turn(Origin.TEXT), max_tokens=2, temperature=0)
        for _ in range(n)
    ]
    for answer in answers:
        next(answer, None)
    return round((_resident() - before) / n, 1)


def figures(n: int = 20) -> dict[str, Any]:
    """All of it, with the model that vacli would take. EngineMissing or ModelMissing without one."""
    settings = LlmSettings()
    row, model, _ = registry.choose("llm", settings)
    begin = time.monotonic()
    llm: Llm = registry.open_engine(row, settings, model)
    report: dict[str, Any] = {"model": llm.model, "device": llm.device, "load_s": round(time.monotonic() - begin, 3)}
    report["memory_a_chat_mb"] = memory(llm, 3)
    report["ttft_cold_ms"] = cold(llm, max(2, n // 4))
    report["ttft_warm_ms"] = warm(llm, n)
    report["tokens_per_s"] = rate(llm, 64)
    report["abort_ms"] = abort(llm, n)
    llm.close()
    return report


def _cancel(turn: Turn, at: list[float], after: float) -> None:
    time.sleep(after)
    at[0] = time.monotonic()
    turn.cancel("measured")


def _spread(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and number of the times (ms)."""
    return {"p50": round(median(times), 1), "p95": round(quantiles(times, n=20)[-1], 1), "n": len(times)}


def _resident() -> float:
    """MB of this process that are in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
