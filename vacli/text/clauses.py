"""Cuts a stream of generated text into clauses that can be spoken one by one, the first as soon as possible."""

import re
from collections.abc import Iterator

FIRST_WORDS = 6
"""The first clause ends after this many words even without punctuation: the listener is waiting."""

_FIRST = re.compile(r"[,;:.!?…][\"')\]]*\s|\n")
_LATER = re.compile(r"[;:.!?…][\"')\]]*\s|\n")
_TITLES = re.compile(r"(?:^|\s)(?:Mr|Mrs|Ms|Dr|St|No|vs|e\.g|i\.e|[A-Z])\.\s$")


def clauses(pieces: Iterator[str]) -> Iterator[str]:
    """Clauses in order; joined they are the text, but for white space at their borders."""
    rest, first = "", True
    for piece in pieces:
        rest += piece
        while (cut := _cut(rest, first)) is not None:
            if clause := rest[:cut].strip():
                yield clause
                first = False
            rest = rest[cut:]
    if rest.strip():
        yield rest.strip()


def _cut(text: str, first: bool) -> int | None:
    for match in (_FIRST if first else _LATER).finditer(text):
        if not _TITLES.search(text[: match.end()]):
            return match.end()
    if first:
        words = list(re.finditer(r"\S+\s", text))
        if len(words) >= FIRST_WORDS:
            return words[FIRST_WORDS - 1].end()
    return None
