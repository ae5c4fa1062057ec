"""What a text names: numbers, durations, quantities, money, times and dates seen from now, items of a list, and the
user's own rooms and people. Of two that overlap the longer one counts. Knows no intent and keeps nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from vacli.core.meaning import Entity
from vacli.understand.annotations.amounts import Amounts, Found
from vacli.understand.annotations.days import date_of, in_year, year_after
from vacli.understand.annotations.entity_words import WORDS
from vacli.understand.annotations.placed import Placed, placed
from vacli.understand.language import code_of, language
from vacli.understand.moments import Day, Every, Moment, Read
from vacli.understand.text import LONGEST

MOST_TOKENS = 200
"""Tokens of a text that are looked at, so that no text takes long."""
LONGEST_ITEM = 4
"""Words of an item of a list."""
_ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
_SIGNED = re.compile(r"(£|¥)\s?(\d+(?:[.,]\d\d)?)(?!\w)")


def entities(
    text: str, language: str = "en", names: Mapping[str, str] | None = None, now: datetime | None = None
) -> tuple[Entity, ...]:
    """In the order of the text. `names` are the user's own words and what each is: {"kitchen": "room"}."""
    return _finder(code_of(language)).find(text, names or {}, now or datetime.now())


@lru_cache(maxsize=4)
def _finder(code: str) -> "Entities":
    return Entities(code)


class Entities:
    def __init__(self, code: str) -> None:
        self._data = language(code)
        self._words = WORDS[code]
        self._amounts = Amounts(code, self._words)
        adding = rf"\b(?:{self._words.adding})\s+(.{{1,200}}?)\s+{self._words.onto}"
        buying = rf"\b(?:{self._words.buying})\s+(.{{1,200}}?)(?=\s+(?:{self._words.until})\b|[.!?;]|$)"
        self._listed = (re.compile(adding, re.I), re.compile(buying, re.I))
        self._between = re.compile(self._words.between, re.I)
        self._article = re.compile(self._words.articles, re.I)

    def find(self, text: str, names: Mapping[str, str], now: datetime) -> tuple[Entity, ...]:
        text = text[:LONGEST]
        tokens = placed(self._data.reader, text, self._data.words["fillers"])[:MOST_TOKENS]
        read = [*self._moments(tokens, now.date()), *self._amounts.read(tokens, text)]
        candidates = [*named(text, names), *_written(text), *(_entity(each, tokens, text) for each in read)]
        chosen = _longest(candidates)
        chosen += [item for item in self._items(text, chosen) if not _overlaps(item, chosen)]
        return tuple(sorted(chosen, key=lambda each: each.start))

    def moments(self, tokens: Sequence[Placed]) -> Iterator[tuple[int, int, Read]]:
        """Times and days, where they begin and end; of one place the longest first."""
        known = self._data.calendar.read([each.token for each in tokens])
        for at, readings in known.items():
            for end, read in readings:
                if not isinstance(read, Moment) or self._is_time(tokens, at, end):
                    yield at, end, read
        yield from self._hours(tokens, known)

    def _moments(self, tokens: Sequence[Placed], today: date) -> Iterator[Found]:
        for at, end, read in self.moments(tokens):
            if isinstance(read, Moment):
                yield Found("time", read.at, at, end, "12h" if read.half == "open" else "", "a time of the day")
            elif isinstance(read, Every):
                yield Found("recurrence", read.every, at, end, "", "days that come again")
            else:
                yield from _dates(read, tokens, at, end, today)

    def _is_time(self, tokens: Sequence[Placed], at: int, end: int) -> bool:
        """Not a sum, a year or a length of time: those that may be need a word before them, such as "at"."""
        said = [each.token for each in tokens[at:end]]
        words = [token for token in said if isinstance(token, str) and token not in self._words.unsure]
        before = tokens[at - 1].token if at else ""
        return bool(words) or before in self._words.at or before in self._words.near

    def _hours(self, tokens: Sequence[Placed], known: Collection[int]) -> Iterator[tuple[int, int, Moment]]:
        """Bare hours: "at seven". `known`: where a time or a day begins."""
        for at, (before, each) in enumerate(pairwise(tokens), 1):
            hour = each.token
            if not isinstance(hour, int) or not 0 <= hour <= 24:
                continue
            after = tokens[at + 1 : at + 2]
            follows = after and (isinstance(after[0].token, int | float) or self._amounts.counts(after[0].token))
            ends = not after or at + 1 in known
            if (before.token in self._words.at and not follows) or (before.token in self._words.bare and ends):
                yield at, at + 1, Moment(f"{hour % 24:02}:00", "open" if 1 <= hour <= 12 else "")

    def _items(self, text: str, chosen: Sequence[Entity]) -> Iterator[Entity]:
        for match in (match for pattern in self._listed for match in pattern.finditer(text)):
            for start, end in _parts(self._between, text, *match.span(1)):
                start = max([start, *(each.end for each in chosen if start <= each.start < each.end < end)])
                while spaced := self._article.match(text, start + _space(text, start), end):
                    start = spaced.end()
                start += _space(text, start)
                said = text[start:end].rstrip(" ,.;!?")
                if said and len(said.split()) <= LONGEST_ITEM and not any(each.isdigit() for each in said):
                    why = f"listed after {match[0].split()[0].lower()!r}"
                    yield Entity("item", said.lower(), said, start, start + len(said), "", why)


