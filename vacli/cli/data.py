"""`vacli data`: what vacli keeps on this machine, and removing all of it."""

from typing import Annotated, Any

import typer

from vacli import paths
from vacli.cli.common import Json, confirmed, note, print_json

app = typer.Typer(help="All that vacli keeps on this machine.", no_args_is_help=True)


@app.command("list", epilog="Example: vacli data list --json")
def show(as_json: Json = False) -> None:
    """Every folder of vacli's, with what lies in it."""
    from vacli.folders import folders

    found = folders()
    if as_json:
        print_json([_entry(folder) for folder in found])
        return
    for folder in found:
        held = f"{size_text(folder.size)} in {_count(folder.files, 'file')}" if folder.exists else "not there"
        print(f"{folder.name:<8} {held:<24} {folder.path}")
    print(f"{'total':<8} {size_text(sum(folder.size for folder in found))}")


@app.command("remove", epilog="Example: vacli data remove --keep-models")
def remove(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    keep_models: Annotated[bool, typer.Option("--keep-models", help="Leave the models, the largest part.")] = False,
    keep_config: Annotated[bool, typer.Option("--keep-config", help="Leave the settings.")] = False,
    as_json: Json = False,
) -> None:
    """Remove all that vacli keeps on this machine, after asking."""
    from vacli import folders

    keep = [paths.models_dir()] * keep_models + [paths.config_file().parent] * keep_config
    there = [folder for folder in folders.folders() if folder.exists and folder.path not in keep]
    for folder in there:
        folders.check_ours(folder.path)
    if there and not yes:
        _ask(there, keep)
    size = sum(folder.size for folder in there)
    left = [line for folder in there for line in folders.remove(folder.path, keep)]
    freed = size - sum(folder.size for folder in folders.folders() if folder.path in [gone.path for gone in there])
    if as_json:
        print_json({"removed": [str(folder.path) for folder in there], "bytes": freed, "left": left})
        return
    for line in left:
        note(f"vacli: {line}")
    print(f"removed {size_text(freed)} from {_count(len(there), 'folder')}" if there else "there is nothing to remove")


def size_text(size: int) -> str:
    """Bytes for people: 1 kB is 1000 bytes, as disks are sold."""
    for unit, one in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= one:
            return f"{size / one:.1f} {unit}"
    return f"{size} bytes"


def _ask(there: list[Any], keep: list[Any]) -> None:
    for folder in there:
        note(f"{folder.name:<8} {size_text(folder.size):>10}  {folder.path}")
    for path in keep:
        note(f"{'keep':<8} {'':>10}  {path}")
    confirmed("Remove all of this?", "nothing was removed", "vacli data remove --yes")


def _entry(folder: Any) -> dict[str, Any]:
    return {
        "name": folder.name,
        "path": str(folder.path),
        "exists": folder.exists,
        "files": folder.files,
        "bytes": folder.size,
    }


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
