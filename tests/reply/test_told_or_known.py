"""What anybody may be asked is looked up among what the user told, and else goes to the language model."""

from pathlib import Path

from tests.reply.talker import Talker
from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.skills.base import Quiet


def test_where_is_the_key(tmp_path: Path) -> None:
    talk = Talker(tmp_path / "skills.db")
    assert talk("who is anna") == "chat"
    assert talk.reply_class is ReplyClass.LLM
    talk("remember that anna is the neighbour")
    assert talk("who is anna") == "You told me: anna is the neighbour."
    talk("remember that the concert is at nine")
    assert talk("when is the concert") == "You told me: the concert is at nine."
    talk("remember that the key is under the mat")
    assert "under the mat" in talk("where is the key")
    assert talk.reply_class is ReplyClass.QUICK
    assert talk("who is anna of austria") == "chat", "all of it must have been told"
    assert [message.content for message in talk.replies.history.messages("", "")][-2] == "chat", "the model sees that"


class Shy(Quiet):
    """A skill, as another package may bring one, that finds it does not know after all."""

    name = "shy"
    intents = frozenset({"weather"})

    def answer(self, meant: Understood, turn: Turn) -> None:
        return None


def test_what_a_skill_does_not_know_after_all_is_left_to_the_model(tmp_path: Path) -> None:
    talk = Talker(tmp_path / "skills.db")
    talk.replies.skills = (Shy(), *talk.replies.skills)
    assert talk("what is the weather") == "chat"
    assert talk.reply_class is ReplyClass.LLM
