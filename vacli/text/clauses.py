"""Cuts text into what can be spoken at a time: a stream of generated text into clauses, the first as soon as possible,
and a long text into pieces of bounded length. Time is linear in the text. Knows no voice.
"""

import re
from collections.abc import Iterator

FIRST_WORDS = 6
"""The first clause ends after this many words even without punctuation: the listener is waiting."""

LONGEST = 300
"""Characters of a clause; what has no punctuation for so long is cut at a comma or between words."""

_CLOSING = r"[\"'”’»)\]*_]*"
_FENCE = re.compile(r"\s{0,20}(```|~~~)")
_FIRST = re.compile(rf"[,;:.!?…。！？，；]{_CLOSING}\s|[。！？，；]|\n")
_LATER = re.compile(rf"[;:.!?…。！？；]{_CLOSING}\s|[。！？；]|\n")
_SENTENCE = re.compile(rf"[;:.!?…]{_CLOSING}\s|[。！？；]|\n")
_SOFT = (re.compile(r",\s|，"), re.compile(r"\s"))
_WORD = re.compile(r"\S+\s")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|No|Nr|vs|approx|ca|ggf|bzw|Mme|Mlle|Sra?|Dra?|"
    r"e\.g|i\.e|z\.B|d\.h|u\.a|p\.ej|EE\.UU|[A-HJ-Z])\.\s$"
)
_UNSURE = re.compile(r"(?:^|[\s(])(?:\d{1,2}|etc|usw|Inc|Ltd|Co|Jr|[ap]\.m|U\.S|U\.K)\.\s$")
_LINE_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,2}\.\s$")
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")


def clauses(pieces: Iterator[str], first_words: int = FIRST_WORDS) -> Iterator[str]:
    """Clauses in order; joined they are the text, but for white space between them. A block of code is one clause."""
    rest, early = "", first_words
    for piece in pieces:
        rest += piece
        at = 0
        while (cut := _next(rest, at, early)) is not None:
            if clause := rest[at : at + cut].strip():
                yield clause
                early = 0
            at += cut
        rest = rest[at:]
    if rest.strip():
        yield rest.strip()


def bounded(text: str, longest: int = LONGEST) -> Iterator[str]:
    """Pieces of at most `longest` characters, cut after a sentence, else a comma, else a word, else anywhere."""
    at = 0
    while at < len(text):
        window = text[at : at + longest]
        cut = len(window) if at + longest >= len(text) else _last_border(window)
        if piece := window[:cut].strip():
            yield piece
        at += cut


def _next(text: str, at: int, early: int) -> int | None:
    """Length of the clause that begins at `at`; None if its end is not there yet."""
    if fence := _FENCE.match(text, at):
        return _code(text, at, fence)
    return _cut(text[at : at + LONGEST], early, len(text) > at + LONGEST)


def _code(text: str, at: int, fence: re.Match[str]) -> int | None:
    """The same for a block of code, up to the line that closes it."""
    close = text.find(f"\n{fence[1]}", fence.end())
    end = text.find("\n", close + 1) if close >= 0 else -1
    return end + 1 - at if end >= 0 else None


def _cut(window: str, early: int, full: bool) -> int | None:
    """Where the clause at the beginning of `window` ends; None if that is not known yet.

    `early`: the words after which the first clause ends, if no mark stands among twice as many; 0 for a later clause.
    `full`: there is more text than the window.
    """
    words = [match.end() for match in _WORD.finditer(window)] if early else []
    latest = words[2 * early - 1] if early and len(words) >= 2 * early else len(window)
    for match in (_FIRST if early else _LATER).finditer(window, 0, latest):
        ends = _is_border(window, match.end(), full)
        if ends is None:
            return None
        if ends:
            return match.end()
    if early and len(words) >= early:
        return words[early - 1]
    return _last_border(window) if full else None


def _is_border(window: str, end: int, full: bool) -> bool | None:
    """Whether the mark before `end` closes a clause; None if only the next word can tell."""
    before = window[max(0, end - 12) : end]
    if _ABBREVIATED.search(before) or _LINE_NUMBER.search(window[:end]):
        return False
    if not _UNSURE.search(before):
        return True
    word = re.match(r"\s*(\w+)(\W?)", window[end:])
    if word is None or not (word[2] or full):
        return full or None
    return not (word[1][0].islower() or word[1][:3].lower() in _MONTHS)


def _last_border(window: str) -> int:
    for border in (_SENTENCE, *_SOFT):
        if ends := [match.end() for match in border.finditer(window)]:
            return ends[-1]
    return len(window)
