"""Bringing in a model from this machine: a folder, a file or a zip, copied or linked, checked and recorded."""

import hashlib
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vacli.catalog import kinds, lock, rows, store
from vacli.catalog.place import need_room, settle, workplace
from vacli.catalog.zips import unpack, unpacked_size
from vacli.core.errors import InputError, ModelMissing, UsageError
from vacli.core.turn import Turn

_CHUNK = 1 << 20
_NAME = re.compile(r"\w[\w.+-]{0,99}")


@dataclass(frozen=True)
class Wish:
    """What the user asked for. `name` and `kind` empty: read off the path and the content."""

    path: Path
    name: str = ""
    kind: str = ""
    link: bool = False


def bring(wish: Wish, turn: Turn, tell: Callable[[str], None] = lambda text: None) -> lock.Record:
    """Install it. InputError: unreadable or a zip that is refused; ModelMissing: no model, or not a whole one;
    UsageError: its name is taken or cannot be one; ResourceError: no room."""
    path = _readable(wish.path)
    zipped = path.is_file() and zipfile.is_zipfile(path)
    if zipped and wish.link:
        raise UsageError("a zip cannot be linked: it must be unpacked", "leave --link out")
    name = _name(wish, path)
    with workplace(name, turn, tell) as folder:
        staged, source = folder / "model", path
        store.discard(staged)
        store.discard(folder / "unpacked")
        try:
            if zipped:
                source = _unpacked(path, folder / "unpacked", turn)
            record = _staged(source, staged, Wish(path, name, wish.kind, wish.link), turn)
            settle(staged, record)
        finally:
            store.discard(folder)
        return record


def _staged(source: Path, staged: Path, wish: Wish, turn: Turn) -> lock.Record:
    """Copy or link what belongs to the model into `staged`."""
    kind = _kind(source, wish)
    entry = kinds.opened(kind, source)
    kinds.check_content(kind, source)
    files = kinds.members(kind, source)
    top = entry if entry.is_dir() else entry.parent
    if not wish.link:
        need_room(sum(file.stat().st_size for file in files), wish.name)
    records = tuple(_put(file, staged, file.relative_to(top), wish.link, turn) for file in files)
    date = datetime.now(UTC).isoformat(timespec="seconds")
    return lock.Record(wish.name, kind, "import", str(wish.path), date=date, linked=wish.link, files=records)


def _put(file: Path, staged: Path, place: Path, link: bool, turn: Turn) -> lock.FileRecord:
    target = staged / place
    target.parent.mkdir(parents=True, exist_ok=True)
    if link:
        target.symlink_to(file.resolve())
        digest = lock.hashed(file, turn=turn)["sha256"]
    else:
        digest = _copied(file, target, turn)
    return lock.FileRecord(place.as_posix(), target.stat().st_size, digest)


def _copied(file: Path, target: Path, turn: Turn) -> str:
    """Its SHA-256, taken on the way."""
    digest = hashlib.sha256()
    with file.open("rb") as source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            turn.check()
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()


def _unpacked(archive: Path, target: Path, turn: Turn) -> Path:
    need_room(2 * unpacked_size(archive), archive.name)  # the files, and the copy that is installed
    unpack(archive, target, turn)
    return target


def _readable(given: Path) -> Path:
    path = given.expanduser().resolve()
    if not path.exists():
        raise InputError(f"no such file or folder: {given}", "name a model's folder, a .gguf, an .onnx or a .zip")
    if path.name.endswith(".onnx.json"):
        path = path.with_suffix("")
    if not os.access(path, os.R_OK) or not (path.is_dir() or path.is_file()):
        raise InputError(f"{given} cannot be read", f"check its owner and mode: ls -ld {given}")
    return path


def _kind(source: Path, wish: Wish) -> str:
    kind = wish.kind or kinds.detect(source)
    if not kind:
        raise ModelMissing(
            f"{wish.path} is no model: no model.bin, final.mdl, .onnx or .gguf in it",
            "name the folder that holds these, not one above it",
        )
    row = rows.find(wish.name)
    if row and row.kind != kind:
        raise UsageError(
            f"{row.name} is the catalog's name of a {row.kind} model; this is {kind}", "use another --name"
        )
    return kind


def _name(wish: Wish, path: Path) -> str:
    name = wish.name or (path.name if path.is_dir() else path.stem)
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} cannot be a model's name", "use --name with letters, digits and . _ + -")
    if store.lookup(name):
        raise UsageError(f"a model {name} is here already", f"use another --name, or: vacli models remove {name}")
    return name
