"""What the header of a WAV file claims, checked before a decoder believes it. Knows no samples.

FFmpeg forgives much: a header with 65535 channels fails only while decoding, and a file that was cut short ends as if
it were whole. Here such lies become one clear line.
"""

import struct
from typing import Protocol

from vacli.core.errors import InputError

RATES = (1_000, 768_000)
"""Sample rates that are believed, in Hz."""
CHANNELS = 64
_PCM, _FLOAT = 1, 3
_BITS = {_PCM: (8, 16, 24, 32, 64), _FLOAT: (16, 24, 32, 64)}
STREAMED = 0x7FFF_0000
"""From here a data size is a writer's way of saying that it did not know."""
DAMAGED = "export or download it again; what is in it: ffprobe FILE"


class Readable(Protocol):
    def read(self, count: int, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...


def inspect(file: Readable, name: str, size: int | None) -> str:
    """A warning if the file is shorter than its header says, else nothing. InputError if the header cannot be true.

    Reads from the beginning of `file`; `size` in bytes, None if unknown. Anything but RIFF/WAVE is left to the decoder.
    """
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return ""
    shape: tuple[int, int, int] | None = None  # channels, rate, bytes a second
    while len(head := file.read(8)) == 8:
        kind, length = struct.unpack("<4sI", head)
        if kind == b"data":
            return _missing(file.tell(), length, size, shape)
        if kind == b"fmt " and length >= 16:
            shape = _format(file.read(16), name)
            length -= 16
        file.seek(length + length % 2, 1)
    return ""


def believable(rate: int, channels: int, name: str) -> None:
    """InputError if no recording is like that."""
    if not RATES[0] <= rate <= RATES[1]:
        raise InputError(f"{name}: its header says {rate} samples a second, which cannot be", DAMAGED)
    if not 1 <= channels <= CHANNELS:
        raise InputError(f"{name}: its header says {channels} channels, which cannot be", DAMAGED)


def _format(body: bytes, name: str) -> tuple[int, int, int]:
    if len(body) < 16:
        raise InputError(f"{name}: its header breaks off", DAMAGED)
    tag, channels, rate, bytes_a_second, _, bits = struct.unpack("<HHIIHH", body)
    believable(rate, channels, name)
    if tag in _BITS and bits not in _BITS[tag]:
        raise InputError(f"{name}: its header says {bits} bits a sample, which cannot be", DAMAGED)
    return channels, rate, bytes_a_second


def _missing(start: int, length: int, size: int | None, shape: tuple[int, int, int] | None) -> str:
    if size is None or length >= STREAMED or start + length <= size or not shape or not shape[2]:
        return ""
    there, said = (size - start) / shape[2], length / shape[2]
    return f"cut short: {there:.1f} s of {said:.1f} s are there"
