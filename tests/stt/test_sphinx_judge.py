"""Whether the words of a grammar were said, by signs: each of them counts, and in the right direction."""

from dataclasses import replace

import pytest

from vacli.core.grammar import Grammar
from vacli.stt.sphinx_decoders import Segment
from vacli.stt.sphinx_judge import ALONE, LEAST, MOST_PHONES, Signs, signs
from vacli.stt.wordgraph import graph_of

PHONES = {"stop": "S T AA P", "the": "DH AH", "the(2)": "DH IY", "music": "M Y UW Z IH K", "cars": "K AA R Z"}
GRAPH = graph_of(Grammar.parse("stop the music"))
GOOD = Signs(fit=-2.0, unexplained=0.0, haste=0.0, phones=1.0, unlike=0.35, rival=0.0)


def pronounce(word: str) -> str:
    return PHONES.get(word, "")


def row(*parts: tuple[str, int, float]) -> list[Segment]:
    """Segments one after the other: word, frames, nats a frame."""
    found: list[Segment] = []
    for word, frames, nats in parts:
        start = found[-1].end if found else 0
        found.append(Segment(word, start, start + frames, frames * nats, 1.0))
    return found


WORDS = row(("<sil>", 10, -1.0), ("stop", 40, -6.0), ("the(2)", 10, -6.0), ("music", 50, -6.0), ("<sil>", 10, -1.0))


def heard(phones: str) -> list[Segment]:
    """These phones over the 100 frames of WORDS that hold speech."""
    names = phones.split()
    frames = 100 // len(names)
    return row(("SIL", 10, -1.0), *((name, frames, -5.0) for name in names), ("SIL", 110 - frames * len(names), -1.0))


def test_signs_of_words_that_were_said() -> None:
    found = signs(WORDS, heard("S T AA P DH IY M Y UW Z"), pronounce, GRAPH)
    assert found.fit == pytest.approx(-1.0) and found.unexplained == 0
    assert found.haste == 0
    assert found.phones == pytest.approx(10 / 12) and found.unlike == pytest.approx(2 / 12)
    assert found.rival == ALONE
    assert found.confidence > LEAST


def test_a_rival_is_a_word_of_the_grammar_that_sounds_nearer_in_the_same_place() -> None:
    choice = graph_of(Grammar.parse("stop the (music|cars|unheard)"))
    wrong = signs(WORDS, heard("S T AA P DH IY K AA R Z"), pronounce, choice)
    right = signs(WORDS, heard("S T AA P DH IY M Y UW Z IH K"), pronounce, choice)
    assert wrong.rival > 0 > right.rival
    assert signs(WORDS, heard("S T AA P DH IY K AA R Z"), pronounce, GRAPH).rival == ALONE


def test_phones_that_sound_alike_differ_by_half() -> None:
    said, alike = "S T AA P DH IY M Y UW Z IH K", "Z D AO B TH EH N L UH S IY G"
    assert signs(WORDS, heard(alike), pronounce, GRAPH).unlike == pytest.approx(0.5)
    assert signs(WORDS, heard(said), pronounce, GRAPH).unlike == 0


def test_haste_is_that_of_the_hastiest_word() -> None:
    hurried = row(("stop", 12, -6.0), ("the(2)", 8, -6.0), ("music", 60, -6.0))
    assert signs(hurried, heard("S T AA P"), pronounce, GRAPH).haste == pytest.approx(5.0 - 3.0)


@pytest.mark.parametrize(
    "worse",
    [
        replace(GOOD, fit=-4.0),
        replace(GOOD, unexplained=0.2),
        replace(GOOD, haste=2.0),
        replace(GOOD, phones=0.5),
        replace(GOOD, unlike=0.7),
        replace(GOOD, rival=3.0),
    ],
)
def test_each_sign_speaks_against_the_words(worse: Signs) -> None:
    assert 0 < worse.confidence < GOOD.confidence


def test_good_signs_are_believed_and_bad_ones_are_not() -> None:
    assert GOOD.confidence > 0.95
    assert Signs(fit=-5.0, unexplained=0.2, haste=2.0, phones=0.6, unlike=0.8, rival=2.0).confidence < 0.05


def test_half_a_sentence_is_not_the_sentence() -> None:
    assert replace(GOOD, fit=0.0, unexplained=0.55).confidence == 0


def test_many_more_phones_than_the_words_have_do_not_speak_for_them() -> None:
    crowd = signs(WORDS, heard(" ".join(["AH", "T"] * 25)), pronounce, GRAPH)
    assert crowd.phones == MOST_PHONES and crowd.unlike > 0.7


def test_words_without_known_phones_are_judged_all_the_same() -> None:
    assert 0 <= signs(WORDS, [], lambda word: "", GRAPH).confidence <= 1
