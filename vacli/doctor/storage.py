"""Disks: how much is free, and whether it can really be written where vacli keeps things."""

import errno
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vacli import paths
from vacli.config import Config
from vacli.doctor.finding import Finding, fail, ok, warn

GB = 10**9
TRIED = 10**6
"""Bytes that are written to see whether it can be done; the file has no name, so nothing of it is ever left."""
ROOM = "make room: vacli data list; vacli models remove NAME"


def disk(config: Config) -> Iterator[Finding]:
    for name, folder in (("disk for models", paths.models_dir()), ("disk for cache", paths.cache_dir())):
        free = shutil.disk_usage(_there(folder)).free
        said = f"{free / GB:.1f} GB free in {folder}"
        if free < 0.2 * GB:
            yield fail(name, said, ROOM, "no model fits, and what is kept cannot be written")
        elif free < 2 * GB:
            yield warn(name, said, ROOM, "not enough for the larger models")
        else:
            yield ok(name, said)


def writing(config: Config) -> Iterator[Finding]:
    """A megabyte, really written to each folder."""
    folders = (paths.config_file().parent, paths.data_dir(), paths.cache_dir(), paths.state_dir())
    places: dict[Path, list[Path]] = {}
    for folder in folders:
        places.setdefault(_there(folder), []).append(folder)
    wrong = [finding for place, wanted in places.items() if (finding := _tried(place, wanted))]
    yield from wrong
    if not wrong:
        yield ok("writing", "settings, data, cache and state can be written")


def _tried(place: Path, wanted: list[Path]) -> Finding | None:
    """`place` is the nearest folder that there is of those that are `wanted`."""
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(bytes(TRIED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return fail(
            "writing", f"{place}: {error.strerror}", _way_out(error, place, wanted), "nothing can be kept there"
        )
    return None


def _way_out(error: OSError, place: Path, wanted: list[Path]) -> str:
    there = shlex.quote(str(place))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"make room: df -h {there}"
    if error.errno == errno.EFBIG:
        return "ulimit -f unlimited"
    if error.errno == errno.EROFS:
        return f"it is mounted read-only: findmnt -T {there}"
    if place.stat().st_uid == os.getuid():
        return f"chmod u+rwx {there}"
    folders = shlex.join(map(str, wanted))  # ours alone: what lies above them belongs to others, and stays theirs
    return f'sudo install -d -m 700 -o "$USER" {folders}'


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(parent for parent in (folder, *folder.parents) if _seen(parent))


def _seen(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except PermissionError:  # raised up to Python 3.13
        return False
