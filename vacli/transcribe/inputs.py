"""What was named on the command line, as a list of recordings. Opens none of them."""

import glob
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vacli.audio.source import STDIN, printable
from vacli.core.errors import InputError

_ENDINGS = """
3g2 3gp 8svx aac ac3 aif aifc aiff alac amr ape asf au avi caf dts eac3 f4v flac flv gsm m2ts m4a m4b m4v mka mkv mov
mp1 mp2 mp3 mp4 mpeg mpg mts mxf oga ogg ogv opus ra rf64 rm snd spx tak tta ts voc vob w64 wav wave weba webm wma
wmv wv
"""
SUFFIXES = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""What counts as a recording when a folder is searched. A file that is named itself may be called anything."""


@dataclass(frozen=True)
class Input:
    """A recording. `stem`: where its text goes below an output folder, without the ending.

    `problem` says why there is nothing to be opened at all.
    """

    path: str
    stem: Path
    problem: InputError | None = None

    @property
    def name(self) -> str:
        return printable(self.path)

    @property
    def size(self) -> int:
        """Bytes, 0 if unknown."""
        try:
            return os.stat(self.path).st_size if self.path != STDIN else 0  # noqa: PTH116 - a name of any bytes
        except (OSError, ValueError):
            return 0


def expand(paths: Sequence[str], recursive: bool = False) -> list[Input]:
    """Folders, globs and files as recordings, each once, in the order given, sorted within a folder."""
    found: dict[str, Input] = {}
    for path in paths:
        for each in _one(path, recursive):
            found.setdefault(os.path.abspath(each.path) if each.path != STDIN else STDIN, each)  # noqa: PTH100
    return _distinct(list(found.values()))


def _one(path: str, recursive: bool) -> Iterator[Input]:
    if path == STDIN:
        yield Input(STDIN, Path("stdin"))
    elif os.path.isdir(path):  # noqa: PTH112 - a name of any bytes
        yield from _folder(path, recursive)
    elif not os.path.lexists(path) and glob.has_magic(path):
        yield from _matching(path, recursive)
    else:
        yield Input(path, Path(Path(path).stem or "unnamed"))


def _folder(path: str, recursive: bool) -> Iterator[Input]:
    count = 0
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if recursive and not each.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                count += 1
                file = Path(folder) / name
                yield Input(str(file), file.relative_to(path).with_suffix(""))
    if not count:
        where = "in it or below it" if recursive else "directly in it"
        hint = "name the file itself if its ending is unusual" + ("" if recursive else "; --recursive looks deeper")
        yield Input(path, Path(), InputError(f"{printable(path)}: there is no recording {where}", hint))


def _matching(pattern: str, recursive: bool) -> Iterator[Input]:
    matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - as the user wrote it
    if not matches:
        message = f"{printable(pattern)}: no file matches"
        yield Input(pattern, Path(), InputError(message, f"what there is: ls {Path(pattern).parent}"))
    for match in matches:
        yield from _folder(match, recursive) if Path(match).is_dir() else [Input(match, Path(Path(match).stem))]


def _distinct(inputs: list[Input]) -> list[Input]:
    """No two write to the same file: a.wav and a.mp3 give a.wav.txt and a.mp3.txt, two of one name a number."""
    shared = Counter(each.stem for each in inputs)
    taken: set[Path] = set()
    distinct: list[Input] = []
    for each in inputs:
        stem = each.stem if shared[each.stem] == 1 else each.stem.with_name(Path(each.path).name or "unnamed")
        plain, number = stem, 1
        while stem in taken:
            number += 1
            stem = plain.with_name(f"{plain.name}-{number}")
        taken.add(stem)
        distinct.append(replace(each, stem=stem))
    return distinct
