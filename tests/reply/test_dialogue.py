"""Questions that the assistant asks back: the next thing said answers them, or is about something else."""

from collections.abc import Sequence

import pytest

from vacli.config import LlmSettings
from vacli.core.events import Bus
from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement, ReplyClass
from vacli.llm.scripted import ScriptedChat
from vacli.reply.choose import Replies
from vacli.reply.dialogue import Dialogue
from vacli.understand import open_language


class Shy:
    """Sets no timer without a length, and cancels none without asking."""

    name = "shy"
    intents = frozenset({"timer_set", "timer_cancel_all"})

    def __init__(self) -> None:
        self.done: list[object] = []

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        if meant.intent == "timer_set":
            if "duration" not in meant.slots:
                return Ask("For how long?", "set a timer for {}")
            turn.act(lambda: self.done.append(meant.slots["duration"]))
            return "Set."
        if "sure" not in meant.slots:
            return Ask("Really all?")
        turn.act(lambda: self.done.append("all"))
        return "Gone."

    def due(self) -> float | None:
        return None

    def announcements(self) -> list[Announcement]:
        return []


@pytest.fixture
def shy() -> Shy:
    return Shy()


@pytest.fixture
def replies(shy: Shy) -> Replies:
    return Replies(LlmSettings(), ScriptedChat(("chat",) * 9), open_language(), [shy], Bus())


def say(replies: Replies, texts: Sequence[str]) -> list[str]:
    return ["".join(replies.reply(text, Turn())) for text in texts]


@pytest.mark.parametrize(
    ("said", "answers", "done"),
    [
        (["set a timer", "five minutes"], ["For how long?", "Set."], [300]),
        (["set a timer", "uh five minutes please"], ["For how long?", "Set."], [300]),
        (["set a timer", "why is the sky blue", "five minutes"], ["For how long?", "chat", "chat"], []),
        (["set a timer", "cancel all timers", "yes"], ["For how long?", "Really all?", "Gone."], ["all"]),
        (["cancel all timers", "Yes, please."], ["Really all?", "Gone."], ["all"]),
        (["cancel all timers", "no don't"], ["Really all?", "All right, I leave it as it is."], []),
        (["cancel all timers", "tell me a joke", "yes"], ["Really all?", "chat", "chat"], []),
        (["yes", "no"], ["chat", "chat"], []),
        (["cancel all timers", "", "yes"], ["Really all?", "chat", "chat"], []),
        (["set a timer", "{} {0} %s"], ["For how long?", "chat"], []),
    ],
)
def test_what_is_said_next(replies: Replies, shy: Shy, said: list[str], answers: list[str], done: list[object]) -> None:
    assert (say(replies, said), shy.done) == (answers, done)


def test_what_an_answer_names_is_told_of_its_own_words() -> None:
    dialogue = Dialogue(open_language())
    dialogue.go_on(Turn(), Ask("For how long?", "set a timer for {}"), dialogue.understand("set a timer"))
    meant = dialogue.understand("ten minutes")
    assert (meant.text, meant.intent, meant.slots) == ("ten minutes", "timer_set", {"duration": 600})
    assert [(each.kind, each.text, each.start) for each in meant.entities] == [("duration", "ten minutes", 0)]


def test_a_refusal_needs_no_language_model(replies: Replies) -> None:
    say(replies, ["cancel all timers"])
    turn = Turn()
    list(replies.reply("no", turn))
    assert turn.reply_class is ReplyClass.QUICK


def test_a_draft_neither_asks_nor_answers(replies: Replies, shy: Shy) -> None:
    dropped = Turn().child()
    list(replies.reply("cancel all timers", dropped))
    dropped.cancel()
    assert say(replies, ["yes"]) == ["chat"]
    say(replies, ["cancel all timers"])
    draft = Turn().child()
    assert list(replies.reply("yes", draft)) == ["Gone."]
    draft.cancel()
    assert shy.done == []
    assert say(replies, ["yes"]) == ["Gone."], "the question is still open"


def test_a_turn_that_is_taken_back_leaves_the_question_open(replies: Replies, shy: Shy) -> None:
    say(replies, ["cancel all timers"])
    turn = Turn()
    list(replies.reply("no", turn))
    turn.undo()
    assert say(replies, ["yes"]) == ["Gone."]
