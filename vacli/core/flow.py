"""The one way to start a thread."""

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
