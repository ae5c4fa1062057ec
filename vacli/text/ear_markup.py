"""Takes Markdown, HTML, emoji and control characters off a text: what is left could be read from a page of prose.

The Markdown is that of markdown-it-py (CommonMark with tables). Text is parsed in bounded pieces, because some junk
takes time in the square of its length.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from vacli.text.clauses import bounded

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 1000
"""Characters that are parsed at a time."""

MOST_LINKS = 30
"""In a piece of LONGEST. Where there are more it is junk, on which the parser's time grows with their square."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIST_NUMBER = re.compile(r"(?m)^( {0,3})(\d{1,9})([.)])(?=\s+(\S*)|$)")
_MONTHS = re.compile(r"(?i)(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)")
_CITATION = re.compile(r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\]")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z+-][a-z0-9_+-]{1,30}:(?![\w:])")
_EMOTICON = re.compile(r"(?<!\S)(?:[:;=8][-o^']?[)(DPp|\\]|<3|\^_?\^|[xX]D)(?!\S)")
_TAG = re.compile(r"<[^<>]{0,500}>")
_KEPT_SYMBOLS = "°→←×÷±≈−½¼¾⅓⅔²³"
_ENDS = ".!?…:;,。！？"


def plain(text: str, code: str) -> str:
    """One line of prose. `code` is said for a block of code."""
    blocks: list[str] = []
    for paragraph in _paragraphs(_clean(text)):
        if paragraph is None:
            blocks.append(code)
            continue
        pieces = [paragraph] if len(paragraph) <= LONGEST else list(bounded(paragraph, LONGEST))
        blocks += _read(pieces[0])
        for piece in pieces[1:]:  # the same paragraph goes on
            first, *others = _read(piece) or [""]
            blocks[-1:] = [f"{blocks[-1]} {first}" if blocks else first]
            blocks += others
    spoken = [_emoticonless(block) for block in blocks]
    return _sentences([block for block in spoken if block])


def _clean(text: str) -> str:
    """Without control and format characters; line breaks stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.replace("℃", "°C").replace("℉", "°F").replace("\t", " ")
    return "".join(letter for letter in text if letter == "\n" or _is_text(letter))


def _is_text(letter: str) -> bool:
    if letter.isalnum() or letter in _KEPT_SYMBOLS:
        return True
    kind = unicodedata.category(letter)
    if kind[0] == "C" or kind == "So" or "\ufe00" <= letter <= "\ufe0f" or letter == "\u20e3":
        return False
    return not "\U0001f3fb" <= letter <= "\U0001f3ff"


def _paragraphs(text: str) -> Iterator[str | None]:
    """Stretches between blank lines; None for a block of code."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
            continue
        if mark and "`" not in line[mark.end() :]:
            fence = mark[1]
        if fence or not line.strip():
            if lines:
                yield "\n".join(lines)
            lines = []
            if fence:
                yield None
        else:
            lines.append(line)
    if lines:
        yield "\n".join(lines)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # 0.1 s, which who says nothing need not wait for

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable(["code", "reference"])


def _read(text: str) -> list[str]:
    """The blocks of a piece of Markdown as lines of prose."""
    text = _LIST_NUMBER.sub(_unlisted, text)
    text = _CITATION.sub("", text)
    if text.count("[") > MOST_LINKS:
        text = text.replace("[", " ")
    blocks: list[str] = []
    row: list[str] | None = None  # of a table
    number = ""
    for token in _parser().parse(text):
        if token.type == "list_item_open":
            number = f"{token.info}, " if token.info else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            blocks.append(", ".join(filter(None, row or [])))
            row = None
        elif token.type == "html_block":
            blocks.append(_TAG.sub(" ", token.content))
        elif token.type == "inline":
            (blocks if row is None else row).append(number + _inline(token.children or []))
            number = ""
    return blocks


def _unlisted(match: re.Match[str]) -> str:
    """A year or a day of the month at the beginning of a line is no number of a list."""
    listed = len(match[2]) < 3 and bool(match[4]) and not _MONTHS.match(match[4])
    return match[0] if listed else f"{match[1]}{match[2]}\\{match[3]}"


def _inline(tokens: "Sequence[Token]") -> str:
    said = []
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            said.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            said.append(" ")
        elif token.type == "image":
            said.append(token.content)
    return "".join(said).strip()


def _emoticonless(text: str) -> str:
    return _EMOTICON.sub(" ", _SHORTCODE.sub(" ", text)).strip()


def _sentences(blocks: Sequence[str]) -> str:
    """Every block but the last ends like a sentence, so that the voice falls."""
    ended = [block if block[-1] in _ENDS else f"{block}." for block in blocks[:-1]]
    return " ".join([*ended, *blocks[-1:]])
