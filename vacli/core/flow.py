"""The one way to start a thread, and how threads keep out of each other's way."""

import gc
import sys
import threading
from collections.abc import Callable


def spawn(name: str, fn: Callable[[], None]) -> threading.Thread:
    """Start a named daemon thread. Every thread of vacli is started here."""
    thread = threading.Thread(target=fn, name=f"vacli-{name}", daemon=True)
    thread.start()
    return thread


def later(name: str, seconds: float, fn: Callable[[], object]) -> Callable[[], None]:
    """Call `fn` on a thread of its own after so long, unless the function that comes back is called before."""
    off = threading.Event()
    spawn(name, lambda: None if off.wait(seconds) else (fn(), None)[1])
    return off.set


SWITCH = 0.001
"""Seconds after which a thread gives Python's lock to another one that waits for it. 5 ms, which it is by itself, are
as long as a frame of the listen thread may take in all.
"""


def settle() -> None:
    """To be called once, when all is loaded and a conversation begins: for the rest of the process threads give way
    sooner, and the garbage collector does not look at what is there by now, which took it up to 0.1 s at a time."""
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
