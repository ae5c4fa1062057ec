"""A document in every format that is asked for: text, subtitles, tables, JSON. Strings only; writes no file."""

import csv
import html
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from vacli.core.words import Transcript
from vacli.text.cues import Cue, Layout, Token, cues, milliseconds, moments, plain
from vacli.text.document import Document, number, one_line, segment_dict

PLAIN = Layout()
STREAMED = ("txt", "jsonl")
"""Formats that have a line for each segment and nothing else: they can be given out while the recogniser works."""


def render(document: Document, name: str, layout: Layout = PLAIN) -> str:
    """The whole document in format `name`, one of FORMATS."""
    return FORMATS[name](document, layout)


def line(name: str, file: str, segment: Transcript) -> str:
    """One segment in a format of STREAMED, without the line's end; nothing if it has no text."""
    text = one_line(segment.text)
    if name == "txt" or not text:
        return f"{segment.speaker}: {text}" if text and segment.speaker else text
    return json.dumps({"file": file, **segment_dict(segment)}, ensure_ascii=False)


def txt(document: Document, layout: Layout = PLAIN) -> str:
    """A segment a line."""
    return _lines("txt", document)


def jsonl(document: Document, layout: Layout = PLAIN) -> str:
    """A segment a line, each with the file's name."""
    return _lines("jsonl", document)


def as_json(document: Document, layout: Layout = PLAIN) -> str:
    return json.dumps(document.as_dict(), ensure_ascii=False, indent=2) + "\n"


def srt(document: Document, layout: Layout = PLAIN) -> str:
    blocks = [
        f"{count}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n"
        for count, (start, end, text) in enumerate(_shown(document, layout, _srt_word), 1)
    ]
    return "\n".join(blocks)


def vtt(document: Document, layout: Layout = PLAIN) -> str:
    """WebVTT; speakers as voice tags."""
    blocks = [
        f"{_clock(start, '.')} --> {_clock(end, '.')}\n{text}\n"
        for start, end, text in _shown(document, layout, html_escape, voice=True)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def lrc(document: Document, layout: Layout = PLAIN) -> str:
    """Lyrics: the time in front of each line; with `highlight`, in front of each word."""
    rows = []
    for cue in cues(document.segments, layout):
        for place, tokens in enumerate(cue.lines):
            start = cue.start if place == 0 else milliseconds(tokens[0].start)
            words = " ".join(f"<{_short_clock(milliseconds(token.start))}>{token.text}" for token in tokens)
            rows.append(f"[{_short_clock(start)}]{words if layout.highlight else _spoken(cue, plain(tokens))}\n")
    return "".join(rows)


def tsv(document: Document, layout: Layout = PLAIN) -> str:
    """Times in milliseconds; no quoting, as tabs never occur in the text."""
    rows = [f"{cue.start}\t{cue.end}\t{_spoken(cue, _whole(cue))}\n" for cue in cues(document.segments)]
    return "".join(["start\tend\ttext\n", *rows])


def as_csv(document: Document, layout: Layout = PLAIN) -> str:
    """Times in seconds, quoted where needed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["start", "end", "speaker", "text", "confidence"])
    for segment in (segment for segment in document.segments if one_line(segment.text)):
        row = (number(segment.start), number(segment.end), segment.speaker, one_line(segment.text))
        writer.writerow([*row, number(segment.confidence)])
    return out.getvalue()


FORMATS: dict[str, Callable[[Document, Layout], str]] = {
    "txt": txt,
    "srt": srt,
    "vtt": vtt,
    "tsv": tsv,
    "json": as_json,
    "jsonl": jsonl,
    "csv": as_csv,
    "lrc": lrc,
}


def html_escape(text: str) -> str:
    return html.escape(text, quote=False)


def _srt_word(text: str) -> str:
    return text.replace("-->", "->")


def _lines(name: str, document: Document) -> str:
    rows = (line(name, document.file, segment) for segment in document.segments)
    return "".join(f"{row}\n" for row in rows if row)


def _shown(
    document: Document, layout: Layout, escape: Callable[[str], str], voice: bool = False
) -> Iterator[tuple[int, int, str]]:
    """What stands on the screen, from when to when in ms; with `highlight`, once for each word."""
    for cue in cues(document.segments, layout):
        steps = moments(cue) if layout.highlight and cue.timed else [(cue.start, cue.end, None)]
        for start, end, word in steps:
            rows = [_marked(tokens, word, escape) for tokens in cue.lines]
            text = "\n".join(rows)
            if cue.speaker:
                name = escape(one_line(cue.speaker))
                text = f"<v {name}>{text}" if voice else f"{name}: {text}"
            yield start, end, text


def _marked(tokens: tuple[Token, ...], spoken: Token | None, escape: Callable[[str], str]) -> str:
    """A line, the word that is being spoken underlined."""
    pieces: list[Any] = []
    for place, token in enumerate(tokens):
        text = escape(token.text)
        pieces += [" " * (token.spaced and place > 0), f"<u>{text}</u>" if token is spoken else text]
    return "".join(pieces)


def _whole(cue: Cue) -> str:
    return " ".join(plain(tokens) for tokens in cue.lines)


def _spoken(cue: Cue, text: str) -> str:
    return f"{one_line(cue.speaker)}: {text}" if cue.speaker else text


def _clock(at: int, point: str) -> str:
    seconds, fraction = divmod(at, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{fraction:03}"


def _short_clock(at: int) -> str:
    return f"{at // 60_000:02}:{at // 1000 % 60:02}.{at % 1000 // 10:02}"
