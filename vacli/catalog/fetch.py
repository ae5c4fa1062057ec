"""One file over HTTP: resumed where it broke off, bounded, and checked against what its publisher stated.

Uses the hub library's own HTTP client, so that a user's proxy, certificates and token settings hold. Knows no hub.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2
from huggingface_hub import get_session, hf_raise_for_status
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

from vacli.catalog.lock import FileRecord, hashed
from vacli.catalog.network import FAILURES, TIMEOUT, Patience
from vacli.core.errors import ModelMissing

Told = Callable[[str, int, int], None]
"""Progress: the file's name, bytes that are here, bytes in all."""

_MOST = 100_000_000_000  # no model file is larger, and a size that nobody stated must end somewhere
_MOST_TRIES = 1000


@dataclass(frozen=True)
class Remote:
    """A file as its publisher describes it. `path` is where it goes in the model's folder.

    `stated` is `algorithm:hex` (sha256, git-sha1, md5), empty if the publisher states nothing. `hub`: a request for it
    carries the user's hub token.
    """

    url: str
    path: str
    size: int
    stated: str = ""
    hub: bool = False


def fetch(remote: Remote, folder: Path, patience: Patience, told: Told) -> FileRecord:
    """Bring the file into `folder`, or what is still missing of it. Its record once it is whole and right.

    ModelMissing if it cannot be had or is not what was stated; ResourceError or OSError if the disk is full. What
    came is kept for the next time, except when it is wrong.
    """
    target = folder / remote.path
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and _left_from_before(target, remote):
        target.unlink()
    if target.exists():
        told(remote.path, remote.size, remote.size)
        return _checked(target, remote, patience)
    part = _part(target, remote)
    _fill(part, remote, f"{folder.name}/{remote.path}", patience, told)
    record = _checked(part, remote, patience)
    part.replace(target)
    return record


def already_here(remote: Remote, folder: Path) -> int:
    """Bytes of it that need not be fetched again."""
    target = folder / remote.path
    return min(remote.size, _size(target) or _size(_part(target, remote)))


def tidy(folder: Path, remotes: Sequence[Remote]) -> None:
    """Delete what an earlier, unfinished pull of another version left behind."""
    targets = [folder / remote.path for remote in remotes]
    kept = {*targets, *(_part(target, remote) for target, remote in zip(targets, remotes, strict=True))}
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.is_file() and file not in kept:
            file.unlink()


def _fill(part: Path, remote: Remote, what: str, patience: Patience, told: Told) -> None:
    failed = 0
    for _ in range(_MOST_TRIES):
        before = _size(part)
        if before == remote.size and part.exists():
            return
        try:
            _more(part, remote, patience, told)
        except FAILURES as error:
            failed = 1 if _size(part) > before else failed + 1
            patience.rest(error, failed, what)
    raise ModelMissing(f"{what}: the connection broke off {_MOST_TRIES} times", "run the same command again")


def _more(part: Path, remote: Remote, patience: Patience, told: Told) -> None:
    """One request for what is missing."""
    here = _size(part)
    if here > remote.size:
        part.unlink()
        here = 0
    headers = dict(build_hf_headers()) if remote.hub else {}
    headers["Accept-Encoding"] = "identity"  # a range of a compressed answer would be a range of something else
    if here:
        headers["Range"] = f"bytes={here}-"
    with get_session().stream("GET", remote.url, headers=headers, timeout=TIMEOUT, follow_redirects=True) as answer:
        if answer.status_code == 416:
            part.unlink(missing_ok=True)
        hf_raise_for_status(answer)
        resumed = answer.headers.get("Content-Range", "").startswith(f"bytes {here}-")
        _pour(answer, part, here if resumed else 0, remote, patience, told)
    if _size(part) < remote.size:
        raise httpx2.RemoteProtocolError(f"only {_size(part)} of {remote.size} bytes came")


def _pour(answer: httpx2.Response, part: Path, here: int, remote: Remote, patience: Patience, told: Told) -> None:
    with part.open("r+b" if part.exists() else "wb") as file:
        file.truncate(here)
        file.seek(here)
        told(remote.path, here, remote.size)
        for chunk in answer.iter_bytes():  # as it comes: a gathered piece would be lost if the connection broke
            patience.turn.check()
            here += len(chunk)
            if here > min(remote.size, _MOST):
                file.truncate(0)
                raise _wrong(remote, f"it is longer than the {remote.size} bytes that were stated")
            file.write(chunk)
            file.flush()  # a process that is ended here keeps what came
            told(remote.path, here, remote.size)
        os.fsync(file.fileno())


def _checked(file: Path, remote: Remote, patience: Patience) -> FileRecord:
    """Its record; deletes it and raises ModelMissing if size or digest are not what was stated."""
    algorithm, _, wanted = remote.stated.partition(":")
    digests = hashed(file, tuple({"sha256", algorithm or "sha256"}), patience.turn)
    size = _size(file)
    if size != remote.size:
        file.unlink()
        raise _wrong(remote, f"it has {size} bytes, not {remote.size}")
    if wanted and digests[algorithm] != wanted:
        file.unlink()
        raise _wrong(remote, f"its {algorithm} is {digests[algorithm]}, not {wanted}")
    return FileRecord(remote.path, size, digests["sha256"], remote.stated)


def _left_from_before(target: Path, remote: Remote) -> bool:
    """Whether it is an older version, fetched by a pull that was never finished."""
    algorithm, _, wanted = remote.stated.partition(":")
    return _size(target) != remote.size or (bool(wanted) and hashed(target, (algorithm,))[algorithm] != wanted)


def _wrong(remote: Remote, why: str) -> ModelMissing:
    return ModelMissing(
        f"{remote.path} is not what its publisher states: {why}; it was deleted",
        "run the same command again; if it stays wrong, do not use that server",
    )


def _part(target: Path, remote: Remote) -> Path:
    """Where it grows. Another version of the file grows elsewhere, so that two are never mixed."""
    mark = remote.stated.rpartition(":")[2][:16] or str(remote.size)
    return target.with_name(f"{target.name}.{mark}.part")


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
