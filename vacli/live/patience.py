"""Pieces that may be long in coming, or never come. Knows neither what they are nor what is done about it."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from vacli.core.flow import spawn

T = TypeVar("T")


def patient(pieces: Iterator[T], seconds: float, give_up: Callable[[], object]) -> Generator[T, None, None]:
    """The same pieces. `give_up` is called once, on another thread, if the next one takes longer than `seconds`."""
    asked: float | None = time.monotonic()  # None: nobody waits for a piece
    over = threading.Event()

    def watch() -> None:
        left = seconds
        while not over.wait(left):
            since = asked
            left = seconds if since is None else since + seconds - time.monotonic()
            if left <= 0.0:
                give_up()
                return

    spawn("give-up", watch)
    try:
        for piece in pieces:
            asked = None
            yield piece
            asked = time.monotonic()
    finally:
        over.set()
