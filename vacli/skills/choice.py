"""Which of several was meant, once it was asked: "the second one". Knows neither what they are nor the words."""

from collections.abc import Sequence
from typing import TypeVar

from vacli.core.meaning import Understood

T = TypeVar("T")


def chosen(found: Sequence[T], meant: Understood) -> list[T]:
    """By the slot `choice`: from 1 on in the order in which they were told, -1 the last, 0 all of them.

    None of them where nothing was chosen, or there are not so many.
    """
    choice = int(meant.slots.get("choice", len(found) + 1))
    if choice == 0:
        return list(found)
    place = choice - 1 if choice > 0 else len(found) + choice
    return [found[place]] if 0 <= place < len(found) else []
