"""The lock file beside the models: where each came from, its revision, and what every file must hash to.

One JSON file, readable by its owner alone, written whole. Knows no network.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from vacli import paths
from vacli.core.errors import ResourceError
from vacli.core.turn import Turn

VERSION = 1
MIGRATIONS: list[Callable[[dict[str, Any]], dict[str, Any]]] = []
"""MIGRATIONS[n] turns the content of a version n+1 file into that of version n+2."""

_CHUNK = 1 << 20


@dataclass(frozen=True)
class FileRecord:
    """`path` is relative to the model's folder; `size` in bytes; `stated` is what the publisher said it hashes to."""

    path: str
    size: int
    sha256: str
    stated: str = ""


@dataclass(frozen=True)
class Record:
    """An installed model. `origin` is hub, vosk or import; `where` its repository, address or path on this machine.

    `linked`: the files are links to where they were imported from. `archive`: the zip that it was unpacked from.
    """

    name: str
    kind: str
    origin: str
    where: str
    revision: str = ""
    license: str = ""
    date: str = ""  # ISO 8601, UTC
    linked: bool = False
    archive: FileRecord | None = None
    files: tuple[FileRecord, ...] = field(default_factory=tuple)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def lock_path() -> Path:
    return paths.models_dir() / "models.lock.json"


def read() -> dict[str, Record]:
    """What is installed, by name. ResourceError if the file is damaged or from a newer vacli."""
    file = lock_path()
    try:
        tree = json.loads(file.read_text(encoding="utf-8"))
        version = tree.pop("version")
        if not isinstance(version, int) or not 1 <= version <= VERSION:
            raise ResourceError(f"{file} is of version {version}; this vacli knows up to {VERSION}", "upgrade vacli")
        for migrate in MIGRATIONS[version - 1 :]:
            tree = migrate(tree)
        return {name: _record(name, entry) for name, entry in tree["models"].items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResourceError(f"{file} is damaged: {error!r}", f"move it aside: mv {file} {file}.broken") from error


def change(change_it: Callable[[dict[str, Record]], None]) -> None:
    """Read, change and write the lock file, while no other process does."""
    folder = paths.private(paths.models_dir())
    with hold(folder / ".models.lock"):
        records = read()
        change_it(records)
        _write(folder, records)


@contextmanager
def hold(file: Path, turn: Turn | None = None, busy: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Keep every other process out of the block; if one is in already, call `busy` once and wait."""
    with file.open("a") as stream:
        file.chmod(0o600)
        _wait_for(stream, turn, busy)
        yield


def hashed(file: Path, names: tuple[str, ...] = ("sha256",), turn: Turn | None = None) -> dict[str, str]:
    """The file's digests in hex, read once. `git-sha1` is git's name for the content as a blob."""
    digests = {name: hashlib.new("sha1" if name == "git-sha1" else name, usedforsecurity=False) for name in names}
    if "git-sha1" in digests:
        digests["git-sha1"].update(b"blob %d\0" % file.stat().st_size)
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if turn is not None:
                turn.check()
            for digest in digests.values():
                digest.update(chunk)
    return {name: digest.hexdigest() for name, digest in digests.items()}


def _wait_for(stream: IO[str], turn: Turn | None, busy: Callable[[], None]) -> None:
    told = False
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if not told:
                busy()
            told = True
            (turn or Turn()).wait(0.2)
            if turn is not None:
                turn.check()


def _record(name: str, entry: Mapping[str, Any]) -> Record:
    files = tuple(FileRecord(**file) for file in entry["files"])
    archive = FileRecord(**entry["archive"]) if entry.get("archive") else None
    rest = {key: value for key, value in entry.items() if key not in ("files", "archive", "name")}
    return Record(name=name, archive=archive, files=files, **rest)


def _write(folder: Path, records: Mapping[str, Record]) -> None:
    models = {name: asdict(record) for name, record in sorted(records.items())}
    new = folder / ".models.lock.json.new"
    with new.open("w", encoding="utf-8") as stream:
        new.chmod(0o600)
        json.dump({"version": VERSION, "models": models}, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(lock_path())
