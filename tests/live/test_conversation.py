"""Whole conversations, on the in-memory twins: real speech (synthetic voices), real recognition, a scripted model."""

from collections.abc import Iterator

import numpy as np
import pytest
from support import VOSK

from tests.live.person import RATE, Person, Sound, spoken
from vacli.config import load as load_config
from vacli.core.audio import Audio
from vacli.core.events import Event
from vacli.core.flow import spawn
from vacli.core.words import Announcement, ReplyClass, Urgency
from vacli.engines import Engines, load

pytest.importorskip("vosk")
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    flags = {
        "stt.engine": "vosk",
        "stt.model": str(VOSK),
        "llm.engine": "scripted",
        "llm.model": LONG,
        "tts.engine": "tone",
    }
    loaded = load(load_config(flags).config, ("vad", "stt", "llm", "tts"))
    yield loaded
    loaded.close()


def test_a_question_is_answered_by_a_skill_without_the_language_model(engines: Engines) -> None:
    person = Person(engines).talk(lambda p: p.ask("what time is it"))
    assert person.turns() == [("what time is it", ReplyClass.QUICK)]
    assert person.told("turn.endpoint")[0].data["rule"] == "complete"
    assert person.told("draft.used"), "the answer was ready when the turn ended"
    assert np.abs(np.concatenate(person.said)).max() > 0.05
    names = person.names()
    assert (
        names.index("turn.begin") < names.index("turn.endpoint") < names.index("stt.final") < names.index("speak.begin")
    )


def test_what_no_skill_knows_goes_to_the_language_model(engines: Engines) -> None:
    person = Person(engines).talk(lambda p: p.ask("tell me a joke"))
    assert person.turns() == [("tell me a joke", ReplyClass.LLM)]
    assert list(person.replies().values()) == [LONG]
    assert person.session.history[0].answer == LONG


def test_partials_are_told_and_what_is_stable_is_not_taken_back(engines: Engines) -> None:
    person = Person(engines).talk(lambda p: p.ask("set a timer for five minutes"))
    stable = ""
    for event in person.told("stt.partial"):
        assert event.data["text"].startswith(stable)
        stable = event.data["text"][: event.data["stable"]]
    assert stable


