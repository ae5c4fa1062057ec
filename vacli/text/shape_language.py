"""What a language brings so that bare words can be written: how numbers are marked while rules look at them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

CARDINAL, ORDINAL, SAID, END = "\ue000", "\ue001", "\ue002", "\ue003"
"""A number in a text that is being written: CARDINAL or ORDINAL, its figures, SAID, its words, END."""

Rule = tuple[str, Callable[[re.Match[str]], str]]
"""A pattern, and what is written for what it matches; numbers in it as `number` makes them."""

Case = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def number(figures: str = r"[\d.,\u00a0]+", kind: str = CARDINAL) -> str:
    """The pattern of a number; its figures are a group."""
    return f"{kind}({figures}){SAID}[^{END}]*{END}"


@dataclass(frozen=True)
class Shapes:
    """group, point: between thousands and before decimals. scales: words that stay behind a figure, with their size;
    round: words that stay as they are when alone. alike: other forms of number words. counted: units that are written
    out, with a figure before them. more_units: spoken units and their signs beside those that the ear has. own: rules
    of this language alone. cases: capitals. asks, tells: how a question begins, and what begins alike and is none;
    opens, mark: what stands around it.
    """

    code: str
    group: str
    point: str
    scales: Mapping[str, float]
    round: tuple[str, ...]
    articles: tuple[str, ...]
    counted: str
    percent: str
    joins: str
    minus: str
    operators: str
    zero: str
    single: str
    own: tuple[Rule, ...]
    cases: tuple[Case, ...]
    asks: re.Pattern[str]
    tells: re.Pattern[str]
    opens: str = ""
    mark: str = "?"
    sign_first: bool = False
    close_percent: bool = False
    unwritten: tuple[str, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    more_units: Mapping[str, str] = field(default_factory=dict)


def figure(value: float, shapes: Shapes) -> str:
    """A number in figures; thousands are grouped from five figures on."""
    if value != int(value):
        return f"{value:g}".replace(".", shapes.point)
    return f"{int(value):,}".replace(",", shapes.group) if value >= 10_000 else str(int(value))
