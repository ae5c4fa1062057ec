"""Does the bench find what it should? Scripted engines that sleep for known times, through the whole conversation.

`python -m vacli.bench.own.delays`: what each stage of the waterfall is measured to take, beside what it was told to.
In earnest everything is asked for after the turn's end; ahead, the same work is hidden.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from vacli.bench.e2e.bench import measured
from vacli.bench.machine import machine
from vacli.bench.neutral import neutral
from vacli.bench.under import watch
from vacli.bench.wish import Wish
from vacli.config import load as settings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS, Chat, Llm, Stt, SttStream, Tts
from vacli.core.turn import Turn
from vacli.core.words import Hints, Message, Transcript, Usage
from vacli.engines import Engines

QUESTION, ANSWER = "who was mozart", "Well, he wrote music."
TEXTS = {"quick": [QUESTION], "llm": [QUESTION]}
"""It is all the same to a recogniser that hears but one question."""
NO_MORE: Mapping[str, Any] = {}
MOST = 1000
"""Turns."""
SCRIPT = {"stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone"}


@dataclass(frozen=True)
class Delays:
    """Seconds that each sleeps: for the final text, before the first word, before the second, before the sound."""

    stt_tail: float = 0.040
    llm_ttft: float = 0.070
    first_clause: float = 0.030
    tts_ttfb: float = 0.025


class SlowStt:
    """Engine around an engine. A stream sleeps when it is to give its final text."""

    def __init__(self, inner: Stt, seconds: float) -> None:
        self._inner, self._seconds = inner, seconds
        self.name, self.model, self.device = inner.name, inner.model, inner.device
        self.rate, self.choices = inner.rate, inner.choices

    def stream(self, turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS) -> SttStream:
        return SlowStream(self._inner.stream(turn, language=language, hints=hints), self._seconds)

    def transcribe(
        self, audio: Iterator[Audio], turn: Turn, *, language: str | None = None, hints: Hints = NO_HINTS
    ) -> Iterator[Transcript]:
        return self._inner.transcribe(audio, turn, language=language, hints=hints)

    def close(self) -> None:
        self._inner.close()


class SlowStream:
    def __init__(self, inner: SttStream, seconds: float) -> None:
        self.feed, self.peek = inner.feed, inner.peek
        self._finish, self._seconds = inner.finish, seconds

    def finish(self) -> Transcript:
        time.sleep(self._seconds)
        return self._finish()


class SlowLlm:
    """Sleeps before the first word, and before the second one, which completes the first clause."""

    def __init__(self, inner: Llm, first: float, second: float) -> None:
        self._inner, self._seconds = inner, (first, second)
        self.name, self.model, self.device = inner.name, inner.model, inner.device
        self.parameters, self.choices = inner.parameters, inner.choices

    def chat(self) -> Chat:
        return SlowChat(self._inner.chat(), self._seconds)

    def close(self) -> None:
        self._inner.close()


class SlowChat:
    def __init__(self, inner: Chat, seconds: Sequence[float]) -> None:
        self.usage = Usage()
        self._inner, self._seconds = inner, seconds

    def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
        self._inner.prepare(messages, turn)

    def generate(self, messages: Sequence[Message], turn: Turn, **how: Any) -> Iterator[str]:
        left = list(self._seconds)
        for word in self._inner.generate(messages, turn, **how):
            if left:
                time.sleep(left.pop(0))
            self.usage = self._inner.usage
            yield word


class SlowTts:
    """Sleeps before its first sound."""

    def __init__(self, inner: Tts, seconds: float) -> None:
        self._inner, self._seconds = inner, seconds
        self.name, self.model, self.device = inner.name, inner.model, inner.device
        self.rate, self.language, self.choices = inner.rate, inner.language, inner.choices

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        time.sleep(self._seconds)
        return self._inner.synthesize(text, turn, speed=speed)

    def close(self) -> None:
        self._inner.close()


@contextmanager
def scripted(delays: Delays, *, ahead: bool, more: Mapping[str, Any] = NO_MORE) -> Iterator[Engines]:
    """Engines that hear QUESTION, say ANSWER, and sleep. `more` settings."""
    flags = {"stt.model": "|".join([QUESTION] * MOST), "llm.model": "|".join([ANSWER] * MOST)}
    with neutral(settings({**SCRIPT, **flags, "listen.speculate": ahead, **more}).config) as engines:
        engines.loaded["stt"] = SlowStt(engines.stt, delays.stt_tail)
        engines.loaded["llm"] = SlowLlm(engines.llm, delays.llm_ttft, delays.first_clause)
        engines.loaded["tts"] = SlowTts(engines.tts, delays.tts_ttfb)
        yield engines


def turns(delays: Delays, n: int, *, ahead: bool, way: str = "memory") -> list[dict[str, Any]]:
    """What became of `n` turns of the language model, as the bench's details tell it."""
    with scripted(delays, ahead=ahead) as engines:
        wish = Wish(n=(n + 1) // 2, quick=True, options={"through": way})
        found = [turn for each in measured(engines, wish, TEXTS) for turn in each.details.get("turns", ())]
    return [each for each in found if each["reply_class"] != "cached"]


def figures(n: int = 24) -> dict[str, Any]:
    """Medians in ms. Asked: within 3 ms."""
    told = {name: round(seconds * 1000, 1) for name, seconds in vars(Delays()).items()}
    found: dict[str, Any] = {"told_ms": told, "n": n, "machine": machine()}
    for name, ahead in {"in earnest": False, "ahead": True}.items():
        with watch() as watching:
            each = turns(Delays(), n, ahead=ahead)
        found[name] = medians(each) | {"note": watching.note()}
    off = [abs(found["in earnest"][stage] - ms) for stage, ms in told.items()]
    return found | {"worst_ms": round(max(off), 2)}


def medians(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of the stages that sleep, of what was hidden, and how many turns did not add up."""
    stages = {name: [each["stages"][name] for each in found if name in each["stages"]] for name in vars(Delays())}
    hidden = [sum(each["hidden"].values()) for each in found]
    table = {name: round(median(values), 2) for name, values in {**stages, "hidden": hidden}.items() if values}
    return table | {"not adding up": sum(not each["adds_up"] for each in found)}


if __name__ == "__main__":
    print(json.dumps(figures(*map(int, sys.argv[1:])), indent=2))
