"""Exact answers without a language model, one file a skill."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from vacli.core.words import primary

if TYPE_CHECKING:  # imported by whoever opens them
    from vacli.core.errors import VacliError
    from vacli.core.meaning import Skill
    from vacli.rules import Rules
    from vacli.rules.home import Home as Household
    from vacli.skills.clockwork import Clocks
    from vacli.skills.others import Other
    from vacli.skills.own import Announce, Bounds
    from vacli.skills.store import Store
    from vacli.skills.voice import Adjust


@dataclass(frozen=True)
class Theirs:
    """What the user and other packages add. `rules` as they were taken, with the `bounds` of their numbers; `hosts`
    beyond the home network that they may ask; `announce` where somebody would hear it; `failed` is told what is not
    opened; `home` is what `home.yaml` tells.
    """

    rules: "Sequence[Rules]" = ()
    bounds: "Bounds" = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    others: "Sequence[Other]" = ()
    announce: "Announce | None" = None
    failed: "Callable[[VacliError], object]" = lambda error: None
    home: "Household | None" = None


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
    theirs: Theirs | None = None,
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
    from vacli.skills.honest import Honest
    from vacli.skills.lists import Lists
    from vacli.skills.memory import Memory
    from vacli.skills.notes import Notes
    from vacli.skills.reminders import Reminders
    from vacli.skills.sums import Sums
    from vacli.skills.timers import Timers
    from vacli.skills.voice import Voice

    code = primary(language)
    clocks = clocks or Clocks()
    now = lambda: datetime.fromtimestamp(clocks.wall())  # noqa: E731
    skills: tuple[Skill, ...] = (Clock(code, now), Sums(code), Timers(code, store, rings, clocks.wall))
    skills += (Alarms(code, store, rings, clocks.wall), Reminders(code, store, rings, clocks.wall))
    skills += (Lists(code, store), Notes(code, store), Memory(code, store), Convert(code), Games(code))
    skills += (Honest(code, last, commands.get("weather", ""), commands.get("news", "")), Voice(code, adjust))
    skills += (_home(code, store, adjust, theirs),)
    if theirs:
        skills += _theirs(code, store, adjust, theirs, frozenset().union(*(each.intents for each in skills)))
    return (*skills, Alerts(store, clocks)) if alerts else skills


def _home(code: str, store: "Store", adjust: "Adjust | None", theirs: Theirs | None) -> "Skill":
    from vacli.skills.home import Home
    from vacli.skills.own_actions import Reach

    if theirs is None:
        return Home(code)
    return Home(code, theirs.home, Reach(store, adjust, theirs.hosts), theirs.rules)


def _theirs(
    code: str, store: "Store", adjust: "Adjust | None", theirs: Theirs, ours: frozenset[str]
) -> "tuple[Skill, ...]":
    """Behind ours, so that none takes a request from them."""
    from vacli.core.errors import VacliError
    from vacli.skills.own import Own
    from vacli.skills.own_actions import Reach

    reach = Reach(store, adjust, theirs.hosts)
    skills: list[Skill] = [Own(code, theirs.rules, reach, theirs.bounds, theirs.announce)]
    for other in theirs.others:
        try:
            skills.append(other.open(code, store, ours))
        except VacliError as error:
            theirs.failed(error)
    return tuple(skills)
