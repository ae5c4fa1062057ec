"""Places for values in the user's texts: `{slot}`, or `{{ slots.slot }}` as in Home Assistant. Filled in one pass and
never evaluated: what a value holds stays text."""

import re
from collections.abc import Callable, Mapping

MOST = 2000
"""Characters of a value that are put in."""

_PLACE = re.compile(r"\{\{\s*(?:slots\.)?(\w+)\s*\}\}|\{(\w+)\}")
_JINJA = re.compile(r"\{[{%#]")

Values = Mapping[str, str | int | float]


def names(template: str) -> list[str]:
    """Of the values that it wants."""
    return [one or other for one, other in _PLACE.findall(template)]


def is_more(template: str) -> bool:
    """It holds what only a template language could fill in."""
    return bool(_JINJA.search(_PLACE.sub("", template)))


def filled(template: str, values: Values, as_text: Callable[[str], str] = lambda value: value) -> str:
    """With the values put in, each through `as_text`; nothing for one that was not said."""
    return _PLACE.sub(lambda found: as_text(said(values.get(found[1] or found[2], ""))), template)


def said(value: str | int | float) -> str:
    """A value as a text of one line: 21.0 as 21, without control characters."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in str(value)).split())[:MOST]
