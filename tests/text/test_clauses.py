"""Clauses of text as it comes and as it stands; pieces of bounded length."""

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vacli.text.clauses import FIRST_WORDS, LONGEST, bounded, clauses


def cut(text: str) -> list[str]:
    return list(clauses(iter([text])))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n ", []),
        ("Hello", ["Hello"]),
        ("Hello there, my friend. How are you? Fine", ["Hello there,", "my friend.", "How are you?", "Fine"]),
        ("Yes. It is, as I said, late; go home: now!", ["Yes.", "It is, as I said, late;", "go home:", "now!"]),
        ("It is 3 p.m. in London. Dr. Smith is here.", ["It is 3 p.m. in London.", "Dr. Smith is here."]),
        ("It was 3 p.m. We left.", ["It was 3 p.m.", "We left."]),
        ("It costs 3.50 at 10:30. Cheap.", ["It costs 3.50 at 10:30.", "Cheap."]),
        ("Use e.g. this, i.e. that. Done.", ["Use e.g. this,", "i.e. that.", "Done."]),
        ("Am 3. Mai fahren wir. Es war 1999. Dann", ["Am 3. Mai fahren wir.", "Es war 1999.", "Dann"]),
        ("Cats, dogs, etc. are pets. Yes.", ["Cats,", "dogs, etc. are pets.", "Yes."]),
        ("1. Heat the oven.\n2. Bake it.", ["1. Heat the oven.", "2. Bake it."]),
        ('He said "Go." Then (really.) he left.', ['He said "Go."', "Then (really.)", "he left."]),
        ("**Bold.** Next one.", ["**Bold.**", "Next one."]),
        ("line one\nline two\n\nline three", ["line one", "line two", "line three"]),
        ("你好。今天天气很好！走吧", ["你好。", "今天天气很好！", "走吧"]),
        ("So:\n```py\nx = 1. y\n\nz\n```\nDone. Yes", ["So:", "```py\nx = 1. y\n\nz\n```", "Done.", "Yes"]),
        ("```\nnever closed. So\n", ["```\nnever closed. So"]),
        ("J. R. Smith came. So did I. Then", ["J. R. Smith came.", "So did I.", "Then"]),
    ],
)
def test_whole_and_letter_by_letter(text: str, expected: list[str]) -> None:
    assert cut(text) == expected
    assert list(clauses(iter(text))) == expected


def test_the_first_clause_does_not_wait_for_punctuation() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    found = cut(words)
    assert found == [" ".join(words.split()[:FIRST_WORDS]), " ".join(words.split()[FIRST_WORDS:])]
    assert next(clauses(iter([words]), 3)) == "one two three"


def test_a_mark_soon_after_the_first_words_is_worth_waiting_for_if_it_is_there() -> None:
    assert cut("one two three four five six seven eight. nine")[0] == "one two three four five six seven eight."


def test_the_first_clause_comes_before_the_text_is_complete() -> None:
    def text() -> Iterator[str]:
        yield "Of course, "
        raise AssertionError("asked for more than was needed")

    assert next(clauses(text())) == "Of course,"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1. ,;:!?\n\"')*é。", max_size=400), st.integers(1, 7))
def test_nothing_is_lost_however_it_comes(text: str, size: int) -> None:
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    found = list(clauses(pieces))
    assert squeezed("".join(found)) == squeezed(text)
    assert all(clause and clause == clause.strip() and len(clause) <= LONGEST for clause in found)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab1. ,;\n", max_size=400), st.integers(1, 50))
def test_bounded_pieces(text: str, longest: int) -> None:
    found = list(bounded(text, longest))
    assert squeezed("".join(found)) == squeezed(text)
    assert all(0 < len(piece) <= longest for piece in found)


def test_bounded_prefers_sentences_then_commas_then_words() -> None:
    assert list(bounded("One two. Three, four five", 15)) == ["One two.", "Three,", "four five"]
    assert list(bounded("alpha beta gamma", 12)) == ["alpha beta", "gamma"]
    assert list(bounded("x" * 25, 10)) == ["x" * 10, "x" * 10, "x" * 5]


@pytest.mark.parametrize("junk", ["a", "a ", "1. ", ". ", "\n", "a. b", "Dr. ", "e.g. "])
def test_time_is_linear(junk: str) -> None:
    text = (junk * 30_000)[:30_000]
    begin = time.perf_counter()
    list(clauses(text[at : at + 4] for at in range(0, len(text), 4)))
    list(clauses(iter([text])))
    assert time.perf_counter() - begin < 20
