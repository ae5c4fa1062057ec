"""The rules that write numbers with what stands around them, common to all languages: sums, units, money, letters."""

import re
from collections.abc import Iterable

from vacli.text.ear_language import Language
from vacli.text.shape_language import CARDINAL, Rule, Shapes, number

FEWEST_DIGITS = 4
"""Digits said one by one from which on they are one figure, such as a telephone number."""
_SPELLED_OUT = (
    "h",
    "hr",
    "hrs",
    "min",
    "mins",
    "mn",
    "s",
    "sec",
    "secs",
    "seg",
    "ms",
    "Std.",
    "Min.",
    "Sek.",
    "Uhr",
    "Pfd.",
)
"""Units of the ear that are not written as signs: "ten minutes" is 10 minutes."""


def rules(shapes: Shapes, ear: Language) -> list[Rule]:
    """In the order in which they apply. Those of the language see the numbers first."""
    return [
        *shapes.own,
        *_digits(shapes),
        *_money(shapes, ear),
        *_units(shapes, ear),
        *_sums(shapes),
        *_letters(shapes),
    ]


def _digits(shapes: Shapes) -> list[Rule]:
    digit = rf"(?:{number('[0-9]')}|(?<![^ ])(?:{shapes.zero})(?![^ ]))"

    def written(match: re.Match[str]) -> str:
        said = re.sub(number("[0-9]"), r"\1", match[0])
        return "".join(each if each.isdigit() else "0" for each in said.split())

    return [(rf"(?<![^ ]){digit}(?: {digit}){{{FEWEST_DIGITS - 1},40}}(?![^ ])", written)]


def _money(shapes: Shapes, ear: Language) -> list[Rule]:
    signs = {}
    for sign in ("€", "$"):
        one, many, *_ = ear.currencies[sign]
        signs.update(dict.fromkeys((_bare(one).lower(), many.lower()), sign))
    parts = {
        form
        for sign in ("€", "$")
        for form in (_bare(ear.currencies[sign][2]).lower(), ear.currencies[sign][3].lower())
    }
    names, cents = _any_of(signs), _any_of(parts)
    scales = _any_of(shapes.scales)

    def written(match: re.Match[str]) -> str:
        amount, scale, sign, fraction = match[1], match[2] or "", signs[match[3]], match[4] or match[5]
        amount += f"{shapes.point}{int(fraction):02}" if fraction and amount.isdigit() and not scale else ""
        return sign + amount + scale if shapes.sign_first else f"{amount}{scale} {sign}"

    part = number(r"[1-9]\d?")
    end = rf"(?! (?:{names}|{shapes.counted})(?![^ ])|[^ ])"
    hundredths = rf"(?: (?:{shapes.joins} )?{part} (?:{cents})(?![^ ])| {part}{end}(?! {CARDINAL}))?"
    return [(rf"{number()}( (?:{scales}))?(?: de| d')? ({names})(?![^ ]){hundredths}", written)]


def _units(shapes: Shapes, ear: Language) -> list[Rule]:
    signs = dict(shapes.more_units)
    for sign, forms in ear.units.items():
        for form in (_bare(forms[0]).lower(), forms[1].lower()):
            if sign not in _SPELLED_OUT and form not in shapes.unwritten:
                signs.setdefault(form, sign)
    percent = "%" if shapes.close_percent else " %"
    spaced = {"°": "°"}
    return [
        (rf"{number()} (?:{shapes.percent})(?![^ ])", lambda match: match[1] + percent),
        (rf"{number()} ({_any_of(signs)})(?![^ ])",
         lambda match: match[1] + spaced.get(signs[match[2]], " " + signs[match[2]])),
        (rf"{number()} ((?:{shapes.counted})(?![^ ]))", lambda match: f"{match[1]} {match[2]}"),
    ]  # fmt: skip


def _sums(shapes: Shapes) -> list[Rule]:
    return [
        (rf"{number()}(?= (?:{shapes.operators}) [{CARDINAL}\d])", lambda match: match[1]),
        (rf"(?<=\d )((?:{shapes.operators})) {number()}", lambda match: f"{match[1]} {match[2]}"),
        (
            rf"(?<!\d )(?<!% )(?<![^ ])(?:{shapes.minus}) (?:{number()}|(?=[\d.,]+(?![\w.,])))",
            lambda match: f"-{match[1] or ''}",
        ),
    ]


def _letters(shapes: Shapes) -> list[Rule]:
    letter = r"[a-zà-öø-ÿ]"

    def written(match: re.Match[str]) -> str:
        return match[0].replace(" ", "").upper()

    alone = rf"(?!(?:{shapes.single}) ){letter} (?!(?:{shapes.single})(?![^ ])){letter}"
    return [(rf"(?<![^ ]){letter}(?: {letter}){{2,30}}(?![^ ])", written), (rf"(?<![^ ]){alone}(?![^ ])", written)]


def _bare(one: str) -> str:
    """ "one kilometer" without its article."""
    return one.split(" ", 1)[1]


def _any_of(words: Iterable[str]) -> str:
    """The longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
