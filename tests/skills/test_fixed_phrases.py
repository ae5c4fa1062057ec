"""The fixed sentences of a conversation: all of them, in every language."""

import pytest

from vacli.core.meaning import Command
from vacli.reply.phrases import Phrase, phrase


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_each_is_a_sentence_of_its_own(language: str) -> None:
    said = [phrase(name, language) for name in Phrase]
    assert len(set(said)) == len(said)
    assert all(text[0].isupper() and text[-1] in ".?" for text in said)


def test_english_where_there_is_none() -> None:
    assert phrase(Phrase.GOODBYE, "pt-BR") == phrase(Phrase.GOODBYE, "en") == "Goodbye."
    assert phrase(Phrase.GOODBYE, "de-AT") == "Auf Wiederhören."


def test_commands_that_are_confirmed_have_a_phrase_of_their_name() -> None:
    for command in (Command.LOUDER, Command.QUIETER, Command.SLOWER, Command.FASTER):
        assert phrase(Phrase[command.name], "en")
