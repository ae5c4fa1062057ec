"""Whether installed models still are what they were: every file hashed again and compared with the lock file.

A model in a Python package is compared with what that package's own record says.
"""

import base64
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from vacli.catalog import kinds, lock, rows
from vacli.catalog.store import Installed
from vacli.core.turn import Turn


@dataclass(frozen=True)
class Finding:
    """One file that is not as it was: `what` is missing, changed, extra, or a sentence."""

    path: str
    what: str


def verify(model: Installed, turn: Turn) -> list[Finding]:
    """What is wrong with it; nothing if all is well. Reads every byte."""
    if model.record:
        return _recorded(model.root, model.record, turn)
    if model.place == "package":
        return _packaged(model, turn)
    return [Finding(model.root.name, what) for what in kinds.lacks(model.kind, model.root)]


def _recorded(root: Path, record: lock.Record, turn: Turn) -> list[Finding]:
    known = {file.path: file for file in record.files}
    here = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() or path.is_symlink()}
    findings = [Finding(path, "extra") for path in sorted(here - set(known))]
    for path, file in known.items():
        target = root / path
        if not target.is_file():
            findings.append(Finding(path, "missing"))
        elif target.stat().st_size != file.size or lock.hashed(target, turn=turn)["sha256"] != file.sha256:
            findings.append(Finding(path, "changed"))
    return findings


def _packaged(model: Installed, turn: Turn) -> list[Finding]:
    row = rows.need(model.name)
    entry = kinds.opened(model.kind, model.root)
    try:
        files = distribution(row.where).files or []
    except PackageNotFoundError:
        files = []
    recorded = next((file.hash for file in files if file.name == entry.name and file.hash), None)
    if recorded is None:
        return [Finding(entry.name, f"the package {row.where} states no digest for it")]
    digest = bytes.fromhex(lock.hashed(entry, (recorded.mode,), turn)[recorded.mode])
    right = base64.urlsafe_b64encode(digest).decode().rstrip("=") == recorded.value
    return [] if right else [Finding(entry.name, "changed")]
