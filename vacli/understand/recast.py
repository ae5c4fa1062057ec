"""Second looks at a request that no template fits: without its asides, and with what was corrected left out.

People say "set a timer for five, no, ten minutes", or put "you know" into the middle. These are only ways to read the
same words again: whether one of them is a request, templates decide. Knows one language's word lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vacli.understand.text import Frame, Tokens

MOST = 24
"""Readings of one request that are looked at."""
NEAR = 6
"""Tokens before a correction among which is what it corrects."""
DROPPED = 3
"""Tokens that a plain correction ("no wait") takes the place of, at the most, where nothing in them is alike."""


class Recast:
    """`words` may have the lists `asides` (phrases that say nothing), `roundabout` (what else comes before a request),
    `corrections` (each between what was wrong and what is right; `plain` ones mean nothing else, a `slight` one only
    where alike words stand around it), `alike` (groups of words of which one corrects another) and `doing`
    (verbs in the form that they have behind one of `minding`). Without them nothing is read again.
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        corrections = words.get("corrections", {})
        self._plain, self._slight = (_phrases(corrections.get(kind, ())) for kind in ("plain", "slight"))
        self._asides = _phrases(words.get("asides", ()))
        self._frame = Frame([*words["before"], *words.get("roundabout", ())], words["after"])
        self._minding = _phrases(words.get("minding", ()))
        self._doing: Mapping[str, str] = words.get("doing", {})
        self._alike = {word: group[0] for group in words.get("alike", ()) for word in group}

    def corrects(self, tokens: Tokens) -> bool:
        """Whether it holds words that mean nothing but that what was said before them was wrong."""
        return _first(tokens, self._plain) is not None

    def readings(self, tokens: Tokens) -> Iterator[Tokens]:
        """Other ways to read the tokens of a text, the likeliest first, at most `MOST`."""
        seen, count = {tokens, self._frame.strip(tokens)}, 0
        first = self._frame.strip(tokens)
        if first != tokens:
            yield first
        for each in self._all(tokens):
            reading = self._frame.strip(each)
            if reading and reading not in seen:
                seen.add(reading)
                count += 1
                yield reading
            if count == MOST:
                return

    def _all(self, tokens: Tokens) -> Iterator[Tokens]:
        asked = self._asked(tokens)
        yield asked
        yield from self._corrected(asked)
        bare = self._without_asides(asked)
        if bare != asked:
            yield bare
            yield from self._corrected(bare)

    def _asked(self, tokens: Tokens) -> Tokens:
        """ "would you mind turning on" as "turn on"."""
        found = _first(tokens, self._minding)
        if found and found[1] < len(tokens) and (verb := self._doing.get(str(tokens[found[1]]))):
            return (verb, *tokens[found[1] + 1 :])
        return tokens

    def _corrected(self, tokens: Tokens) -> Iterator[Tokens]:
        for phrases, plain in ((self._plain, True), (self._slight, False)):
            found = _first(tokens, phrases)
            while found:
                wrong, right = tokens[: found[0]], tokens[found[1] :]
                inner = _first(right, (*self._plain, *self._slight))
                if inner:  # of several corrections the last one holds, so the first one goes first
                    right = next(self._replaced(right[: inner[0]], right[inner[1] :], True), right)
                if wrong and right:
                    yield from self._replaced(wrong, right, plain)
                found = None

    def _replaced(self, wrong: Tokens, right: Tokens, plain: bool) -> Iterator[Tokens]:
        kind = self._kind(right[0])
        places = range(len(wrong) - 1, max(-1, len(wrong) - 1 - NEAR), -1)
        for at in (place for place in places if self._kind(wrong[place]) == kind):
            yield wrong[:at] + right
            yield wrong[:at] + right + wrong[at + 1 :]
        if plain:
            yield from (wrong[:-count] + right for count in range(1, min(DROPPED, len(wrong) - 1) + 1))
            yield right

    def _kind(self, token: object) -> object:
        return self._alike.get(token, token) if isinstance(token, str) else "#"

    def _without_asides(self, tokens: Tokens) -> Tokens:
        found = _first(tokens, self._asides)
        while found:
            tokens = tokens[: found[0]] + tokens[found[1] :]
            found = _first(tokens, self._asides)
        return tokens


def _phrases(said: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The longest first."""
    return tuple(sorted((tuple(phrase.split()) for phrase in said), key=len, reverse=True))


def _first(tokens: Tokens, phrases: Sequence[tuple[str, ...]]) -> tuple[int, int] | None:
    """Where the first of the phrases begins and ends, the longest of those that begin there."""
    for at in range(len(tokens)):
        for phrase in phrases:
            if tokens[at : at + len(phrase)] == phrase:
                return at, at + len(phrase)
    return None
