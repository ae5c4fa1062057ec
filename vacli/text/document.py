"""A recording's transcript as one document: its segments and how they came about. Knows no file format."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vacli.core.words import Transcript, Word

UNSPACED = ("zh", "yue", "ja", "th", "lo", "my", "km")
"""Languages that write no spaces between words."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Document:
    """`load_s`, `decode_s`: seconds the engine took to load and to transcribe. `duration_s`: sound that was read."""

    file: str
    engine: str
    model: str
    device: str
    duration_s: float
    segments: tuple[Transcript, ...]
    load_s: float = 0.0
    decode_s: float = 0.0

    @property
    def language(self) -> str | None:
        """What most of the time was spoken in, None if nobody knows."""
        spoken: dict[str, float] = {}
        for segment in self.segments:
            if segment.language:
                spoken[segment.language] = spoken.get(segment.language, 0.0) + segment.end - segment.start
        return max(spoken, key=lambda language: spoken[language], default=None)

    @property
    def text(self) -> str:
        return join_text(self.segments, self.language)

    @property
    def confidence(self) -> float | None:
        """Mean over the segments that have one, by their length."""
        known = [(each.confidence, max(each.end - each.start, 0.01)) for each in self.segments if each.text]
        rated = [(value, seconds) for value, seconds in known if value is not None and math.isfinite(value)]
        if not rated:
            return None
        return sum(value * seconds for value, seconds in rated) / sum(seconds for _, seconds in rated)

    def as_dict(self) -> dict[str, Any]:
        """The document as plain JSON."""
        return {
            "file": self.file,
            "engine": self.engine,
            "model": self.model,
            "device": self.device,
            "language": self.language,
            "duration_s": number(self.duration_s),
            "text": self.text,
            "confidence": number(self.confidence),
            "segments": [segment_dict(segment) for segment in self.segments],
            "timing": {
                "load_s": number(self.load_s),
                "decode_s": number(self.decode_s),
                "rtf": number(self.decode_s / self.duration_s) if self.duration_s else None,
            },
        }


def join_text(segments: Iterable[Transcript], language: str | None = None) -> str:
    """The segments' texts as running text."""
    between = "" if language in UNSPACED else " "
    return between.join(text for segment in segments if (text := one_line(segment.text)))


def one_line(text: str) -> str:
    """No line breaks, tabs or control characters; single spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


def segment_dict(segment: Transcript) -> dict[str, Any]:
    """One segment as plain JSON; `speaker` only where one is known."""
    content: dict[str, Any] = {
        "start": number(segment.start),
        "end": number(segment.end),
        "text": one_line(segment.text),
        "confidence": number(segment.confidence),
        "words": _words(segment.words),
    }
    return content | ({"speaker": segment.speaker} if segment.speaker else {})


def number(value: float | None) -> float | None:
    """To the millisecond, or thousandth; JSON knows neither NaN nor infinity."""
    return round(value, 3) if value is not None and math.isfinite(value) else None


def _words(words: Sequence[Word]) -> list[dict[str, Any]]:
    return [
        {
            "word": word.text.strip(),
            "start": number(word.start),
            "end": number(word.end),
            "confidence": number(word.confidence),
        }
        for word in words
    ]
