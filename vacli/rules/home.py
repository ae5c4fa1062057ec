"""The user's rooms and things, and what is done about them: `home.yaml` in the settings' folder, in the shape that Home
Assistant's own data have. Read and checked here; knows no sentence, and does nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vacli import paths
from vacli.core.errors import UsageError
from vacli.rules.actions import Action, read_actions
from vacli.rules.marked import At, Wrong, load, near
from vacli.rules.source import source

INTENTS = (
    "HassTurnOn", "HassTurnOff", "HassGetState", "HassLightSet", "HassSetPosition", "HassFanSetSpeed",
    "HassClimateGetTemperature", "HassClimateSetTemperature", "HassClimateSetFanMode", "HassGetWeather",
    "HassBroadcast", "HassMediaNext", "HassMediaPrevious", "HassMediaPause", "HassMediaUnpause",
    "HassMediaPlayerMute", "HassMediaPlayerUnmute", "HassMediaSearchAndPlay", "HassSetVolume",
    "HassSetVolumeRelative", "HassVacuumStart", "HassVacuumReturnToBase", "HassVacuumCleanArea", "HassLawnMowerDock",
    "HassLawnMowerStartMowing",
)  # fmt: skip
"""What Home Assistant calls the requests that are about a home; its timers, lists and dates are other skills'."""
ALL = "all"
"""In Home Assistant's sentences the name of every thing of a kind."""
ANY = "any"
"""Stands for every intent without actions of its own."""
LARGEST, MOST_NAMES, LONGEST = 1_000_000, 2000, 60
"""Bytes of the file, names in it all together, characters of a name."""


@dataclass(frozen=True)
class Place:
    """An area, with its floor's id if that is known, or a floor."""

    id: str
    names: tuple[str, ...]
    floor: str = ""


@dataclass(frozen=True)
class Thing:
    """`area` is an id."""

    names: tuple[str, ...]
    domain: str
    device_class: str = ""
    area: str = ""
    id: str = ""


@dataclass(frozen=True)
class Home:
    """`here`: the name of the area that the assistant stands in; empty if it is in none."""

    things: tuple[Thing, ...] = ()
    areas: tuple[Place, ...] = ()
    floors: tuple[Place, ...] = ()
    here: str = ""
    actions: Mapping[str, tuple[Action, ...]] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, str]:
        """The user's own words, and what each is: room, floor, person or thing."""
        rooms = {name: "room" for each in self.areas for name in each.names}
        floors = {name: "floor" for each in self.floors for name in each.names}
        kinds = {name: "person" if each.domain == "person" else "thing" for each in self.things for name in each.names}
        return {**kinds, **floors, **rooms}

    def meant(self, slots: Mapping[str, str | int | float]) -> list[Thing]:
        """The things that slots of an intent are about; one that is not there does not matter."""
        floors = _ids(self.floors, slots.get("floor"))
        areas = _ids(self.areas, slots.get("area"))
        on_floor = {each.id for each in self.areas if each.floor in floors} if "floor" in slots else None
        classes = str(slots.get("device_class", "")).split(",")
        return [
            each
            for each in self.things
            if (slots.get("name", ALL) == ALL or slots["name"] in each.names)
            and ("area" not in slots or each.area in areas)
            and (on_floor is None or each.area in on_floor)
            and slots.get("domain", each.domain) == each.domain
            and ("device_class" not in slots or each.device_class in classes)
        ]


def file() -> Path:
    return paths.config_file().parent / "home.yaml"


def read_home(path: Path) -> Home | None:
    """None if there is no such file. UsageError names the line of its first mistake."""
    try:
        return home_of(source(path, LARGEST))
    except FileNotFoundError:
        return None
    except Wrong as error:
        raise UsageError(str(error.problem(path)), error.hint or f"edit {path}") from None


