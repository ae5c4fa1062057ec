"""Sound through standard input and output while it is made: raw s16le or wav, piece by piece, neither side waited for.

Knows no engine and no pace: `PacedMic` sets that, and a pipe that is slower than its clock becomes the clock.
"""

import os
import select
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue
from typing import BinaryIO, Literal

import numpy as np

from vacli.audio import riff
from vacli.audio.mono import Downmix
from vacli.audio.resample import Resampler
from vacli.audio.source import STDIN, open_source, unreadable
from vacli.audio.write import write_file, write_stream
from vacli.core.audio import Audio, Samples, from_pcm16
from vacli.core.errors import DeviceError, InputError, VacliError
from vacli.core.flow import spawn
from vacli.core.turn import Turn

PIECE = 0.02
"""Seconds of silence that stand for a pipe in which nothing comes."""
DRY = 0.2
"""Seconds without anything after which a pipe counts as silent; until then it is only late."""
STUCK = 10.0
"""Seconds that nobody may read our output for."""
_OTHERS = {b"fLaC": "flac", b"OggS": "ogg", b"ID3": "mp3", b"caff": "caf", b"FORM": "aiff"}
_CONVERT = "ffmpeg -loglevel quiet -i - -f wav - | vacli listen --input -"


def standard_input(turn: Turn, rate: int, raw_rate: int = 16000) -> Iterator[Audio]:
    """Standard input as it comes, mono at `rate`: wav, or raw s16le mono at `raw_rate`. InputError; Cancelled."""
    with open_source(STDIN, turn):
        yield from from_pipe(0, STDIN, turn, rate, raw_rate)


def from_pipe(number: int, name: str, turn: Turn, rate: int, raw_rate: int = 16000) -> Iterator[Audio]:
    """The same from an open file descriptor. Silence is put in while nothing comes."""
    decode = _Decoder(name, rate, raw_rate)
    poll = select.poll()
    poll.register(number, select.POLLIN)
    start, last = 0, time.monotonic()
    while True:
        turn.check()
        if not poll.poll(max(0.0, last + DRY - time.monotonic()) * 1000):
            samples = np.zeros(round(PIECE * rate), np.float32)
        else:
            data = _read(number, name, round(PIECE * raw_rate) * 2)
            if not data:
                break
            samples, last = decode(data), time.monotonic()
        if len(samples):
            yield Audio(samples, rate, start)
            start += len(samples)
    decode.end()


def _read(number: int, name: str, count: int) -> bytes:
    try:
        return os.read(number, count)
    except OSError as error:
        raise unreadable(name, error) from error


