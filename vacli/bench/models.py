"""Which model files a run used, by digest: two results are of the same models only if these are the same.

A file is hashed once; its digest is kept by path, size and date.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from vacli import paths, registry
from vacli.catalog import kinds, lock
from vacli.config import Config
from vacli.core.errors import VacliError
from vacli.core.turn import Turn


def digests(config: Config, named: Mapping[str, str], stages: Iterable[str], turn: Turn) -> list[dict[str, Any]]:
    """Plain JSON, one entry a model: of the engines named, else of every one that is installed."""
    found = []
    kept = _Kept()
    for stage in stages:
        for row in (row for row in registry.rows(stage) if row.models):
            if row.name == named.get(stage, row.name) and (row.auto or stage in named) and not row.missing():
                found += _of(row, config, kept, turn)
    kept.save()
    return found


def _of(row: registry.Row, config: Config, kept: "_Kept", turn: Turn) -> list[dict[str, Any]]:
    settings = getattr(config, row.stage)
    try:
        _, model, _ = registry.choose(row.stage, replace(settings, engine=row.name))
    except VacliError:
        return []  # the bench of that engine says so
    if model is None:
        return []
    files = kinds.members(row.models, model)
    each = {file.relative_to(model).as_posix() if model.is_dir() else file.name: kept.of(file, turn) for file in files}
    whole = hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in sorted(each.items())).encode()).hexdigest()
    name = model.stem if model.is_file() else model.name
    size = sum(file.stat().st_size for file in files)
    return [{"stage": row.stage, "engine": row.name, "model": name, "bytes": size, "sha256": whole, "files": each}]


class _Kept:
    """Digests by path, while size and date stay what they were."""

    def __init__(self) -> None:
        self._file = paths.cache_dir() / "digests.json"
        try:
            self._known: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}  # made again
        self._new = False

    def of(self, file: Path, turn: Turn) -> str:
        stat = file.stat()
        key, state = str(file.resolve()), [stat.st_size, stat.st_mtime_ns]
        entry = self._known.get(key) if isinstance(self._known, dict) else None
        if isinstance(entry, list) and entry[:2] == state and len(entry) == 3:
            return str(entry[2])
        digest = lock.hashed(file, turn=turn)["sha256"]
        self._known[key], self._new = [*state, digest], True
        return digest

    def save(self) -> None:
        if not self._new:
            return
        paths.private(self._file.parent)
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(self._known), encoding="utf-8")
        new.replace(self._file)
