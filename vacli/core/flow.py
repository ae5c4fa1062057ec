"""Threads and generators: the one way to start a thread, and small tools over streams of sound."""

import threading
from collections.abc import Callable, Iterator

import numpy as np

from vacli.core.audio import Audio, Samples


def spawn(name: str, fn: Callable[[], None]) -> threading.Thread:
    """Start a named daemon thread. Every thread of vacli is started here."""
    thread = threading.Thread(target=fn, name=f"vacli-{name}", daemon=True)
    thread.start()
    return thread


def rechunk(audio: Iterator[Audio], frame: int) -> Iterator[Audio]:
    """The same sound in pieces of exactly `frame` samples; the last one is filled up with silence."""
    rest: Samples = np.zeros(0, np.float32)
    start, rate = 0, 0
    for piece in audio:
        if not len(rest):
            start = piece.start
        rate = piece.rate
        rest = np.concatenate([rest, piece.samples]) if len(rest) else piece.samples
        while len(rest) >= frame:
            yield Audio(rest[:frame], rate, start)
            rest, start = rest[frame:], start + frame
    if len(rest):
        yield Audio(np.pad(rest, (0, frame - len(rest))), rate, start)
