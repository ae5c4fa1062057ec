"""Results of `vacli bench` for people: tables, verdicts, what a comparison found. Reads plain JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vacli.bench.reading import about_range, figure, hidden, is_headline, notes, size, sure, title, typical, waterfall

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from vacli.bench.compare import Change, Comparison
    from vacli.bench.gate import Outcome

Json = Mapping[str, Any]

STYLES = {"slower": "red", "worse": "red", "faster": "green", "better": "green", "changed": "yellow"}
BAR = 24
"""Columns of the longest stage."""


def show(document: Json, *, all_figures: bool) -> None:
    """The tables, bench by bench, then one line of verdict."""
    console = _console()
    _head(console, document)
    sections = [each for each in document["sections"] if each["bench"] != "machine"]
    for bench in dict.fromkeys(each["bench"] for each in sections):
        console.print()
        console.print(_table(bench, [each for each in sections if each["bench"] == bench], all_figures))
    for section in sections:
        _waterfall(console, section)
    console.print()
    for note, subjects in notes(sections).items():
        console.print(f"- {note} ({'; '.join(subjects)})", style="dim", markup=False)
    console.print(f"\n{document['verdict']}", style="bold", markup=False)


def show_comparison(found: "Comparison", before: str, after: str, *, all_figures: bool) -> None:
    """What changed from one to the other."""
    console = _console()
    for each in found.unlike:
        console.print(f"not like for like: {each}", style="yellow", markup=False)
    if found.machine is not None:
        told = f"{abs(found.machine):.1%} {'slower' if found.machine > 0 else 'faster'}"
        steady = f"its speed varied by {found.unsteady:.1%} within a run"
        console.print(f"the machine itself: {told} (a fixed computation, timed in both); {steady}")
    shown = [each for each in found.changes if all_figures or each.headline or each.judged.verdict in STYLES]
    console.print(f"before: {before}; after: {after}\n", style="dim", markup=False)
    console.print(_changes(shown))
    if len(shown) < len(found.changes):
        console.print(f"{len(found.changes) - len(shown)} more figures: -v shows them", style="dim")
    console.print(f"\n{found.verdict}", style="bold", markup=False)


def show_gates(outcomes: "Sequence[Outcome]") -> None:
    console = _console()
    for each in outcomes:
        word = "kept   " if each.passed else "broken "
        console.print(word + each.told, style="green" if each.passed else "red", markup=False)


def show_list(entries: Sequence[tuple[str, Json | None]]) -> None:
    """Two lines a result: what it is, what it came to."""
    console = _console()
    wide = max(len(name) for name, _ in entries)
    for name, document in entries:
        if document is None:
            console.print(f"{name:<{wide}}  cannot be read", style="yellow", markup=False)
            continue
        when = document["started"].replace("T", " ").removesuffix("Z")[:16]
        what = document["what"] + (", interrupted" if document["partial"] else "")
        console.print(f"{name:<{wide}}  {when}  {what}, {document['seconds']:.0f} s", style="bold", markup=False)
        console.print(f"  {document['verdict'].partition(';')[0]}", markup=False)


def _head(console: "Console", document: Json) -> None:
    machine, load = document["machine"], document["load"]
    about = (
        f"{machine.get('cpu')}, {machine.get('cores_usable')} cores, {(machine.get('memory_mb') or 0) / 1000:.0f} GB"
    )
    loads = " to ".join(str(each[0]) for each in (load.get("before"), load.get("after")) if each)
    version = f"vacli {machine.get('vacli')} {machine.get('revision') or ''}".strip()
    console.print(f"{about}; {version}; load {loads}", style="dim", markup=False)
    if document["partial"]:
        console.print("interrupted: this is what was measured until then", style="yellow")


def _table(bench: str, sections: Sequence[Json], all_figures: bool) -> "Table":
    table = _plain((bench, "typical", "typical, 95 % sure", "p95", "n"), right=(1, 2, 3, 4))
    for section in sections:
        table.add_row(_text(section["subject"], "bold"), "" if section["metrics"] else "none")
        chosen = [metric for metric in section["metrics"] if all_figures or is_headline(section, metric)]
        for metric in chosen or section["metrics"]:
            table.add_row(*_row(metric))
    return table


def _row(metric: Json) -> Iterator[Any]:
    unit = metric["unit"]
    sampled = metric["kind"] == "samples"
    yield _text(f"  {title(metric['name'])}")
    yield "miss" if sampled and size(metric) and typical(metric) is None else figure(typical(metric), unit)
    yield about_range(sure(metric), unit)
    tail = metric.get("p95")
    yield ("miss" if tail is None else figure(tail, unit)) if sampled and size(metric) else ""
    yield str(size(metric)) if metric["kind"] != "value" else ""


def _waterfall(console: "Console", section: Json) -> None:
    """The stages as bars, on average, so that they add up."""
    stages = waterfall(section)
    if not stages:
        return
    whole, longest = sum(stages.values()), max(1.0, *stages.values())
    console.print(f"\n{section['subject']}: {whole:.0f} ms on average", style="bold", markup=False)
    for name, ms in stages.items():
        console.print(f"  {title(name):<17}{ms:>6.0f} ms  {'█' * round(BAR * max(0.0, ms) / longest)}".rstrip())
    if before := hidden(section):
        console.print(f"  {'hidden':<17}{before:>6.0f} ms  done ahead: nobody waited for it", style="dim")


def _changes(changes: "Sequence[Change]") -> "Table":
    table = _plain(("", "before", "after", "", "95 % sure"), right=(1, 2))
    of = ""
    for each in changes:
        if of != (of := f"{each.bench} {each.subject}"):
            table.add_row(_text(of, "bold"))
        found = each.judged
        ends = (figure(found.before, each.unit), figure(found.after, each.unit))
        verdict = _text(found.verdict, STYLES.get(found.verdict, ""))
        table.add_row(_text(f"  {title(each.name)}"), *ends, verdict, _text(found.why) if found.why else _span(each))
    return table


def _span(change: "Change") -> str:
    """How much it changed, at the least and at the most."""
    low, high = change.judged.low, change.judged.high
    if low is None or high is None:
        return ""
    if change.unit == "share":
        return f"{100 * low:+.0f} to {100 * high:+.0f} points"
    return f"{100 * (low - 1):+.0f} to {100 * (high - 1):+.0f} %"


def _plain(columns: Sequence[str], right: Sequence[int] = ()) -> "Table":
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number in right else "left", no_wrap=number in right)
    return table


def _text(text: str, style: str = "") -> Any:
    from rich.text import Text

    return Text(text, style)


def _console() -> "Console":
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)
