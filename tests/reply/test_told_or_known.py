"""What anybody may be asked is looked up among what the user told, and else goes to the language model."""

from pathlib import Path

from tests.reply.talker import Talker
from vacli.core.words import ReplyClass


def test_where_is_the_key(tmp_path: Path) -> None:
    talk = Talker(tmp_path / "skills.db")
    assert talk("where is the key") == "chat"
    assert talk.reply_class is ReplyClass.LLM
    talk("remember that the key is under the mat")
    assert "under the mat" in talk("where is the key")
    assert talk.reply_class is ReplyClass.QUICK
    assert talk("where is paris") == "chat"
    assert talk("where is the spare key of the eiffel tower") == "chat", "all of it must have been told"
    assert [message.content for message in talk.replies.history.messages("", "")][-2] == "chat", "the model sees that"
