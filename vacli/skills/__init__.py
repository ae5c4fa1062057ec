"""Exact answers without a language model, one file a skill."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported by whoever opens them
    from vacli.core.meaning import Skill
    from vacli.skills.clockwork import Clocks
    from vacli.skills.store import Store


def open_skills(
    language: str,
    store: "Store",
    *,
    rings: Callable[[], bool] = lambda: True,
    alerts: bool = True,
    clocks: "Clocks | None" = None,
) -> "tuple[Skill, ...]":
    """The skills of one conversation in `language`, one of those that are understood.

    `rings`: somebody will be there to announce what falls due, else no timer is set and the answer says why. `alerts`:
    this conversation announces it.
    """
    from vacli.skills.alerts import Alerts
    from vacli.skills.clock import Clock
    from vacli.skills.clockwork import Clocks
    from vacli.skills.home import Home
    from vacli.skills.sums import Sums
    from vacli.skills.timers import Timers

    code = language.replace("_", "-").split("-")[0].lower()
    clocks = clocks or Clocks()
    now = lambda: datetime.fromtimestamp(clocks.wall())  # noqa: E731
    skills: tuple[Skill, ...] = (Clock(code, now), Sums(code), Timers(code, store, rings, clocks.wall), Home(code))
    return (*skills, Alerts(store, clocks)) if alerts else skills
