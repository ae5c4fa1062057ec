"""`vacli explain last`: why a turn ended when it did, what its answer waited for, what was prepared in vain."""

import shutil
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli.common import Json, print_json
from vacli.core.errors import UsageError

if TYPE_CHECKING:
    from vacli.config import TurnsSettings

app = typer.Typer(help="Why a turn of the conversation went as it did.", no_args_is_help=True)

WHY = {
    "complete": "the words so far were a complete request",
    "unknown": "the words did not tell whether there was more to come",
    "unfinished": "the words asked for more, but none came",
}
RULES = {
    "longest": "it had become longer than a turn may be",
    "key": "you let go of the key",
    "end_of_sound": "the sound was over",
}


@app.command("last", epilog="Example: vacli explain last -n 3")
def last(
    count: Annotated[int, typer.Option("-n", min=1, max=20, help="How many turns, the latest last.")] = 1,
    as_json: Json = False,
) -> None:
    """Why the last turn ended when it did. Kept are numbers and names of rules, no words."""
    from vacli import config
    from vacli.live import explain

    turns = [turn for turn in explain.read() if turn.get("origin") != "announcement"][-count:]
    if not turns:
        raise UsageError("there is no turn to explain yet", "talk first: vacli listen")
    if as_json:
        print_json(turns)
        return
    settings = config.load().config.turns
    width = min(shutil.get_terminal_size().columns, 100)
    for number, turn in enumerate(turns):
        print("\n" * bool(number) + "\n".join(told(turn, settings, width)))


def told(turn: Mapping[str, Any], settings: "TurnsSettings", width: int) -> Iterator[str]:
    """The turn in words, then its numbers."""
    import textwrap

    yield from textwrap.wrap(" ".join(_sentences(turn, settings)), width)
    numbers = _numbers(turn)
    if numbers:
        yield from textwrap.wrap(", ".join(numbers), width, initial_indent="  ", subsequent_indent="  ")
    yield from _waterfall(turn, width)


def _sentences(turn: Mapping[str, Any], settings: "TurnsSettings") -> Iterator[str]:
    ago = _ago(time.time() - float(turn.get("ended", 0)))
    head = f"{ago}, turn {turn.get('turn', '?')}:"
    if "rule" in turn:
        yield f"{head} it ended {_ms(turn, 'silence_ms')} after your last sound, because {_because(turn)}."
        yield _otherwise(turn, settings)
    elif turn.get("origin") == "text":
        yield f"{head} it was typed, so there was no end to wait for."
    else:
        yield f"{head} it was dropped before it had an end."
    if "continues" in turn:
        late = (
            "after the answer had begun: it was taken back" if turn.get("false_cutoff") else "before anything sounded"
        )
        yield f"It goes on with turn {turn['continues']}, which had ended too soon; you went on {late}."
    if turn.get("turn.resume"):
        yield f"Before that you paused {_times(turn['turn.resume'])} and went on."
    yield from _drafts(turn)
    yield from _interruptions(turn)
    if turn.get("fault"):
        yield f"Something failed on the way, {_times(turn['fault'])}: see what vacli listen said, and vacli doctor."


def _because(turn: Mapping[str, Any]) -> str:
    rule = str(turn["rule"])
    why = RULES.get(rule) or WHY.get(str(turn.get("completeness")), "it was time")
    return f"{why} (rule {rule})"


def _otherwise(turn: Mapping[str, Any], settings: "TurnsSettings") -> str:
    """What other words would have waited, by the settings of now."""
    waits = {name: getattr(settings, name) for name in ("complete", "unknown", "unfinished")}
    waits.pop(str(turn.get("completeness")), None)
    if not waits:
        return ""
    (first, ms), *others = waits.items()
    told = [f"{first.capitalize()} words would have waited {ms} ms", *(f"{name} ones {ms} ms" for name, ms in others)]
    return f"{', '.join(told)}."


def _drafts(turn: Mapping[str, Any]) -> Iterator[str]:
    begun, used, dropped = (turn.get(f"draft.{name}", 0) for name in ("begin", "used", "dropped"))
    if not begun:
        return
    if used:
        hidden = f" {_ms(turn, 'hidden_ms')} of work were done while it was still waiting." * ("hidden_ms" in turn)
        yield f"The answer had been prepared before the end (drafts: {begun}, dropped: {dropped}).{hidden}"
    else:
        yield f"An answer was prepared {_times(begun)} before the end, and none could be used."
    if turn.get("wasted_cpu_ms"):
        yield f"That cost {_ms(turn, 'wasted_cpu_ms')} of CPU in vain."


def _interruptions(turn: Mapping[str, Any]) -> Iterator[str]:
    for name, what in (
        ("hold", "a voice made the answer hold"),
        ("release", "it went on, for that was no interruption"),
        ("stop", "the answer was broken off"),
    ):
        if told := turn.get(f"barge_in.{name}"):
            after = f", {_ms(told, 'ms')}" if "ms" in told else ""
            yield f"{what[0].upper()}{what[1:]} (rule {told.get('rule', '?')}{after})."


FORMS = {
    "hold_ms": "hold {:.0f} ms",
    "speech_ms": "speech {:.0f} ms",
    "level_dbfs": "your level {:.0f} dB",
    "floor_dbfs": "the room's {:.0f} dB",
    "learned": "holds learned x {:.2f}",
    "reply_class": "answer {}",
}


def _numbers(turn: Mapping[str, Any]) -> list[str]:
    said = [form.format(turn[name]) for name, form in FORMS.items() if name in turn]
    return [*said, "cancelled"] if turn.get("cancelled") else said


def _waterfall(turn: Mapping[str, Any], width: int) -> Iterator[str]:
    """A line a stage, each bar beginning where the one before ends."""
    from vacli.cli.listen_told import STAGES

    stages = turn.get("stages") or {}
    total = turn.get("total_ms") or sum(stages.values())  # one that was not heard has no end
    room = max(width - 26, 10)
    until = 0.0
    for name, ms in stages.items():
        begin, end = (round(at / max(total, 1) * room) for at in (until, until + ms))
        until += ms
        bar = " " * min(begin, room) + "█" * max(end - begin, 0)
        yield f"  {STAGES.get(name, name):<12}{ms:6.0f} ms  {bar}".rstrip()
    if stages:
        yield f"  {'from end of speech to sound' if 'endpoint_hold' in stages else 'in all'}: {total:.0f} ms"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _ms(turn: Mapping[str, Any], name: str) -> str:
    value = turn.get(name)
    return "an unknown time" if value is None else f"{value:.0f} ms"


def _ago(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {name} ago"
    return f"{seconds:.0f} seconds ago" if seconds >= 2 else "Just now"
