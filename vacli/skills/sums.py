"""Sums: two numbers or a few, percentages, roots, powers. Exact in decimals; says when it rounds."""

from decimal import Context, Decimal, InvalidOperation, Overflow, localcontext

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.sum_words import BY_ZERO, IS, NO_ROOT, SAID, TOO_LARGE

LARGEST = Decimal(10) ** 15
DECIMALS = Decimal("0.001")
FEW_DIGITS = Context(prec=3)
"""For what is smaller than that."""


class Sums(Quiet):
    name = "sums"
    intents = frozenset({"sum"})

    def __init__(self, language: str) -> None:
        self._language = language

    def answer(self, meant: Understood, turn: Turn) -> str:
        language, slots = self._language, meant.slots
        if "then" in slots:
            return self._chain(meant)
        a, b = Decimal(str(slots["a"])), Decimal(str(slots.get("b", 0)))
        operator = str(slots["operator"])
        if operator == "/" and not b:
            return BY_ZERO[language]
        if operator == "sqrt" and a < 0:
            return NO_ROOT[language]
        question = SAID[language][operator].format(a=figure(a, language), b=figure(b, language))
        return self._said(question, _result(operator, a, b), max(abs(a), abs(b)))

    def _chain(self, meant: Understood) -> str:
        """Slots a operator b then c, and then_also d: products and powers first, as they are written."""
        language, slots = self._language, meant.slots
        numbers = [Decimal(str(slots[name])) for name in "abcd" if name in slots]
        operators = [str(slots[name]) for name in ("operator", "then", "then_also") if name in slots]
        question = figure(numbers[0], language)
        for operator, number in zip(operators, numbers[1:], strict=True):
            question = SAID[language][operator].format(a=question, b=figure(number, language))
        largest = max(map(abs, numbers))
        for first in ("^", "*/", "+-"):
            while at := next((at for at, each in enumerate(operators, 1) if each in first), 0):
                b, operator = numbers.pop(at), operators.pop(at - 1)
                if operator == "/" and not b:
                    return BY_ZERO[language]
                result = _result(operator, numbers[at - 1], b)
                if result is None or abs(result) >= LARGEST:
                    return TOO_LARGE[language]
                numbers[at - 1] = result
        return self._said(question, numbers[0], largest)

    def _said(self, question: str, result: Decimal | None, largest: Decimal) -> str:
        language = self._language
        if result is None or max(largest, abs(result)) >= LARGEST:
            return TOO_LARGE[language]
        rounded = result.quantize(DECIMALS) if abs(result) >= DECIMALS else FEW_DIGITS.plus(result)
        said = f"{question} {IS[language][result != rounded]} {figure(rounded, language)}."
        return said[0].upper() + said[1:]


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
