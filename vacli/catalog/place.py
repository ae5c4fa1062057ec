"""Putting a model into the models folder: room for it, one writer at a time, and in one step, whole or not at all."""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vacli import paths
from vacli.catalog import kinds, lock
from vacli.catalog.store import discard, partial_of, root_of
from vacli.core.errors import ModelMissing, ResourceError
from vacli.core.turn import Turn

SPARE = 16_000_000
"""Bytes that must stay free."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def workplace(name: str, turn: Turn, tell: Callable[[str], None]) -> Iterator[Path]:
    """The folder in which a model is put together, ours alone: a second vacli waits here. A full disk is told."""
    paths.private(paths.models_dir())
    folder = partial_of(name)
    paths.private(folder.parent)
    busy = f"another vacli is working on {name}: waiting for it"
    with lock.hold(folder.parent / f"{name}.lock", turn, lambda: tell(busy)), disk_full(name):
        yield paths.private(folder)


@contextmanager
def disk_full(name: str) -> Iterator[None]:
    """Turns a full disk into words."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise ResourceError(
            f"the disk is full: {name} is not complete",
            f"make room (df -h {paths.models_dir()}), then run the same command again: it goes on where it stopped",
        ) from error


def need_room(size: int, name: str) -> None:
    """ResourceError unless the models folder has room for `size` more bytes."""
    folder = paths.private(paths.models_dir())
    free = shutil.disk_usage(folder).free
    if free < size + SPARE:
        raise ResourceError(
            f"{name} needs {human(size)} more, and {folder} has {human(free)} free",
            "make room: vacli models remove NAME; or move the folder: XDG_DATA_HOME",
        )


def settle(staged: Path, record: lock.Record) -> None:
    """Check the finished folder, put it in its place in one step, and record it. What was there before goes."""
    if missing := kinds.lacks(record.kind, staged):
        discard(staged)
        raise ModelMissing(f"{record.name} is no {record.kind} model: {', '.join(missing)}", "vacli models list")
    kinds.check_content(record.kind, staged)
    root, old = root_of(record.name), partial_of(f"{record.name}.old")
    discard(old)
    if root.exists():
        root.rename(old)
    staged.rename(root)
    lock.change(lambda records: records.update({record.name: record}))
    discard(old)


def human(size: float) -> str:
    """Bytes for people: 63.2 MB."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.2f} GB"
