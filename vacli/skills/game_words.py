"""What is said about coins, dice, numbers and letters, in four languages."""

from enum import Enum, auto

SIGNS = {
    "en": {"'": "apostrophe", "’": "apostrophe", "-": "hyphen", "&": "and", "@": "at", ".": "dot"},
    "de": {"'": "Apostroph", "’": "Apostroph", "-": "Bindestrich", "&": "und", "@": "at", ".": "Punkt", "ß": "Eszett"},
    "fr": {"'": "apostrophe", "’": "apostrophe", "-": "trait d'union", "&": "et", "@": "arobase", ".": "point"},
    "es": {"'": "apóstrofo", "’": "apóstrofo", "-": "guion", "&": "y", "@": "arroba", ".": "punto"},
}
"""What a sign within a word is called."""


class Say(Enum):
    HEADS = auto()
    TAILS = auto()
    ROLLED = auto()
    ROLLED_TOGETHER = auto()
    NO_DICE = auto()
    NUMBER = auto()
    NO_NUMBER = auto()
    TOO_MANY_LETTERS = auto()


_WORDS = {
    "en": {
        Say.HEADS: "Heads.",
        Say.TAILS: "Tails.",
        Say.ROLLED: "You rolled {rolled}.",
        Say.ROLLED_TOGETHER: "You rolled {rolled}: {sum} together.",
        Say.NO_DICE: "I have up to {dice} dice, with 2 to {sides} sides.",
        Say.NUMBER: "{number}.",
        Say.NO_NUMBER: "I pick whole numbers only, and none that large.",
        Say.TOO_MANY_LETTERS: "That is too long to spell: {most} letters at the most.",
    },
    "de": {
        Say.HEADS: "Kopf.",
        Say.TAILS: "Zahl.",
        Say.ROLLED: "Du hast {rolled} gewürfelt.",
        Say.ROLLED_TOGETHER: "Du hast {rolled} gewürfelt, zusammen {sum}.",
        Say.NO_DICE: "Ich habe bis zu {dice} Würfel mit 2 bis {sides} Seiten.",
        Say.NUMBER: "{number}.",
        Say.NO_NUMBER: "Ich wähle nur ganze Zahlen, und keine so großen.",
        Say.TOO_MANY_LETTERS: "Das ist zu lang: höchstens {most} Buchstaben.",
    },
    "fr": {
        Say.HEADS: "Face.",
        Say.TAILS: "Pile.",
        Say.ROLLED: "Vous avez fait {rolled}.",
        Say.ROLLED_TOGETHER: "Vous avez fait {rolled} : {sum} en tout.",
        Say.NO_DICE: "J'ai jusqu'à {dice} dés, de 2 à {sides} faces.",
        Say.NUMBER: "{number}.",
        Say.NO_NUMBER: "Je ne choisis que des nombres entiers, et pas si grands.",
        Say.TOO_MANY_LETTERS: "C'est trop long : {most} lettres au plus.",
    },
    "es": {
        Say.HEADS: "Cara.",
        Say.TAILS: "Cruz.",
        Say.ROLLED: "Ha salido {rolled}.",
        Say.ROLLED_TOGETHER: "Ha salido {rolled}: {sum} en total.",
        Say.NO_DICE: "Tengo hasta {dice} dados, de 2 a {sides} caras.",
        Say.NUMBER: "{number}.",
        Say.NO_NUMBER: "Solo elijo números enteros, y no tan grandes.",
        Say.TOO_MANY_LETTERS: "Es demasiado largo: {most} letras como máximo.",
    },
}


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    return _WORDS[language][what].format(**parts)
