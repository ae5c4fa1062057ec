"""Conversations that a wake phrase begins, or a key. The speech is SYNTHETIC, spotter and recogniser are real."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from person import Person, Sound
from support import VOSK

from vacli.config import load as load_config
from vacli.core.words import ReplyClass
from vacli.engines import Engines, load
from vacli.stt.spotter import open_spotter

for package in ("vosk", "pocketsphinx", "espeakng_loader"):
    pytest.importorskip(package)
PHRASE = "computer"
TIME = ("what time is it", ReplyClass.QUICK)


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    flags = {
        "stt.engine": "vosk",
        "stt.model": str(VOSK),
        "llm.engine": "scripted",
        "tts.engine": "tone",
        "listen.mode": "wake",
        "listen.wake": PHRASE,
    }
    loaded = load(load_config(flags).config, ("vad", "stt", "llm", "tts"))
    yield loaded
    loaded.close()


def called(engines: Engines, script: Callable[[Person], Sound]) -> Person:
    spotter, choice = open_spotter(PHRASE)
    assert spotter is not None and choice.value == "sphinx"
    try:
        return Person(engines).talk(script, spotter=spotter)
    finally:
        spotter.close()


def test_without_the_phrase_nothing_is_answered(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.wait(0.5)
        yield from p.say("what time is it")
        yield from p.wait(3.0)

    person = called(engines, script)
    assert person.told("wake.ignored")
    assert not {"turn.begin", "stt.partial", "stt.final", "turn.endpoint", "turn.pause"} & set(person.names())
    assert not np.concatenate(person.said).any()


def test_the_phrase_and_a_question_in_one_breath(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.wait(0.5)
        yield from p.say(PHRASE)
        yield from p.wait(0.1)
        yield from p.ask("what time is it")

    person = called(engines, script)
    assert [event.data["phrase"] for event in person.told("wake.heard")] == [PHRASE]
    assert person.turns() == [TIME]


def test_the_phrase_alone_is_acknowledged_and_the_question_may_come_later(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.wait(0.5)
        yield from p.say(PHRASE)
        yield from p.until(lambda: p.told("turn.end"))
        p.chime = np.abs(np.concatenate(p.said)).max()  # type: ignore[attr-defined]
        yield from p.wait(1.0)
        yield from p.ask("what time is it")

    person = called(engines, script)
    assert 0.05 < person.chime < 0.11, "an earcon, and nothing louder"  # type: ignore[attr-defined]
    first, second = person.told("turn.end")
    assert (first.data["cancelled"], first.data["reason"]) == (True, "nothing but the wake phrase")
    assert (second.data["text"], second.data["reply_class"]) == TIME
    assert len(person.told("wake.heard")) == 1


def test_after_an_answer_it_need_not_be_repeated_for_a_while(engines: Engines) -> None:
    def script(p: Person) -> Sound:
        yield from p.wait(0.5)
        yield from p.say(PHRASE)
        yield from p.wait(0.1)
        yield from p.ask("what time is it")
        yield from p.ask("what time is it")
        yield from p.wait(9.0)
        yield from p.say("what time is it")
        yield from p.wait(3.0)

    person = called(engines, script)
    assert person.turns() == [TIME, TIME]
    assert person.told("wake.ignored")
    states = [event.data["state"] for event in person.told("listen.state")]
    assert states[0] == "asleep" and states[-1] == "asleep" and "listening" in states


def test_where_only_the_text_can_tell(engines: Engines) -> None:
    """No spotter: the phrase must begin what was recognised. The test model knows another phrase than that."""
    config = replace(engines.config, listen=replace(engines.config.listen, wake="what time"))
    other = Engines(config, engines.loaded)

    def script(p: Person) -> Sound:
        yield from p.say("tell me a joke")
        yield from p.wait(2.0)
        yield from p.say("what time is it")
        yield from p.until(lambda: p.told("turn.end"))

    person = Person(other).talk(script)
    assert len(person.told("wake.ignored")) == 1 and len(person.told("wake.heard")) == 1
    assert [text for text, _ in person.turns()] == ["is it"], "the phrase itself is no part of the question"


def test_a_key_begins_and_ends_what_is_said(engines: Engines) -> None:
    config = replace(engines.config, listen=replace(engines.config.listen, mode="talk"))

    def script(p: Person) -> Sound:
        yield from p.say("tell me a joke")
        yield from p.wait(2.0)
        p.conversation.press()
        yield from p.wait(0.1)
        yield from p.say("what time is it")
        p.conversation.release()
        yield from p.until(lambda: p.told("turn.end"))

    person = Person(Engines(config, engines.loaded)).talk(script)
    assert person.turns() == [TIME]
    assert person.told("turn.endpoint")[0].data["rule"] == "key"
