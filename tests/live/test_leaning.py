"""Spoken conversations that lean on what was said before, and words that were hardly heard."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from support import VOSK

from tests.live.person import Person, Sound
from vacli.audio.memory import MemorySpeaker
from vacli.config import load as load_config
from vacli.core.errors import UsageError
from vacli.core.events import Bus, Event
from vacli.core.words import ReplyClass
from vacli.engines import Engines, load
from vacli.live.conversation import Conversation

pytest.importorskip("vosk")


@pytest.fixture
def engines() -> Iterator[Engines]:
    flags = {
        "stt.engine": "vosk",
        "stt.model": str(VOSK),
        "llm.engine": "scripted",
        "llm.model": "chat|chat|chat",
        "tts.engine": "tone",
    }
    loaded = load(load_config(flags).config, ("vad", "stt", "llm", "tts"))
    yield loaded
    loaded.close()


@dataclass
class Typist:
    """What was answered, and as what."""

    replies: list[str]
    classes: list[ReplyClass]


def typed(engines: Engines, *lines: str, generate: object = None) -> Typist:
    events: list[Event] = []
    bus = Bus()
    bus.subscribe(events.append)
    session = engines.session(MemorySpeaker(engines.tts.rate), bus, skills="live")
    if generate:
        session.replies.chat.generate = generate  # type: ignore[union-attr, method-assign, assignment]
    conversation, left = Conversation(session, None), list(lines)

    def go_on(event: Event) -> None:
        """The next line once the one before is answered: else it would break that off."""
        if event.name == "turn.end" and left:
            conversation.type(left.pop(0))
        elif event.name == "turn.end":
            conversation.end_of_input()

    bus.subscribe(go_on)
    conversation.type(left.pop(0))
    conversation.run()
    ended = [event.data for event in events if event.name == "turn.end"]
    return Typist([each["reply"] for each in ended], [each["reply_class"] for each in ended])


def test_cancel_that_means_the_timer_and_again_another_throw(engines: Engines) -> None:
    """Elsewhere both are vocal commands."""
    typist = typed(engines, "set a timer for nine minutes", "cancel that", "roll a die", "again")
    assert typist.classes == [ReplyClass.QUICK] * 4
    assert typist.replies[1] == "I cancelled your 9 minute timer."
    assert typist.replies[3].startswith("You rolled")


def test_again_repeats_what_cannot_be_done_again(engines: Engines) -> None:
    typist = typed(engines, "what is two plus two", "again")
    assert typist.replies == ["2 plus 2 is 4."] * 2
    assert typist.classes[1] is ReplyClass.COMMAND


def test_stop_answers_a_question_of_ours(engines: Engines) -> None:
    typist = typed(engines, "set an alarm", "cancel", "at nine")
    assert typist.replies[1] == "All right, I leave it as it is."
    assert typist.classes[2] is ReplyClass.LLM


def test_words_that_were_hardly_heard_are_asked_back(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    from vacli.stt import vosk

    whole = vosk.Transcript
    monkeypatch.setattr(  # the recogniser is real, but its confidence
        vosk, "Transcript", lambda *given: whole(*given[:6], 0.6 if given[1] else None, *given[7:])
    )

    def script(p: Person) -> Sound:
        yield from p.ask("set a timer for five minutes")
        yield from p.ask("what time is it")

    person = Person(engines).talk(script)
    asked, answered = person.replies().values()
    assert asked == "Did you mean: set a timer for 5 minutes?"
    assert answered.startswith("It is"), "what changes nothing is answered at once"
    assert not any(event.data["text"] == "set a timer for five minutes" for event in person.told("draft.used"))


def test_what_is_too_long_for_the_model_is_said(engines: Engines) -> None:
    def refuse(*given: object, **named: object) -> Iterator[str]:
        raise UsageError("the question is too long", "ask something shorter")

    typist = typed(engines, "why is the sky blue " * 200, "what is two plus two", generate=refuse)
    assert typist.replies == ["That was too much at once. Please say it in fewer words.", "2 plus 2 is 4."]
