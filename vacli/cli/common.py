"""What several commands share: options, the line that explains a choice, output for machines."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.core.errors import CheckFailed, UsageError
from vacli.core.turn import Turn

if TYPE_CHECKING:  # not needed until an engine is loaded
    from vacli.core.words import Choice

Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say what was chosen automatically, and why.")]
Engine = Annotated[str | None, typer.Option("--engine", help="Which engine; `vacli doctor` lists them.")]
Model = Annotated[str | None, typer.Option("--model", help="Catalog name or path; `vacli models list`.")]
Device = Annotated[str | None, typer.Option("--device", help="auto, cpu or cuda.")]
Threads = Annotated[int | None, typer.Option("--threads", help="Threads to use; 0 = chosen for this machine.")]


def turn_of(ctx: typer.Context) -> Turn:
    """The turn of this process: Ctrl-C cancels it."""
    turn: Turn = ctx.obj
    return turn


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """A line for the person, on standard error, so that output stays clean."""
    print(text, file=sys.stderr, flush=True)


def confirmed(question: str, nothing: str, unasked: str) -> None:
    """Go on if the user says yes, leave with exit code 1 if not. UsageError where nobody can be asked."""
    try:
        yes = typer.confirm(question, err=True)
    except typer.Abort:  # the end of standard input
        note("")
        raise UsageError(nothing, f"to do it without being asked: {unasked}") from None
    if not yes:
        note(nothing)
        raise typer.Exit(CheckFailed.exit_code)


def explain(verbose: bool, choice: "Choice") -> None:
    """With -v, say an automatic choice as it is made."""
    if verbose:
        note(f"vacli: {choice}")
