"""How loud and how fast the assistant speaks. Knows no loudspeaker: whoever has one says how it is adjusted."""

from collections.abc import Callable
from typing import TypeAlias

from vacli.core.meaning import Command, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.honest_words import Say, say

Adjust: TypeAlias = Callable[[Command | float], Callable[[], None]]
"""Does a LOUDER, QUIETER, FASTER or SLOWER, or sets the volume in percent, and gives what takes it back."""

_CHANGES = {
    ("volume", "up"): (Command.LOUDER, Say.LOUDER),
    ("volume", "down"): (Command.QUIETER, Say.QUIETER),
    ("speed", "up"): (Command.FASTER, Say.FASTER),
    ("speed", "down"): (Command.SLOWER, Say.SLOWER),
}


class Voice(Quiet):
    """`adjust` None: nothing of what is answered here is spoken by us."""

    name = "voice"
    intents = frozenset({"volume", "speed"})

    def __init__(self, language: str, adjust: Adjust | None = None) -> None:
        self._language = language
        self._adjust = adjust

    def answer(self, meant: Understood, turn: Turn) -> str:
        if self._adjust is None:
            return say(Say.NO_VOICE, self._language)
        if "percent" in meant.slots:
            percent = float(meant.slots["percent"])
            if not 0 <= percent <= 100:
                return say(Say.BETWEEN, self._language)
            self._act(self._adjust, percent, turn)
            return say(Say.VOLUME, self._language, percent=round(percent))
        command, said = _CHANGES[meant.intent, str(meant.slots["change"])]
        self._act(self._adjust, command, turn)
        return say(said, self._language)

    def _act(self, adjust: Adjust, what: Command | float, turn: Turn) -> None:
        before: list[Callable[[], None]] = []
        turn.act(lambda: before.append(adjust(what)), lambda: before.pop()())
