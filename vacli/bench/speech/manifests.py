"""Recordings with what is said in them, in the layouts that speech corpora come in. Opens no sound.

- JSON lines, `manifest.jsonl` or the only `*.jsonl` of a folder: `path` (or NeMo's `audio_filepath`) and `text`; if
  there, `language`, `speaker`, `accent`, `noise` and `snr_db` too.
- LibriSpeech: `*.trans.txt` anywhere below, each line an id and the text, the sound beside it as `ID.flac` or `.wav`.
- Common Voice: a `.tsv` with `path` and `sentence`, sound in `clips/` beside it; of a folder, `test.tsv` before
  `validated.tsv`.

A relative path must not lead out of the manifest's folder. What is wrong with a manifest is told with its line, all of
it at once, before anything is measured: a figure of half a corpus is not that corpus's.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vacli.core.errors import InputError

LONGEST = 10_000
"""Characters of a text: beyond it is no utterance, but a file that was taken for one."""
TOLD = 5
"""Problems that are told one by one."""
SOUNDS = (".flac", ".wav", ".opus", ".mp3")
COMMON_VOICE = ("test.tsv", "validated.tsv")
LAYOUTS = "a manifest.jsonl (path and text), LibriSpeech's *.trans.txt, or Common Voice's test.tsv beside clips/"


@dataclass(frozen=True, slots=True)
class Utterance:
    """`text` is what a person says is said. What is not known is empty, `snr_db` None."""

    path: Path
    text: str
    set: str
    language: str = ""
    speaker: str = ""
    accent: str = ""
    noise: str = ""
    snr_db: float | None = None


Line = tuple[str, Path, Mapping[str, Any]]
"""Where it stands, the folder it counts from, and its fields by the names of the JSON lines."""


def is_manifest(path: Path) -> bool:
    """A file of a known layout, or a folder that holds one."""
    if path.is_dir():
        return _inside(path) is not None
    return path.suffix in (".jsonl", ".tsv") or path.name.endswith(".trans.txt")


def read(path: Path, *, name: str = "", untold: bool = False) -> list[Utterance]:
    """All of it, in its order, as the set `name`, else the folder's or file's. InputError says what is wrong where.

    `untold`: lines whose text is empty are left out, where that is how a corpus marks what nobody has written down.
    """
    if not path.exists():
        raise InputError(f"{path} does not exist", f"name {LAYOUTS}")
    files = [path] if path.is_file() else _inside(path)
    if not files or not is_manifest(files[0]):
        raise InputError(f"{path} holds no manifest of a known layout", f"there must be {LAYOUTS}")
    found: list[Utterance] = []
    problems: list[str] = []
    try:
        for line in (line for file in files for line in _lines(file, problems)):
            if untold and not line[2].get("text"):
                continue
            _take(line, name or path.resolve().stem, found, problems)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error.reason}", "iconv -t UTF-8 FILE > NEW") from None
    except csv.Error as error:
        raise InputError(f"{path} is no table: {error}", f"it must be {LAYOUTS}") from None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}", f"ls -l {path}") from None
    if problems:
        more = f"; and {len(problems) - TOLD} more" if len(problems) > TOLD else ""
        raise InputError("; ".join(problems[:TOLD]) + more, "mend these lines, or take them out")
    if not found:
        raise InputError(f"{path} lists no recording", f"it must be {LAYOUTS}")
    return found


def rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a file of JSON lines, each with where it stands. InputError for what is none."""
    problems: list[str] = []
    for where, _, fields in _json_lines(file, problems):
        yield where, fields
    if problems:
        raise InputError("; ".join(problems[:TOLD]), "mend these lines, or take them out")


def _inside(folder: Path) -> list[Path] | None:
    """The files that make up a folder's manifest."""
    if (folder / "manifest.jsonl").is_file():
        return [folder / "manifest.jsonl"]
    for name in COMMON_VOICE:
        if (folder / name).is_file():
            return [folder / name]
    only = list(folder.glob("*.jsonl"))
    return only if len(only) == 1 else sorted(folder.rglob("*.trans.txt")) or None


def _lines(file: Path, problems: list[str]) -> Iterator[Line]:
    if file.suffix == ".jsonl":
        return _json_lines(file, problems)
    return _common_voice(file, problems) if file.suffix == ".tsv" else _librispeech(file, problems)


def _json_lines(file: Path, problems: list[str]) -> Iterator[Line]:
    with file.open(encoding="utf-8-sig") as lines:
        for number, text in enumerate(lines, 1):
            where = f"{file}:{number}"
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                problems.append(f"{where}: not JSON: {str(error)[:80]}")
                continue
            if not isinstance(row, dict):
                problems.append(f"{where}: an object with path and text was expected")
                continue
            yield where, file.parent, {"path": row.get("audio_filepath"), **row}


def _librispeech(file: Path, problems: list[str]) -> Iterator[Line]:
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            name, _, text = line.strip().partition(" ")
            if not name:
                continue
            beside = [f"{name}{ending}" for ending in SOUNDS]
            sound = next((each for each in beside if (file.parent / each).exists()), beside[0])
            fields = {"path": sound, "text": text, "speaker": name.partition("-")[0], "language": "en"}
            yield f"{file}:{number}", file.parent, fields


def _common_voice(file: Path, problems: list[str]) -> Iterator[Line]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := {"path", "sentence"} - set(rows.fieldnames or ()):
            problems.append(f"{file}:1: no column {' and '.join(sorted(missing))}")
            return
        for row in rows:
            speaker = (row.get("client_id") or "")[:8]
            about = {"language": row.get("locale"), "accent": row.get("accents") or row.get("accent")}
            fields = {"path": row["path"], "text": row["sentence"], "speaker": speaker, **about}
            yield f"{file}:{rows.line_num}", file.parent / "clips", fields


def _take(line: Line, name: str, found: list[Utterance], problems: list[str]) -> None:
    where, folder, fields = line
    if problem := _wrong(folder, fields):
        problems.append(f"{where}: {problem}")
        return
    told = {key: str(fields.get(key) or "") for key in ("language", "speaker", "accent", "noise")}
    snr = fields.get("snr_db")
    path, text = folder / fields["path"], " ".join(fields["text"].split())
    found.append(Utterance(path, text, name, **told, snr_db=None if snr is None else float(snr)))


def _wrong(folder: Path, fields: Mapping[str, Any]) -> str:
    path, text, snr = (fields.get(key) for key in ("path", "text", "snr_db"))
    if not isinstance(path, str) or not path or "\0" in path:
        return "no path"
    if not isinstance(text, str) or not text.strip():
        return f"no text for {path}"
    if len(text) > LONGEST:
        return f"the text for {path} has {len(text):,} characters: that is no utterance"
    if snr is not None and (isinstance(snr, bool) or not isinstance(snr, int | float) or not -1000 < snr < 1000):
        return f"snr_db is {str(snr)[:20]}, not a number of decibels"
    try:
        if not Path(path).is_absolute() and not (folder / path).resolve().is_relative_to(folder.resolve()):
            return f"{path} leads out of {folder}"
        there = (folder / path).is_file()
    except (OSError, RuntimeError):  # a name too long, links in a circle
        there = False
    return "" if there else f"there is no file {path[:200]}"
