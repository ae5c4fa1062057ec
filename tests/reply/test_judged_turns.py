"""Whole turns of a session: their replies are judged after they have ended."""

from pathlib import Path

import pytest

from vacli.config import load as load_config
from vacli.core.events import Bus, Event
from vacli.core.turn import Origin, Turn
from vacli.core.words import ReplyClass
from vacli.engines import load

ANSWER = "A quark is a tiny particle of matter."


class Asked:
    """A conversation by typed lines with real understanding and skills, and a model with a script."""

    def __init__(self, tmp_path: Path) -> None:
        engines = load(load_config({"llm.engine": "scripted", "llm.model": f"{ANSWER}|{ANSWER}"}).config, ["llm"])
        engines.skillset.kept, engines.cached = tmp_path / "kept", tmp_path / "cached"
        self.told: list[Event] = []
        bus = Bus()
        bus.subscribe(self.told.append)
        self.session = engines.session(None, bus, skills="once")

    def __call__(self, question: str, cancelled: bool = False) -> Turn:
        turn = self.session.begin(Origin.TEXT)
        list(self.session.answer(question, turn))
        if cancelled:
            turn.cancel("barge-in")
        self.session.end(turn)
        return turn

    @property
    def judged(self) -> list[tuple[str, ReplyClass | None, bool]]:
        told = [event for event in self.told if event.name == "reply.quality"]
        return [(event.turn, event.data["reply_class"], event.data["revised"]) for event in told]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_a_reply_of_a_skill_and_one_of_the_model_are_judged_after_their_turn(asked: Asked) -> None:
    first, second = asked("what is two plus two"), asked("what is a quark")
    assert asked.judged == [(first.id, ReplyClass.QUICK, False), (second.id, ReplyClass.LLM, False)]
    names = [event.name for event in asked.told if event.turn == second.id]
    assert names.index("reply.quality") == names.index("turn.end") + 1


def test_a_complaint_is_felt_though_understanding_left_it_out(asked: Asked) -> None:
    first, second = asked("what is a quark"), asked("that's wrong")
    assert asked.judged[:2] == [(first.id, ReplyClass.LLM, False), (first.id, ReplyClass.LLM, True)]
    assert asked.judged[2][0] == second.id


def test_a_correction_revises_the_reply_before(asked: Asked) -> None:
    first = asked("set a timer for five minutes")
    asked("no I meant ten minutes")
    assert (first.id, ReplyClass.QUICK, True) in asked.judged


def test_a_reply_that_was_broken_off_and_a_turn_without_words_are_not_judged(asked: Asked) -> None:
    asked("what is a quark", cancelled=True)
    asked.session.end(asked.session.begin(Origin.TEXT))
    assert asked.judged == []
