"""Units: lengths, weights, temperatures, recipes, areas, speeds, times, data, energy. No currencies: rates change.

The sizes of the units are those of `pint`; cups, spoons, pints and gallons are those of the United States.
"""

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.convert_words import CURRENCIES, Say, say, unit
from vacli.skills.sum_words import TOO_LARGE
from vacli.skills.sums import figure

if TYPE_CHECKING:  # 0.35 s to import and to open: at the first conversion
    from pint import UnitRegistry

LARGEST, SMALLEST = 1e15, 1e-9
OTHERWISE = {
    "celsius": "degC",
    "fahrenheit": "degF",
    "mile per hour": "mile/hour",
    "kilometre per hour": "kilometre/hour",
    "metre per second": "metre/second",
    "cubic metre": "metre**3",
    "square metre": "metre**2",
    "square kilometre": "kilometre**2",
    "square foot": "foot**2",
    "square mile": "mile**2",
}
"""Units that have another name in `pint`; a space there is a low line."""


class Convert(Quiet):
    name = "convert"
    intents = frozenset({"convert"})

    def __init__(self, language: str) -> None:
        self._language = language

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        language = self._language
        amount = Decimal(str(meant.slots["amount"])) + Decimal(str(meant.slots.get("half", 0)))
        source, target = str(meant.slots["from"]), str(meant.slots.get("to", ""))
        asked = f"{figure(amount, language)} {unit(source, amount, language)}"
        if not target:
            return Ask(say(Say.TO_WHAT, language), say(Say.TO_SENTENCE, language, asked=asked) + " {}")
        if CURRENCIES & {source, target}:
            return say(Say.NO_RATES, language)
        source, target = _fluid(source, target), _fluid(target, source)
        result = _converted(float(amount), source, target)
        if result is None:
            several = [unit(name, Decimal(2), language) for name in (source, target)]
            return say(Say.NOT_ALIKE, language, a=several[0], b=several[1])
        if result in ("cold", "beyond"):
            return say(Say.TOO_COLD, language) if result == "cold" else TOO_LARGE[language]
        assert isinstance(result, float)
        rounded = as_people_say(result)
        about = abs(float(rounded) - result) > abs(result) * 1e-9
        converted = f"{figure(rounded, language)} {unit(target, rounded, language)}"
        return say(Say.IS_ABOUT if about else Say.IS, language, asked=asked, converted=converted)


def as_people_say(value: float) -> Decimal:
    """Rounded to what is worth saying: fewer decimals the larger it is, three figures if it is small."""
    decimals = next((places for least, places in ((1000, 0), (10, 1), (1, 2)) if abs(value) >= least), None)
    if decimals is None:
        return Decimal(f"{value:.3g}")
    return Decimal(f"{value:.{decimals}f}")


def _fluid(name: str, other: str) -> str:
    """Ounces of what is measured, not weighed."""
    measured = {"cup", "tablespoon", "teaspoon", "pint", "quart", "gallon", "litre", "millilitre", "centilitre"}
    return "fluid ounce" if name == "ounce" and other in measured else name


def _converted(amount: float, source: str, target: str) -> "float | str | None":
    """The amount in the other unit. None if they do not measure the same; `cold` below absolute zero; `beyond`."""
    from pint import DimensionalityError

    units = _units()
    try:
        quantity = units.Quantity(amount, _pint(source))
        converted = float(quantity.to(_pint(target)).magnitude)
        if quantity.check("[temperature]"):
            if quantity.to("kelvin").magnitude < -1e-9:
                return "cold"
            converted = round(converted, 9)  # 32 degrees Fahrenheit are 0, not 0.00000000000006
    except DimensionalityError:
        return None
    except OverflowError:
        return "beyond"
    size = max(abs(amount), abs(converted))
    return converted if size < LARGEST and (not converted or abs(converted) > SMALLEST) else "beyond"


def _pint(name: str) -> str:
    return OTHERWISE.get(name, name.replace(" ", "_"))


@lru_cache(maxsize=1)
def _units() -> "UnitRegistry[float]":
    from pint import UnitRegistry

    return UnitRegistry()
