"""Who is to do what by when: what people take on or ask for while they talk. Questions, wishes without a time, what was
and what would be are none. Knows no sentence beyond its form, and keeps nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from vacli.core.meaning import ActionItem, Entity
from vacli.understand.annotations.action_words import NAME, WORDS
from vacli.understand.annotations.days import due
from vacli.understand.annotations.entities import entities
from vacli.understand.language import code_of
from vacli.understand.moments import Moment
from vacli.understand.text import LONGEST

TIMES = frozenset({"date", "time", "recurrence"})
_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\w)[^.!?;\n]*)*[.!?;\n]*")
_ENDS = " \t\n,.;:!"


def action_items(
    text: str, language: str = "en", named: tuple[Entity, ...] | None = None, now: datetime | None = None
) -> tuple[ActionItem, ...]:
    """In the order of the text. `named` are its entities, if they are known already."""
    text, now = text[:LONGEST], now or datetime.now()
    forms = _forms(code_of(language))
    if not forms.any.search(text):
        return ()
    found = named if named is not None else entities(text, language, now=now)
    return tuple(forms.items(text, found, now))


@lru_cache(maxsize=4)
def _forms(code: str) -> "Forms":
    return Forms(code)


@dataclass(frozen=True, slots=True)
class Hit:
    """A form: from `start`, `what` it is about from `end`; `dated`: it counts with a time only."""

    who: str
    opened: int
    start: int
    end: int
    dated: bool


class Forms:
    def __init__(self, code: str) -> None:
        words = WORDS[code]
        forms = [(who, form, False) for who, form in words.sure] + [(who, form, True) for who, form in words.dated]
        self._forms = [(who, re.compile(rf"(?:{form})(?:\s+|(?<=['’]))", re.I), dated) for who, form, dated in forms]
        plain = "|".join(re.sub(r"\?P<who>", "?:", form) for _, form, _ in forms)
        self.any = re.compile(rf"\b(?:{plain})", re.I)
        self._opens = re.compile(rf"(?:[,:]\s*|\b)(?:(?:{words.opens})\b[\s,]+)+|[,:]\s+", re.I)
        self._never = re.compile(words.never, re.I)
        self._hypothetical = re.compile(rf"\W*(?:{words.hypothetical})\b", re.I)
        self._other = re.compile(rf",\s+(?!(?:and|or|und|oder|et|ou|y|o|e)\b)(?:{words.nobody})\b", re.I)
        self._nobody = re.compile(rf"(?:{words.nobody})$", re.I)
        self._when = re.compile(rf"(?:^|\s)({words.when})$", re.I)
        self._before = re.compile(rf"(?:^|\s){words.before_when}\s+$", re.I)
        self._dangling = re.compile(r"\s(?:for|and|to|für|und|pour|et|para|y)$", re.I)
        self._in = re.compile(r"(?:^|\s)(?:in|within|dans|en|dentro de)\s+$", re.I)

    def items(self, text: str, named: tuple[Entity, ...], now: datetime) -> Iterator[ActionItem]:
        times = [each for each in named if each.kind in TIMES or self._is_delay(each, text)]
        for match in _SENTENCE.finditer(text):
            start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
            if self._hypothetical.match(text, start, end):
                continue
            lead = next((each for each in times if each.start == start), None)
            hits = list(self._hits(text, start, end, lead))
            for hit, after in zip(hits, [*(each.opened for each in hits[1:]), end], strict=False):
                item = self._item(text, hit, self._break(text, hit.end, after), times, lead, now)
                if item and not (match[0].rstrip().endswith("?") and not hit.dated):
                    yield item

    def _break(self, text: str, start: int, end: int) -> int:
        """Where another sentence begins that is no form: "I'll do that, it is fun"."""
        found = self._other.search(text, start, end)
        return found.start() if found else end

    def _is_delay(self, each: Entity, text: str) -> bool:
        """ "in ten minutes" """
        return each.kind == "duration" and bool(self._in.search(text[: each.start]))

    def _hits(self, text: str, start: int, end: int, lead: Entity | None) -> Iterator[Hit]:
        """The forms of a sentence, where one may stand."""
        opens = [(start, start), *((match.span()) for match in self._opens.finditer(text, start, end))]
        if lead:
            opens.append((lead.end, lead.end + len(text[lead.end :]) - len(text[lead.end :].lstrip(_ENDS))))
        past = start
        for opened, at in sorted(opens):
            hit = self._hit(text, opened, at, end) if at >= past else None
            if hit:
                past = hit.end
                yield hit

    def _hit(self, text: str, opened: int, at: int, end: int) -> Hit | None:
        for who, form, dated in self._forms:
            match = form.match(text, at, end)
            name = match["who"] if match and not who else ""
            if match and not (NAME in form.pattern and self._nobody.match(name)):
                return Hit(who or name, opened, at, match.end(), dated)
        return None

    def _item(
        self, text: str, hit: Hit, after: int, times: list[Entity], lead: Entity | None, now: datetime
    ) -> ActionItem | None:
        end = hit.end + len(text[hit.end : after].rstrip(_ENDS + "?"))
        if self._never.match(text, hit.end, end):
            return None
        within = [each for each in times if hit.start <= each.start and each.end <= end]
        begin = self._begin_of_when(text, hit.end, end, within)
        what, when = self._dangling.sub("", text[hit.end : begin].strip(_ENDS)), text[begin:end].strip(_ENDS)
        if not when and within:
            past = self._end_of_when(text, hit.end, within)
            when = text[hit.end : past].strip(_ENDS) or within[0].text
            what = text[past:end].strip(_ENDS)
        if not when and lead:
            within, when = [lead], lead.text
        if not what or (hit.dated and not when):
            return None
        why = f"{text[hit.start : hit.end].strip().lower()!r}" + (" with a time" if hit.dated else "")
        return ActionItem(hit.who, what, when, text[hit.start : end], _due(within, now), why)

    def _end_of_when(self, text: str, start: int, times: list[Entity]) -> int:
        """Where the times end that a piece of text begins with; its beginning if it begins with none."""
        for each in times:
            between = text[start : each.start]
            if start <= each.start and (not between.strip() or self._before.fullmatch(between)):
                start = each.end
        return start

    def _begin_of_when(self, text: str, start: int, end: int, times: list[Entity]) -> int:
        """Where the time begins that a piece of text ends in; its end if it ends in none."""
        begin = end
        while begin > start:
            said = text[start:begin].rstrip(_ENDS)
            last = next((each for each in times if each.end == start + len(said)), None)
            phrase = self._when.search(said)
            if last is None and phrase is None:
                break
            begins = [last.start] if last else []
            begins += [start + phrase.start(1)] if phrase else []
            begin = min(begins)
            if before := self._before.search(text[start:begin]):
                begin = start + before.start()
        return begin


def _due(times: list[Entity], now: datetime) -> str:
    """As an ISO date, with the time of the day if there is one."""
    day = next((date.fromisoformat(str(each.value)) for each in times if each.kind == "date"), None)
    at = next((Moment(str(each.value), "open" if each.unit else "") for each in times if each.kind == "time"), None)
    delay = next((float(each.value) for each in times if each.kind == "duration"), None)
    if delay is not None and not day and not at:
        try:
            return (now + timedelta(seconds=delay)).isoformat(timespec="minutes")
        except OverflowError:
            return ""
    return due(day, at, now)
