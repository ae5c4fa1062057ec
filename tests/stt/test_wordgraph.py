"""The graph of a grammar: the same sentences, no more and no fewer."""

import pytest

from vacli.core.grammar import Grammar
from vacli.stt.wordgraph import graph_of

LIGHTS = "turn (on | off) [all] the lights\nstop"


@pytest.mark.parametrize(
    ("grammar", "sentence", "fits"),
    [
        (LIGHTS, "turn on the lights", True),
        (LIGHTS, "turn off all the lights", True),
        (LIGHTS, "stop", True),
        (LIGHTS, "turn on", False),
        (LIGHTS, "turn on the lights stop", False),
        (LIGHTS, "", False),
        ("(one | two)+", "one", True),
        ("(one | two)+", "two one two", True),
        ("(one | two)+", "", False),
        ("[please] (go [on])+ [now]", "please go on go now", True),
        ("[please] (go [on])+ [now]", "please now", False),
        ("[please] (go [on])+ [now]", "go please", False),
        ("[yes]", "", True),
        ("[[a] b]+ c", "a b b c", True),
        ("[[a] b]+ c", "a c", False),
    ],
)
def test_accepts_exactly_the_sentences_of_the_grammar(grammar: str, sentence: str, fits: bool) -> None:
    assert graph_of(Grammar.parse(grammar)).accepts(sentence.split()) is fits


@pytest.mark.parametrize(
    ("beginning", "fits"), [("", True), ("turn", True), ("turn on all the", True), ("turn the", False), ("on", False)]
)
def test_beginnings_of_sentences(beginning: str, fits: bool) -> None:
    assert graph_of(Grammar.parse(LIGHTS)).begins(beginning.split()) is fits


def test_the_sentences_given_out_are_sentences_and_hold_every_pair_of_neighbours() -> None:
    graph = graph_of(Grammar.parse("set (a | the) (timer | alarm)\n(one | two)+ [please]"))
    sentences = list(graph.sentences())
    assert all(graph.accepts(sentence) for sentence in sentences)
    pairs = {pair for words in sentences for pair in zip(("", *words), (*words, ""), strict=True)}
    assert {("", "set"), ("set", "the"), ("the", "alarm"), ("timer", ""), ("two", "one"), ("one", "")} <= pairs
    assert {("one", "one"), ("two", "please"), ("please", "")} <= pairs


def test_a_choice_of_a_thousand_words_stays_small() -> None:
    words = [f"w{number}" for number in range(1000)]
    graph = graph_of(Grammar.parse(f"call ({'|'.join(words)}) ({'|'.join(words)})"))
    assert len(graph.arcs) == 2001


@pytest.mark.parametrize(
    ("grammar", "loops"),
    [
        ("turn (on|off) [all] lights", False),
        ("(one|two)+", True),
        ("call (one)+ now", True),
        ("stop\n[please] go", False),
    ],
)
def test_knows_whether_it_repeats(grammar: str, loops: bool) -> None:
    assert graph_of(Grammar.parse(grammar)).loops is loops


def test_rivals_are_the_words_that_could_stand_in_the_place_of_each() -> None:
    graph = graph_of(Grammar.parse("set a timer for (five|nine) [and a half] minutes\nset an alarm for six minutes"))
    words = ["set", "a", "timer", "for", "five", "minutes"]
    assert graph.rivals(words) == [set(), set(), set(), set(), {"nine"}, set()]
    assert graph.rivals(words[:5])[4] == {"nine"}
    assert graph.rivals(["two", "one"]) == [set(), set()]
    digits = graph_of(Grammar.parse("(one|two|three)+"))
    assert digits.rivals(["one", "three"]) == [{"two", "three"}, {"one", "two"}]
