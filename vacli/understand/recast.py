"""Second looks at a request that no template fits: without its asides, and with what was corrected left out.

People say "set a timer for five, no, ten minutes", or put "you know" into the middle. These are only ways to read the
same words again: whether one of them is a request, templates decide. Knows one language's word lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vacli.understand.text import Frame, Tokens

MOST = 40
"""Readings of one request that are looked at, about."""
NEAR = 6
"""Tokens before a correction among which is what it corrects."""
DROPPED = 3
"""Tokens that a plain correction ("no wait") takes the place of, at the most, where nothing in them is alike."""


class Recast:
    """`words` may have these lists; without them nothing is read again.

    `asides`: phrases that say nothing. `vaguely`: words that say nothing before a number. `roundabout`: what else comes
    before a request. `corrections`: what stands between what was wrong and what is right; a `plain` one means nothing
    else, a `slight` one counts only where alike words stand around it. `alike`: groups of words of which one corrects
    another. `doing`: verbs in the form that they have behind one of `minding`. `turns` stand between a reason and the
    request that it is for, `reasons` begin one behind it; a word of `pointing` in it
    means something in the rest of the text, so that it says nothing alone.
    """

    def __init__(self, words: Mapping[str, Any]) -> None:
        corrections = words.get("corrections", {})
        self._plain, self._slight = (_phrases(corrections.get(kind, ())) for kind in ("plain", "slight"))
        self._asides = _phrases(words.get("asides", ()))
        roundabout = [*words["before"], *words.get("roundabout", ())]
        self._frames = Frame(words["before"], words["after"]), Frame(roundabout, words["after"])
        self._turns, self._reasons = (_phrases(words.get(kind, ())) for kind in ("turns", "reasons"))
        self._pointing = frozenset(words.get("pointing", ()))
        self._vaguely = frozenset(words.get("vaguely", ()))
        self._minding = _phrases(words.get("minding", ()))
        self._doing: Mapping[str, str] = words.get("doing", {})
        self._alike = {word: group[-1] for group in words.get("alike", ()) for word in group}

    def doubts(self, said: Tokens, anything: bool) -> bool:
        """Whether a free text holds a correction or is an aside; one of `anything` only ends in a correction."""
        plain = _first(said, self._plain) is not None and not anything
        ends = any(said[-len(phrase) :] == phrase for phrase in (*self._plain, *self._slight))
        return plain or ends or (said in self._asides and not anything)

    def readings(self, tokens: Tokens) -> Iterator[Tokens]:
        """Other ways to read the tokens of a text, the likeliest first."""
        seen = {tokens}
        for each in self._all(tokens):
            for reading in (frame.strip(each) for frame in self._frames):
                if reading and reading not in seen:
                    seen.add(reading)
                    yield reading
            if len(seen) > MOST:
                return

    def parts(self, tokens: Tokens) -> Iterator[Tokens]:
        """The request within a text that also tells why: behind a "so" or "can you", before an "it is" or "because"."""
        for at in range(1, len(tokens)):
            ends = [at + len(phrase) for phrase in self._turns if tokens[at : at + len(phrase)] == phrase]
            found = [tokens[end:] for end in ends[:1]]
            if at > 1 and any(tokens[at : at + len(phrase)] == phrase for phrase in self._reasons):
                found.append(tokens[:at])
            stripped = [self._frames[0].strip(each) for each in found]
            yield from (each for each in stripped if self._pointing.isdisjoint(each) and len(each) > 1)

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
            if found is None or not found[0] or found[1] == len(tokens):
                continue
            wrong, right = tokens[: found[0]], tokens[found[1] :]
            again = _first(right, (*self._plain, *self._slight))
            if again and again[1] < len(right):  # "five no six no seven"
                right = next(self._replaced(right[: again[0]], right[again[1] :], plain), right)
            yield from self._replaced(wrong, right, plain)

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
        following = (*tokens[1:], "") if tokens else ()
        pairs = zip(tokens, following, strict=True)
        return tuple(token for token, after in pairs if token not in self._vaguely or isinstance(after, str))


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
