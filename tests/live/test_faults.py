"""Engines that fail while somebody talks: it is told with the way out, the user hears of it, the next turn works."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from person import Person, Sound
from support import VOSK
from victim import FAILED, GIVE_UP, JOKE, NEXT, NO_ANSWER, SAY_AGAIN, Victim, shared_engines

from vacli.config import load as load_config
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS, Chat
from vacli.core.errors import EngineError, ModelMissing
from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.core.words import Announcement, Message, ReplyClass, Transcript
from vacli.engines import Engines, load
from vacli.reply.dialogue import Dialogue
from vacli.reply.phrases import Phrase, phrase
from vacli.stt.scripted import ScriptedStream


@pytest.fixture(scope="module")
def shared() -> Iterator[Engines]:
    loaded = shared_engines()
    yield loaded
    loaded.close()


@pytest.mark.parametrize("words", ["!open", "!fail", "what time !fail is it", "what time is it !finish"])
def test_a_recogniser_that_fails(shared: Engines, words: str) -> None:
    person = Victim(shared, [words, NEXT]).asks()
    fault = person.one_fault("stt")
    assert "recogniser failed" in fault.data["message"]
    assert fault.turn == person.told("turn.begin")[0].turn
    person.answered(0, person.ended(0)["text"], SAY_AGAIN, ReplyClass.FALLBACK)
    person.goes_on()


def test_a_recogniser_that_fails_when_it_is_looked_at_in_a_pause(shared: Engines) -> None:
    class Shy(ScriptedStream):
        def feed(self, audio: Audio) -> Transcript | None:
            return None

        def peek(self) -> Transcript:
            raise RuntimeError("do not look")

    person = Victim(shared, [NEXT])
    hear, shy = person.session.hear, [Shy("", Turn(), 16000)]
    person.session.hear = lambda turn, hints=NO_HINTS: (  # type: ignore[method-assign]
        shy.pop() if shy and person.told("turn.begin") else hear(turn, hints)
    )
    person.asks()
    assert person.one_fault("stt").data["message"] == "RuntimeError: do not look"
    person.answered(0, "", SAY_AGAIN, ReplyClass.FALLBACK)
    person.goes_on()


class Fails:
    """Whatever it stands for raises `error` when it is called by `name` with `text`, or with anything."""

    def __init__(self, inner: Any, name: str, error: Exception, text: str = "") -> None:
        self._inner, self._name, self._error, self._text = inner, name, error, text

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._call(found) if name == self._name else found

    def _call(self, found: Any) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            if self._text in (str(given[0]), ""):
                raise self._error
            return found(*given, **named)

        return call


@pytest.mark.parametrize(
    ("name", "stage", "reply"),
    [("understand", "reply", FAILED), ("command", "stt", SAY_AGAIN), ("completeness", "stt", SAY_AGAIN)],
)
def test_an_understanding_that_fails(shared: Engines, name: str, stage: str, reply: str) -> None:
    person = Victim(shared)
    failing = Fails(shared.skillset.understander(), name, KeyError("verb"), JOKE)
    person.session.replies.understander, person.session.replies.dialogue = failing, Dialogue(failing)
    person.asks()
    assert "verb" in person.one_fault(stage).data["message"]
    person.answered(0, person.ended(0)["text"], reply, ReplyClass.FALLBACK)
    assert JOKE.startswith(person.ended(0)["text"])
    person.goes_on()


@pytest.mark.parametrize("speculate", [True, False])
def test_a_skill_that_fails(shared: Engines, speculate: bool) -> None:
    class Broken:
        name = "broken"
        intents = frozenset({shared.skillset.understander().understand("what day is it").intent})

        def answer(self, meant: Understood, turn: Turn) -> str:
            raise ValueError("no calendar")

        def due(self) -> float | None:
            return None

        def announcements(self) -> list[Announcement]:
            return []

    person = Victim(shared, ["what day is it", NEXT], speculate=speculate)
    person.session.replies.skills = (Broken(), *person.session.replies.skills)
    person.asks()
    assert person.one_fault("reply").data["message"] == "ValueError: no calendar"
    assert [each.question for each in person.session.history] == [NEXT]
    person.answered(0, "what day is it", FAILED, ReplyClass.FALLBACK)
    person.goes_on()


@pytest.mark.parametrize("speculate", [True, False])
@pytest.mark.parametrize(("words", "said"), [("!fail", ""), ("one two three !fail", "one two three ")])
def test_a_language_model_that_fails(shared: Engines, words: str, said: str, speculate: bool) -> None:
    """In the draft and, as the draft was lost, in earnest again."""
    person = Victim(shared, llm="|".join([words] * 9), speculate=speculate)
    person.asks()
    assert "language model failed" in person.one_fault("reply").data["message"]
    person.answered(0, JOKE, said + FAILED, ReplyClass.FALLBACK)
    person.goes_on()


def test_a_language_model_that_fails_in_a_draft_only(shared: Engines) -> None:
    person = Victim(shared, llm="!fail|here it is", speculate=True)
    person.asks()
    (dropped,) = [event.data for event in person.told("draft.dropped") if event.data["text"] == JOKE]
    assert "as it was told to" in dropped["reason"]
    assert not person.told("fault"), "nobody was to hear of it"
    person.answered(0, JOKE, "here it is", ReplyClass.LLM)
    person.goes_on()


@pytest.mark.parametrize(("hangs", "reply"), [(False, FAILED), (True, NO_ANSWER)])
def test_a_language_model_that_fails_in_a_draft_that_is_used(shared: Engines, hangs: bool, reply: str) -> None:
    """It is too late to make another one."""
    drafted = threading.Event()

    class Late:
        def __init__(self, chat: Chat) -> None:
            self.prepare = chat.prepare

        def generate(self, messages: Sequence[Message], turn: Turn, **named: Any) -> Iterator[str]:
            yield "one two"
            drafted.set()
            while not turn.committed and not turn.cancelled:
                turn.wait(0.005)
            turn.wait(30.0 if hangs else 0.0)
            turn.check()
            raise EngineError("too late", "vacli doctor")

    def script(p: Person) -> Sound:
        assert p.conversation.listen
        settled = p.conversation.wires.pending.wait
        p.conversation.listen.mic.settled = lambda: [  # type: ignore[attr-defined]
            None for _ in iter(lambda: settled(0.005) or drafted.is_set(), True)
        ]
        yield from p.say(JOKE)
        yield from p.until(lambda: p.told("draft.used"))
        drafted.clear()
        yield from p.until(lambda: p.told("turn.end") and not p.speaker.sounding)
        yield from p.wait(1.0)
        yield from p.ask(NEXT)

    person = Victim(shared, speculate=True, give_up=GIVE_UP * 5)
    assert person.session.chat
    person.session.replies.chat = Late(person.session.chat)  # type: ignore[assignment]
    person.talk(script)
    person.one_fault("reply")
    person.answered(0, JOKE, "one two " + reply, ReplyClass.FALLBACK)
    person.goes_on()


@pytest.mark.parametrize("speculate", [True, False])
def test_a_language_model_that_hangs(shared: Engines, speculate: bool) -> None:
    """There is an apology, and what was asked is kept."""
    person = Victim(shared, llm="!hang|!hang", speculate=speculate)
    person.asks()
    assert "no word of an answer in time" in person.one_fault("reply").data["message"]
    assert [each.question for each in person.session.history] == [NEXT]
    person.answered(0, JOKE, NO_ANSWER, ReplyClass.FALLBACK)
    person.goes_on()


def test_a_language_model_that_hangs_after_its_first_words(shared: Engines) -> None:
    person = Victim(shared, llm="one two three four five. Six !hang").asks()
    assert "no word of an answer in time" in person.one_fault("reply").data["message"]
    person.answered(0, JOKE, "one two three four five. Six " + NO_ANSWER, ReplyClass.FALLBACK)
    person.goes_on()


@pytest.mark.parametrize("before", [0, 1])
def test_what_failed_is_not_repeated(shared: Engines, before: int) -> None:
    """But what was answered before it, or there is nothing."""
    lines = [*[NEXT] * before, JOKE, "repeat that", NEXT]
    person = Victim(shared, lines, llm="!hang").asks(len(lines))
    person.one_fault("reply")
    repeated = person.ended(0)["reply"] if before else phrase(Phrase.NOTHING_TO_REPEAT, "en")
    person.answered(-2, "repeat that", repeated, ReplyClass.COMMAND)
    person.goes_on()


def test_a_language_model_that_hangs_while_it_gets_ready(shared: Engines) -> None:
    class Hangs:
        def __init__(self, inner: Any) -> None:
            self.inner = inner
            self.prepared = 0

        def prepare(self, messages: Sequence[Message], turn: Turn) -> None:
            self.prepared += 1
            turn.wait(30.0)
            turn.check()

        def generate(self, *given: Any, **named: Any) -> Iterator[str]:
            found: Iterator[str] = self.inner.generate(*given, **named)
            return found

    person = Victim(shared)
    assert person.session.chat is not None
    person.session.replies.chat = hanging = Hangs(person.session.chat)  # type: ignore[assignment]
    person.asks()
    assert "does not get ready in time" in person.one_fault("llm").data["message"]
    assert hanging.prepared == 3, "at the beginning, and whenever somebody speaks"
    person.answered(0, JOKE, "fine", ReplyClass.LLM)
    person.goes_on()


def test_a_model_that_is_deleted_while_it_is_used(shared: Engines, tmp_path: Path) -> None:
    """It is in memory: the conversation goes on. Whoever opens it next is told what is missing."""
    pytest.importorskip("vosk")
    model = tmp_path / VOSK.name
    shutil.copytree(VOSK, model)
    settings = load_config({"stt.engine": "vosk", "stt.model": str(model)}).config
    person = Victim(shared)
    person.session._stt = load(settings, ["stt"]).stt
    shutil.rmtree(model)
    person.asks()
    assert not person.told("fault")
    person.answered(0, NEXT, person.ended(0)["reply"], ReplyClass.QUICK)
    person.goes_on()
    with pytest.raises(ModelMissing) as failed:
        load(settings, ["stt"])
    assert VOSK.name in failed.value.message and failed.value.hint