def test_an_interruption_silences_the_reply_and_is_answered(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.say("tell me a joke")
        yield from p.until(lambda: p.told("speak.begin"))
        yield from p.wait(1.0)
        yield from p.ask("what time is it")

    person = Person(engines).talk(script)
    assert [text for text, _ in person.turns()] == ["tell me a joke", "what time is it"]
    names = person.names()
    assert names.index("barge_in.hold") < names.index("barge_in.stop")
    heard = person.session.history[0].answer
    assert LONG.startswith(heard), "history keeps what was heard"
    assert 0 < len(heard) < len(LONG) / 2


def test_a_back_channel_does_not_break_the_reply_off(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.say("tell me a joke")
        yield from p.until(lambda: p.told("speak.begin"))
        yield from p.wait(1.0)
        yield from p.say("okay")
        yield from p.until(lambda: p.told("turn.end"))

    person = Person(engines).talk(script)
    assert person.told("barge_in.hold")
    assert person.told("barge_in.release")[0].data["rule"] == "backchannel"
    assert person.turns() == [("tell me a joke", ReplyClass.LLM)]
    assert person.session.history[0].answer == LONG


def test_a_stop_word_ends_the_reply(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.say("tell me a joke")
        yield from p.until(lambda: p.told("speak.begin"))
        yield from p.wait(1.0)
        yield from p.say("stop")
        yield from p.wait(2.0)
        yield from p.ask("what time is it")

    person = Person(engines).talk(script)
    assert [event.data["name"] for event in person.told("command")] == ["stop"]
    assert person.told("turn.interrupted")[0].data["reason"] == "stop word"
    assert person.turns()[-1] == ("what time is it", ReplyClass.QUICK), "the next turn works"


def test_pause_and_resume(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.say("tell me a joke")
        yield from p.until(lambda: p.told("speak.begin"))
        yield from p.wait(0.8)
        yield from p.say("pause")
        yield from p.until(lambda: p.told("barge_in.release"))
        before = len(p.said)
        yield from p.wait(3.0)
        p.silence = np.abs(np.concatenate(p.said[before:])).max()  # type: ignore[attr-defined]
        yield from p.say("resume")
        yield from p.until(lambda: p.told("turn.end"))

    person = Person(engines).talk(script)
    assert person.silence < 0.01  # type: ignore[attr-defined]
    assert [event.data["name"] for event in person.told("command")] == ["pause", "resume"]
    assert person.session.history[0].answer == LONG


def test_louder_changes_the_volume_and_says_so(engines: Engines) -> None:
    person = Person(engines).talk(lambda p: p.ask("louder"))
    assert person.turns() == [("louder", ReplyClass.COMMAND)]
    assert list(person.replies().values()) == ["Louder."]


def test_repeat_gives_the_last_answer_again(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.ask("tell me a joke")
        yield from p.ask("repeat that")

    person = Person(engines).talk(script)
    assert list(person.replies().values()) == [LONG, LONG]


def test_speech_that_goes_on_takes_the_old_turn_back(engines: Engines) -> None:
    """A timer that was set too soon is undone, and the texts are joined."""
    store, _ = engines.skillset.keeping()
    before = len(store.all("timer"))

    def script(p: Person) -> Sound:
        yield from p.say("set a timer for five minutes")
        yield from p.until(lambda: p.told("speak.begin"))
        yield from p.wait(0.1)
        yield from p.ask("thirty seconds")

    person = Person(engines).talk(script)
    continued = person.told("turn.continued")[0]
    assert continued.data["false_cutoff"] is True
    assert person.told("stt.final")[-1].data["text"] == "set a timer for five minutes thirty seconds"
    assert [timer.seconds for timer in store.all("timer")[before:]] == [330.0]
    assert len(person.session.history) == 1


def test_what_cannot_be_kept_is_said_and_the_next_turn_works(engines: Engines) -> None:
    """The answer was prepared while the user spoke; that the timer cannot be kept shows when it is to count."""
    store, _ = engines.skillset.keeping()
    before = len(store.all("timer"))

    def script(p: Person) -> Sound:
        store._base.execute("PRAGMA query_only=1")  # as good as a full disk
        yield from p.ask("set a timer for five minutes")
        store._base.execute("PRAGMA query_only=0")
        yield from p.ask("what time is it")

    person = Person(engines).talk(script)
    assert [(event.data["stage"], event.data["hint"]) for event in person.told("fault")] == [
        ("reply", "make room on the disk; what is kept: vacli data list")
    ]
    first, second = person.told("turn.end")
    assert (first.data["text"], first.data["reply_class"]) == ("set a timer for five minutes", ReplyClass.FALLBACK)
    assert first.data["reply"] == "Sorry, something failed here. Please try again."
    assert second.data["reply_class"] == ReplyClass.QUICK
    assert len(store.all("timer")) == before
    assert [exchange.question for exchange in person.session.history] == ["What time is it?"], "as one writes it"


def test_an_urgent_announcement_over_the_user_ends_with_the_conversation(engines: Engines) -> None:
    """It is being said while the user's turn ends: then two turns are to be broken off."""

    def script(p: Person) -> Sound:
        sound = spoken("what time is it")
        yield Audio(sound[:12800], RATE)
        p.session.announce(Announcement(LONG, Urgency.NOW))
        yield Audio(sound[12800:], RATE)
        yield from p.until(lambda: p.told("turn.endpoint"))
        p.conversation.close()
        yield from p.wait(20.0)

    person = Person(engines)
    running = spawn("whole", lambda: (person.talk(script), None)[1])
    running.join(20.0)
    assert not running.is_alive()
    (announced,) = person.told("turn.announcement")
    assert announced.turn in {event.turn for event in person.told("turn.interrupted")}


def test_goodbye_ends_the_conversation(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.ask("goodbye")
        yield from p.wait(3600.0)

    person = Person(engines).talk(script)
    assert list(person.replies().values()) == ["Goodbye."]
    assert sum(map(len, person.said)) / person.speaker.rate < 60


def test_what_is_not_understood_is_said(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        rng = np.random.default_rng(2)
        from vacli.core.audio import Audio

        hum = np.repeat(rng.normal(0, 0.1, 30), 400).astype(np.float32)
        yield Audio(hum, 16000)
        yield from p.wait(1.0)
        yield from p.ask("what time is it")

    person = Person(engines).talk(script)
    assert person.turns()[-1][0] == "what time is it"


def test_typed_questions_need_no_microphone(engines: Engines) -> None:
    from vacli.audio.memory import MemorySpeaker
    from vacli.core.events import Bus
    from vacli.live.conversation import Conversation

    events: list[Event] = []
    bus = Bus()
    bus.subscribe(events.append)
    conversation = Conversation(engines.session(MemorySpeaker(engines.tts.rate), bus, skills="live"), None)
    conversation.type("what is two plus two")
    conversation.end_of_input()
    conversation.run()
    assert [event.data["text"] for event in events if event.name == "reply.text"] == ["2 plus 2 is 4."]
