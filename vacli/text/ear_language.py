"""What a language brings so that figures, dates and signs can be spoken in it; numbers in words. Knows no text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

LONGEST = 15
"""Digits of a number that is read as one; longer ones are read digit by digit."""

Rule: TypeAlias = tuple[str, Callable[[re.Match[str]], str]]
"""A pattern, and what is said instead of what it matches."""


@dataclass(frozen=True)
class Language:
    """`decimal` is the mark before a fraction, `groups` a character class of the marks between thousands.

    units: sign -> one of them with its article, several; scales likewise, for sums of money. currencies: sign -> one,
    several, one hundredth, several. words: how the signs of `ear_rules` are said. rules: those of this language alone,
    applied after dates and times; late_rules just before the numbers that are left.
    """

    code: str
    decimal: str
    groups: str
    months: tuple[str, ...]
    words: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    currencies: Mapping[str, tuple[str, str, str, str]]
    scales: Mapping[str, tuple[str, str]]
    abbreviations: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    late_rules: tuple[Rule, ...]
    date: Callable[[int | None, int, int], str]  # year, month 1..12, day
    clock: Callable[[int, int, int], str]  # hour, minute, second
    day_first: bool = True
    fraction_as_number: bool = False  # 3,14 is read "three comma fourteen"

    @property
    def number(self) -> str:
        """Pattern of an unsigned number, as it is written in this language."""
        mark = re.escape(self.decimal)
        grouped = rf"\d{{1,3}}(?:{self.groups}\d{{3}}){{1,8}}(?!\d)"
        return rf"{grouped}(?:{mark}\d{{1,15}})?|\d{{1,15}}{mark}\d{{1,15}}|\d{{1,40}}"

    def say(self, number: str) -> str:
        """A number as `number` matches it, in words."""
        whole, _, fraction = number.partition(self.decimal)
        whole = re.sub(r"\D", "", whole)
        spoken = digits(whole, self.code) if _as_digits(whole) else cardinal(int(whole), self.code)
        if not fraction:
            return spoken
        as_number = self.fraction_as_number and len(fraction) <= 3 and fraction[0] != "0"
        after = cardinal(int(fraction), self.code) if as_number else digits(fraction, self.code)
        return f"{spoken} {self.words['point']} {after}"

    def value(self, number: str) -> float:
        """The same as a value."""
        whole, _, fraction = number.partition(self.decimal)
        return float(re.sub(r"\D", "", whole) + "." + (fraction or "0"))

    def counted(self, number: str, one: str, many: str) -> str:
        """So many of them: "one kilometer", "two kilometers"; the article of `one` gives the gender."""
        if self.value(number) == 1 and self.decimal not in number:
            return one
        return f"{agree(self.say(number), one, self.code)} {many}"


def table(article: str, names: str, plural: str = "") -> dict[str, tuple[str, str]]:
    """From "km kilomètre|kilomètres; ..." with the article before one; without a second form `plural` is added."""
    entries = (entry.split(" ", 1) for entry in names.split("; "))
    forms = {sign: (name.split("|")[0], name.split("|")[-1]) for sign, name in entries}
    return {sign: (f"{article} {one}", many if many != one else one + plural) for sign, (one, many) in forms.items()}


@lru_cache(maxsize=4096)
def cardinal(number: int, code: str) -> str:
    return _words(number, code, "cardinal")


@lru_cache(maxsize=1024)
def ordinal(number: int, code: str) -> str:
    return _words(number, code, "ordinal")


@lru_cache(maxsize=1024)
def year(number: int, code: str) -> str:
    return _words(number, code, "year")


def _words(number: int, code: str, kind: str) -> str:
    from num2words import num2words  # 0.1 s, which a text without figures need not wait for

    words: str = num2words(number, lang=code, to=kind)
    return words.replace(",", "")


def digits(text: str, code: str) -> str:
    """One by one; what is no digit is left out."""
    return " ".join(cardinal(int(letter), code) for letter in text if letter in "0123456789")


def agree(words: str, one: str, code: str) -> str:
    """A number before a noun, in its gender: Spanish "veintiuno" -> "veintiún kilómetros", "veintiuna horas"."""
    feminine = one.split(" ")[0] in ("una", "une")
    if code == "es" and words.endswith("uno"):
        return words[:-1] + "a" if feminine else re.sub(r"veintiuno$", "veintiún", words).removesuffix("o")
    if code == "fr" and feminine and re.search(r"\bun$", words):
        return words + "e"
    return words


def _as_digits(whole: str) -> bool:
    return len(whole) > LONGEST or (len(whole) > 1 and whole[0] == "0")
