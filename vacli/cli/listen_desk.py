"""What keys do in a conversation. Knows neither terminal nor sound."""

import os
import signal
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from vacli.cli.listen_keys import ESCAPE

if TYPE_CHECKING:  # heavy
    from vacli.live.conversation import Conversation


HELD = 0.4
"""Seconds from which a key was held while talking; a shorter touch begins, and the next one ends."""


class Desk:
    """`talks`: enter begins and ends what is said. Until there is a conversation, only quitting does anything.

    `close_mic` wakes whoever waits for sound: a microphone that is away keeps its reader waiting.
    """

    def __init__(self, *, talks: bool) -> None:
        self.conversation: Conversation | None = None
        self.closed = False
        self.close_mic: Callable[[], None] = lambda: None
        self.keep: Callable[[], None] | None = None
        self._talks = talks
        self._muted = self._talking = False
        self._pressed = 0.0  # when, in `time.monotonic()` seconds

    def key(self, key: str) -> None:
        """From the thread that reads keys."""
        talk = self.conversation
        if talk is None:
            if key == "q":  # while engines are loaded: as Ctrl-C does
                os.kill(os.getpid(), signal.SIGINT)
        elif key == "q":
            self.close()
        elif key == ESCAPE:
            talk.stop()
        elif key in "\r\n " and self._talks:
            self._talking, self._pressed = not self._talking, monotonic()
            (talk.press if self._talking else talk.release)()
        elif key == "k" and self.keep:
            self.keep()
        elif key == " ":
            self._muted = not self._muted
            talk.mute(self._muted)

    def let_go(self, key: str) -> None:
        """Where the terminal reports it: who held the key while talking is done."""
        if self._talking and self.conversation and key in "\r\n " and monotonic() - self._pressed >= HELD:
            self._talking = False
            self.conversation.release()

    def close(self) -> None:
        """End the conversation, or see to it that none begins. From any thread."""
        self.closed = True
        if self.conversation is not None:
            self.conversation.close()
        self.close_mic()
