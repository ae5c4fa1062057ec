"""`vacli models`: list, info, pull, import, verify, remove, path."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli.common import Json, confirmed, note, print_json, turn_of
from vacli.core.errors import CheckFailed, ModelMissing, UsageError

if TYPE_CHECKING:
    from vacli.catalog.rows import Row
    from vacli.catalog.store import Installed

app = typer.Typer(help="Models: which there are, getting them, checking them.", no_args_is_help=True)

Kind = Annotated[str, typer.Option("--kind", help="whisper, vosk, piper or gguf.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name of `vacli models list`.")]
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help="Names of `vacli models list`.")]


@app.command("list", epilog="Example: vacli models list --kind piper --language de")
def show(
    kind: Kind = "",
    language: Annotated[str, typer.Option("--language", help="A language code such as en or pt-BR.")] = "",
    installed: Annotated[bool, typer.Option("--installed", help="Only those that are here.")] = False,
    as_json: Json = False,
) -> None:
    """Every model that is known by name or installed."""
    from vacli.catalog import rows, store

    _check_kind(kind)
    here = {model.name: model for model in store.installed(kind)}
    known = [row for row in rows.all_rows() if kind in ("", row.kind)]
    others = [model for name, model in here.items() if name not in {row.name for row in known}]
    entries = [_entry(None, model) for model in others] + [_entry(row, here.get(row.name)) for row in known]
    entries.sort(key=lambda entry: rows.KINDS.index(entry["kind"]))
    if language:
        spoken = {row.name for row in known if row.speaks(language)}
        entries = [entry for entry in entries if entry["name"] in spoken]
    if installed:
        entries = [entry for entry in entries if entry["state"]]
    if as_json:
        print_json(entries)
        return
    _print_table(entries)
    many = f"{sum(1 for entry in entries if entry['state'])} of {len(entries)} here"
    note(f"{many}; get one: vacli models pull NAME; more on one: vacli models info NAME")


@app.command("info", epilog="Example: vacli models info whisper-base.en")
def info(name: Name, as_json: Json = False) -> None:
    """Everything that is known about a model."""
    from vacli.catalog import rows, store

    model = store.lookup(name)
    row = rows.find(name) or (rows.find(model.name) if model else None) or (None if model else rows.need(name))
    entry = _entry(row, model or (store.lookup(row.name) if row else None))
    if as_json:
        print_json(entry)
        return
    for key, value in entry.items():
        if value and key not in ("files", "archive"):
            shown = ", ".join(value).replace("*", "many") if isinstance(value, tuple | list) else value
            print(f"{key + ':':<14}{shown}")
    if not entry["size"]:
        print(f"{'size:':<14}its publisher states it at the pull")
    for file in entry["files"]:
        print(f"{'file:':<14}{file['path']}  {file['size']} bytes  sha256 {file['sha256']}")


@app.command("pull", epilog="Example: vacli models pull whisper-base.en en_US-lessac-medium")
def pull(
    ctx: typer.Context,
    names: Names,
    force: Annotated[bool, typer.Option("--force", help="Fetch again what is here, in its newest version.")] = False,
    progress: Annotated[bool | None, typer.Option(help="Show bars; by default on a terminal.")] = None,
    as_json: Json = False,
) -> None:
    """Get models from their publishers. What was interrupted goes on where it stopped."""
    from vacli import config
    from vacli.catalog import rows
    from vacli.catalog import store as here
    from vacli.catalog.network import Patience
    from vacli.catalog.place import human
    from vacli.catalog.pull import Hubs, pull

    settings = config.load().config.models
    wanted = list(dict.fromkeys(rows.need(name) for name in names))
    hubs, patience = Hubs(settings.hub, settings.vosk_hub), Patience(turn_of(ctx), lambda text: note(f"vacli: {text}"))
    records = []
    for row in wanted:
        before = here.lookup(row.name)
        with _bars(sys.stderr.isatty() if progress is None else progress) as told:
            record = pull(row, hubs, patience, told, force)
        records.append(record)
        again = before and before.record == record
        if not as_json:
            done = "already here" if again else f"installed, {human(record.size)}, {_checked(record)}"
            print(f"{row.name}: {done}: {here.root_of(row.name)}")
    if as_json:
        print_json([asdict(record) for record in records])


@app.command("import", epilog="Example: vacli models import ~/Downloads/vosk-model-small-de-0.15.zip")
def bring(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A model's folder, a .gguf, an .onnx or a .zip.")],
    name: Annotated[str, typer.Option("--name", help="What to call it; by default as the file or folder.")] = "",
    kind: Kind = "",
    link: Annotated[bool, typer.Option("--link", help="Link to the files instead of copying them.")] = False,
    as_json: Json = False,
) -> None:
    """Install a model from this machine."""
    from vacli.catalog.imports import Wish
    from vacli.catalog.imports import bring as bring_in
    from vacli.catalog.place import human
    from vacli.catalog.store import root_of

    _check_kind(kind)
    record = bring_in(Wish(path, name, kind, link), turn_of(ctx), lambda text: note(f"vacli: {text}"))
    if as_json:
        print_json(asdict(record))
        return
    how = "linked" if link else "copied"
    print(f"{record.name}: a {record.kind} model, {how}, {human(record.size)}: {root_of(record.name)}")


@app.command("verify", epilog="Example: vacli models verify")
def verify(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="By default all that are here.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hash every file again. Exit code 1 if one is missing, changed or extra."""
    from vacli.catalog import store
    from vacli.catalog.verify import verify as check

    models = [_need_installed(name) for name in names] if names else store.installed()
    results = {}
    for model in models:
        findings = check(model, turn_of(ctx))
        results[model.name] = [asdict(finding) for finding in findings]
        if not as_json:
            unrecorded = "whole, but not recorded, so nothing to compare with"
            well = "ok" if model.record or model.place == "package" else unrecorded
            print(f"{model.name}: " + (", ".join(f"{each.path} {each.what}" for each in findings) or well))
    if as_json:
        print_json(results)
    if not models:
        note("no model is installed; get one: vacli models pull NAME")
    if wrong := [name for name, findings in results.items() if findings]:
        again = f"vacli models pull {wrong[0]} --force"
        raise CheckFailed(f"not as installed: {', '.join(wrong)}", f"{again}; or: vacli models remove {wrong[0]}")


