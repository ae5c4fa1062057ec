"""`vacli say`: placeholder until it lands."""

import typer


def say(ctx: typer.Context) -> None:
    """Not built yet."""
