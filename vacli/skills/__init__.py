"""Exact answers without a language model, one file a skill."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported by whoever opens them
    from vacli.core.meaning import Skill


def open_skills(
    language: str,
    *,
    announces: bool = True,
    clock: Callable[[], datetime] = datetime.now,
    monotonic: Callable[[], float] = time.monotonic,
) -> "tuple[Skill, ...]":
    """The skills of one conversation in `language`, one of those that are understood.

    `announces` False: nobody asks for announcements, so no timer is set and the answer says why.
    """
    from vacli.skills.clock import Clock
    from vacli.skills.home import Home
    from vacli.skills.sums import Sums
    from vacli.skills.timers import Timers

    code = language.replace("_", "-").split("-")[0].lower()
    timers = Timers(code, announces=announces, monotonic=monotonic)
    return Clock(code, clock), Sums(code), timers, Home(code)
