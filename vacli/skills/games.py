"""Coins, dice, random numbers, and how a word is spelt."""

import random
from collections.abc import Callable, Mapping

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.durations import together
from vacli.skills.game_words import SIGNS, Say, say

MOST_DICE, MOST_SIDES = 20, 1000
WIDEST = 10**15
"""Bounds of random numbers, either way."""
LETTERS = 60
"""Letters that are spelt out at a time."""


class Games(Quiet):
    """`chance`: where coins, dice and numbers come from."""

    name = "games"

    def __init__(self, language: str, chance: random.Random | None = None) -> None:
        self._language = language
        self._chance = chance or random.SystemRandom()
        self._answers: Mapping[str, Callable[[Understood], str]] = {
            "coin": lambda meant: self._say(self._chance.choice((Say.HEADS, Say.TAILS))),
            "dice": self._dice,
            "random": self._random,
            "spell": self._spell,
        }
        self.intents = frozenset(self._answers)

    def answer(self, meant: Understood, turn: Turn) -> str:
        return self._answers[meant.intent](meant)

    def _dice(self, meant: Understood) -> str:
        count, sides = float(meant.slots.get("count", 1)), float(meant.slots.get("sides", 6))
        if count not in range(1, MOST_DICE + 1) or sides not in range(2, MOST_SIDES + 1):
            return self._say(Say.NO_DICE, dice=MOST_DICE, sides=MOST_SIDES)
        rolled = [self._chance.randint(1, int(sides)) for _ in range(int(count))]
        said = together([str(each) for each in rolled], self._language)
        return self._say(Say.ROLLED if count == 1 else Say.ROLLED_TOGETHER, rolled=said, sum=sum(rolled))

    def _random(self, meant: Understood) -> str:
        low, high = float(meant.slots.get("low", 1)), float(meant.slots.get("high", 100))
        low, high = min(low, high), max(low, high)
        if low < -WIDEST or high > WIDEST or int(low) != low or int(high) != high:
            return self._say(Say.NO_NUMBER)
        return self._say(Say.NUMBER, number=self._chance.randint(int(low), int(high)))

    def _spell(self, meant: Understood) -> str:
        word = str(meant.slots["word"])
        signs = SIGNS[self._language]
        spelt = [", ".join(signs.get(letter, letter.upper()) for letter in part) for part in word.split()]
        if len(word) > LETTERS:
            return self._say(Say.TOO_MANY_LETTERS, most=LETTERS)
        return f"{word}: {'; '.join(spelt)}."

    def _say(self, what: Say, **parts: object) -> str:
        return say(what, self._language, **parts)
