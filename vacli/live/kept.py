"""A turn that was kept, as a folder: what was heard and what was played, what was told, and what ran. Readable by its
owner alone. Knows neither when a turn is worth keeping nor what is done with it.

    in.wav         what the recogniser's path heard, from a second before the speech on; silence where it was deaf
    out.wav        what left for the loudspeaker, beside it: both begin at the same moment and are as long
    events.jsonl   what was told meanwhile (docs/events.md); `at` and `marks` in seconds from that moment on
    versions.json  `version` of this form, which turn and why, settings, engines, models, machine
"""

import errno
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vacli.audio.files import open_sound
from vacli.audio.write import write_file
from vacli.config import Config
from vacli.core.audio import Audio, join
from vacli.core.errors import InputError, ResourceError, UsageError, VacliError
from vacli.core.events import Event
from vacli.core.turn import Origin, Turn
from vacli.paths import private

VERSION = 1
IN, OUT, EVENTS, VERSIONS = "in.wav", "out.wav", "events.jsonl", "versions.json"
SECTIONS = ("vad", "stt", "llm", "tts", "turns", "listen", "reply")
LONGEST = 300.0
"""Seconds: a longer recording was not kept by us."""
LARGEST = 32 << 20
"""Bytes of a text file: likewise."""
WHOLE = "keep it again: vacli listen --keep FOLDER"
PARTS = ".????-??-??T??-??-??-*.part"
"""What `write` writes to before it is whole."""
LEFT = 60.0
"""Seconds after which one of them belongs to nobody any more: its process was ended in the middle."""


@dataclass(frozen=True)
class Kept:
    """`turn`: its id in the events; `why` it was kept. `settings` by key; `about`: engines, machine, versions."""

    turn: str
    why: str
    sound: Audio
    events: Sequence[Event]
    settings: Mapping[str, Any]
    about: Mapping[str, Any] = field(default_factory=dict)


def settings_of(config: Config) -> dict[str, Any]:
    """What decides how a turn goes, by key: no device, no host and no command of the user's."""
    return {
        f"{section}.{name}": value
        for section, values in asdict(config).items()
        if section in SECTIONS
        for name, value in values.items()
    }


def prepare(folder: Path) -> Path:
    """The folder that turns will be kept in, made if it is missing. UsageError or ResourceError if that cannot be."""
    try:
        private(folder)
        probe = folder / ".vacli-probe"
        probe.touch(mode=0o600)
        probe.unlink()
        _sweep(folder)
    except (FileExistsError, NotADirectoryError):
        raise UsageError(f"{folder} is no folder", "name another one: vacli listen --keep FOLDER") from None
    except OSError as error:
        raise refused(folder, error) from None
    return folder


def _sweep(folder: Path) -> None:
    """No sound lies there that nobody asked for."""
    for part in filter(Path.is_dir, folder.glob(PARTS)):
        if time.time() - part.stat().st_mtime > LEFT:
            shutil.rmtree(part)


def write(target: Path, kept: Kept, said: Audio) -> None:
    """Whole or not at all. ResourceError."""
    part = target.with_name(f".{target.name}.part")
    try:
        private(part)
        for name, audio in ((IN, kept.sound), (OUT, said)):
            write_file(iter([audio]), audio.rate, part / name, "wav")
        (part / EVENTS).write_text("".join(f"{line}\n" for line in _lines(kept.events)), encoding="utf-8")
        told = {"version": VERSION, "turn": kept.turn, "why": kept.why, "rate": kept.sound.rate}
        whole = {**told, "settings": dict(kept.settings), "about": dict(kept.about)}
        (part / VERSIONS).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        for file in part.iterdir():
            file.chmod(0o600)
        part.rename(target)
    except OSError as error:
        raise refused(target.parent, error) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def refused(folder: Path, error: OSError) -> VacliError:
    """What the system's refusal to write there means to the user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceError(f"no turn can be kept in {folder}: the disk is full", f"make room: df -h {folder}")
    way = f"check its owner and mode: ls -ld {folder}; or another one: vacli listen --keep FOLDER"
    return ResourceError(f"no turn can be kept in {folder}: {error.strerror}", way)


def read(folder: Path) -> Kept:
    """InputError says what is wrong with it."""
    about = _about(folder)
    events = list(_events(folder))
    with open_sound(folder / IN, Turn(Origin.TEXT)) as opened:
        sound = join(_bounded(opened.pieces(about["rate"]), folder))
    return Kept(about["turn"], about["why"], sound, events, about["settings"], about["about"])


def _about(folder: Path) -> dict[str, Any]:
    file = folder / VERSIONS
    if not file.is_file():
        inside = sorted(each.parent for each in folder.glob(f"*/{VERSIONS}")) if folder.is_dir() else []
        what = "holds turns, but is none" if inside else "is no turn that was kept"
        raise InputError(f"{folder} {what}", f"vacli bench replay {inside[-1]}" if inside else WHOLE)
    found = _parsed(_text(file), file)
    if isinstance(found.get("version"), int) and found["version"] > VERSION:
        raise InputError(f"{folder} was kept by a newer vacli", "pip install -U vacli")
    kinds = {"version": int, "turn": str, "why": str, "rate": int, "settings": dict, "about": dict}
    wrong = [name for name, kind in kinds.items() if not isinstance(found.get(name), kind)]
    if wrong or not 8000 <= found["rate"] <= 192000:
        raise InputError(f"{file} is damaged: {', '.join(wrong) or 'rate'}", WHOLE)
    return found


def _events(folder: Path) -> Iterator[Event]:
    file = folder / EVENTS
    for number, line in enumerate(_text(file).splitlines(), 1):
        data = _parsed(line, file)
        name, turn, at = data.pop("event", None), data.pop("turn", ""), data.pop("at", None)
        if not isinstance(name, str) or not isinstance(turn, str) or not isinstance(at, int | float):
            raise InputError(f"{file} is damaged in line {number}", WHOLE)
        yield Event(name, turn, data, at)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            raise InputError(f"{file} is too large to be of a turn", WHOLE)
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{file} is missing", WHOLE) from None
    except (OSError, ValueError) as error:
        raise InputError(
            f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}", WHOLE
        ) from None


def _parsed(text: str, file: Path) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{file} is damaged: it is not the JSON that was written", WHOLE)
    return found


def _bounded(pieces: Iterator[Audio], folder: Path) -> Iterator[Audio]:
    for piece in pieces:
        if piece.start > LONGEST * piece.rate:
            raise InputError(f"{folder / IN} is longer than any turn that is kept", WHOLE)
        yield piece


def _lines(events: Sequence[Event]) -> Iterator[str]:
    for each in events:
        head = {"event": each.name, "turn": each.turn, "at": round(each.at, 4)}
        yield json.dumps(head | dict(each.data), ensure_ascii=False, default=str)
