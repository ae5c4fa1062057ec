"""`vacli ask`: placeholder until it lands."""

import typer


def ask(ctx: typer.Context) -> None:
    """Not built yet."""
