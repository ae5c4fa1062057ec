"""Results kept: a file a run in the data folder, readable by its owner alone. Those without a name go after a while."""

import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vacli import paths
from vacli.bench.result import SCHEMA
from vacli.core.errors import InputError, UsageError

KEPT = 50
"""Runs without a name that are kept, the latest."""
LARGEST = 64 << 20
"""Bytes of a file that is taken for a result at all."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_UNNAMED = re.compile(r"\d{8}T\d{6}Z-[a-z0-9-]+")
_KEYS: dict[str, type | tuple[type, ...]] = {
    "what": str,
    "started": str,
    "seconds": (int, float),
    "partial": bool,
    "verdict": str,
    "machine": dict,
    "settings": dict,
    "threads": dict,
    "sections": list,
}
_POINTS = ("p50", "p90", "p95", "p99", "max", "value")
_INTERVALS = ("p50_interval", "p95_interval", "interval")


def folder() -> Path:
    return paths.data_dir() / "bench"


def check_name(name: str) -> str:
    """The name, if a result can have it. UsageError if not."""
    if not _NAME.fullmatch(name) or _UNNAMED.fullmatch(name) or name in ("last", "report"):
        raise UsageError(
            f"a result cannot be called {name[:80]!r}", "take up to 64 of a-z 0-9 . _ - and begin with one of a-z 0-9"
        )
    return name


def save(document: Mapping[str, Any], name: str = "") -> Path:
    """Store it, whole or not at all, and forget old ones. A result of the same name is replaced."""
    stamp = re.sub(r"[-:]", "", str(document["started"]))
    stem = check_name(name) if name else f"{stamp}-{document['what']}"
    place = paths.private(folder())
    if not name:
        stem = next(each for each in _numbered(stem) if not (place / f"{each}.json").exists())
    file = place / f"{stem}.json"
    new = place / f".{stem}.new"
    with new.open("w", encoding="utf-8") as stream:
        new.chmod(0o600)
        json.dump({**document, "name": name}, stream, ensure_ascii=False, allow_nan=False)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
    _prune()
    return file


def load(wanted: str) -> dict[str, Any]:
    """A result by its name, `last`, or the path of its file. UsageError or InputError says why not."""
    file = _file(wanted)
    try:
        if file.stat().st_size > LARGEST:
            raise _foreign(file, "it is larger than any result")
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}", "vacli bench list") from None
    except (ValueError, RecursionError) as error:
        raise _foreign(file, f"it is not JSON: {error}") from None
    return checked(document, file)


def checked(document: Any, file: Path) -> dict[str, Any]:
    """The document, if this vacli can read it."""
    if not isinstance(document, dict) or "schema" not in document:
        raise _foreign(file, "it has no schema")
    if document["schema"] != SCHEMA:
        step = "upgrade vacli" if str(document["schema"]) > str(SCHEMA) else "measure again: vacli bench"
        raise InputError(f"{file} is of schema {document['schema']}; this vacli reads {SCHEMA}", step)
    for key, kind in _KEYS.items():
        if not isinstance(document.get(key), kind):
            raise _foreign(file, f"{key} is missing or of the wrong kind")
    if not (
        _all(document.get("models"), dict) and _all(document.get("command"), str) and _is_load(document.get("load"))
    ):
        raise _foreign(file, "models, command or load are damaged")
    for section in document["sections"]:
        if not _is_section(section):
            raise _foreign(file, "a section is damaged")
    return document


def stored() -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Name and content of every result, the latest last; None for a file that cannot be read."""
    for file in _files():
        try:
            yield file.stem, load(str(file))
        except InputError:
            yield file.stem, None


def _file(wanted: str) -> Path:
    if wanted == "last":
        files = _files()
        if not files:
            raise UsageError("nothing has been measured yet", "vacli bench")
        return files[-1]
    if (_NAME.fullmatch(wanted) or _UNNAMED.fullmatch(wanted)) and (file := folder() / f"{wanted}.json").is_file():
        return file
    if Path(wanted).is_file():
        return Path(wanted)
    raise UsageError(f"there is no result {wanted[:80]!r}", "those there are: vacli bench list")


def _files() -> list[Path]:
    """By the time they were written."""
    place = folder()
    return sorted(place.glob("[a-z0-9]*.json"), key=lambda file: file.stat().st_mtime) if place.is_dir() else []


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in range(2, 1000))


def _prune() -> None:
    for file in [file for file in _files() if _UNNAMED.fullmatch(file.stem)][:-KEPT]:
        file.unlink(missing_ok=True)


def _is_section(section: Any) -> bool:
    return (
        isinstance(section, dict)
        and all(isinstance(section.get(key), str) for key in ("bench", "subject"))
        and all(isinstance(section.get(key), dict) for key in ("stack", "details"))
        and _all(section.get("notes"), str)
        and isinstance(section.get("metrics"), list)
        and all(map(_is_metric, section["metrics"]))
    )


def _is_metric(metric: Any) -> bool:
    if not isinstance(metric, dict) or not all(isinstance(metric.get(key), str) for key in ("kind", "name", "unit")):
        return False
    if not all(_is_reading(metric.get(key)) for key in _POINTS):
        return False
    if not all(metric.get(key) is None or _is_interval(metric[key]) for key in _INTERVALS):
        return False
    return {
        "samples": isinstance(metric.get("n"), int) and isinstance(metric.get("values"), list) and _is_timed(metric),
        "share": _is_rate(metric.get("part"), metric.get("whole")),
        "value": "value" in metric,
    }.get(metric["kind"], False) and all(map(_is_reading, metric.get("values", ())))


def _is_timed(samples: Any) -> bool:
    """The machine beside each value, or beside none."""
    machine = samples.get("machine", [])
    beside_each = _all(machine, int | float) and all(0 < ms < math.inf for ms in machine)
    return beside_each and len(machine) in (0, len(samples["values"]))


def _is_rate(part: Any, whole: Any) -> bool:
    return isinstance(part, int) and isinstance(whole, int) and 0 <= part <= whole


def _is_interval(found: Any) -> bool:
    return isinstance(found, list) and len(found) == 2 and all(map(_is_reading, found))


def _is_reading(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and math.isfinite(value))


def _is_load(found: Any) -> bool:
    return isinstance(found, dict) and all(_all(each, int | float) and each for each in found.values())


def _all(found: Any, kind: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, kind) for each in found)


def _foreign(file: Path, why: str) -> InputError:
    return InputError(f"{file} is no result of vacli bench: {why}", "those there are: vacli bench list")
