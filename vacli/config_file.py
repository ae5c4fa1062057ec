"""The settings' file as text: changing a value without losing a comment, a file to start from, all that is wrong in it.

Knows no layers: which value is in force is `vacli.config`'s.
"""

import difflib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument

from vacli import config
from vacli.core.errors import UsageError
from vacli.paths import private

HEAD = "# Settings of vacli. Behind a # stands the default: take the # away to change it. Check: vacli config check"


def put(path: Path, key: str, value: Any) -> None:
    """Write `section.name` into the file, which is made if there is none. UsageError if the file cannot be read."""
    section, name = key.split(".")
    document = _document(path)
    if name not in document.get(section, {}) and (
        uncommented := _uncomment(document.as_string(), section, name, value)
    ):
        _write(path, uncommented)
        return
    document.setdefault(section, tomlkit.table())[name] = value
    _write(path, document.as_string())


def drop(path: Path, key: str) -> bool:
    """Take a key, known or not, out of the file. False if it was not there."""
    document = _document(path)
    section, _, name = key.partition(".")
    table = document.get(section) if name else document
    if not isinstance(table, dict) or (name or section) not in table:
        return False
    del table[name or section]
    _write(path, document.as_string())
    return True


def start(path: Path) -> None:
    """Write a file that shows every setting with its default and what it means."""
    _write(path, commented())


def commented() -> str:
    """The text of such a file."""
    lines, current = [HEAD, f"version = {config.VERSION}"], ""
    for key, entry in dict(config.keys()).items():
        section, name = key.split(".")
        if section != current:
            lines += ["", f"[{section}]"]
            current = section
        lines += [f"# {entry.metadata['help']}{_allowed(entry.metadata)}", f"#{_line(name, entry.default)}"]
    return "\n".join(lines) + "\n"


def problems(path: Path, environ: Mapping[str, str] = os.environ) -> Iterator[UsageError]:
    """Everything that is wrong in the file and in the environment, not only the first."""
    known = dict(config.keys())
    try:
        values = config.read_file(path)
    except UsageError as error:
        yield error
        values = {}
    found = [(key, raw, str(path)) for key, raw in values.items()]
    variables = {config.variable(key): key for key in known}
    found += [(key, environ[name], name) for name, key in variables.items() if name in environ]
    for key, raw, origin in found:
        try:
            if key not in known:
                raise config.unknown_key(key, origin)
            config.check(key, raw, origin)
        except UsageError as error:
            yield error
    for name in sorted(environ):
        if name.startswith("VACLI_") and name not in variables and (near := _near(name, variables)):
            yield UsageError(f"{name} is not a setting", f"did you mean {near}?")


def _near(name: str, variables: Mapping[str, str]) -> str:
    return next(iter(difflib.get_close_matches(name, variables, n=1, cutoff=0.9)), "")


def _document(path: Path) -> TOMLDocument:
    """The file, brought to this version; an empty one if there is none."""
    config.read_file(path)  # says in our words what is wrong with it
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    tree = document.unwrap()
    version = tree.pop("version", config.VERSION)
    if version < config.VERSION:
        for migrate in config.MIGRATIONS[version - 1 :]:
            tree = migrate(tree)
        _adopt(document, tree)
    if document.get("version") != config.VERSION:
        document.pop("version", None)
        document = tomlkit.parse(f"version = {config.VERSION}\n{document.as_string()}")
    return document


def _adopt(document: TOMLDocument, tree: Mapping[str, Any]) -> None:
    """Make the document say what `tree` says; what has not changed keeps its comments."""
    for section in [name for name in document if name not in tree and name != "version"]:
        del document[section]
    for section, content in tree.items():
        table = document.setdefault(section, tomlkit.table())
        for name in [name for name in table if name not in content]:
            del table[name]
        for name, value in content.items():
            if table.get(name) != value:
                table[name] = value


def _uncomment(text: str, section: str, name: str, value: Any) -> str:
    """`text` with the commented line of this setting in force; empty if there is no such line."""
    line = re.compile(rf"^\[{section}\]\n(?:(?!\[).*\n)*?(#{name} = .*)$", re.MULTILINE)
    if not (match := line.search(text)):
        return ""
    return text[: match.start(1)] + _line(name, value) + text[match.end(1) :]


def _line(name: str, value: Any) -> str:
    return f"{name} = {tomlkit.item(value).as_string()}"


def _allowed(meta: Mapping[str, Any]) -> str:
    if meta["choices"]:
        return f" ({', '.join(meta['choices'])})"
    return f" ({meta['low']:g} to {meta['high']:g})" if meta["low"] is not None else ""


def _write(path: Path, text: str) -> None:
    """Whole or not at all, readable by its owner alone. A link is written through."""
    target = path.resolve()
    private(target.parent)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".config-")  # made with 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
