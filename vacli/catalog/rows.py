"""The catalog: which models are known by name, and where their publishers keep them. Knows no network and no disk."""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from vacli.core.errors import UsageError

KINDS = ("whisper", "vosk", "piper", "gguf")
PREFIXES = {"whisper": "whisper-", "vosk": "vosk-model-", "piper": "piper-", "gguf": ""}
"""What may be left out, or (for piper) put in front of a name when its kind is known."""

_SHIPPED = Path(__file__).with_name("catalog.toml")
CHECKOUT = Path(__file__).parents[2] / "models"
"""`models/` of a checkout, where there is one: the catalog's file, and models that were put there by hand."""


@dataclass(frozen=True)
class Row:
    """A model that is known by name.

    `origin` is hub (`where` = owner/repository), vosk (`where` = file name of the zip) or package (`where` = the
    Python package that carries it, `module` = what it is imported as). `files` are glob patterns of paths in the
    repository; those after `?` may be missing. `size` and `license` are empty where no source states them.
    """

    name: str
    kind: str
    languages: tuple[str, ...]
    rank: int
    origin: str
    where: str
    revision: str = ""
    module: str = ""
    files: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    size: str = ""
    size_from: str = ""
    license: str = ""
    license_from: str = ""

    def speaks(self, language: str) -> bool:
        """Whether it is for this language: `en` takes in `en-US`."""
        wanted = language.casefold().replace("_", "-")
        own = [each.casefold() for each in self.languages]
        return any(each == "*" or each == wanted or each.startswith(f"{wanted}-") for each in own)


@lru_cache
def all_rows() -> tuple[Row, ...]:
    """The whole catalog, in its order."""
    file = _SHIPPED if _SHIPPED.exists() else CHECKOUT / "catalog.toml"
    tree = tomllib.loads(file.read_text(encoding="utf-8"))
    sources = tree["sources"]
    rows: list[Row] = []
    for kind in KINDS:
        section = tree[kind]
        rows += [_voice(name, section) for name in section.get("voices", ())]
        rows += [_row(kind, entry, section, sources) for entry in section.get("models", ())]
    return tuple(rows)


def find(wanted: str, kind: str = "") -> Row | None:
    """The row that `wanted` means: its name, an alias, its repository, or, if the kind is known, the name cut short."""
    meant = {name: row for row in all_rows() if kind in ("", row.kind) for name in _names(row, bool(kind))}
    return meant.get(wanted.casefold())


def need(wanted: str) -> Row:
    """Like `find`; UsageError with the nearest names if there is none."""
    row = find(wanted) or next((row for kind in KINDS if (row := find(wanted, kind))), None)
    if row is None:
        raise UsageError(f"the catalog has no model {wanted!r}", f"{nearest(wanted)}all names: vacli models list")
    return row


def nearest(wanted: str, also: Iterable[str] = ()) -> str:
    """A hint that begins with the names most like `wanted`, or nothing."""
    names = {name.casefold(): name for row in all_rows() for name in (row.name, *row.aliases)}
    names.update({name.casefold(): name for name in also})
    short = {name.removeprefix(PREFIXES[kind]): full for kind in KINDS for name, full in names.items()}
    near = difflib.get_close_matches(wanted.casefold(), [*names, *short], n=3, cutoff=0.6)
    found = dict.fromkeys(names.get(name) or short[name] for name in near)
    return f"did you mean {' or '.join(found)}? " if found else ""


def _names(row: Row, short: bool) -> set[str]:
    names = {row.name, *row.aliases} | ({row.where} if row.origin == "hub" and row.kind == "whisper" else set())
    if short:
        prefix = PREFIXES[row.kind]
        names |= {name.removeprefix(prefix) for name in names} | {prefix + row.name}
    return {name.casefold() for name in names}


def _row(kind: str, entry: dict[str, Any], section: dict[str, Any], sources: dict[str, str]) -> Row:
    known = {key: entry.get(key, "") for key in ("size", "license", "module")}
    named = {key: sources[entry[key]] for key in ("size_from", "license_from") if key in entry}
    if "package" in entry:
        origin, where, revision = "package", entry["package"], ""
    elif "repo" in entry:
        origin, where, revision = "hub", entry["repo"], entry.get("revision", "main")
    else:
        origin, where, revision = "vosk", f"{entry['name']}.zip", ""
    return Row(
        entry["name"],
        kind,
        tuple(entry["languages"]),
        entry["rank"],
        origin,
        where,
        revision,
        files=tuple(entry.get("files", section.get("files", ()))),
        aliases=tuple(entry.get("aliases", ())),
        **known,
        **named,
    )


def _voice(name: str, section: dict[str, Any]) -> Row:
    """Piper's names say where the files are: LANGUAGE_REGION-VOICE-QUALITY."""
    region, voice, quality = name.split("-")
    language = region.split("_")[0]
    folder = PurePosixPath(language, region, voice, quality)
    files = (str(folder / f"{name}.onnx"), str(folder / f"{name}.onnx.json"), f"?{folder / 'MODEL_CARD'}")
    rank = section["ranks"][quality]
    return Row(name, "piper", (region.replace("_", "-"),), rank, "hub", section["repo"], "main", files=files)