def home_of(text: str) -> Home:
    """What such a file holds. Wrong tells its first mistake."""
    content = load(text)
    if content is None:
        return Home()
    if not isinstance(content, dict):
        raise Wrong("the file holds sections with names", None, "things: [...]")
    _known(content, ("things", "areas", "floors", "here", "actions"))
    areas, floors = (tuple(_places(content, name)) for name in ("areas", "floors"))
    things = tuple(_things(content))
    ids = {each.id for each in areas}
    for entry, thing in zip(content.get("things") or (), things, strict=True):
        if thing.area and thing.area not in ids:
            raise Wrong(f"there is no area with the id {thing.area}", entry["area"], near(thing.area, sorted(ids)))
    named: tuple[Thing | Place, ...] = (*things, *areas, *floors)
    if sum(len(each.names) for each in named) > MOST_NAMES:
        raise Wrong(f"it holds more than {MOST_NAMES} names", None, "leave out what is not spoken of")
    return Home(things, areas, floors, _here(content, areas), _actions(content))


def _places(content: Mapping[Any, Any], section: str) -> Iterator[Place]:
    for entry, at in _entries(content, section):
        _known(entry, ("id", "name", "aliases", *(("floor",) if section == "areas" else ())))
        names = _names(entry, at)
        yield Place(_word(entry, "id", names[0]), names, _word(entry, "floor"))


def _things(content: Mapping[Any, Any]) -> Iterator[Thing]:
    for entry, at in _entries(content, "things"):
        _known(entry, ("id", "name", "aliases", "area", "domain", "device_class", "attributes", "state"))
        id_, attributes = _word(entry, "id"), entry.get("attributes") or {}
        if not isinstance(attributes, dict):
            raise Wrong("attributes are names with values", at, "attributes: {device_class: garage}")
        domain = _word(entry, "domain") or id_.partition(".")[0] * ("." in id_)
        if not domain:
            raise Wrong("a thing needs its domain", at, "domain: light, or an id such as light.kitchen")
        device_class = _word(entry, "device_class") or _word(attributes, "device_class")
        yield Thing(_names(entry, at), domain, device_class, _word(entry, "area"), id_)


def _entries(content: Mapping[Any, Any], section: str) -> Iterator[tuple[dict[Any, Any], At]]:
    """Each with a text of it that knows its line."""
    entries = content.get(section) or []
    if not isinstance(entries, list):
        raise Wrong(f"{section} is a list", _key(content, section), f"{section}: [{{name: ...}}]")
    for entry in entries:
        if not isinstance(entry, dict) or not entry:
            at = entry if isinstance(entry, At) else _key(content, section)
            raise Wrong(f"each of the {section} has a name", at, "- name: Kitchen")
        yield entry, next(iter(entry))


def _names(entry: Mapping[Any, Any], at: At) -> tuple[str, ...]:
    others = entry.get("aliases") or []
    found = [entry.get("name"), *(others if isinstance(others, list) else [others])]
    for name in found:
        if (
            isinstance(name, bool)
            or not isinstance(name, At | int | float)
            or not 0 < len(str(name).strip()) <= LONGEST
        ):
            raise Wrong(f"a name has 1 to {LONGEST} characters", name if isinstance(name, At) else at, "name: Kitchen")
    return tuple(dict.fromkeys(" ".join(str(name).split()) for name in found))


def _word(entry: Mapping[Any, Any], key: str, default: str = "") -> str:
    value = entry.get(key)
    if value is None:
        return default
    if isinstance(value, dict | list | bool) or len(str(value)) > 2 * LONGEST:
        raise Wrong(f"{key} is a word", _key(entry, key))
    return str(value).strip()


def _here(content: Mapping[Any, Any], areas: Sequence[Place]) -> str:
    here = _word(content, "here")
    found = next((each.names[0] for each in areas if here in (each.id, *each.names)), "")
    if here and not found:
        raise Wrong(f"there is no area {here}", _key(content, "here"), near(here, [each.id for each in areas]))
    return found


def _actions(content: Mapping[Any, Any]) -> dict[str, tuple[Action, ...]]:
    found = content.get("actions") or {}
    if not isinstance(found, dict):
        raise Wrong("actions are intents with what to do", _key(content, "actions"), "actions: {any: [...]}")
    _known(found, (*INTENTS, ANY))
    return {str(name): read_actions(entries, name) for name, entries in found.items()}


def _known(entry: Mapping[Any, Any], known: Sequence[str]) -> None:
    for key in entry:
        if key not in known:
            raise Wrong(f"{key} is not known here", key, near(key, known))


def _key(entry: Mapping[Any, Any], name: str) -> At | None:
    return next((key for key in entry if key == name), None)


def _ids(places: Sequence[Place], name: object) -> set[str]:
    return {each.id for each in places if name in each.names}
