"""Events of a conversation as lines for a person: what was said, what was answered, how long it took.

Knows no terminal: the plain view prints these lines as they come, the screen lets them scroll up.
"""

import re
import shlex
from collections.abc import Mapping
from typing import Any

from vacli.core.events import Event

STAGES = {
    "endpoint_hold": "hold",
    "stt_tail": "stt",
    "understand": "understand",
    "llm_ttft": "first word",
    "first_clause": "clause",
    "tts_ttfb": "voice",
    "tts_lead_silence": "lead",
    "sink": "output",
}
"""The waterfall's names, short enough for a line of 60 columns or two."""

_INVISIBLE = dict.fromkeys(code for code in (*range(32), *range(127, 160)))
_SENTENCE = re.compile(r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)\s+")  # "der 25. Dezember" is one


def visible(text: Any) -> str:
    """Words on one line, without anything that would steer a terminal."""
    return " ".join(str(text or "").split()).translate(_INVISIBLE)


def times(data: Mapping[str, Any]) -> str:
    """`312 ms = hold 160 + stt 12 + ... | quick` of a `turn.end`; empty where nothing was timed.

    Rounded so that the parts still add up; a part that rounds to nothing is left out.
    """
    stages, total = data.get("stages") or {}, data.get("total_ms")
    if total is None:
        return ""
    parts, until = [], 0.0
    for name, ms in stages.items():
        rounded = round(until + ms) - round(until)
        until += ms
        if rounded:
            parts.append(f"{STAGES.get(name, name)} {rounded}")
    line = f"{round(total)} ms" + (f" = {' + '.join(parts)}" if parts else "")
    return f"{line} | {data['reply_class']}" if data.get("reply_class") else line


def ready(data: Mapping[str, Any]) -> str:
    """What `listen.ready` says: from where to where, and what lets a turn begin."""
    mic, speaker, mode = (visible(data.get(name)) for name in ("mic", "speaker", "mode"))
    answers = f"answers go to {speaker}" if speaker else "answers are printed"
    if not mic:
        return f"ready: type a line ({answers}); an empty one stops the answer, Ctrl-D ends"
    how = {"wake": "say the wake phrase first", "talk": "press enter to talk"}.get(mode, "speak")
    duplex = "you can interrupt" if data.get("duplex") == "full" else "the microphone rests while vacli speaks"
    reason = f" ({visible(data['reason'])})" if data.get("reason") else ""
    return f"ready: {how}; {mic} is heard, {answers}; {duplex}{reason}"


def fault(data: Mapping[str, Any]) -> str:
    """`! the voice failed (hint: ...)`."""
    hint = f" (hint: {visible(data['hint'])})" if data.get("hint") else ""
    return f"! {visible(data.get('message') or data.get('stage'))}{hint}"


def aside(event: Event) -> str:
    """Anything else that a person wants to know of, as a line; empty for the rest."""
    data = event.data
    match event.name:
        case "listen.ready":
            return ready(data)
        case "fault":
            return fault(data)
        case "turn.announcement":
            source = f" ({visible(data['source'])})" if data.get("source") else ""
            return f"vacli{source}: {visible(data.get('text'))}"
        case "turn.continued":
            return "(you went on speaking: the answer was taken back)" if data.get("false_cutoff") else ""
        case "command":
            return f"({visible(data.get('name')).replace('_', ' ')})"
        case "listen.kept":
            folder = shlex.quote(visible(data.get("folder")))
            return f"(kept, {visible(data.get('why'))}: vacli bench replay {folder})"
        case "wake.heard":
            return f"(heard: {visible(data.get('phrase'))})"
        case "listen.lost":
            return f"! {round(data.get('ms', 0))} ms of sound were lost: the machine is short of CPU"
    return ""


class Told:
    """Lines for the plain view. One object a conversation; not for two threads at once.

    A reply is told sentence by sentence as it is made. `echo`: say what was heard or typed too.
    """

    def __init__(self, *, echo: bool = True) -> None:
        self._echo = echo
        self._replies: dict[str, str] = {}  # turn -> what is told of it at the next full stop
        self._asked: set[str] = set()
        self._state = ""

    def __call__(self, event: Event) -> list[str]:
        match event.name:
            case "stt.final":
                return self._question(event.turn, event.data.get("written") or event.data.get("text"))
            case "reply.text":
                return self._piece(event)
            case "turn.end":
                return self._end(event)
            case "listen.state":
                return self._changed(str(event.data.get("state")))
        line = aside(event)
        return [line] if line else []

    def _question(self, turn: str, text: Any) -> list[str]:
        if turn in self._asked or not visible(text):
            return []
        self._asked.add(turn)
        return [f"You: {visible(text)}"] if self._echo else []

    def _piece(self, event: Event) -> list[str]:
        whole = self._replies.get(event.turn, "") + str(event.data.get("text", ""))
        *sentences, rest = _SENTENCE.split(whole)
        self._replies[event.turn] = rest
        return [f"vacli: {visible(each)}" for each in sentences if visible(each)]

    def _end(self, event: Event) -> list[str]:
        data = event.data
        lines = self._question(event.turn, data.get("text"))
        rest = visible(self._replies.pop(event.turn, data.get("reply")))
        lines += [f"vacli: {rest}"] if rest else []
        if data.get("cancelled") and (data.get("text") or data.get("reply")):
            lines.append("(interrupted)")
        self._asked.discard(event.turn)
        return [*lines, *filter(None, [times(data)])]

    def _changed(self, state: str) -> list[str]:
        """Only what a person did or must know; listening, thinking and speaking tell themselves."""
        before, self._state = self._state, state
        if state in ("muted", "paused", "asleep"):
            return [f"({state})"]
        return ["(listening again)"] if before in ("muted", "paused") else []
