"""Answers that are given again: the same question in other words, never another one, never a broken one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from vacli.cache import Cache, Kind
from vacli.config import LlmSettings
from vacli.core.events import Bus, Event
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.llm.scripted import ScriptedChat
from vacli.reply.answers import Answers
from vacli.reply.choose import Replies
from vacli.understand import open_language

KIND = Kind("response", 3600.0, 1_000_000)
UNDERSTANDER = open_language()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(tmp_path / "cache.db")
    yield opened
    opened.close()


def replies(cache: Cache, settings: LlmSettings = LlmSettings(), model: str = "small") -> Replies:  # noqa: B008
    made = Replies(settings, ScriptedChat(tuple(f"answer {n}" for n in range(9))), UNDERSTANDER, [], Bus())
    made.answers = Answers(cache, KIND, UNDERSTANDER, settings, model)
    return made


def ask(made: Replies, question: str) -> tuple[str, ReplyClass | None]:
    turn = Turn()
    return "".join(made.reply(question, turn)), turn.reply_class


@pytest.mark.parametrize(
    "again",
    [
        "what is the capital of france",
        "What's the capital of France?",
        "what's france's capital",
        "could you tell me what is the capital of france please",
    ],
)
def test_the_same_question_gets_the_same_answer(cache: Cache, again: str) -> None:
    made = replies(cache)
    assert ask(made, "what is the capital of france") == ("answer 0", ReplyClass.LLM)
    assert ask(made, again) == ("answer 0", ReplyClass.CACHED)
    assert [exchange.answer for exchange in made.history] == ["answer 0", "answer 0"]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("what is the capital of france", "what was the capital of france"),
        ("what is the capital of france", "what is the capital of france now"),
        ("what is water", "what is in water"),
        ("is a dog bigger than a cat", "is a cat bigger than a dog"),
        ("how tall is everest", "how old is everest"),
        ("what is ten squared worth", "what is two squared worth"),
        ("who wrote hamlet", "who wrote romeo and juliet"),
    ],
)
def test_another_question_gets_its_own(cache: Cache, first: str, other: str) -> None:
    made = replies(cache)
    assert ask(made, first)[1] is ReplyClass.LLM
    assert ask(made, other) == ("answer 1", ReplyClass.LLM)


@pytest.mark.parametrize(
    "question",
    [
        *("tell me a joke", "what should i cook", "what do you think of it", "why", "what about germany"),
        *("who is the king now", "what happened today", "who is my neighbour", "tell me more about that", ""),
    ],
)
def test_what_leans_on_time_speaker_or_context_is_made_anew(cache: Cache, question: str) -> None:
    made = replies(cache)
    assert ask(made, question)[0] != ask(made, question)[0]
    assert cache.stats(KIND).entries == 0


def test_what_goes_wrong_is_cut_and_not_kept(cache: Cache) -> None:
    cut: list[Event] = []
    bus = Bus()
    bus.subscribe(lambda event: cut.append(event) if event.name == "reply.cut" else None)
    script = ("so it is so it is so it is so it is", "<|im_end|> user", "fine")
    made = Replies(LlmSettings(), ScriptedChat(script), UNDERSTANDER, [], bus)
    made.answers = Answers(cache, KIND, UNDERSTANDER, LlmSettings(), "small")
    assert len(ask(made, "why is the sky blue")[0].split()) < 12
    assert ask(made, "why is the sky blue") == ("Sorry, I have no answer to that right now.", ReplyClass.FALLBACK)
    assert [event.data["reason"] for event in cut] == ["repetition", "template text"]
    assert cache.stats(KIND).entries == 0
    assert ask(made, "why is the sky blue") == ("fine", ReplyClass.LLM)
    assert cache.stats(KIND).entries == 1


def test_another_persona_model_or_setting_has_answers_of_its_own(cache: Cache) -> None:
    question = "why is the sky blue"
    ask(replies(cache), question)
    settings = LlmSettings()
    for changed in (replace(settings, system="You are a pirate."), replace(settings, max_tokens=5)):
        assert ask(replies(cache, changed), question)[1] is ReplyClass.LLM
    assert ask(replies(cache, model="large"), question)[1] is ReplyClass.LLM
    assert ask(replies(cache), question)[1] is ReplyClass.CACHED


def test_what_was_broken_off_or_never_meant_is_not_kept(cache: Cache) -> None:
    made = replies(cache)
    broken = Turn()
    pieces = made.reply("why is the sky blue", broken)
    next(pieces)
    broken.cancel()
    pieces.close()  # type: ignore[attr-defined]
    draft = Turn().child()
    list(made.reply("why is the grass green", draft))
    draft.cancel()
    assert cache.stats(KIND).entries == 0
    used = Turn().child()
    list(made.reply("why is the grass green", used))
    used.commit()
    assert ask(made, "why is the grass green")[1] is ReplyClass.CACHED
