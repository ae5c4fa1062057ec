"""Lengths of time in English tokens: "an hour and a half", "2 minutes 30". Knows no template and no clock."""

from collections.abc import Sequence

_HOUR, _DAY = 3600, 24 * 3600
_UNITS = {"second": 1, "minute": 60, "hour": _HOUR, "day": _DAY, "week": 7 * _DAY}
UNITS = {form: seconds for unit, seconds in _UNITS.items() for form in (unit, f"{unit}s")}
_PARTS = {"half": 0.5, "quarter": 0.25, "threequarters": 0.75}
_FEW = {"couple": 2, "dozen": 12}
_COUNTED = (*UNITS, "percent", "per", "o", "am", "pm", "a", "p", "times", "plus", "minus", "degrees", "sided", "of")
"""Behind a number these say that it counts something else."""
_ARTICLES = ("a", "an", "another")
_MORE = ("more", "extra", "additional", "further")


def length(tokens: Sequence[object], at: int) -> tuple[int, float] | None:
    """Where the length of time that begins at a token ends, and its seconds; None if none does."""
    found = _one(tokens, at)
    if found is None:
        return None
    end, seconds, unit = found
    after = end + 1 if _word(tokens, end) == "and" else end
    more = _one(tokens, after)
    if more and more[2] < unit < _DAY:  # "1 hour and 10 minutes"
        end, seconds = more[0], seconds + more[1]
    elif not more and (bare := _bare(tokens, end)) and unit in (60, _HOUR):  # "2 minutes 30"
        end, seconds = end + 1, seconds + bare * unit / 60
    return end, seconds


def _bare(tokens: Sequence[object], at: int) -> int:
    """A number that counts the next smaller unit without its name."""
    number = tokens[at] if at < len(tokens) else 0
    counts = isinstance(number, int) and 1 < number < 60 and _word(tokens, at + 1) not in _COUNTED
    return number if counts and isinstance(number, int) else 0


def _one(tokens: Sequence[object], at: int) -> tuple[int, float, int] | None:
    """Of one unit: the end, the seconds, and those of the unit."""
    counted = _count(tokens, at)
    if counted is None:
        return None
    end, count = counted
    end += _word(tokens, end) in _MORE
    unit = UNITS.get(_word(tokens, end))
    if unit is None:
        return None
    end += 1
    part = _and_part(tokens, end)
    return (part[0], (count + part[1]) * unit, unit) if part else (end, count * unit, unit)


def _count(tokens: Sequence[object], at: int) -> tuple[int, float] | None:
    """How many, before a unit."""
    first = tokens[at] if at < len(tokens) else None
    if isinstance(first, int | float):
        part = _and_part(tokens, at + 1)
        return (part[0], first + part[1]) if part else (at + 1, first)
    begin = at + 1 if first in _ARTICLES else at
    word = _word(tokens, begin)
    if word in _FEW:
        return begin + 1 + (_word(tokens, begin + 1) == "of"), _FEW[word]
    if word in _PARTS:
        end = begin + 1 + (_word(tokens, begin + 1) == "of")
        return end + (_word(tokens, end) in _ARTICLES), _PARTS[word]
    return (begin, 1) if begin > at else None


def _and_part(tokens: Sequence[object], at: int) -> tuple[int, float] | None:
    """ "and a half"."""
    if _word(tokens, at) != "and":
        return None
    at += 2 if _word(tokens, at + 1) in _ARTICLES else 1
    return (at + 1, _PARTS[_word(tokens, at)]) if _word(tokens, at) in _PARTS else None


def _word(tokens: Sequence[object], at: int) -> str:
    return str(tokens[at]) if at < len(tokens) else ""
