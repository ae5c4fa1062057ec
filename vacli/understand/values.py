"""What hassil is shown of a request, and the plain values of the slots that it found there. Knows no language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vacli.understand.language import BLOCK, READ
from vacli.understand.moments import LISTS, Day, Every, Moment, Read, Slots, moment, slots_of
from vacli.understand.own.templates import EXACTLY
from vacli.understand.text import Token

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.recognize import RecognizeResult

WAS = "was_"
"""What the slots begin with that tell which of several is to be changed."""
_DAY = 24 * 3600
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1, "fixed": 1}
_SECONDS |= {"timer_days": _DAY, "timer_weeks": 7 * _DAY, "timer_years": 365 * _DAY}


def shown(at: int, token: Token | Read) -> str | int:
    """What hassil sees of a token: a word as it is, anything else as a number that tells its kind and place."""
    if isinstance(token, str):
        return token if token != ":" else "colon"  # which hassil would leave out
    return at + BLOCK * (1 + READ.index(LISTS[type(token)]) if isinstance(token, Moment | Day | Every) else 0)


def slots_in(result: "RecognizeResult", values: Mapping[object, Token | Read]) -> Slots | None:
    """Plain values; durations are summed up as `duration` in seconds. None if there is no such time of the day."""
    slots: Slots = {}
    read: list[Read | None] = []
    was: list[Read | None] = []  # of what is to be changed: "from seven to eight"
    for entity in result.entities_list:
        value = entity.value
        if not isinstance(value, str) and str(entity.text).strip().isdigit():
            value = values[int(value)]
        kept = was if entity.name.startswith(WAS) else read
        if isinstance(value, Moment | Day | Every):
            kept.append(value)
        elif entity.name.startswith(EXACTLY):
            if value != float(entity.name[len(EXACTLY) :]):
                return None
        elif entity.name.removeprefix(WAS) == "hour":
            kept.append(moment(value) if isinstance(value, int) else None)
        elif entity.name in _SECONDS:
            before = slots.get("duration", 0)
            assert not isinstance(before, str)
            slots["duration"] = before + value * _SECONDS[entity.name]
        else:
            slots[entity.name] = value.strip() if isinstance(value, str) else value
    if None in read or None in was:
        return None
    earlier = {f"{WAS}{name}": value for name, value in slots_of(each for each in was if each).items()}
    return slots | slots_of(each for each in read if each) | earlier
