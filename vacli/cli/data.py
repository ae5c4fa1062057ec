"""`vacli data`: placeholder until it lands."""

import typer

app = typer.Typer(help="data", no_args_is_help=True)


@app.command("list")
def show(ctx: typer.Context) -> None:
    """Not built yet."""
