"""Numbers said in words, in four languages: words to figures, and figures back to words for grammars.

Knows cardinal numbers only: no ordinals, no years, no times of the clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

Phrase = tuple[str, ...]
MOST = 10**15
"""Figures beyond this are not read as one number: nobody says them."""


@dataclass(frozen=True)
class Numerals:
    """The words of one language. `small` holds 0 to 99, each as it is said; `others` further ways to say them."""

    small: tuple[Phrase, ...]
    hundreds: dict[str, int]
    thousands: dict[str, int]
    point: frozenset[str]
    minus: frozenset[str]
    others: dict[Phrase, int] = field(default_factory=dict)
    articles: frozenset[str] = frozenset()  # "a hundred"
    joins: frozenset[str] = frozenset()  # "two hundred and five"
    compounds: tuple[str, ...] = ()  # written together with what they multiply
    bare: frozenset[str] = frozenset()  # no number when alone: also articles
    figures: tuple[str, str] = (",", ".")  # between thousands, before decimals

    def spell(self, number: int) -> Phrase:
        """0..100 as words."""
        if number < 100:
            return self.small[number]
        return ("one", next(iter(self.hundreds))) if self.articles else (next(iter(self.hundreds)),)

    def figure(self, token: str) -> float | int | None:
        """A token written in figures as its value, such as 12,000 or 2.5; else None."""
        if not token[-1:].isdigit():
            return None
        group, comma = self.figures
        head, _, tail = token.lstrip("-").partition(comma)
        parts = head.split(group)
        if not all(part.isdecimal() for part in (*parts, tail or "0")) or any(len(part) != 3 for part in parts[1:]):
            return None
        return _value(token[:1] == "-", "".join(parts), tail)

    def read(self, tokens: Sequence[str], at: int) -> tuple[float | int, int] | None:
        """The number that begins at `at` and where it ends; None if none does."""
        whole = self._whole(tokens, at)
        if whole is None or (whole[1] == at + 1 and tokens[at] in self.bare):
            return None
        value, end = whole
        if end >= len(tokens) or tokens[end] not in self.point:
            return value, end
        digits, last = "", end + 1
        while (found := self._small(tokens, last)) and found[0] < 10:
            digits, last = digits + str(found[0]), found[1]
        return (_value(False, str(value), digits), last) if digits else (value, end)

    def _whole(self, tokens: Sequence[str], at: int) -> tuple[int, int] | None:
        total, current, start = 0, -1, at
        if at + 1 < len(tokens) and tokens[at] in self.articles and self._multiplies(tokens[at + 1]):
            current, at = 1, at + 1
        while at < len(tokens) and total < MOST:
            token = tokens[at]
            if token in self.hundreds and (current in range(-1, 100) and (current > 0 or not self.articles)):
                current, at = max(current, 1) * self.hundreds[token], at + 1
            elif token in self.thousands and (current > 0 or (not total and not self.articles)):
                total, current, at = total + max(current, 1) * self.thousands[token], -1, at + 1
            elif (current < 0 or current >= 100) and (found := self._small(tokens, at)):
                current, at = max(current, 0) + found[0], found[1]
            elif token in self.joins and (total or current >= 100) and self._small(tokens, at + 1):
                at += 1
            else:
                break
        return (total + max(current, 0), at) if at > start and (total or current >= 0) else None

    def _multiplies(self, token: str) -> bool:
        return token in self.hundreds or token in self.thousands

    def _small(self, tokens: Sequence[str], at: int) -> tuple[int, int] | None:
        for length in (4, 3, 2, 1):
            number = self._table.get(tuple(tokens[at : at + length])) if at + length <= len(tokens) else None
            if number is not None:
                return number, at + length
        return None

    def split(self, token: str) -> list[str]:
        """A compound such as zweihundertfünf in its parts; any other token as it is."""
        parts = token
        for multiplier in self.compounds:
            parts = parts.replace(multiplier, f" {multiplier} ")
        found = parts.split()
        fits = all((part,) in self._table or part in self.compounds or part == "ein" for part in found)
        return [part for part in found if part != "ein"] if fits and len(found) > 1 else [token]

    @cached_property
    def _table(self) -> dict[Phrase, int]:
        return {phrase: n for n, phrase in enumerate(self.small)} | self.others


def _value(negative: bool, whole: str, decimals: str) -> float | int:
    value = float(f"{whole}.{decimals[:9]}") if decimals.strip("0") else int(whole[:18])
    return -value if negative else value


def _phrases(units: str, tens: str, joined: str) -> tuple[Phrase, ...]:
    """0 to 99 from the words below twenty (or thirty) and the tens above; `joined` holds {t} and {u}."""
    low, high = units.split(), tens.split()
    above = [joined.format(t=ten, u=unit) if unit else ten for ten in high for unit in ("", *low[1:10])]
    return tuple(tuple(phrase.split()) for phrase in (*low, *above))


def _english() -> Numerals:
    low = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    low += " seventeen eighteen nineteen"
    small = _phrases(low, "twenty thirty forty fifty sixty seventy eighty ninety", "{t} {u}")
    thousands = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    minus, articles = frozenset({"minus", "negative"}), frozenset({"a"})
    others: dict[Phrase, int] = {("fourty",): 40}
    return Numerals(
        small, {"hundred": 100}, thousands, frozenset({"point"}), minus, others, articles, frozenset({"and"})
    )


def _german() -> Numerals:
    low = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    low += " siebzehn achtzehn neunzehn"
    tens = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
    small = tuple((p[0].replace("einsund", "einund"),) for p in _phrases(low, tens, "{u}und{t}"))
    others: dict[Phrase, int] = {("zwo",): 2, ("dreissig",): 30}
    thousands = {"tausend": 10**3, "million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9}
    point, minus = frozenset({"komma"}), frozenset({"minus"})
    compounds, joins = ("tausend", "hundert"), frozenset({"und"})
    return Numerals(
        small, {"hundert": 100}, thousands, point, minus, others, joins=joins, compounds=compounds, figures=(".", ",")
    )


def _french() -> Numerals:
    low = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    teens = (*low.split(), "dix sept", "dix huit", "dix neuf")
    small = [*teens]
    for ten in ("vingt", "trente", "quarante", "cinquante", "soixante"):
        small += [ten, f"{ten} et un", *(f"{ten} {unit}" for unit in teens[2:10])]
    small += ["soixante dix", "soixante et onze", *(f"soixante {unit}" for unit in teens[12:20])]
    small += ["quatre vingts", *(f"quatre vingt {unit}" for unit in teens[1:20])]
    others: dict[Phrase, int] = {("quatre", "vingt"): 80, ("septante",): 70, ("nonante",): 90}
    thousands = {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}
    phrases = tuple(tuple(phrase.split()) for phrase in small)
    hundreds = {"cent": 100, "cents": 100}
    point, minus, bare = frozenset({"virgule"}), frozenset({"moins"}), frozenset({"un"})
    return Numerals(phrases, hundreds, thousands, point, minus, others, bare=bare, figures=(" ", ","))


def _spanish() -> Numerals:
    low = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    low += " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    low += " veintiséis veintisiete veintiocho veintinueve"
    small = _phrases(low, "treinta cuarenta cincuenta sesenta setenta ochenta noventa", "{t} y {u}")
    others: dict[Phrase, int] = {("veintiún",): 21, ("veintidos",): 22, ("veintitres",): 23, ("dieciseis",): 16}
    names = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
    hundreds = {name: 100 * n for n, name in enumerate(names.split(), 1)} | {"ciento": 100}
    thousands = {"mil": 10**3, "millón": 10**6, "millones": 10**6}
    point, minus = frozenset({"coma", "punto"}), frozenset({"menos"})
    return Numerals(small, hundreds, thousands, point, minus, others, figures=(".", ","))


_MAKERS = {"en": _english, "de": _german, "fr": _french, "es": _spanish}


def numerals(language: str) -> Numerals:
    """The number words of a language. KeyError for one that is not known."""
    return _MAKERS[language]()
