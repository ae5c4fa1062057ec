"""`vacli doctor --offline`: does anything that vacli is used for try to reach past this machine?"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from vacli.cli.common import note, print_json
from vacli.core.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from vacli.core.turn import Turn
    from vacli.doctor.offline.proof import Result
    from vacli.doctor.offline.walls import Wall

STYLES = {"quiet": "green", "reached out": "bold red", "failed": "bold red", "skipped": "yellow"}


def offline(turn: "Turn", as_json: bool, alone: bool = True) -> None:
    """Run the proof and show it. Exit code 1 if anything reached out or failed, or nothing could be run."""
    if not alone:
        raise UsageError("--offline is a proof of its own, without other options", "vacli doctor --offline")
    from rich.console import Console

    from vacli.doctor.offline import proof, walls

    wall, results = walls.build(), []
    if not as_json:
        note(f"vacli: {len(proof.STEPS)} commands with your settings, each behind {wall}")
    with Console(stderr=True).status("") as status, turn.on_cancel(status.stop):
        for step, result in zip(proof.STEPS, proof.prove(wall, turn), strict=True):
            results.append(result)
            status.update(f"{len(results)} of {len(proof.STEPS)}: {step}")
    if as_json:
        print_json(_plain(results, wall))
    else:
        _print(results, wall)
    if not proved(results):
        raise typer.Exit(CheckFailed.exit_code)


def proved(results: "list[Result]") -> bool:
    """Nothing reached out or failed, and something was run."""
    statuses = {each.status for each in results}
    return "quiet" in statuses and not statuses & {"reached out", "failed"}


def verdict(results: "list[Result]", wall: "Wall") -> list[str]:
    """The proof in words: what it shows, and what it does not cover."""
    from vacli.doctor.offline import proof, walls

    lost = [f"{each.step.name} ({each.reason})" for each in results if each.status in ("skipped", "failed")]
    return [
        f"{_first(results)} ({wall}).",
        *([f"This proof is {wall.partial}."] if wall.partial else []),
        *(f"Nothing stronger: {why}." for why in walls.reasons(wall)),
        *([f"Not covered: {'; '.join(lost)}."] if lost else []),
        f"Not run, as they reach what you name: {'; '.join(proof.NOT_RUN)}.",
    ]


def _first(results: "list[Result]") -> str:
    if count := sum(attempt.times for each in results for attempt in each.attempts):
        return f"NOT OFFLINE: {count} attempts to reach something else than loopback and local sockets"
    if not proved(results):
        return "Not proved: a command failed, or none could be run"
    ran = sum(each.status == "quiet" for each in results)
    return f"Offline: none of {ran} commands tried to reach anything but loopback and local sockets"


def _print(results: "list[Result]", wall: "Wall") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("", "command", "method", "attempts", box=None, pad_edge=False)
    for each in results:
        told = Text(str(each.step))
        for line in (*filter(None, [each.reason]), *map(str, each.attempts)):
            told.append(f"\n→ {line}", style="cyan")
        ran = each.status != "skipped"
        count = str(sum(attempt.times for attempt in each.attempts)) if ran else "-"
        table.add_row(Text(each.status, STYLES[each.status]), told, wall.kind if ran else "-", count)
    console = Console(highlight=False)
    console.print(table)
    for sentence in verdict(results, wall):
        console.print(Text(sentence))


def _plain(results: "list[Result]", wall: "Wall") -> dict[str, Any]:
    from vacli.doctor.offline import proof, walls

    return {
        "ok": proved(results),
        "wall": {"kind": wall.kind, "watched_by": wall.watched_by, "partial": wall.partial},
        "not_stronger": walls.reasons(wall),
        "commands": [
            {
                "name": each.step.name,
                "command": str(each.step),
                "status": each.status,
                "reason": each.reason,
                "seconds": round(each.seconds, 2),
                "attempts": [asdict(attempt) for attempt in each.attempts],
            }
            for each in results
        ],
        "not_run": proof.NOT_RUN,
    }
