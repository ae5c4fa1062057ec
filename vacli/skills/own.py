"""The user's own rules as a skill: what their files answer, and what is done for it.

An answer is true when it is said: it waits for what it tells of. What takes long goes on by itself, and its end is
announced. Knows no sentence.
"""

import threading
from collections.abc import Callable, Mapping, Sequence

from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement
from vacli.rules import Rules
from vacli.rules.actions import Say, acts, speaks
from vacli.rules.files import HOME
from vacli.rules.fill import Values, filled, names
from vacli.skills.base import Quiet
from vacli.skills.own_actions import ActionError, Reach, described, kept_values, perform, with_set

PATIENCE = 3.0
"""Seconds after which the user is told that it goes on: before the conversation gives an answer up."""

Announce = Callable[[Announcement], object]
Bounds = Mapping[str, Mapping[str, tuple[int, int]]]

_DONE = {"en": "Done.", "de": "Erledigt.", "fr": "C'est fait.", "es": "Hecho."}
_FAILED = {
    "en": "That did not work: {why}.",
    "de": "Das hat nicht geklappt: {why}.",
    "fr": "Cela n'a pas marché : {why}.",
    "es": "No ha funcionado: {why}.",
}
_LATER = {
    "en": "That takes a while. I will tell you when it is done.",
    "de": "Das dauert etwas. Ich sage Bescheid, wenn es fertig ist.",
    "fr": "Cela prend un moment. Je vous dirai quand ce sera fait.",
    "es": "Eso tarda un poco. Te aviso cuando esté hecho.",
}
_BETWEEN = {
    "en": "That must lie between {low} and {high}.",
    "de": "Das muss zwischen {low} und {high} liegen.",
    "fr": "Il faut une valeur entre {low} et {high}.",
    "es": "Tiene que estar entre {low} y {high}.",
}


class Own(Quiet):
    """`bounds` of numbers by intent and slot. `announce` None: nobody would hear later what ended, so it is awaited."""

    name = "own"

    def __init__(
        self,
        language: str,
        rules: Sequence[Rules],
        reach: Reach,
        bounds: Bounds,
        announce: Announce | None = None,
    ) -> None:
        self._language = language
        self._responses = {name: text for each in rules for name, text in each.responses.items()}
        self._actions = {name: actions for each in rules for name, actions in each.actions.items()}
        self._reach, self._bounds, self._announce = reach, bounds, announce
        self.intents = frozenset(name for name in (*self._responses, *self._actions) if not name.startswith(HOME))

    def answer(self, meant: Understood, turn: Turn) -> str:
        if beyond := self._beyond(meant):
            return beyond
        if self._announce is None or not any(map(acts, self._actions.get(meant.intent, ()))) or not turn.committed:
            return self._said(meant, turn)
        return self._in_time(meant, turn, self._announce)

    def do(self, meant: Understood, turn: Turn) -> str:
        """What there is to do; what to say about it. ActionError where it fails."""
        actions, values = self._actions.get(meant.intent, ()), self.values(meant)
        output = perform(actions, values, turn, self._reach)
        return self._response(meant, values, output) or _DONE[self._language]

    def would(self, meant: Understood) -> tuple[str, list[str]]:
        """What would be said, and done, for people; nothing is. ActionError for what would be refused."""
        if beyond := self._beyond(meant):
            return beyond, []
        actions, values = self._actions.get(meant.intent, ()), self.values(meant)
        output = " ".join(
            filled(each.text, values) if isinstance(each, Say) else "…" for each in actions if speaks(each)
        )
        said = self._response(meant, values, output) or _DONE[self._language]
        return said, [described(each, values) for each in actions]

    def values(self, meant: Understood) -> dict[str, str | int | float]:
        """What may be put in: kept values, then what was said."""
        return {**kept_values(self._reach.store), "language": self._language, "text": meant.text, **meant.slots}

    def _beyond(self, meant: Understood) -> str:
        """What to say of a number that is too low or too high; nothing if none is."""
        for slot, (low, high) in self._bounds.get(meant.intent, {}).items():
            value = meant.slots.get(slot, low)
            if not isinstance(value, str) and not low <= value <= high:
                return _BETWEEN[self._language].format(low=low, high=high)
        return ""

    def _response(self, meant: Understood, values: Values, output: str) -> str:
        response = self._responses.get(meant.intent, "")
        whole = {**with_set(values, self._actions.get(meant.intent, ())), "output": output}
        said = filled(response, whole)
        return said if "output" in names(response) else f"{output} {said}".strip()

    def _said(self, meant: Understood, turn: Turn) -> str:
        try:
            return self.do(meant, turn)
        except ActionError as error:
            return _FAILED[self._language].format(why=error)

    def _in_time(self, meant: Understood, turn: Turn, announce: Announce) -> str:
        """The same on a thread beside; what is not there in time is announced once it is."""
        lock, ended = threading.Lock(), threading.Event()
        outcome: list[str | BaseException] = []
        left = False  # nobody waits any more

        def work() -> None:
            try:
                told: str | BaseException = self._said(meant, turn)
            except BaseException as error:
                told = error
            with lock:
                outcome.append(told)
                ended.set()
                late = left
            if late and not isinstance(told, Cancelled):
                announce(Announcement(told if isinstance(told, str) else str(told), source="own", id=meant.intent))

        spawn("own", work)
        ended.wait(PATIENCE)
        with lock:
            left = not outcome
        turn.check()
        if not outcome:
            return _LATER[self._language]
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return outcome[0]
