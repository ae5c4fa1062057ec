"""Writes sound as it comes into a file, a pipe or standard output, in four formats. Knows no engine.

A file appears whole or not at all: what is being written has another name until it is finished.
"""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av

from vacli.core.audio import Audio, to_pcm16
from vacli.core.errors import ResourceError, UsageError


@dataclass(frozen=True, slots=True)
class Format:
    """`rate` in Hz where the codec takes no other."""

    codec: str
    rate: int = 0


FORMATS = {
    "wav": Format("pcm_s16le"),
    "flac": Format("flac"),
    "mp3": Format("libmp3lame"),
    "ogg": Format("libopus", 48000),
}
_ALIASES = {"oga": "ogg", "opus": "ogg", "wave": "wav"}
_MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)


def format_of(target: str, wanted: str | None = None) -> str:
    """The format that is wanted, or the one that the target's ending means; `-` is wav. UsageError for others."""
    name = (wanted or ("wav" if target == "-" else Path(target).suffix[1:])).lower()
    name = _ALIASES.get(name, name)
    if name not in FORMATS:
        what = f"format {name!r} is unknown" if name else f"the ending of {target} names no format"
        raise UsageError(what, f"take one of {', '.join(FORMATS)}: by the file's ending, or --format wav")
    return name


def check_target(path: Path) -> None:
    """UsageError or ResourceError if no file can be written there: better said before any work is done."""
    parent = path.parent
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder", f"name a file in it: {path / 'speech.wav'}")
        if not parent.is_dir():
            what = "is not a folder" if parent.exists() else "does not exist"
            raise UsageError(f"the folder {parent} {what}", f"mkdir -p {parent}")
        special = _is_special(path)
    except OSError as error:
        raise UsageError(f"{path} is no name for a file: {error.strerror}", "name another file") from None
    if not os.access(path if special else parent, os.W_OK):
        raise ResourceError(f"no permission to write {path}", f"check it: ls -ld {parent}")


def write_file(audio: Iterator[Audio], rate: int, path: Path, format: str) -> float:
    """Write all of `audio`, mono at `rate` Hz; gives back its seconds. Devices and FIFOs are written straight into."""
    check_target(path)
    path = Path(os.path.realpath(path))
    try:
        if _is_special(path):
            with path.open("wb") as out:
                return write_stream(audio, rate, out, format)
        return _write_whole(audio, rate, path, format)
    except OSError as error:
        raise _told(error, path) from None


def write_stream(audio: Iterator[Audio], rate: int, out: BinaryIO, format: str) -> float:
    """The same to what cannot be rewound: each piece is passed on at once; a wav header gives no length."""
    return _encode(audio, rate, _Forward(out), format)


class _Forward:
    """A file that PyAV can only write to. What the disk or the reader at the other end objects to is kept."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(data)
        self._out.flush()
        return len(data)


def _write_whole(audio: Iterator[Audio], rate: int, path: Path, format: str) -> float:
    partial = path.with_name(f".vacli-{secrets.token_hex(6)}.part")
    try:
        with partial.open("xb") as out:
            seconds = _encode(audio, rate, out, format)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return seconds


def _encode(audio: Iterator[Audio], rate: int, out: Any, format: str) -> float:
    options = {"flush_packets": "1", "fflags": "+bitexact"}
    container = av.open(out, "w", format=format, container_options=options)
    try:
        samples = _fill(container, audio, rate, format)
    except BaseException:
        with suppress(OSError, av.FFmpegError):  # it cannot end what it could not write; the first error counts
            container.close()
        raise
    container.close()
    return samples / rate


def _fill(container: Any, audio: Iterator[Audio], rate: int, format: str) -> int:
    """All of the sound into the container. How many samples there were."""
    samples = 0
    stream = container.add_stream(FORMATS[format].codec, rate=_rate(format, rate), layout="mono")
    container.start_encoding()  # a header, even if nothing is said
    for piece in audio:
        if len(piece):
            container.mux(stream.encode(_frame(piece)))
            samples += len(piece)
    container.mux(stream.encode(None))
    return samples


def _frame(piece: Audio) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(to_pcm16(piece.samples)[None, :], format="s16", layout="mono")
    frame.sample_rate = piece.rate
    return frame


def _rate(format: str, rate: int) -> int:
    if format == "mp3" and rate not in _MP3_RATES:
        return 44100
    return FORMATS[format].rate or rate


def _is_special(path: Path) -> bool:
    """There already, and no ordinary file: a device, a FIFO, a socket."""
    return path.exists() and not path.is_file()


def _told(error: OSError, path: Path) -> ResourceError | OSError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ResourceError(f"the disk is full: {path}", "make room, then run the same command again: df -h")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ResourceError(f"no permission to write {path}", f"check it: ls -ld {path.parent}")
    return error