class _Decoder:
    """Bytes in, sound out; what the bytes are is seen by their beginning."""

    def __init__(self, name: str, rate: int, raw_rate: int) -> None:
        self._name = name
        self._rate = rate
        self._kind: Literal["", "raw", "wav"] = ""
        self._bytes = b""
        self._given = False
        self._left: int | None = None  # bytes of samples to come, where a header says how many
        self._shape(raw_rate, 1)

    def __call__(self, data: bytes) -> Samples:
        self._bytes += data
        if not self._kind and not self._begun():
            return np.zeros(0, np.float32)
        whole = len(self._bytes) - len(self._bytes) % (2 * self._channels)
        data, self._bytes = self._bytes[:whole], self._bytes[whole:]
        if self._left is not None:  # other chunks may follow
            data = data[: self._left]
            self._left -= len(data)
        self._given = self._given or bool(data)
        mono = self._mix(from_pcm16(data).reshape(-1, self._channels)) if data else np.zeros(0, np.float32)
        return self._resample(mono) if self._resample else mono

    def end(self) -> None:
        """InputError if there was nothing in it."""
        if not self._given:
            raise InputError(
                f"{self._name}: there is no sound in it", "arecord -f S16_LE -r 16000 | vacli listen --input -"
            )

    def _shape(self, rate: int, channels: int) -> None:
        riff.believable(rate, channels, self._name)
        self._channels = channels
        self._mix = Downmix()
        self._resample = Resampler(rate, self._rate) if rate != self._rate else None

    def _begun(self) -> bool:
        """What it is, once that can be seen; the header is taken off."""
        head = self._bytes
        if len(head) < 12:
            return False
        other = next((kind for magic, kind in _OTHERS.items() if head.startswith(magic)), None)
        if other is not None:
            raise InputError(f"{self._name}: it is {other}; a pipe must be wav or raw s16le", _CONVERT)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return self._header()
        self._kind = "raw"
        return True

    def _header(self) -> bool:
        """The chunks before the samples. False while they are not all there."""
        at = 12
        while len(self._bytes) >= at + 8:
            kind, length = struct.unpack_from("<4sI", self._bytes, at)
            if kind == b"data":
                self._kind, self._bytes = "wav", self._bytes[at + 8 :]
                self._left = length if 0 < length < riff.STREAMED else None
                return True
            if length > riff.CHANNELS * 1024:
                raise InputError(f"{self._name}: its header is damaged", _CONVERT)
            if kind == b"fmt " and len(self._bytes) >= at + 24:
                self._format(self._bytes[at + 8 : at + 24])
            at += 8 + length + length % 2
        return False

    def _format(self, body: bytes) -> None:
        tag, channels, rate, _, _, bits = struct.unpack("<HHIIHH", body)
        if tag not in (1, 0xFFFE) or bits != 16:
            raise InputError(f"{self._name}: only 16-bit wav can come through a pipe, not {bits} bit", _CONVERT)
        self._shape(rate, channels)


class Recorder:
    """Writes what it is called with, float32 at `rate`, to a file, or as wav or raw to a pipe: on a thread of its own,
    so that a slow reader does not hold the sound up. Calling and closing raise what went wrong with the writing."""

    def __init__(self, target: Path | BinaryIO, rate: int, format: str) -> None:
        self._rate = rate
        self._queue: Queue[Audio | None] = Queue(round(STUCK / PIECE))
        self._failure: list[VacliError] = []
        self._start = 0
        self._thread = spawn("write-sound", lambda: self._run(target, format))

    def __call__(self, samples: Samples) -> None:
        self._put(Audio(samples, self._rate, self._start))
        self._start += len(samples)

    def close(self) -> None:
        """The file is whole then. Idempotent."""
        if self._thread.is_alive():
            self._put(None)
            self._thread.join(STUCK)
            if self._thread.is_alive():
                raise self._stuck()
        self._check()

    def _put(self, piece: Audio | None) -> None:
        self._check()
        try:
            self._queue.put(piece, timeout=STUCK)
        except Full:
            raise self._stuck() from None
        self._check()

    def _check(self) -> None:
        if self._failure:
            raise self._failure[0]

    def _stuck(self) -> DeviceError:
        return DeviceError(f"nobody has read our sound for {STUCK:g} s", "is the reader of the pipe alive?")

    def _run(self, target: Path | BinaryIO, format: str) -> None:
        try:
            self._write(iter(self._queue.get, None), target, format)
        except BrokenPipeError:
            self._fail(DeviceError("whoever read our sound has gone", "keep the reader of the pipe open"))
        except OSError as error:
            self._fail(DeviceError(f"our sound cannot be written: {error.strerror}", "is there room? df -h"))
        except VacliError as error:
            self._fail(error)

    def _write(self, pieces: Iterator[Audio], target: Path | BinaryIO, format: str) -> None:
        if isinstance(target, Path) and format != "raw":
            write_file(pieces, self._rate, target, format)
        elif isinstance(target, Path):
            with target.open("wb") as out:
                _write_raw(pieces, out)
        elif format == "raw":
            _write_raw(pieces, target)
        else:
            write_stream(pieces, self._rate, target, format)

    def _fail(self, error: VacliError) -> None:
        self._failure.append(error)
        with suppress(Empty):  # whoever waits for room goes on, and is told
            while True:
                self._queue.get_nowait()


def _write_raw(pieces: Iterator[Audio], out: BinaryIO) -> None:
    for piece in pieces:
        out.write(piece.pcm16())
        out.flush()