def named(text: str, names: Mapping[str, str]) -> Iterator[Entity]:
    """The user's own words, whatever their case; the longest of those that begin at one place."""
    if not names:
        return
    kinds = {" ".join(name.casefold().split()): (name, kind) for name, kind in names.items()}
    for match in _any_of(tuple(sorted(kinds, key=len, reverse=True))).finditer(text):
        name, kind = kinds.get(" ".join(match[0].casefold().split()), (match[0], ""))
        yield Entity(kind, name, match[0], *match.span(), "", "one of your own names")


@lru_cache(maxsize=8)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    written = (r"\s+".join(map(re.escape, name.split())) for name in names if name)
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)


def _written(text: str) -> Iterator[Entity]:
    """What only stands in written text: 2026-05-03, £5."""
    for match in _ISO.finditer(text):
        try:
            date.fromisoformat(match[0])
        except ValueError:
            continue
        yield Entity("date", match[0], match[0], *match.span(), "", "a written date")
    for match in _SIGNED.finditer(text):
        amount = float(match[2].replace(",", "."))
        yield Entity(
            "money", amount, match[0], *match.span(), {"£": "GBP", "¥": "JPY"}[match[1]], "a sign and a number"
        )


def _dates(day: Day, tokens: Sequence[Placed], at: int, end: int, today: date) -> Iterator[Found]:
    year = year_after(tokens, end) if day.month else None
    when = in_year(day, year[0]) if year else None
    if year and when:
        yield Found("date", when.isoformat(), at, year[1], "", "a day of a year")
    elif found := date_of(day, today):
        yield Found("date", found.isoformat(), at, end, "", f"a day, seen from {today}")


def _entity(found: Found, tokens: Sequence[Placed], text: str) -> Entity:
    start, end = tokens[found.begin].start, tokens[found.end - 1].end
    return Entity(found.kind, found.value, text[start:end], start, end, found.unit, found.explanation)


def _longest(candidates: Sequence[Entity]) -> list[Entity]:
    """Without those that overlap a longer one, or an earlier one as long."""
    chosen: list[Entity] = []
    for each in sorted(candidates, key=lambda each: each.start - each.end):
        if not _overlaps(each, chosen):
            chosen.append(each)
    return chosen


def _overlaps(one: Entity, others: Sequence[Entity]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _parts(between: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in between.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _space(text: str, start: int) -> int:
    return len(text[start:]) - len(text[start:].lstrip())
