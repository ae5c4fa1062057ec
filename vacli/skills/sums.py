"""Sums: two numbers, percentages, roots, powers. Exact in decimals; says when it rounds."""

from decimal import Context, Decimal, InvalidOperation, Overflow, localcontext

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.skills.sum_words import BY_ZERO, IS, NO_ROOT, SAID, TOO_LARGE

LARGEST = Decimal(10) ** 15
DECIMALS = Decimal("0.001")
FEW_DIGITS = Context(prec=3)
"""For what is smaller than that."""


class Sums:
    name = "sums"
    intents = frozenset({"sum"})

    def __init__(self, language: str) -> None:
        self._language = language

    def answer(self, meant: Understood, turn: Turn) -> str:
        language, slots = self._language, meant.slots
        a, b = Decimal(str(slots["a"])), Decimal(str(slots.get("b", 0)))
        operator = str(slots["operator"])
        if operator == "/" and not b:
            return BY_ZERO[language]
        if operator == "sqrt" and a < 0:
            return NO_ROOT[language]
        result = _result(operator, a, b)
        if result is None or max(abs(a), abs(b), abs(result)) >= LARGEST:
            return TOO_LARGE[language]
        rounded = result.quantize(DECIMALS) if abs(result) >= DECIMALS else FEW_DIGITS.plus(result)
        question = SAID[language][operator].format(a=figure(a, language), b=figure(b, language))
        said = f"{question} {IS[language][result != rounded]} {figure(rounded, language)}."
        return said[0].upper() + said[1:]

    def due(self) -> float | None:
        return None

    def announcements(self) -> list[Announcement]:
        return []


def _result(operator: str, a: Decimal, b: Decimal) -> Decimal | None:
    """None if it is beyond all bounds."""
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 40, 60, -60
        try:
            match operator:
                case "+":
                    return a + b
                case "-":
                    return a - b
                case "*":
                    return a * b
                case "/":
                    return a / b
                case "%":
                    return a * b / 100
                case "^":
                    return a**b if abs(b) <= 1000 else None
                case "sqrt":
                    return a.sqrt()
                case "half":
                    return a / 2
                case "double":
                    return a * 2
                case "square":
                    return a * a
            return a * a * a
        except (Overflow, InvalidOperation, ZeroDivisionError):
            return None


def figure(number: Decimal, language: str) -> str:
    """With thousands set apart and without idle zeros, as the language writes it."""
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    marks = {"en": ",.", "de": ".,", "es": ".,", "fr": " ,"}[language]
    return "".join(marks[",.".index(mark)] if mark in ",." else mark for mark in text)
