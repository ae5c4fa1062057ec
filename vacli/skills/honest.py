"""What is answered honestly: weather and news without the internet, what the assistant can do, what the user said.

Weather and news come from a program of the user's where the settings name one.
"""

from collections.abc import Callable

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.honest_words import Say, say
from vacli.skills.program import ProgramError, text_of


class Honest(Quiet):
    """`last` gives what the user said before, or nothing; the commands are empty where there are none."""

    name = "honest"
    intents = frozenset({"weather", "news", "help", "said"})

    def __init__(
        self, language: str, last: Callable[[], str] = lambda: "", weather_command: str = "", news_command: str = ""
    ) -> None:
        self._language = language
        self._last = last
        self._commands = {"weather": weather_command, "news": news_command}

    def answer(self, meant: Understood, turn: Turn) -> str:
        match meant.intent:
            case "help":
                return say(Say.HELP, self._language)
            case "said":
                last = self._last()
                return say(Say.YOU_SAID if last else Say.NOTHING_SAID, self._language, said=last)
        command = self._commands[meant.intent]
        if not command:
            return say(Say.NO_WEATHER if meant.intent == "weather" else Say.NO_NEWS, self._language)
        values = {name: str(meant.slots.get(name, "")) for name in ("place", "days", "weekday")}
        try:
            return text_of(command, {**values, "language": self._language}, turn)
        except ProgramError as error:
            return say(Say.FAILED, self._language, command=meant.intent, why=error)
