"""Exact answers without a language model, one file a skill."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported by whoever opens them
    from vacli.core.meaning import Skill
    from vacli.skills.clockwork import Clocks
    from vacli.skills.store import Store
    from vacli.skills.voice import Adjust


def open_skills(
    language: str,
    store: "Store",
    *,
    rings: Callable[[], bool] = lambda: True,
    alerts: bool = True,
    clocks: "Clocks | None" = None,
    last: Callable[[], str] = lambda: "",
    adjust: "Adjust | None" = None,
    commands: Mapping[str, str] = MappingProxyType({}),
) -> "tuple[Skill, ...]":
    """The skills of one conversation in `language`, one of those that are understood.

    `rings`: somebody will be there to announce what falls due, else nothing that rings is set and the answer says why.
    `alerts`: this conversation announces it. `last`: what the user said before. `adjust`: changes volume and speed of
    the voice, where there is one. `commands`: programs that tell the `weather` and the `news`.
    """
    from vacli.skills.alarms import Alarms
    from vacli.skills.alerts import Alerts
    from vacli.skills.clock import Clock
    from vacli.skills.clockwork import Clocks
    from vacli.skills.convert import Convert
    from vacli.skills.games import Games
    from vacli.skills.home import Home
    from vacli.skills.honest import Honest
    from vacli.skills.lists import Lists
    from vacli.skills.memory import Memory
    from vacli.skills.notes import Notes
    from vacli.skills.reminders import Reminders
    from vacli.skills.sums import Sums
    from vacli.skills.timers import Timers
    from vacli.skills.voice import Voice

    code = language.replace("_", "-").split("-")[0].lower()
    clocks = clocks or Clocks()
    now = lambda: datetime.fromtimestamp(clocks.wall())  # noqa: E731
    skills: tuple[Skill, ...] = (Clock(code, now), Sums(code), Timers(code, store, rings, clocks.wall), Home(code))
    skills += (Alarms(code, store, rings, clocks.wall), Reminders(code, store, rings, clocks.wall))
    skills += (Lists(code, store), Notes(code, store), Memory(code, store), Convert(code), Games(code))
    skills += (Honest(code, last, commands.get("weather", ""), commands.get("news", "")), Voice(code, adjust))
    return (*skills, Alerts(store, clocks)) if alerts else skills
