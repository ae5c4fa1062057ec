"""A turn then and now: how each went, side by side, for people and as JSON. Knows no engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from vacli.core.events import Event
from vacli.core.marks import WATERFALL
from vacli.core.turn import Origin

SIDES = ("then_ms", "now_ms", "difference_ms")


@dataclass(frozen=True)
class Went:
    """How one turn went. `at`: seconds into the sound at which it was over; `stages` and `hidden` in ms."""

    turn: str
    at: float | None
    text: str
    reply: str
    reply_class: str
    rule: str
    completeness: str
    hold_ms: float | None
    cut_off: bool
    stages: Mapping[str, float]
    hidden: Mapping[str, float]
    total_ms: float | None


@dataclass(frozen=True)
class Replayed:
    """`old` and `new`: every spoken turn within the sound. `was` and `now`: the one it is about, None if none came."""

    folder: str
    why: str
    old: Sequence[Went]
    new: Sequence[Went]
    was: Went | None
    now: Went | None
    ran: Mapping[str, str]  # engines by stage, then
    runs: Mapping[str, str]  # and now
    changed: Mapping[str, Any]
    notes: Sequence[str] = field(default_factory=tuple)

    def stages(self) -> dict[str, tuple[float | None, float | None, float | None]]:
        """By stage, and `total`: ms then, ms now, and the difference where both are known."""
        one, other = ({**each.stages, "total": each.total_ms} if each else {} for each in (self.was, self.now))
        names = [stage.name for stage in WATERFALL if stage.name in one or stage.name in other]
        return {name: _beside(one.get(name), other.get(name)) for name in (*names, "total")}

    def as_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "stages": {name: dict(zip(SIDES, row, strict=True)) for name, row in self.stages().items()},
        }


def went(events: Sequence[Event]) -> Iterator[Went]:
    """The spoken turns that ended, in order. TypeError or ValueError if they were not told as they are."""
    spoken = [each.turn for each in events if each.name == "turn.begin" and each.data.get("origin") == Origin.SPEECH]
    for turn in dict.fromkeys(spoken):
        own = {each.name: each for each in events if each.turn == turn}
        if (end := own.get("turn.end")) is None:
            continue
        point = own.get("turn.endpoint")
        reason = point.data if point else {}
        cut = {str(each.data.get("before")) for each in events if each.data.get("false_cutoff")}
        yield Went(
            turn,
            round(point.at, 3) if point else None,
            str(end.data.get("text") or ""),
            str(end.data.get("reply") or ""),
            str(end.data.get("reply_class") or "none"),
            str(reason.get("rule", "")),
            str(reason.get("completeness", "")),
            _number(reason.get("hold_ms")),
            turn in cut,
            {str(name): float(ms) for name, ms in (end.data.get("stages") or {}).items()},
            {str(name): float(ms) for name, ms in (end.data.get("hidden") or {}).items()},
            _number(end.data.get("total_ms")),
        )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _beside(was: float | None, now: float | None) -> tuple[float | None, float | None, float | None]:
    return was, now, None if was is None or now is None else round(now - was, 1)


def lines(found: Replayed) -> Iterator[str]:
    """Old and new side by side, for people."""
    yield f"{found.folder}: kept because {found.why or 'it was asked for'}"
    for stage in dict.fromkeys((*found.ran, *found.runs)):
        was, now = found.ran.get(stage, "-"), found.runs.get(stage, "-")
        yield f"  {stage:12} {was}" + ("" if was == now else f"  ->  {now}")
    yield from (f"  {key} = {value}" for key, value in found.changed.items())
    yield from (f"  note: {note}" for note in found.notes)
    yield from _words(found)
    yield f"{'ms':18}{'then':>10}{'now':>10}{'':>10}"
    for name, (was_ms, now_ms, difference) in found.stages().items():
        change = "" if difference is None else f"{difference:+.0f}"
        yield f"{name:18}{_ms(was_ms):>10}{_ms(now_ms):>10}{change:>10}"


def _words(found: Replayed) -> Iterator[str]:
    """What was understood, answered and decided: one line where nothing changed, two where something did."""
    for name, read_off in ROWS.items():
        was, now = (read_off(each) if each else "no such turn" for each in (found.was, found.now))
        yield f"{name:18}{was}" if was == now else f"{name:18}then: {was}"
        if was != now:
            yield f"{'':18}now:  {now}"
    yield f"{'turns':18}then: {_count(found.old)}; now: {_count(found.new)}"


ROWS: dict[str, Callable[[Went], str]] = {
    "heard": lambda each: each.text or "nothing",
    "answered": lambda each: each.reply or "nothing",
    "by": lambda each: each.reply_class,
    "ended by": lambda each: f"{each.rule or 'nothing'} {each.completeness} {_ms(each.hold_ms)} ms".strip(),
}


def _count(turns: Sequence[Went]) -> str:
    cut = sum(each.cut_off for each in turns)
    return f"{len(turns)}" + (f", {cut} cut off" if cut else "")


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
