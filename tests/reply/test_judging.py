"""A reply is judged when its turn ends, and again when the next one finds fault with it: real scores on a real bus."""

from collections.abc import Mapping
from typing import Any

from vacli.core.events import Bus, Event
from vacli.core.meaning import Understood
from vacli.core.turn import Origin, Turn
from vacli.core.words import ReplyClass
from vacli.reply.history import Exchange
from vacli.reply.judging import Judging
from vacli.reply.quality import score

QUESTION, ANSWER = "what is a quark", "A quark is a tiny particle of matter."


class Judged:
    """A conversation, and what was told of it: the turn, the score, and whether it is a second thought."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        bus = Bus()
        bus.subscribe(self.told.append)
        self.judging = Judging(bus)

    def __call__(
        self,
        question: str,
        answer: str,
        meant: Understood | None = None,
        turn: Turn | None = None,
        broken: bool = False,
    ) -> Turn:
        turn = turn or Turn(Origin.TEXT)
        turn.reply_class = ReplyClass.LLM
        if broken:
            turn.cancel("barge-in")
        self.judging.ended(turn, Exchange(turn.id, question, answer), meant or Understood(question))
        return turn

    @property
    def scores(self) -> list[tuple[str, int, bool]]:
        return [(event.turn, event.data["score"], event.data["revised"]) for event in self.told]


def test_a_reply_is_judged_once_and_told_without_its_words() -> None:
    judged = Judged()
    turn = judged(QUESTION, ANSWER)
    quality = score(QUESTION, ANSWER, reply_class=ReplyClass.LLM)
    about: Mapping[str, Any] = judged.told[0].data
    assert judged.scores == [(turn.id, quality.score, False)]
    assert judged.told[0].name == "reply.quality"
    assert about["parts"] == quality.parts and about["explanation"] == quality.explanation
    assert about["reply_class"] == ReplyClass.LLM
    assert "quark" not in str(about)


def test_a_complaint_judges_the_reply_before_again() -> None:
    judged = Judged()
    first = judged(QUESTION, ANSWER)
    second = judged("that's wrong", "I do not know better.")
    assert [(turn, revised) for turn, _, revised in judged.scores] == [
        (first.id, False),
        (first.id, True),
        (second.id, False),
    ]
    assert judged.scores[1][1] <= judged.scores[0][1] - 30


def test_a_correction_judges_it_again_and_content_does_not() -> None:
    judged = Judged()
    first = judged("set a timer for five minutes", "Your 5 minute timer is set.")
    meant = Understood("set a timer for ten minutes", intent="timer_correct")  # rewritten: the words said were others
    second = judged("no ten minutes", "10 minutes then.", meant)
    judged("thank you", "You are welcome.")
    judged("i feel sad today", "Tell me more.")
    revised = [turn for turn, _, again in judged.scores if again]
    assert revised == [first.id]
    assert second.id in [turn for turn, _, _ in judged.scores]


def test_a_reply_that_was_broken_off_is_not_judged() -> None:
    judged = Judged()
    judged(QUESTION, "A quark is", broken=True)
    judged("that's wrong", ANSWER)
    assert len(judged.scores) == 1


def test_a_turn_that_was_undone_by_its_own_going_on_is_not_judged_again() -> None:
    judged = Judged()
    early = judged(QUESTION, ANSWER)
    judged("that's wrong", ANSWER, turn=Turn(Origin.TEXT, continues=early.id))
    assert not any(revised for _, _, revised in judged.scores)


def test_odd_texts_do_not_stop_the_conversation() -> None:
    judged = Judged()
    texts = ["", "a " * 50_000, "\x00\x01", "🙂", "das ist falsch"]
    for text in texts:
        judged(text, text, Understood(text, language="de"))
    assert len(judged.scores) >= len(texts)
    assert all(0 <= found <= 100 for _, found, _ in judged.scores)
