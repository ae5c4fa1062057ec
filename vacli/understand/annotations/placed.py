"""Tokens with the places in the text that they stand for. Knows no meaning."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from vacli.understand.text import LONGEST, Reader, Token

WIDEST = 3
"""Pieces of a text that are read as one, at the most, such as "pour cent"."""
_ENDS = ".,;:!?…\"'()[]«»“”„¿¡"


@dataclass(frozen=True, slots=True)
class Placed:
    """`token` stands for `text[start:end]`."""

    token: Token
    start: int
    end: int


def placed(reader: Reader, text: str, fillers: Collection[str] = ()) -> list[Placed]:
    """The tokens that `reader` reads, hesitations left out, and where they stand."""
    words = [each for each in _words(reader, text[:LONGEST]) if each[0] not in fillers]
    plain = [word for word, _, _ in words]
    found: list[Placed] = []
    at = 0
    while at < len(words):
        token, end = reader.token(plain, at, [each.token for each in found[-1:]])
        if not (isinstance(token, str) and found and found[-1].token == token):
            found.append(Placed(token, words[at][1], words[end - 1][2]))
        at = end
    return found


def _words(reader: Reader, text: str) -> Iterator[tuple[str, int, int]]:
    """The reader's words, each with the place of the piece of text that it was in."""
    whole, read = reader.words(text), 0
    pieces = [_bare(text, *match.span()) for match in re.finditer(r"\S+", text)]
    at = 0
    while at < len(pieces):
        for wide in range(1, WIDEST + 1):
            start, end = pieces[at][0], pieces[min(at + wide, len(pieces)) - 1][1]
            said = reader.words(text[start:end])
            if said == whole[read : read + len(said)]:
                break
        else:  # a sign before it is a word only for what stands around it: "5 - 3"
            wide, (start, end) = 1, pieces[at]
            said = whole[read : read + 1 + len(reader.words(text[start:end]))]
        yield from ((word, start, end) for word in said)
        at, read = at + wide, read + len(said)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a piece stands without the punctuation around it."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(_ENDS))
    return (start + left, start + left + len(piece.strip(_ENDS))) if piece.strip(_ENDS) else (start, end)
