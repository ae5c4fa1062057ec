"""What vacli has left on this machine: how much it is, and taking it away again. Knows no command."""

import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from vacli import paths
from vacli.core.errors import UsageError


@dataclass(frozen=True)
class Folder:
    """A folder of vacli's. `size` in bytes, `files` a count, of what lies in it; links are counted, not followed."""

    name: str
    path: Path
    exists: bool
    files: int
    size: int


def folders() -> tuple[Folder, ...]:
    """All that vacli may ever have written to; where two are the same folder, it is told once."""
    found: dict[Path, Folder] = {}
    for name, path in paths.all_dirs().items():
        files = list(_files(path))
        size = sum(file.lstat().st_size for file in files)
        found.setdefault(path, Folder(name, path, os.path.lexists(path), len(files), size))
    return tuple(found.values())


def remove(folder: Path, keep: Collection[Path] = ()) -> list[str]:
    """Delete the folder but for what is in `keep`. A link is removed, what it points to stays.

    Gives what is left behind, in words. UsageError if the folder is not one that vacli would make.
    """
    check_ours(folder)
    if folder.is_symlink():
        target = folder.resolve()
        folder.unlink()
        return [f"{folder} was a link; what it pointed to stays: {target}"]
    _remove(folder, keep)
    return [f"kept: {path}" for path in keep if path.is_relative_to(folder) and path.exists()]


def check_ours(folder: Path) -> None:
    """UsageError unless the folder is plainly vacli's own: called so, and nothing that holds somebody's home."""
    home = Path.home()
    if folder.name != "vacli" or not folder.is_absolute() or home.is_relative_to(folder) or len(folder.parts) < 3:
        raise UsageError(
            f"will not remove {folder}: it does not look like a folder of vacli's own", "vacli config paths"
        )


def _remove(path: Path, keep: Collection[Path]) -> None:
    if path in keep:
        return
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    elif any(kept.is_relative_to(path) and kept.exists() for kept in keep):
        for child in path.iterdir():
            _remove(child, keep)
    else:
        shutil.rmtree(path)


def _files(path: Path) -> Iterator[Path]:
    if path.is_symlink():
        return
    for base, names, files in os.walk(path, followlinks=False):
        links = [name for name in names if Path(base, name).is_symlink()]
        yield from (Path(base, name) for name in files + links)
