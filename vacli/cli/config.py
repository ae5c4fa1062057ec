"""`vacli config`: show, get, set, unset, check, init, path, paths."""

import difflib
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from vacli import config, paths
from vacli.cli.common import Json, note, print_json
from vacli.core.errors import UsageError

app = typer.Typer(help="Settings: what is in force and why, and changing it.", no_args_is_help=True)

Key = Annotated[
    str, typer.Argument(metavar="KEY", help="section.name, e.g. stt.engine; `vacli config show` lists all.")
]


@app.command("show", epilog="Example: vacli config show stt")
def show(
    section: Annotated[str, typer.Argument(metavar="[SECTION]", help="Only this section, e.g. stt.")] = "",
    as_json: Json = False,
) -> None:
    """Every setting with its value and where that came from."""
    values = [value for value in config.load().values if section in ("", value.key.partition(".")[0], value.key)]
    if not values:
        raise UsageError(f"there is no section {section!r}", f"there are: {', '.join(_sections())}")
    if as_json:
        print_json(
            [{"key": each.key, "value": each.value, "origin": each.origin, "help": each.help} for each in values]
        )
        return
    wide = max(len(value.key) for value in values)
    for value in values:
        print(f"{value.key:<{wide}} = {_shown(value.value):<20}{_origin(value)}")
    note(f"file: {paths.config_file()}{'' if paths.config_file().exists() else ' (not there yet: vacli config init)'}")


@app.command("get", epilog="Example: vacli config get stt.language")
def get(key: Key, as_json: Json = False) -> None:
    """One value, bare, for scripts."""
    _known(key)
    value = next(value for value in config.load().values if value.key == key)
    if as_json:
        print_json({"key": key, "value": value.value, "origin": value.origin})
        return
    print(_bare(value.value))


@app.command(
    "set", epilog="Example: vacli config set stt.language en", context_settings={"ignore_unknown_options": True}
)
def put(
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value; '' for an empty one.")],
    as_json: Json = False,
) -> None:
    """Write a value into the settings' file."""
    from vacli import config_file

    _known(key)
    checked = config.check(key, value, "the command line")
    if wrong := _engine_problem(key, checked):
        raise wrong
    config_file.put(paths.config_file(), key, checked)
    _tell(key, checked, as_json)
    _warn_if_overruled(key)


@app.command("unset", epilog="Example: vacli config unset stt.language")
def unset(key: Key, as_json: Json = False) -> None:
    """Take a value out of the settings' file, so that the default is in force again."""
    from vacli import config_file

    known = dict(config.keys())
    if not config_file.drop(paths.config_file(), key):
        _known(key)
        note(f"vacli: {key} is not set in {paths.config_file()}")
    _tell(key, known[key].default if key in known else None, as_json)
    _warn_if_overruled(key)


@app.command("check", epilog="Example: vacli config check")
def check(as_json: Json = False) -> None:
    """Say all that is wrong in the settings' file and in VACLI_* variables. Exit code 2 if there is anything."""
    from vacli import config_file

    file = paths.config_file()
    found = [*config_file.problems(file), *_engine_problems(file)]
    if as_json:
        told = [{"message": problem.message, "hint": problem.hint} for problem in found]
        print_json({"file": str(file), "exists": file.exists(), "ok": not found, "problems": told})
    for problem in () if as_json else found:
        note(f"vacli: {problem.message}\n  hint: {problem.hint}")
    if found:
        raise typer.Exit(UsageError.exit_code)
    if not as_json:
        print(f"ok: {file}" if file.exists() else f"ok: there is no {file}, the defaults are in force")


@app.command("init", epilog="Example: vacli config init")
def init(
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a settings' file that shows every setting, its default and what it means."""
    from vacli import config_file

    file = paths.config_file()
    if file.exists() and not force:
        raise UsageError(f"{file} is there already", "to lose what is in it: vacli config init --force")
    config_file.start(file)
    print_json({"file": str(file)}) if as_json else print(file)


@app.command("path", epilog="Example: $EDITOR $(vacli config path)")
def path(as_json: Json = False) -> None:
    """The settings' file, whether it exists or not."""
    file = paths.config_file()
    print_json({"file": str(file), "exists": file.exists()}) if as_json else print(file)


@app.command("paths", epilog="Example: vacli config paths")
def all_paths(as_json: Json = False) -> None:
    """Every folder vacli may write to."""
    folders = {name: str(folder) for name, folder in paths.all_dirs().items()}
    if as_json:
        print_json(folders)
        return
    for name, folder in folders.items():
        print(f"{name:<8} {folder}")


def _known(key: str) -> None:
    if key not in dict(config.keys()):
        raise config.unknown_key(key, "the command line")


def _sections() -> list[str]:
    return list(dict.fromkeys(key.partition(".")[0] for key in dict(config.keys())))


def _engine_problem(key: str, value: Any) -> UsageError | None:
    """An engine's name that nobody knows."""
    from vacli import registry

    stage, _, name = key.partition(".")
    if name != "engine" or value == "auto":
        return None
    known = [row.name for row in registry.rows(stage)]
    if value in known:
        return None
    near = difflib.get_close_matches(value, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return UsageError(f"{key} = {value!r}: there is no such engine", f"{meant}there are: auto, {', '.join(known)}")


def _engine_problems(file: Path) -> list[UsageError]:
    try:
        values = config.load(file=file).values
    except UsageError:
        return []  # told already
    found = (_engine_problem(value.key, value.value) for value in values)
    return [problem for problem in found if problem]


def _tell(key: str, value: Any, as_json: bool) -> None:
    if as_json:
        print_json({"key": key, "value": value, "file": str(paths.config_file())})
    elif value is not None:
        note(f"{key} = {_shown(value)}")


def _warn_if_overruled(key: str) -> None:
    if (name := config.variable(key)) in os.environ:
        note(f"vacli: {name} is set and goes before the file")


def _bare(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else _bare(value)


def _origin(value: config.Value) -> str:
    if value.origin == "default":
        return "  # default"
    return f"  # from {Path(value.origin).name if value.origin.endswith('.toml') else value.origin}"
