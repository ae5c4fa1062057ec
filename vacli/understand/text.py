"""From what a recogniser wrote, or somebody typed, to plain tokens: lower-case words, and numbers as numbers.

Recognisers give either bare lower-case words or written sentences; after this both look the same. Knows no meaning.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from vacli.understand.numbers import Numerals

Token: TypeAlias = str | int | float
Tokens: TypeAlias = tuple[Token, ...]

LONGEST = 4000
"""Characters of a text that are looked at."""

_PIECE = re.compile(r"-?\d[\d.,]*\d|-?\d|(?<=\d):(?=\d\d)|[+*/×÷%€$=]|[^\W_]+(?:'[^\W_]+)*'?")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


class Reader:
    """One language. `symbols` and `contractions` map a written form to the words it stands for."""

    def __init__(
        self,
        numerals: Numerals,
        symbols: Mapping[str, str],
        contractions: Mapping[str, str],
        fillers: Iterable[str] = (),
    ) -> None:
        self._numerals = numerals
        replaced = {**symbols, **contractions}
        self._replaced = {written: spoken.split() for written, spoken in replaced.items() if " " not in written}
        self._joined = {written: spoken for written, spoken in replaced.items() if " " in written}
        self._fillers = frozenset(fillers)

    def tokens(self, text: str) -> Tokens:
        """Words and numbers of a text, without punctuation, hesitations and words said twice in a row."""
        words = [word for word in self.words(text) if word not in self._fillers]
        found: list[Token] = []
        at = 0
        while at < len(words):
            token, at = self.token(words, at, found)
            if isinstance(token, str) and found and found[-1] == token:
                continue
            found.append(token)
        return tuple(found)

    def words(self, text: str) -> list[str]:
        """Lower-case words as they stand, hesitations included."""
        plain = unicodedata.normalize("NFC", text[:LONGEST]).lower().replace("’", "'").replace("‘", "'")
        plain = re.sub(r"(?<=\d) - (?=\d)", " − ", plain).replace("−", " " + self._symbol("−") + " ")
        plain = re.sub(r"(?<=[^\W\d_])-|-(?=[^\W\d_])", " ", plain)
        for written, spoken in self._joined.items():  # the "cent" of "pour cent" is no number
            plain = plain.replace(written, spoken)
        found = []
        for piece in _PIECE.findall(_GLUED.sub(" ", plain)):
            for word in self._replaced.get(piece, [piece.strip("'")]):
                found += self._numerals.split(word)
        return [word for word in found if word]

    def _symbol(self, symbol: str) -> str:
        return " ".join(self._replaced.get(symbol, ()))

    def token(self, words: list[str], at: int, before: Sequence[Token]) -> tuple[Token, int]:
        """The token that begins at a word and where it ends; `before` are those before it."""
        negative = words[at] in self._numerals.minus and not (before and isinstance(before[-1], int | float))
        number = self._number(words, at + negative)
        if number is None:
            return words[at], at + 1
        value, end = number
        return (-value if negative else value), end

    def _number(self, words: list[str], at: int) -> tuple[int | float, int] | None:
        figure = self._numerals.figure(words[at]) if at < len(words) else None
        if figure is None:
            return self._numerals.read(words, at)
        if at + 1 < len(words) and words[at + 1] in self._numerals.thousands:  # "2 million"
            return figure * self._numerals.thousands[words[at + 1]], at + 2
        return figure, at + 1


class Frame:
    """Politeness around a request: "could you ... please". Both lists hold phrases of one or more words."""

    def __init__(self, before: Iterable[str], after: Iterable[str]) -> None:
        self.before = sorted((tuple(phrase.split()) for phrase in before), key=len, reverse=True)
        self.after = sorted((tuple(phrase.split()) for phrase in after), key=len, reverse=True)

    def strip(self, tokens: Tokens) -> Tokens:
        """What is left without them."""
        found = True
        while found:
            found = False
            for phrase in self.before:
                if tokens[: len(phrase)] == phrase:
                    tokens, found = tokens[len(phrase) :], True
            for phrase in self.after:
                if tokens and tokens[-len(phrase) :] == phrase:
                    tokens, found = tokens[: -len(phrase)], True
        return tokens
