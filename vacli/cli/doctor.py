"""`vacli doctor`: placeholder until it lands."""

import typer


def doctor(ctx: typer.Context) -> None:
    """Not built yet."""
