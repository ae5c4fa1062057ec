"""Lights, doors, music: commands that are understood but reach nothing, and says so."""

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet

_NOTHING = {
    "en": "I understood you, but no lights or other devices are connected to me.",
    "de": "Ich habe dich verstanden, aber mit mir sind keine Lampen oder anderen Geräte verbunden.",
    "fr": "Je vous ai compris, mais aucune lampe ni aucun autre appareil ne m'est relié.",
    "es": "Te he entendido, pero no tengo luces ni otros aparatos conectados.",
}


class Home(Quiet):
    name = "home"
    intents = frozenset({"home"})

    def __init__(self, language: str) -> None:
        self._language = language

    def answer(self, meant: Understood, turn: Turn) -> str:
        return _NOTHING[self._language]
