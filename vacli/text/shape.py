"""Written text from bare recognised words: figures, times, dates, units, money, spelled words, capitals, and a mark at
the end.

The opposite of the ear. For engines that give lower-case words without punctuation; what is written already stays as it
is, so doing it twice changes nothing. No word is lost: it is written shorter, or as it was. Time is linear in the text.
Knows no grammar: a text is one sentence, and a comma is never put in.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from vacli.core.words import primary
from vacli.text.ear_rules import LANGUAGES
from vacli.text.shape_language import CARDINAL, END, ORDINAL, SAID, Shapes, figure
from vacli.text.shape_rules import rules
from vacli.text.shape_words import SHAPES

WORDY = 10
"""Numbers below this stay words where nothing around them asks for a figure."""
_CLOSED = re.compile(r"([¿¡]*)(.*?)([\s.!?…:;,。！？\"'”’»)]*)", re.DOTALL)
_OURS = re.compile(f"[{CARDINAL}{ORDINAL}{SAID}{END}]")
_MARKED = re.compile(f"([{CARDINAL}{ORDINAL}])([^{SAID}]*){SAID}([^{END}]*){END}")


def shaped(text: str, language: str = "en") -> str:
    """`language` is a code such as en or de-AT; in one without rules only the beginning and the end are written."""
    code = primary(language)
    return "\n".join(_line(line, code) for line in _OURS.sub(" ", text).splitlines())


def _line(line: str, code: str) -> str:
    if not any(letter.isalnum() for letter in line):
        return line.strip()
    opening, body, closing = _CLOSED.fullmatch(line.strip()).groups()  # type: ignore[union-attr]
    words = re.split(r"[ \t]+", body)
    shapes = SHAPES.get(code)
    if shapes is None:
        return opening + _sentence(" ".join(words), "", closing or ".")
    text = " ".join(_numbered(words, code, shapes))
    for pattern, written in _compiled(code):
        text = pattern.sub(written, text)
    text = _MARKED.sub(lambda match: _left(match, shapes), text)
    asks = shapes.asks.match(text.lower()) is not None and not shapes.tells.match(text.lower())
    for pattern, written in shapes.cases:
        text = pattern.sub(written, text)
    if closing or opening:
        return _sentence(text, opening, closing)
    return _sentence(text, shapes.opens, shapes.mark) if asks else _sentence(text)


@cache
def _compiled(code: str) -> "tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]":
    return tuple((re.compile(pattern), written) for pattern, written in rules(SHAPES[code], LANGUAGES[code]))


def _numbered(words: Sequence[str], code: str, shapes: Shapes) -> Iterator[str]:
    """The words, each number among them as one piece that says its value and its words."""
    from text_to_num import find_numbers  # type: ignore[import-untyped]  # 25 ms, which written text need not wait for

    at = 0
    for found in find_numbers([Spoken(shapes.alike.get(word, word)) for word in words], code, threshold=0.0):
        begin = found.start - (
            found.start > at and words[found.start - 1].lower() in shapes.articles and found.value >= 100
        )
        yield from words[at:begin]
        at = found.end
        yield from _number(words[begin:at], found.text, found.value, found.is_ordinal, shapes)
    yield from words[at:]


def _number(said: Sequence[str], text: str, value: float, ordinal: bool, shapes: Shapes) -> Iterator[str]:
    scale = said[-1].lower()
    if ordinal and said[0].lower() in (*shapes.scales, *shapes.round):
        yield from said  # "million second"
    elif ordinal:
        yield f"{ORDINAL}{text}{SAID}{' '.join(said)}{END}"
    elif (
        (scale := said[-1].lower()) in shapes.scales
        and value >= 1e6
        and len(said) > 1
        and said[0].lower() not in shapes.articles
    ):
        yield f"{CARDINAL}{figure(value / shapes.scales[scale], shapes)}{SAID}{' '.join(said[:-1])}{END}"
        yield said[-1]
    elif scale in (*shapes.scales, *shapes.round) and len(said) - (said[0].lower() in shapes.articles) == 1:
        yield from said  # "a hundred", "thousand"
    else:
        whole = value == int(value) and text.isdigit()
        yield f"{CARDINAL}{figure(value, shapes) if whole else text}{SAID}{' '.join(said)}{END}"


def _left(match: re.Match[str], shapes: Shapes) -> str:
    """A number that no rule has taken."""
    kind, text, said = match.groups()
    digits = re.sub(r"\D", "", text)
    return said if len(digits) < 2 and (kind == ORDINAL or int(digits) < WORDY) else text


def _sentence(text: str, opens: str = "", closes: str = ".") -> str:
    first = next((at for at, letter in enumerate(text) if letter.isalnum()), 0)
    capital = text[first].upper()
    return f"{opens}{text[:first]}{capital if len(capital) == 1 else text[first]}{text[first + 1 :]}{closes}"


class Spoken:
    """A word as the library takes it."""

    def __init__(self, word: str) -> None:
        self._word = word

    def text(self) -> str:
        return self._word

    def nt_separated(self, previous: "Spoken") -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return len(self._word) < 2 or not self._word.replace("-", "").isalpha()
