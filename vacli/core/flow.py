"""The one way to start a thread."""

import threading
from collections.abc import Callable


def spawn(name: str, fn: Callable[[], None]) -> threading.Thread:
    """Start a named daemon thread. Every thread of vacli is started here."""
    thread = threading.Thread(target=fn, name=f"vacli-{name}", daemon=True)
    thread.start()
    return thread
