"""Models on this machine: which are installed, where they lie, which one is taken, and removing them.

A model is a folder of its own under the models folder, recorded in the lock file; or it was put there, or into the
`models/` of a checkout, by hand; or a Python package carries it. Knows no network.
"""

import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from vacli import paths
from vacli.catalog import kinds, lock, rows
from vacli.core.errors import ModelMissing, UsageError

IMPORTED_RANK = 100
"""A model that the user brought along goes before those of the catalog."""


@dataclass(frozen=True)
class Installed:
    """A model that is here. `place` is models, checkout or package; `record` None if it was put there by hand."""

    name: str
    kind: str
    root: Path
    place: str
    rank: int
    record: lock.Record | None = None

    @property
    def entry(self) -> Path:
        """What an engine opens. ModelMissing if the model is not whole."""
        if self.record and (damage := self.damage):
            raise ModelMissing(f"{self.kind} model {self.name} is not whole: {damage}", _again(self.record))
        return kinds.opened(self.kind, self.root)

    @property
    def damage(self) -> str:
        """What a look at the names and sizes of its files finds wrong; empty if nothing."""
        return _not_whole(self.root, self.record) if self.record else ", ".join(kinds.lacks(self.kind, self.root))

    @property
    def size(self) -> int:
        """Bytes it takes."""
        if self.record:
            return self.record.size
        return sum(file.stat().st_size for file in kinds.members(self.kind, self.root))


def root_of(name: str) -> Path:
    """The folder of an installed model."""
    return paths.models_dir() / name


def partial_of(name: str) -> Path:
    """The folder in which a model is put together before it is installed."""
    return paths.models_dir() / ".partial" / name


def installed(kind: str = "") -> list[Installed]:
    """Every model that is here, by name; where a name is there twice, the recorded one."""
    found: dict[str, Installed] = {}
    for model in (*_recorded(), *_by_hand(paths.models_dir(), "models"), *_checkout(), *_in_packages()):
        if kind in ("", model.kind):
            found.setdefault(model.name, model)
    return sorted(found.values(), key=lambda model: model.name)


def lookup(wanted: str, kind: str = "") -> Installed | None:
    """The installed model that a name means, if there is one."""
    row = rows.find(wanted, kind)
    names = {wanted.casefold(), row.name.casefold() if row else ""}
    return next((model for model in installed(kind) if model.name.casefold() in names), None)


def locate(kind: str, wanted: str) -> Path:
    """What an engine of this kind opens: a folder, an .onnx or a .gguf file.

    `wanted` is a name (of the catalog, an imported one, `base.en` for short) or a path; empty means the best model that
    is installed, by rank, then by date. ModelMissing says what is missing and how to get it.
    """
    if not wanted:
        return _best(kind).entry
    if model := lookup(wanted, kind):
        return model.entry
    if _is_path(wanted):
        return kinds.opened(kind, Path(wanted).expanduser())
    if row := rows.find(wanted, kind):
        raise ModelMissing(f"{kind} model {row.name} is not installed", _how_to_get(row))
    if other := lookup(wanted) or rows.find(wanted):
        raise ModelMissing(f"{other.name} is a {other.kind} model; a {kind} model is needed", _list_of(kind))
    here = [model.name for model in installed(kind)]
    raise ModelMissing(f"there is no {kind} model {wanted!r}", f"{rows.nearest(wanted, here)}{_list_of(kind)}")


def check_removable(model: Installed) -> None:
    """UsageError if the model is not vacli's to delete."""
    if model.place == "package":
        raise UsageError(f"{model.name} is built in and cannot be removed", f"pip uninstall {_package(model.name)}")
    if model.place == "checkout":
        raise UsageError(f"{model.root} lies in the checkout and is not vacli's to remove", f"rm -r {model.root}")


def remove(model: Installed) -> None:
    """Delete an installed model and forget it. UsageError if vacli does not own it."""
    check_removable(model)
    trash = partial_of(f"{model.name}.removed")
    paths.private(trash.parent)
    discard(trash)
    if model.root.exists():
        model.root.rename(trash)
    lock.change(lambda records: (records.pop(model.name, None), None)[1])
    discard(trash)


def discard(path: Path) -> None:
    """Delete a file or a folder, or nothing. What links point to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _best(kind: str) -> Installed:
    def goodness(model: Installed) -> tuple[int, str]:
        return model.rank, model.record.date if model.record else ""

    models = installed(kind)
    if not models:
        raise ModelMissing(
            f"no {kind} model is installed", f"vacli models list --kind {kind}, then: vacli models pull NAME"
        )
    return max(models, key=goodness)


def _recorded() -> Iterator[Installed]:
    for record in lock.read().values():
        yield Installed(
            record.name, record.kind, root_of(record.name), "models", _rank(record.name, record.kind), record
        )


def _by_hand(folder: Path, place: str) -> Iterator[Installed]:
    known = {record.name for record in lock.read().values()} if place == "models" else set()
    for child in sorted(folder.iterdir()) if folder.is_dir() else ():
        kind = "" if child.name.startswith(".") or child.name in known else kinds.detect(child)
        if kind:
            name = child.stem if child.is_file() else child.name
            yield Installed(name, kind, child, place, _rank(name, kind))


def _checkout() -> Iterator[Installed]:
    if (rows.CHECKOUT / "catalog.toml").is_file():
        yield from _by_hand(rows.CHECKOUT, "checkout")


def _in_packages() -> Iterator[Installed]:
    for row in (row for row in rows.all_rows() if row.origin == "package"):
        spec = find_spec(row.module)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if kinds.detect(Path(folder)) == row.kind:
                yield Installed(row.name, row.kind, Path(folder), "package", row.rank)


def _rank(name: str, kind: str) -> int:
    row = rows.find(name, kind)
    return row.rank if row else IMPORTED_RANK


def _not_whole(root: Path, record: lock.Record) -> str:
    """The first file that is missing or of another size than when it was installed; empty if none."""
    for file in record.files:
        path = root / file.path
        if not path.is_file():
            return f"{file.path} is missing"
        if (size := path.stat().st_size) != file.size:
            return f"{file.path} has {size} of {file.size} bytes"
    return ""


def _is_path(wanted: str) -> bool:
    return "/" in wanted or wanted.startswith(("~", ".")) or Path(wanted).exists() or _has_suffix(wanted)


def _has_suffix(wanted: str) -> bool:
    return Path(wanted).suffix in (".gguf", ".onnx", ".bin", ".zip")


def _again(record: lock.Record) -> str:
    if record.origin == "import":
        where, name = shlex.quote(record.where), shlex.quote(record.name)
        return f"ls -d {where} && vacli models remove {name} --yes && vacli models import {where} --name {name}"
    return f"vacli models pull {shlex.quote(record.name)}"


def _how_to_get(row: rows.Row) -> str:
    return f"pip install {row.where}" if row.origin == "package" else f"vacli models pull {row.name}"


def _list_of(kind: str) -> str:
    return f"all names: vacli models list --kind {kind}"


def _package(name: str) -> str:
    row = rows.find(name)
    return row.where if row else name
