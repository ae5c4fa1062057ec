"""`vacli config`: placeholder until it lands."""

import typer

app = typer.Typer(help="config", no_args_is_help=True)


@app.command("list")
def show(ctx: typer.Context) -> None:
    """Not built yet."""
