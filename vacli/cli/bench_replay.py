"""`vacli bench replay`: a turn that `vacli listen --keep` wrote, said again; then and now side by side."""

from pathlib import Path
from typing import Annotated

import typer

from vacli.cli.common import Json, note, print_json, turn_of
from vacli.core.errors import UsageError

Folder = Annotated[Path, typer.Argument(help="The turn's own folder, as it was told when it was kept.")]
Set = Annotated[list[str], typer.Option("--set", metavar="KEY=VALUE", help="A setting to change; may be given again.")]


def replay(ctx: typer.Context, folder: Folder, changes: Set = [], as_json: Json = False) -> None:  # noqa: B006
    """Say a kept turn again, to the same settings or to changed ones, and compare text, reply and every stage."""
    from vacli.bench.replay import replay as said_again
    from vacli.bench.then_now import lines

    flags = {}
    for change in changes:
        key, given, value = change.partition("=")
        if not given:
            raise UsageError(f"--set {change} has no value", "vacli bench replay FOLDER --set stt.engine=vosk")
        flags[key.strip()] = value.strip()
    found = said_again(folder, flags, turn_of(ctx), lambda seconds: note(f"vacli: saying {seconds:.0f} s again ..."))
    if as_json:
        print_json(found.as_json())
        return
    for line in lines(found):
        print(line)