@app.command("remove", epilog="Example: vacli models remove whisper-tiny --yes")
def remove(
    names: Names,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete installed models."""
    from vacli.catalog import store
    from vacli.catalog.place import human

    models = list(dict.fromkeys(_need_installed(name) for name in names))
    for model in models:
        store.check_removable(model)
    if not yes:
        total = human(sum(model.size for model in models))
        listed = " ".join(model.name for model in models)
        confirmed(f"Delete {listed} ({total})?", "nothing was removed", f"vacli models remove --yes {listed}")
    for model in models:
        store.remove(model)
        if not as_json:
            print(f"{model.name}: removed")
    if as_json:
        print_json([model.name for model in models])


@app.command("path", epilog="Example: vacli models path whisper-base.en")
def path(name: Name, kind: Kind = "", as_json: Json = False) -> None:
    """Print what an engine opens: a folder, an .onnx or a .gguf file."""
    from vacli.catalog import locate

    _check_kind(kind)
    found = locate(kind, name) if kind else _need_installed(name).entry
    if as_json:
        print_json({"name": name, "path": str(found)})
    else:
        print(found)


def _check_kind(kind: str) -> None:
    from vacli.catalog.rows import KINDS

    if kind and kind not in KINDS:
        raise UsageError(f"unknown kind {kind!r}", f"there are: {', '.join(KINDS)}")


def _need_installed(name: str) -> "Installed":
    from vacli.catalog import rows, store

    if model := store.lookup(name):
        return model
    row = rows.need(name)
    if model := store.lookup(row.name):
        return model
    raise ModelMissing(f"{row.name} is not installed", f"vacli models pull {row.name}")


def _checked(record: Any) -> str:
    stated = [file.stated for file in (record.archive, *record.files) if file and file.stated]
    kinds = sorted({text.partition(":")[0] for text in stated})
    return f"{' and '.join(kinds)} as its publisher states" if kinds else "its publisher states no digest"


def _entry(row: "Row | None", model: "Installed | None") -> dict[str, Any]:
    """What is told about a model, for people and for machines."""
    from vacli.catalog.place import human

    record = asdict(model.record) if model and model.record else {}
    state = {"models": "installed", "package": "built in", "checkout": "by hand"}[model.place] if model else ""
    known = asdict(row) if row else {}
    return {
        "name": row.name if row else model.name if model else "",
        "kind": row.kind if row else model.kind if model else "",
        "languages": known.get("languages", ()),
        "state": "by hand" if model and not model.record and model.place == "models" else state,
        "damage": model.damage if model else "",
        "path": str(model.root) if model else "",
        "size": human(model.size) if model and not model.damage else known.get("size", ""),
        "size_from": "" if model else known.get("size_from", ""),
        "license": record.get("license") or known.get("license", ""),
        "license_from": "its publisher" if record.get("license") else known.get("license_from", ""),
        "rank": model.rank if model else known.get("rank"),
        "aliases": known.get("aliases", ()),
        "origin": record.get("origin") or known.get("origin", ""),
        "where": record.get("where") or known.get("where", ""),
        "revision": record.get("revision") or known.get("revision", ""),
        "date": record.get("date", ""),
        "linked": record.get("linked", False),
        "archive": record.get("archive"),
        "files": record.get("files", ()),
    }


def _print_table(entries: list[dict[str, Any]]) -> None:
    width = max([len(entry["name"]) for entry in entries] + [4])
    print(f"{'NAME':<{width}}  {'KIND':<7}  {'LANG':<5}  {'SIZE':>8}  STATE")
    for entry in entries:
        languages = "many" if "*" in entry["languages"] else ",".join(entry["languages"])[:5]
        state = "damaged" if entry["damage"] else entry["state"]
        line = f"{entry['name']:<{width}}  {entry['kind']:<7}  {languages:<5}  {entry['size']:>8}  {state}"
        print(line.rstrip())


@contextmanager
def _bars(wanted: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Progress on standard error, one bar a file."""
    if not wanted:
        yield lambda file, here, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(20), DownloadColumn(), TransferSpeedColumn())
    tasks: dict[str, Any] = {}
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:

        def told(file: str, here: int, total: int) -> None:
            if file not in tasks:
                tasks[file] = progress.add_task(file[-24:], total=total, completed=here)
            progress.update(tasks[file], completed=here, total=total)

        yield told
