"""The questions of the live bench are of the class that they are counted in."""

import pytest

from vacli.bench.speech.clips import KNOWN, SETS
from vacli.understand import open_language


@pytest.mark.parametrize("text", [*SETS["llm"], *KNOWN["llm"]])
def test_no_skill_and_no_command_answers_it(text: str) -> None:
    understanding = open_language()
    assert (understanding.understand(text).intent, understanding.command(text)) == ("", None)


@pytest.mark.parametrize("text", [*SETS["quick"], *KNOWN["quick"]])
def test_a_skill_answers_it(text: str) -> None:
    assert open_language().understand(text).intent
