"""A conversation that never was: a list of events, told to a view. Run by tests in a terminal of its own.

`python listen_replay.py VIEW [SECONDS]`: the view is screen, plain or json; the events, then so many seconds of level.
"""

import sys
import threading
import time

from vacli.core.events import Bus, Event

STAGES = {
    "endpoint_hold": 160.4,
    "stt_tail": 12.3,
    "understand": 0.9,
    "first_clause": 0.2,
    "tts_ttfb": 88.0,
    "sink": 50,
}
ANSWER = "The kitchen light is on, and so is the one in the hall. "
LONG = "why is the sky blue in the morning and red in the evening and what has the dust of a volcano to do with it"


def turn(name: str, asked: str, answer: str, **end: object) -> list[Event]:
    said = asked.split()
    partial = [
        Event("stt.partial", name, {"text": " ".join(said[:n]), "stable": len(" ".join(said[: n - 2]))})
        for n in range(2, len(said) + 1)
    ]
    told = {"reply_class": "quick", "cancelled": False, "stages": STAGES, "total_ms": sum(STAGES.values())}
    return [
        Event("turn.begin", name, {"origin": "speech", "continues": None}),
        *partial,
        Event("stt.final", name, {"text": asked}),
        Event("listen.state", "", {"state": "thinking"}),
        *[Event("reply.text", name, {"text": f"{word} "}) for word in answer.split()],
        Event("listen.state", "", {"state": "speaking"}),
        Event("turn.end", name, told | {"text": asked, "reply": answer.strip()} | end),
        Event("listen.state", "", {"state": "listening"}),
    ]


READY = {"mic": "USB Audio", "speaker": "Built-in", "duplex": "half", "reason": "no echo cancellation", "mode": "open"}
EVENTS = [
    Event("listen.loading", "", {"stage": "stt", "engine": "vosk"}),
    Event("listen.ready", "", READY),
    Event("listen.state", "", {"state": "listening"}),
    Event("listen.level", "", {"dbfs": -22.0, "speech": 0.93}),
    *turn("t1", "turn on the lights in the kitchen and in the hall", ANSWER),
    Event("fault", "", {"stage": "speaker", "message": "the loudspeaker is gone", "hint": "vacli devices"}),
    *turn("t2", LONG, "Because air scatters blue light. \x1b[2JMore", reply_class="llm", cancelled=True),
    Event("turn.announcement", "t3", {"text": "Your tea is ready.", "source": "timer", "id": "7"}),
    Event("stt.partial", "t4", {"text": LONG, "stable": 60}),
]


def replay(view: str, seconds: float) -> None:
    bus, gone = Bus(), threading.Event()
    if view == "screen":
        from vacli.cli.listen_screen import Screen

        shown = Screen(sys.stdout, gone.set)
    else:
        from vacli.cli.listen_told import Told
        from vacli.cli.listen_views import LineView, as_json

        shown = LineView(sys.stdout, Told() if view == "plain" else as_json, gone.set)
    bus.subscribe(shown)
    try:
        for event in EVENTS:
            bus.publish(event)
            time.sleep(0.005 if seconds else 0.0)
        for number in range(round(seconds * 10)):
            if gone.wait(0.1):
                break
            level = {"dbfs": -20.0 - 3 * (number % 12), "speech": (number % 12) / 12}
            bus.publish(Event("listen.level", "", level))
    finally:
        shown.close()


if __name__ == "__main__":
    replay(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.0)
