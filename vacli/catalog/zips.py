"""Unpacking a zip that nobody vouches for: no name leaves the folder, no link, no bomb.

A single folder at the top is left out, as Vosk's zips have one. Knows no model.
"""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from vacli.core.errors import InputError
from vacli.core.turn import Turn

_CHUNK = 1 << 20
_NOT_PART = ("__MACOSX", ".DS_Store")


@dataclass(frozen=True)
class Limits:
    """Most files, most bytes unpacked, and how many times larger than the zip that may be."""

    files: int = 10_000
    size: int = 40_000_000_000
    ratio: int = 100


def unpack(archive: Path, target: Path, turn: Turn, limits: Limits = Limits()) -> None:
    """Write the zip's files below `target`. InputError says why a zip is refused; nothing is written then.

    A zip that turns out damaged on the way, or a full disk, leaves some files behind: `target` is the caller's.
    """
    with _opened(archive) as zipped:
        plan = dict(_plan(zipped, archive, limits))
        for info, path in plan.items():
            _write(zipped, info, target / path, turn)


def unpacked_size(archive: Path, limits: Limits = Limits()) -> int:
    """Bytes that its files will take. InputError as `unpack`."""
    with _opened(archive) as zipped:
        return sum(info.file_size for info, _ in _plan(zipped, archive, limits))


def safe_path(name: str) -> PurePosixPath:
    """A relative path that stays in its folder on every system. InputError if the name does not."""
    path = PurePosixPath(name)
    windows = PureWindowsPath(name)
    controls = any(unicodedata.category(letter).startswith("C") for letter in name)
    too_long = len(name) > 400 or any(len(part.encode(errors="replace")) > 200 for part in path.parts)
    outside = path.is_absolute() or windows.drive or windows.root or ".." in windows.parts
    if not name or not path.parts or outside or "\\" in name or controls or too_long:
        raise InputError(f"refused: a file name that is not safe: {name[:80]!r}", "do not trust where it came from")
    return path


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{archive.name} is not a zip, or damaged: {error}", "get it again") from error


def _plan(zipped: zipfile.ZipFile, archive: Path, limits: Limits) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """What goes where, after every check that the directory of the zip allows."""
    infos = [info for info in zipped.infolist() if not info.is_dir()]
    if len(infos) > limits.files:
        raise _refused(archive, f"it holds {len(infos)} files, more than {limits.files}")
    total = sum(info.file_size for info in infos)
    if total > limits.size or total > limits.ratio * max(archive.stat().st_size, 1):
        raise _refused(archive, f"unpacked it would take {total} bytes: that is no model")
    paths = {info: safe_path(info.filename) for info in infos}
    for info in infos:
        _check_entry(info, archive)
    kept = {info: path for info, path in paths.items() if not set(path.parts) & set(_NOT_PART)}
    folders = {parent for path in kept.values() for parent in path.parents}
    if len(set(kept.values())) != len(kept) or folders & set(kept.values()):
        raise _refused(archive, "it holds two things of the same name")
    tops = {path.parts[0] for path in kept.values()}
    nested = len(tops) == 1 and all(len(path.parts) > 1 for path in kept.values())
    for info, path in kept.items():
        yield info, PurePosixPath(*path.parts[1:]) if nested else path


def _check_entry(info: zipfile.ZipInfo, archive: Path) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise _refused(archive, f"{info.filename[:80]!r} is a link or a device")
    if info.flag_bits & 0x1:
        raise _refused(archive, "it is encrypted")


def _write(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, turn: Turn) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    try:
        with zipped.open(info) as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                turn.check()
                written += len(chunk)
                if written > info.file_size:
                    raise zipfile.BadZipFile(f"{info.filename} is longer than it claims")
                file.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"the zip is damaged at {info.filename[:80]!r}: {error}", "get it again") from error


def _refused(archive: Path, why: str) -> InputError:
    return InputError(f"{archive.name} is refused: {why}", "do not trust where it came from")
