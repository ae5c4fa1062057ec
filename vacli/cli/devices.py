"""`vacli devices`: placeholder until it lands."""

import typer


def devices(ctx: typer.Context) -> None:
    """Not built yet."""
