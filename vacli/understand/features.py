"""A request as the learned models see it: words, and the kinds of numbers, times and days, as hashed features.

The hash is the same in every process, so weights can be kept. Knows no intent and no slot.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from vacli.understand.lengths import length
from vacli.understand.moments import LISTS, Calendar, Read
from vacli.understand.text import Token, Tokens

Hashes: TypeAlias = NDArray[np.uint32]
WORD, LETTERS = 0, 1
"""The lowest bit of a feature's hash: whether it is of words, or of letters within one."""
GRAMS = (2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a number, or several tokens that say a time, a day or a length of time (`value` in seconds)."""

    name: str  # the word; # for a number, @at, @day, @every or @for for the others
    begin: int
    end: int
    value: Token | Read


def pieces(tokens: Tokens, calendar: Calendar) -> list[Piece]:
    """The tokens in their order, the longest reading of each."""
    others, found, at = calendar.read(tokens), list[Piece](), 0
    while at < len(tokens):
        found.append(_piece(tokens, at, others.get(at, [])))
        at = found[-1].end
    return found


def _piece(tokens: Tokens, at: int, others: Sequence[tuple[int, Read]]) -> Piece:
    lasts = length(tokens, at)
    if others and (lasts is None or others[0][0] >= lasts[0]):
        end, read = others[0]
        return Piece(f"@{LISTS[type(read)]}", at, end, read)
    if lasts:
        return Piece("@for", at, lasts[0], lasts[1])
    token = tokens[at]
    return Piece(token if isinstance(token, str) else "#", at, at + 1, token)


def features(names: Sequence[str]) -> Hashes:
    """Words, pairs of them, groups of letters within them, how it begins and about how long it is; each once."""
    around = ("<", *names, ">")
    found = [hashed(name, WORD) for name in names]
    found += [hashed(f"first {name}", WORD) for name in names[:1]]
    found.append(hashed(f"long {min(len(names) // 3, 5)}", WORD))
    found += [hashed(f"{one} {other}", WORD) for one, other in pairwise(around)]
    for name in names:
        found += _letters(name)
    return np.unique(np.array(found, np.uint32))


def hashed(feature: str, kind: int = WORD) -> int:
    return zlib.crc32(feature.encode()) & 0xFFFFFFFE | kind


@lru_cache(maxsize=4096)
def _letters(name: str) -> tuple[int, ...]:
    if name[0] in "#@$":
        return ()
    word = f" {name} "
    return tuple(hashed(word[at : at + size], LETTERS) for size in GRAMS for at in range(len(word) - size + 1))
