"""Lights, doors, music: done by the user's own actions, where the settings' folder says which things there are.

Without a home it says that it reaches nothing. Of an action it knows that it ran, no more. What lets somebody in, or
leaves a whole home without something, is asked first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.rules import Rules
from vacli.rules.actions import Action, Http
from vacli.rules.fill import filled
from vacli.rules.home import ALL, ANY, INTENTS
from vacli.rules.home import Home as Household
from vacli.skills.base import Quiet
from vacli.skills.home_words import Say, kind, say
from vacli.skills.own_actions import ActionError, Reach, perform

QUESTIONS = frozenset({"HassGetState", "HassClimateGetTemperature", "HassGetWeather"})
GATES = frozenset({"garage", "garage_door", "gate", "door"})
"""Classes of covers that let somebody in."""
HARMLESS = frozenset({"light", "fan", "media_player", "cover"})
"""What may be switched off in a whole home without being asked."""
SLOTS = "{slots}"
"""In the JSON of an `http` action: all that was said, by name."""

Slots = Mapping[str, str | int | float]


class Home(Quiet):
    """`home` None: nothing is connected. Actions and responses that `rules` hold for its intents go before its own."""

    name = "home"

    def __init__(
        self, language: str, home: Household | None = None, reach: Reach | None = None, rules: Sequence[Rules] = ()
    ) -> None:
        self.intents = frozenset({"home", *(INTENTS if home else ())})
        self._language = language
        self._home = home
        self._reach = reach
        self._actions = dict(home.actions) if home else {}
        self._responses: dict[str, str] = {}
        for each in rules:
            self._actions |= each.actions
            self._responses |= each.responses

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        if self._home is None or self._reach is None:
            return self._say(Say.NOTHING)
        slots = {name: value for name, value in meant.slots.items() if name != "sure"}
        if meant.intent == "home":
            said = [str(slots[name]) for name in ("device", "cover", "music", "area") if name in slots]
            return self._say(Say.NOT_FOUND, what=", ".join(said)) if said else self._say(Say.NO_ACTION)
        if missing := self._missing(slots, self._home):
            return missing
        act = risk(meant.intent, slots, self._home)
        if act and "sure" not in meant.slots:
            return Ask(self._say(Say.SURE, what=self._named(slots), act=self._say(act)))
        return self._done(meant, slots, turn, self._reach)

    def _missing(self, slots: Slots, home: Household) -> str:
        """What is said if the user's file has no such thing."""
        described = any(name in slots for name in ("name", "domain", "device_class"))
        if not home.things or not described or home.meant(slots):
            return ""
        return self._say(Say.NONE_OF, what=self._named(slots))

    def _done(self, meant: Understood, slots: Slots, turn: Turn, reach: Reach) -> str:
        actions = self._actions.get(meant.intent) or self._actions.get(ANY)
        if not actions:
            return self._say(Say.NO_STATE if meant.intent in QUESTIONS else Say.NO_ACTION)
        values = {**slots, "intent": meant.intent, "text": meant.text, "language": meant.language}
        try:
            told = perform([_with_slots(each, slots) for each in actions], values, turn, reach)
        except ActionError as error:
            return self._say(Say.FAILED, why=error)
        if told:
            return told
        if response := self._responses.get(meant.intent):
            return filled(response, values)
        if meant.intent in QUESTIONS:
            return self._say(Say.NO_STATE)
        outcome = outcome_of(meant.intent, slots, self._home) if self._home else Say.DONE
        return self._say(outcome) if outcome is Say.DONE else f"{self._named(slots)}: {self._say(outcome)}."

    def _named(self, slots: Slots) -> str:
        """The thing or the kind of things, and where."""
        kinds = [kind(str(slots[name]), self._language) for name in ("device_class", "domain") if name in slots]
        name = str(slots.get("name", ALL))
        what = next(filter(None, [name] if name != ALL else kinds), "")
        named = [what, *(str(slots[place]) for place in ("area", "floor") if place in slots)]
        return ", ".join(filter(None, named)) or self._say(Say.EVERYTHING)

    def _say(self, what: Say, /, **values: object) -> str:
        return say(what, self._language, **values)


def risk(intent: str, slots: Slots, home: Household) -> Say | None:
    """What is asked before it is done: it lets somebody in, or is hard to take back."""
    meant = home.meant(slots)
    domains = {each.domain for each in meant} | {str(slots.get("domain", ""))}
    classes = {each.device_class for each in meant} | set(str(slots.get("device_class", "")).split(","))
    match intent:
        case "HassTurnOff" if "lock" in domains:
            return Say.UNLOCK
        case "HassTurnOff" if "alarm_control_panel" in domains:
            return Say.DISARM
        case "HassTurnOff" if _everywhere(slots) and slots.get("domain") not in HARMLESS:
            return Say.ALL_OFF
        case "HassTurnOn" | "HassSetPosition" if slots.get("position") != 0 and (
            "valve" in domains or ("cover" in domains and classes & GATES)
        ):
            return Say.OPEN
        case "HassLawnMowerStartMowing":
            return Say.START
    return None


def outcome_of(intent: str, slots: Slots, home: Household) -> Say:
    """What is true now, if the action did what was asked."""
    named = {each.domain for each in home.meant(slots)} if "name" in slots else set()
    domains = {str(slots["domain"])} if "domain" in slots else named
    if intent in ("HassTurnOn", "HassTurnOff"):
        on = intent == "HassTurnOn"
        if "lock" in domains:
            return Say.LOCKED if on else Say.UNLOCKED
        if domains & {"cover", "valve"}:
            return Say.OPENED if on else Say.CLOSED
        return Say.ON if on else Say.OFF
    return Say.SET if "Set" in intent else Say.DONE


def _everywhere(slots: Slots) -> bool:
    return slots.get("name", ALL) == ALL and "area" not in slots and "floor" not in slots


def _with_slots(action: Action, slots: Slots) -> Action:
    """Its JSON with all that was said where it says so; what was not said is not in it."""
    return replace(action, json=_opened(action.json, slots)) if isinstance(action, Http) else action


def _opened(json: Any, slots: Slots) -> Any:
    if isinstance(json, dict):
        return {name: _opened(value, slots) for name, value in json.items()}
    if json != SLOTS:
        return json
    return {name: str(value).split(",") if _several(name, value) else f"{{{name}}}" for name, value in slots.items()}


def _several(name: str, value: object) -> bool:
    return name == "device_class" and "," in str(value)
