"""Segments to subtitles: what is on the screen from when to when. Knows no file format.

Times are whole milliseconds, never go back and never overlap. Lines are broken between words; where the recogniser gave
no word times, they are spread over the segment by length.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vacli.core.words import Transcript
from vacli.text.document import one_line

STANDARD_WIDTH = 42
"""Characters in a line of subtitles, where only the number of lines was asked for."""
SHORTEST = 100
"""Milliseconds that a cue stays, if the next one lets it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`width` in characters a line and `lines` in a cue, 0 = no limit. `highlight` marks each word as it is spoken."""

    width: int = 0
    lines: int = 0
    highlight: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is written; `start`, `end` in seconds; `spaced` if a space comes before it within a line."""

    text: str
    start: float
    end: float
    spaced: bool


@dataclass(frozen=True, slots=True)
class Cue:
    """`start`, `end` in ms."""

    start: int
    end: int
    lines: tuple[tuple[Token, ...], ...]
    speaker: str | None = None
    timed: bool = False  # its words have times of their own


def cues(segments: Iterable[Transcript], layout: Layout = Layout()) -> list[Cue]:
    """Subtitles in order of time; segments without text give none."""
    return in_order(cue for segment in segments for cue in _split(segment, layout))


def in_order(found: Iterable[Cue]) -> list[Cue]:
    """Sorted by time; who overlaps is cut where the next begins."""
    ordered: list[Cue] = []
    for cue in sorted(found, key=lambda cue: (cue.start, cue.end)):
        start = max(cue.start, 0)
        if ordered and start < ordered[-1].end:
            if start > ordered[-1].start:
                ordered[-1] = replace(ordered[-1], end=start)
            else:
                start = ordered[-1].end
        ordered.append(replace(cue, start=start, end=max(cue.end, start + SHORTEST)))
    return ordered


def plain(line: Iterable[Token]) -> str:
    """A line as text."""
    return "".join(" " * (token.spaced and place > 0) + token.text for place, token in enumerate(line))


def moments(cue: Cue) -> Iterator[tuple[int, int, Token | None]]:
    """The cue from word to word: (start ms, end ms, the word that is being spoken or None in between)."""
    at = cue.start
    words = [token for line in cue.lines for token in line]
    for word, following in pairwise([*words, None]):
        assert word is not None
        start = min(max(milliseconds(word.start), at), cue.end)
        latest = min(max(milliseconds(following.start), start), cue.end) if following else cue.end
        end = min(max(milliseconds(word.end), start), latest)
        if start > at:
            yield at, start, None
        if end > start:
            yield start, end, word
        at = end
    if cue.end > at:
        yield at, cue.end, None


def milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000)) if math.isfinite(seconds) else 0


def _split(segment: Transcript, layout: Layout) -> Iterator[Cue]:
    text = one_line(segment.text)
    if not text:
        return
    tokens, timed = _tokens(text, segment)
    width = layout.width or (STANDARD_WIDTH if layout.lines else 0)
    lines = list(_wrap(tokens, width)) if width else [tuple(tokens)]
    count = layout.lines or len(lines)
    for at in range(0, len(lines), count):
        group = tuple(lines[at : at + count])
        start = segment.start if at == 0 else group[0][0].start
        end = segment.end if at + count >= len(lines) else group[-1][-1].end
        yield Cue(milliseconds(start), milliseconds(end), group, segment.speaker, timed)


def _tokens(text: str, segment: Transcript) -> tuple[list[Token], bool]:
    """The words with their times, and whether these are the recogniser's own."""
    found = _located(text, segment)
    if found:
        return found, True
    a_letter = max(segment.end - segment.start, 0.0) / len(text)
    spread = [
        Token(match[0], segment.start + match.start() * a_letter, segment.start + match.end() * a_letter, True)
        for match in re.finditer(r"\S+", text)
    ]
    return spread, False


def _located(text: str, segment: Transcript) -> list[Token]:
    """Each recognised word at its place in the text, with the punctuation around it; none if they do not agree."""
    words = [word for word in segment.words if one_line(word.text)]
    edges: list[int] = []
    at = 0
    for word in words:
        place = text.find(one_line(word.text), at)
        if place < 0:
            return []
        space = text.rfind(" ", at, place)
        edges.append(space + 1 if space >= 0 else place)
        at = place + len(one_line(word.text))
    bounds = pairwise([0, *edges[1:], len(text)])
    return [
        Token(text[left:right].strip(), word.start, word.end, left > 0 and text[left - 1] == " ")
        for (left, right), word in zip(bounds, words, strict=False)
    ]


def _wrap(tokens: Sequence[Token], width: int) -> Iterator[tuple[Token, ...]]:
    """Lines of up to `width` characters."""
    line: list[Token] = []
    length = 0
    for token in (piece for whole in tokens for piece in _broken(whole, width)):
        if line and length + token.spaced + len(token.text) > width:
            yield tuple(line)
            line, length = [], 0
        length += len(token.text) + (token.spaced and bool(line))
        line.append(token)
    if line:
        yield tuple(line)


def _broken(token: Token, width: int) -> Iterator[Token]:
    """A word that fills more than a line (Chinese text, an address), in pieces."""
    a_letter = (token.end - token.start) / len(token.text)
    for at in range(0, len(token.text), width):
        part = token.text[at : at + width]
        start = token.start + at * a_letter
        yield Token(part, start, start + len(part) * a_letter, token.spaced and at == 0)
