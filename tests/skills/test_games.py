"""Coins, dice, numbers, letters: fair, within bounds, in four languages."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.games import Games
from vacli.understand import open_language


def said(text: str, seed: int = 1, language: str = "en") -> str:
    meant = open_language(language).understand(text)
    return Games(language, random.Random(seed)).answer(meant, Turn())


def test_a_coin_falls_on_both_sides() -> None:
    assert {said("flip a coin", seed) for seed in range(20)} == {"Heads.", "Tails."}


def test_dice() -> None:
    assert {said("roll a die", seed) for seed in range(60)} == {f"You rolled {number}." for number in range(1, 7)}
    assert max(int(re.findall(r"\d+", said("roll a d20", seed))[0]) for seed in range(200)) == 20
    thrown = said("roll three six sided dice")
    one, two, three, together = map(int, re.findall(r"\d+", thrown))
    assert one + two + three == together and thrown.endswith("together.")


@pytest.mark.parametrize(
    "text", ["roll 100 dice", "roll zero dice", "roll a 1 sided die", "roll 2.5 dice", "roll a 5000 sided die"]
)
def test_dice_that_i_have_not(text: str) -> None:
    assert said(text) == "I have up to 20 dice, with 2 to 1000 sides."


def test_random_numbers() -> None:
    assert {int(said("pick a number between one and three", seed)[:-1]) for seed in range(40)} == {1, 2, 3}
    assert {int(said("pick a number from 3 to 1", seed)[:-1]) for seed in range(40)} == {1, 2, 3}
    assert all(1 <= int(said("give me a random number", seed)[:-1]) <= 100 for seed in range(40))
    assert said("random number between minus 5 and minus 5") == "-5."


@pytest.mark.parametrize(
    "text", ["pick a number between 1 and 99999999999999999999", "pick a number between 0.5 and 0.7"]
)
def test_numbers_that_i_do_not_pick(text: str) -> None:
    assert said(text) == "I pick whole numbers only, and none that large."


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("how do you spell necessary", "necessary: N, E, C, E, S, S, A, R, Y."),
        ("Spell New York", "new york: N, E, W; Y, O, R, K."),
        ("spell o'brien", "o'brien: O, apostrophe, B, R, I, E, N."),
        ("how is rock-n-roll spelled", "rock-n-roll: R, O, C, K, hyphen, N, hyphen, R, O, L, L."),
        ("spell 42", "42: 4, 2."),
        ("spell " + "x" * 80, "That is too long to spell: 60 letters at the most."),
    ],
)
def test_spelling(text: str, spelt: str) -> None:
    assert said(text) == spelt


def test_chance_is_the_systems_own_by_default() -> None:
    assert Games("en").answer(Understood("", "coin"), Turn()) in ("Heads.", "Tails.")


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "de",
            {
                "wirf eine münze": r"Kopf\.|Zahl\.",
                "würfle mit zwei würfeln": r"Du hast \d und \d gewürfelt, zusammen \d+\.",
            },
        ),
        (
            "de",
            {
                "nenn mir eine zahl zwischen 5 und 6": r"[56]\.",
                "wie schreibt man straße": r"straße: S, T, R, A, Eszett, E\.",
            },
        ),
        (
            "fr",
            {
                "pile ou face": r"Pile\.|Face\.",
                "lance un dé": r"Vous avez fait \d\.",
                "comment s'écrit été": r"été: É, T, É\.",
            },
        ),
        (
            "es",
            {
                "lanza una moneda": r"Cara\.|Cruz\.",
                "tira un dado": r"Ha salido \d\.",
                "dime un número entre 1 y 2": r"[12]\.",
            },
        ),
    ],
)
def test_other_languages(talking: Callable[..., Any], language: str, texts: dict[str, str]) -> None:
    for text, form in texts.items():
        assert re.fullmatch(form, said(text, language=language)), text
