"""The gate of a wake phrase: who may begin a turn, and how long nobody has to repeat the phrase.

Counts samples, reads no clock. It is told when speech begins, when the phrase was heard and when the answer is over; it
knows no engine and no sound. While a question is heard or answered it is awake, so speech over the answer, and a stop
word, need no phrase. A phrase inside a sentence calls nobody: in sound it must follow a short lull (the spotter sees to
that), in text it must stand at the beginning; what was said before the lull is dropped.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

PATIENCE = 5.0
"""Seconds in which a question may follow the bare phrase, even where no follow-up is wanted."""

ALIKE = 0.83
"""Share of like letters from which heard words are taken for the phrase, if they begin alike: `hay computer` is
`hey computer`, `the computer` is not.
"""
FILLERS = frozenset(("um", "uh", "er", "oh", "ah", "okay", "ok", "so", "well", "and", "please"))
MOST_FILLERS = 2


class Wake:
    """`follow_up` in seconds, at `rate` Hz. Owned by one thread. Begins asleep."""

    def __init__(self, follow_up: float, rate: int) -> None:
        self._follow_up = round(follow_up * rate)
        self._patience = max(self._follow_up, round(PATIENCE * rate))
        self._until = -1  # awake up to this sample
        self._busy = False  # a question is heard, or answered

    def awake(self, at: int) -> bool:
        """Whether speech that begins at this sample needs no phrase."""
        return self._busy or at < self._until

    def begun(self, start: int) -> bool:
        """Speech began, backdated. True: it is a turn. False: nothing but the phrase is listened for."""
        self._busy = self.awake(start)
        return self._busy

    def called(self) -> None:
        """The phrase was heard in what is said, or it breaks off what was being said: it is a turn."""
        self._busy = True

    def bare(self, at: int) -> None:
        """Nothing but the phrase was said: the question is yet to come."""
        self._busy, self._until = False, at + self._patience

    def answered(self, at: int, *, meant: bool = True) -> None:
        """The answer was played, broken off, or there was none. Unless it was `meant`, the time left is not renewed,
        or else a television would keep the gate open for ever."""
        self._busy = False
        if meant:
            self._until = max(self._until, at + self._follow_up)

    def sleep(self) -> None:
        """The phrase is needed again: muted."""
        self._busy, self._until = False, -1


class WakeText:
    """The phrase at the beginning of what was recognised: where sound cannot tell, and to take it out where it can."""

    def __init__(self, phrase: str) -> None:
        self._words = len(_WORD.findall(phrase))
        self._wanted = _sounds(phrase)

    def split(self, text: str) -> str | None:
        """What follows the phrase, "" if nothing does; None if the text does not begin with it.

        Of a text that still grows None is not final: `hey comp` may become the phrase.
        """
        end = self._end(text)
        if end is None:
            return None
        rest = text[end:].lstrip(" ,.;:!?-\u2013\u2014")
        again = self.split(rest)
        return rest if again is None else again

    def _end(self, text: str) -> int | None:
        """The character after the phrase: the best of what one word more or less would give."""
        words = list(_WORD.finditer(text))
        first = 0
        while first < min(MOST_FILLERS, len(words)) and words[first].group().lower() in FILLERS:
            first += 1
        found = max(self._alike(text, words[: first + self._words + 2], first), default=(0.0, 0))
        return found[1] if found[0] >= ALIKE else None

    def _alike(self, text: str, words: list[re.Match[str]], first: int) -> Iterator[tuple[float, int]]:
        for skipped in range(first + 1):
            for word in words[skipped : skipped + self._words + 1]:
                said = _sounds(text[words[skipped].start() : word.end()])
                if said[0] == self._wanted[0]:
                    yield SequenceMatcher(None, self._wanted, said, autojunk=False).ratio(), word.end()


_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_SAME = (("ph", "f"), ("wh", "w"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("y", "i"))


def _sounds(text: str) -> str:
    """Letters without spaces, written alike where they sound alike in English."""
    letters = "".join(_WORD.findall(text.lower()))
    for old, new in _SAME:
        letters = letters.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", letters)
