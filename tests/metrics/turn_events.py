"""Turns as a conversation tells them, for the tests of what is kept of them."""

from typing import Any

from vacli.core.events import Event
from vacli.core.marks import Mark
from vacli.core.waterfall import waterfall

SECRET = "my secret word"
ENGINES = {"vad": "silero v6", "stt": "vosk small", "llm": "llamacpp tiny", "tts": "piper low"}
MARKS = dict(zip(Mark, (9.0, 10.0, 10.16, 10.18, 10.19, 10.2, 10.21, 10.25, 10.26, 10.27), strict=True))
"""270 ms: 160 of hold, then 20, 10, 10, 10, 40, 10, 10."""


def end(name: str, marks: dict[Mark, float] | None = None, **about: Any) -> Event:
    marks = MARKS if marks is None else marks
    told = waterfall(marks).told() | {"marks": marks, "text": SECRET, "reply": SECRET, "reason": SECRET}
    return Event("turn.end", name, told | {"reply_class": "quick", "cancelled": False} | about)


def begin(name: str, origin: str = "speech") -> Event:
    return Event("turn.begin", name, {"origin": origin, "continues": None})


def spoken(name: str, *between: Event, **about: Any) -> list[Event]:
    """A whole turn, every event with words among them."""
    return [
        begin(name),
        Event("stt.partial", name, {"text": SECRET, "stable": 2}),
        Event("draft.begin", name, {"text": SECRET}),
        Event("draft.dropped", name, {"text": SECRET, "reason": SECRET, "cpu_ms": 12.5}),
        Event("draft.begin", name, {"text": SECRET}),
        Event("turn.endpoint", name, {"rule": "complete", "hold_ms": 160, "silence_ms": 160}),
        Event("stt.final", name, {"text": SECRET, "written": SECRET}),
        Event("draft.used", name, {"text": SECRET}),
        *between,
        end(name, **about),
    ]
