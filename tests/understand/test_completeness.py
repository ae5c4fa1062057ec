"""How finished partial texts sound: prefixes of sentences, open endings, questions, in four languages."""

import pytest

from vacli.core.words import Completeness
from vacli.understand import open_language

WHOLE, OPEN, UNSURE = Completeness.COMPLETE, Completeness.UNFINISHED, Completeness.UNKNOWN

# A sentence, and how many words of it are whole by themselves.
SENTENCES = {
    "set a timer for twenty five minutes": {7},
    "what time is it": {4},
    "turn on the lights in the kitchen": {4, 7},
    "what is the capital of france": {6},
    "cancel the pizza timer": {1, 4},
    "what is fifteen percent of eighty": {6},
    "tell me a joke": {4},
    "how much time is left on my timer": {3, 5, 8},
    "no make it ten minutes": {5},
    "add five minutes to the timer": {3, 6},
    "how far away is the moon": {6},
    "set a pizza timer for ten minutes": {7},
}
ENDINGS = {
    "en": {
        OPEN: (
            *(
                "i want to",
                "and",
                "um",
                "could you please",
                "what is the",
                "turn on",
                "set a timer for twenty",
                "i would like a",
            ),
            *(
                "my brother and",
                "because",
                "the lights in the",
                "remind me to call my",
                "what about the",
                "wake me in five",
            ),
            *("tell me about your", "how do you", "play something by", "where is the nearest", "i think that", "so uh"),
            *("what is five plus", "set a timer, um", "i need a recipe for", "is it", "set a timer for...", "turn on,"),
        ),
        WHOLE: (
            *("stop", "never mind", "uh huh", "What time is it?", "please turn on the lights", "who wrote hamlet"),
            *("what is the largest lake in africa", "good morning", "thank you", "how old are you", "yes please"),
            *("is it raining today", "who invented the telephone", "Set a timer for 5 minutes."),
        ),
        UNSURE: ("", "  ", "...", "my dog ate the cake", "banana", "it was a lovely summer", "?"),
    },
    "de": {
        OPEN: (
            "stell einen timer auf",
            "stell einen timer auf fünf",
            "ich möchte",
            "und",
            "das licht in der",
            "äh",
            "erzähl mir",
        ),
        WHOLE: ("wie spät ist es", "stell einen timer auf fünf minuten", "stopp", "mhm", "wer bist du", "guten morgen"),
        UNSURE: ("", "mein hund heißt bello"),
    },
    "fr": {
        OPEN: ("mets un minuteur de", "mets un minuteur de cinq", "je voudrais", "et", "euh", "la lumière de la"),
        WHOLE: ("quelle heure est-il", "mets un minuteur de cinq minutes", "stop", "d'accord", "qui es-tu", "bonjour"),
        UNSURE: ("", "mon chien aime les gâteaux"),
    },
    "es": {
        OPEN: ("pon un temporizador de", "pon un temporizador de cinco", "quiero", "y", "eh", "la luz de la"),
        WHOLE: ("qué hora es", "pon un temporizador de cinco minutos", "para", "vale", "quién eres", "buenos días"),
        UNSURE: ("", "mi perro come pan"),
    },
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_only_whole_sentences_are_complete(sentence: str) -> None:
    understanding = open_language()
    words = sentence.split()
    for count in range(1, len(words) + 1):
        for text in (" ".join(words[:count]), " ".join(words[:count]).capitalize() + "."):
            found = understanding.completeness(text)
            assert (found is WHOLE) == (count in SENTENCES[sentence]), f"{text!r} is {found}"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [(code, text, kind) for code, kinds in ENDINGS.items() for kind, texts in kinds.items() for text in texts],
)
def test_endings(language: str, text: str, expected: Completeness) -> None:
    assert open_language(language).completeness(text) is expected


def test_punctuation_counts_only_together_with_the_words() -> None:
    completeness = open_language().completeness
    assert completeness("Did the train leave?") is WHOLE
    assert completeness("did the train leave") is UNSURE
    assert completeness("Did the train leave at?") is OPEN
    assert completeness("My dog ate the.") is OPEN


def test_a_long_text_is_judged_by_its_end() -> None:
    completeness = open_language().completeness
    assert completeness("the dog barks " * 30 + "and") is OPEN
    assert completeness("the dog barks " * 30) is UNSURE
