"""One turn of a conversation: the token that stops everything that is done for it.

A turn is made when speech begins, a line is typed or an announcement falls due. It is cancelled at most once, from any
thread, and never un-cancels. A draft is a child of its turn: it dies with its parent and can die alone; what it would
do to the world waits until it is committed.
"""

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING

from vacli.core.errors import Cancelled
from vacli.core.marks import Mark

if TYPE_CHECKING:  # words are dear to import, and only named here
    from vacli.core.words import ReplyClass

Hook = Callable[[], None]
_ids = count(1)


class Origin(StrEnum):
    SPEECH = "speech"
    TEXT = "text"
    ANNOUNCEMENT = "announcement"


class Turn:
    """See the module. `continues` is the id of the turn whose speech went on after it had been ended."""

    def __init__(self, origin: Origin = Origin.SPEECH, *, continues: str | None = None) -> None:
        self.id = f"t{next(_ids)}"
        self.origin = origin
        self.continues = continues
        self.reply_class: ReplyClass | None = None
        self.reason = ""  # why it was cancelled
        self.marks: dict[Mark, float] = {}
        self._parent: Turn | None = None
        self._children: weakref.WeakSet[Turn] = weakref.WeakSet()
        self._lock = threading.RLock()
        self._cancelled = threading.Event()
        self._committed = True
        self._hooks: list[Hook] = []
        self._actions: list[tuple[Hook, Hook | None]] = []
        self._undo: list[Hook] = []

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def committed(self) -> bool:
        """False only for a draft that may still be dropped: nothing of it may be sounded or done."""
        return self._committed

    @property
    def root(self) -> "Turn":
        """The turn itself, or the one it is a draft of."""
        return self._parent.root if self._parent else self

    def check(self) -> None:
        """Raise Cancelled if this turn is over. Call between any two steps of work."""
        if self._cancelled.is_set():
            raise Cancelled(self.reason)

    def cancel(self, reason: str = "", *, draft_only: bool = False) -> bool:
        """End this turn and its drafts. True the first time, False ever after. Hooks run on the caller's thread.

        `draft_only`: not if it is committed by now.
        """
        with self._lock:
            if self._cancelled.is_set() or (draft_only and self._committed):
                return False
            self.reason = reason
            self._cancelled.set()
            hooks, self._hooks = self._hooks, []
            children = list(self._children)
            self._actions.clear()
        for hook in hooks:
            hook()
        for child in children:
            child.cancel(reason)
        return True

    @contextmanager
    def on_cancel(self, hook: Hook) -> Iterator[None]:
        """Within the block, `hook` runs once if the turn is cancelled; at once if it already is.

        A hook must be quick, must not raise, and may run just as the block is being left.
        """
        self.once_cancelled(hook)
        try:
            yield
        finally:
            with self._lock, suppress(ValueError):
                self._hooks.remove(hook)

    def once_cancelled(self, hook: Hook) -> None:
        """As `on_cancel`, for as long as the turn lives."""
        with self._lock:
            late = self._cancelled.is_set()
            if not late:
                self._hooks.append(hook)
        if late:
            hook()

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than the turn lives. True if it was cancelled."""
        return self._cancelled.wait(seconds)

    def mark(self, name: Mark, at: float | None = None) -> None:
        """Note when something first happened (`time.monotonic()` seconds). Later calls change nothing."""
        with self._lock:
            self.marks.setdefault(name, time.monotonic() if at is None else at)
            forward = self._parent if self._committed else None
        if forward is not None:
            forward.mark(name, at if at is not None else self.marks[name])

    def child(self) -> "Turn":
        """A draft of this turn."""
        draft = Turn(self.origin, continues=self.continues)
        draft._committed = False
        draft._parent = self
        with self._lock:
            self._children.add(draft)
            dead = self._cancelled.is_set()
        if dead:
            draft.cancel(self.reason)
        return draft

    def commit(self) -> None:
        """Make a draft the turn's own: its marks count, its actions are done. Cancelled if it is already over."""
        parent = self._parent
        with self._lock:  # held to the end: what another thread does meanwhile comes after what was done before
            self.check()
            if self._committed or parent is None:
                return
            self._committed = True
            actions, self._actions = self._actions, []
            for name, at in self.marks.items():
                parent.mark(name, at)
            parent.reply_class = self.reply_class or parent.reply_class
            for do, undo in actions:
                parent.act(do, undo)

    def act(self, do: Hook, undo: Hook | None = None) -> None:
        """Do what outlives the turn: at once, for a draft when it is committed, never once it is cancelled."""
        with self._lock:
            self.check()
            if not self._committed:
                self._actions.append((do, undo))
                return
            parent = self._parent
            if undo is not None and parent is None:
                self._undo.append(undo)
        if parent is not None:
            parent.act(do, undo)
        else:
            do()

    def undo(self) -> None:
        """Take back what `act` did, last first: the user had not finished speaking after all."""
        with self._lock:
            undo, self._undo = self._undo, []
        for hook in reversed(undo):
            hook()
