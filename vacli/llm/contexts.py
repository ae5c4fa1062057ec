"""Contexts over one model, lent to conversations for the time of an answer. Knows no text.

A context costs memory for its whole length (SmolLM2, 2,048 tokens: 47 MB), so only a few stay ready; a conversation
whose context went to another keeps a snapshot of what it held, and gets it back with its next question.
"""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vacli.llm.native import Context, Model, Snapshot

READY = 4
"""Contexts that stay open while nothing is being generated in them."""


class Place:
    """One conversation's claim on what it has evaluated."""

    def __init__(self) -> None:
        self.saved: Snapshot | None = None


class Contexts:
    """Thread-safe. As many as are needed at once are open, so nobody ever waits for another conversation's end."""

    def __init__(self, model: Model, make: Callable[[], Context]) -> None:
        self._model = model
        self._make = make
        self._lock = threading.Lock()
        self._idle: list[tuple[weakref.ref[Place], Context]] = []  # least recently used first
        self._lent = 0
        self._closed = False

    @contextmanager
    def lend(self, place: Place) -> Iterator[Context]:
        """A context that holds what this place had evaluated, as far as that is known."""
        context = self._take(place)
        try:
            yield context
        finally:
            self._give_back(place, context)

    def close(self) -> None:
        """Free what is idle; what is lent is freed when it comes back, and the model with the last of them."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop()[1].close()
            if not self._lent:
                self._model.close()

    def _take(self, place: Place) -> Context:
        with self._lock:
            if self._closed:
                raise LookupError("the engine was closed")
            context = self._own(place)
            if context is None:
                context = self._spare() if len(self._idle) >= READY else self._make()
                context.restore(place.saved)
            place.saved = None
            self._lent += 1
            return context

    def _give_back(self, place: Place, context: Context) -> None:
        with self._lock:
            self._lent -= 1
            self._idle.append((weakref.ref(place), context))
            while len(self._idle) > (0 if self._closed else READY):
                self._spare().close()
            if self._closed and not self._lent:
                self._model.close()

    def _own(self, place: Place) -> Context | None:
        for at in reversed(range(len(self._idle))):
            if self._idle[at][0]() is place:
                return self._idle.pop(at)[1]
        return None

    def _spare(self) -> Context:
        """Take a context from a conversation that is over, else from the one that was silent for longest."""
        over = (at for at, (owner, _) in enumerate(self._idle) if owner() is None)
        owner, context = self._idle.pop(next(over, 0))
        if (place := owner()) is not None and not self._closed:
            place.saved = context.save()
        return context
