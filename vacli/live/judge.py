"""What growing words amount to, look after look. Pure; knows no recogniser, no thread and no clock."""

import re

from vacli.core.meaning import Understander
from vacli.core.words import Completeness

_WORDS = re.compile(r"\w+")


class Judge:
    """One utterance. `closed`: its recogniser hears nothing but a grammar."""

    def __init__(self, understander: Understander, closed: bool) -> None:
        self.likely = Completeness.UNKNOWN  # by the latest words alone
        self.paused = False
        self._understander = understander
        self._closed = closed
        self._text: str | None = None

    def counts(self, looked: bool) -> bool:
        """Whether news counts that came by itself, or because somebody `looked`: in silence guesses only wander."""
        return looked or not (self.paused and self._closed)

    def __call__(self, text: str) -> Completeness:
        """The words end a turn soon only if two looks in a row found the same."""
        again = self._text is not None and same(text, self._text)
        self._text = text
        if not text and self.paused and self._closed:  # the beginning of something that is not in the grammar
            self.likely = Completeness.UNFINISHED
        else:
            self.likely = self._understander.completeness(text)
        return self.likely if again or self.likely is not Completeness.COMPLETE else Completeness.UNKNOWN


def same(one: str, other: str) -> bool:
    """The same words, whatever their case and punctuation."""
    return _WORDS.findall(one.lower()) == _WORDS.findall(other.lower())
