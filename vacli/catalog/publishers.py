"""What the publishers say about a model right now: its files, their sizes and digests, the revision, the licence.

The model hub is asked through its own library, but files are not fetched through that library's cache: it would keep
a second copy and cannot go on with a half-fetched file. Vosk's publisher keeps one list of zips.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from huggingface_hub import HfApi, get_hf_file_metadata, get_session, hf_hub_url, hf_raise_for_status
from huggingface_hub.hf_api import ModelInfo
from huggingface_hub.utils import logging

from vacli.catalog.fetch import Remote
from vacli.catalog.network import TIMEOUT, Patience, patiently
from vacli.catalog.rows import Row
from vacli.catalog.zips import safe_path
from vacli.core.errors import ModelMissing

_LONGEST_LIST = 8_000_000  # bytes


@dataclass(frozen=True)
class Offer:
    """What there is to fetch. `license` as the publisher states it, or empty. `zipped`: one zip holds the model."""

    remotes: tuple[Remote, ...]
    revision: str
    license: str
    zipped: bool = False

    @property
    def size(self) -> int:
        return sum(remote.size for remote in self.remotes)


def ask_hub(row: Row, endpoint: str, patience: Patience) -> Offer:
    """`endpoint` empty means the library's own: HF_ENDPOINT, or huggingface.co."""
    logging.set_verbosity_error()  # type: ignore[no-untyped-call,unused-ignore]
    api = HfApi(endpoint=endpoint or None)
    info = patiently(lambda: _info(api, row), patience, row.name)
    names = [sibling.rfilename for sibling in info.siblings or ()]
    remotes = [
        _describe(name, row, api.endpoint, str(info.sha), patience) for name in choose(row.files, names, row.name)
    ]
    return Offer(tuple(remotes), str(info.sha), _license(info))


def ask_vosk(row: Row, base: str, patience: Patience) -> Offer:
    """`base` is the address of the folder that holds the zips and `model-list.json`."""
    base = base.rstrip("/")

    def ask() -> Remote | None:
        entries = _list(f"{base}/model-list.json")
        entry = next((entry for entry in entries if entry.get("name") == row.name), None)
        if entry is None:
            return None
        stated = f"md5:{entry['md5'].lower()}" if entry.get("md5") else ""
        return Remote(f"{base}/{row.where}", row.where, int(entry["size"]), stated)

    remote = patiently(ask, patience, row.name)
    if remote is None:
        raise ModelMissing(f"{base} does not list {row.name} any more", "vacli models list --kind vosk")
    return Offer((remote,), "", "", zipped=True)


def choose(patterns: Sequence[str], names: Sequence[str], what: str) -> list[str]:
    """The names that the patterns mean. ModelMissing if one that is needed fits none."""
    chosen: list[str] = []
    for pattern in patterns:
        fitting = [name for name in names if fnmatchcase(name, pattern.removeprefix("?"))]
        if not fitting and not pattern.startswith("?"):
            raise ModelMissing(
                f"{what}: its publisher has no file {pattern}", "vacli models list; it may have been moved"
            )
        chosen += [name for name in fitting if name not in chosen]
    return chosen


def _info(api: HfApi, row: Row) -> ModelInfo:
    info = api.model_info(row.where, revision=row.revision, timeout=15.0)
    if not re.fullmatch(r"[0-9a-f]{40}", str(info.sha)):
        raise ValueError("no commit")
    return info


def _describe(name: str, row: Row, endpoint: str, commit: str, patience: Patience) -> Remote:
    url = hf_hub_url(row.where, name, revision=commit, endpoint=endpoint)
    told = patiently(lambda: get_hf_file_metadata(url, timeout=15.0, endpoint=endpoint), patience, f"{row.name}/{name}")
    etag = (told.etag or "").lower()
    algorithm = {64: "sha256", 40: "git-sha1"}.get(len(etag)) if re.fullmatch(r"[0-9a-f]+", etag) else None
    if told.size is None:
        raise ModelMissing(f"{row.name}/{name}: the server states no size", "check HF_ENDPOINT or models.hub")
    local = str(safe_path(PurePosixPath(name).name))
    return Remote(url, local, told.size, f"{algorithm}:{etag}" if algorithm else "", hub=True)


def _license(info: ModelInfo) -> str:
    card: Any = info.card_data
    stated = card.get("license") if card is not None else None
    tags = [tag.partition(":")[2] for tag in info.tags or () if tag.startswith("license:")]
    return str(stated or next(iter(tags), ""))


def _list(url: str) -> list[dict[str, Any]]:
    with get_session().stream("GET", url, timeout=TIMEOUT, follow_redirects=True) as answer:
        hf_raise_for_status(answer)
        text = b""
        for chunk in answer.iter_bytes():
            text += chunk
            if len(text) > _LONGEST_LIST:
                raise ValueError("endless list")
    entries = json.loads(text)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("not a list of models")
    return entries
