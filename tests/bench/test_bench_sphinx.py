"""The acceptance table is counted right: with a recogniser that hears what it is told."""

from pathlib import Path

import numpy as np

from vacli.bench.own.sphinx import COFFEE, HOME, INSIDE, OUTSIDE, Clip, accepted, real, rejected, say, speed
from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.grammar import Grammar
from vacli.stt.scripted import ScriptedStt
from vacli.stt.wordgraph import graph_of

QUIET = Audio(np.zeros(1600, np.float32), 16000)


def hears(script: str) -> ScriptedStt:
    return ScriptedStt(SttSettings(model=script))


def test_accepted_right_and_rejected_are_shares() -> None:
    clips = [Clip(QUIET, "stop"), Clip(QUIET, "go on"), Clip(QUIET, "go on"), Clip(QUIET, "stop")]
    table = accepted(hears("stop|go back||stop"), "stop\ngo (on|back)", clips)
    assert table == {"n": 4, "accepted": 0.75, "right": 0.5}
    assert rejected(hears("stop|||"), "stop", clips) == 0.75


def test_words_that_are_not_known_cannot_be_right() -> None:
    assert accepted(hears("stop"), "stop", [Clip(QUIET, None)]) == {"n": 1, "accepted": 1.0}


def test_an_order_is_right_when_all_its_slots_are() -> None:
    slots = {"size": "medium", "roast": "medium roast", "coffeeDrink": "iced coffee", "milkAmount": "a bit of soy milk"}
    order = Clip(QUIET, None, slots)
    assert order.right("get me a medium medium roast iced coffee with a bit of soy milk")
    assert not order.right("get me a medium medium roast iced coffee with a bit of soy milk and sugar")
    assert not order.right("")
    assert accepted(hears("brew a medium roast iced coffee"), COFFEE, [order])["right"] == 0


def test_zero_may_be_said_as_oh() -> None:
    assert Clip(QUIET, "one zero").right("one oh") and not Clip(QUIET, "one zero").right("one")


def test_the_sentences_inside_are_inside_and_those_outside_are_not() -> None:
    graph = graph_of(Grammar.parse(HOME))
    assert all(graph.accepts(text.split()) for text in INSIDE)
    assert not any(graph.accepts(text.split()) for text in OUTSIDE)
    order = "can i get a large mocha with some soy milk and sugar"
    assert graph_of(Grammar.parse(COFFEE)).accepts(order.split())


def test_a_spoken_sentence_has_sound_and_silence_around_it(tmp_path: Path) -> None:
    clip = say("good night", "en-us", tmp_path)
    assert 1 < clip.audio.seconds < 4
    assert not clip.audio.samples[:5000].any() and np.abs(clip.audio.samples).max() > 0.1


def test_every_set_of_real_speech_is_found(speech: Path) -> None:
    table = real(hears(""), speech, 2)
    assert {name: row["n"] for name, row in table.items() if "n" in row} == dict.fromkeys(
        ("cards", "robot", "digits", "strings of digits", "digits, 8 kHz", "names", "coffee"), 2
    )
    assert table["home"]["rejected"] == {"read": 1.0, "meeting": 1.0, "1.5 s pieces": 1.0}


def test_speed_is_told_for_each_way_of_use() -> None:
    table = speed(hears(""), [Clip(QUIET, None)])
    assert list(table) == ["grammar", "grammar that rejects", "dictation"] and min(table.values()) >= 0
