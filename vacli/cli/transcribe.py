"""`vacli transcribe`: placeholder until it lands."""

import typer


def transcribe(ctx: typer.Context) -> None:
    """Not built yet."""
