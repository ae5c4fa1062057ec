"""One who talks to the skills as `vacli ask` does: what is said is understood, answered, and asked back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vacli.core.meaning import Ask, Skill, Understood
from vacli.core.turn import Turn
from vacli.reply.dialogue import REFUSED, Dialogue
from vacli.skills import open_skills
from vacli.skills.store import Store
from vacli.understand import open_language


class Talk:
    """`meant` is what was understood last, `asked` whether that was asked back."""

    def __init__(self, path: Path, language: str = "en", **options: object) -> None:
        self.language = language
        self.store = Store(path)
        self.dialogue = Dialogue(open_language(language))
        self.skills: tuple[Skill, ...] = open_skills(language, self.store, alerts=False, **options)  # type: ignore[arg-type]
        self.meant = Understood("")
        self.asked = False

    def __call__(self, text: str, turn: Turn | None = None) -> str:
        turn = turn or Turn()
        self.meant = self.dialogue.understand(text)
        if self.meant.intent == REFUSED:
            self.dialogue.go_on(turn)
            return "as it is"
        skill = next((skill for skill in self.skills if self.meant.intent in skill.intents), None)
        assert skill, f"{text!r} is {self.meant.intent or 'nothing'}"
        answer = skill.answer(self.meant, turn)
        self.asked = isinstance(answer, Ask)
        self.dialogue.go_on(turn, answer if isinstance(answer, Ask) else None, self.meant)
        return answer.text if isinstance(answer, Ask) else answer

    def kept(self, kind: str) -> list[str]:
        return [each.text for each in self.store.all(kind)]


@pytest.fixture
def talking(tmp_path: Path) -> Iterator[Callable[..., Talk]]:
    opened: list[Talk] = []

    def make(language: str = "en", **options: object) -> Talk:
        opened.append(Talk(tmp_path / "skills.db", language, **options))
        return opened[-1]

    yield make
    for each in opened:
        each.store.close()


@pytest.fixture
def talk(talking: Callable[..., Talk]) -> Talk:
    return talking()
