"""Answers that go wrong are cut there; those that only repeat a little are not."""

from collections.abc import Iterator

import pytest

from vacli.reply.sane import sane


def tokens(text: str, size: int) -> Iterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "kept", "why"),
    [
        ("Paris.<|im_end|>\n<|im_start|>user", "Paris.", "template text"),
        ("Paris.\nUser: and of Spain?", "Paris.", "template text"),
        ("Use a loop:\n```python\nfor x in y", "Use a loop:\n", "template text"),
        ("It is blue. ### Instruction", "It is blue. ", "template text"),
    ],
)
def test_the_marks_of_training_are_not_said(text: str, kept: str, why: str, size: int) -> None:
    cut: list[str] = []
    assert "".join(sane(tokens(text, size), cut.append)) == kept
    assert cut == [why]


@pytest.mark.parametrize(
    "text",
    [
        "no no no no no no",
        "the sky is blue because the sky is blue because the sky is blue because the sky is blue",
        "The moon is a large round rock. It is far. The moon is a large round rock. It is far.",
    ],
)
def test_circles_are_left(text: str) -> None:
    cut: list[str] = []
    said = "".join(sane(tokens(text, 4), cut.append))
    assert cut == ["repetition"]
    assert text.startswith(said) and len(said) < len(text) - 3


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "Paris.",
        "That is very, very far.",
        "Ha ha. Knock knock. Who is there? Boo. Boo who?",
        "The capital of France is Paris. The capital of Spain is Madrid. The capital of Italy is Rome.",
        "One plus one is two, and two plus two is four. a < b | c > d # e",
        "It costs $5 <or less>, e.g. [in May].\n\nUsers like it.",
        "日本の首都は東京です。" * 2,
    ],
)
def test_what_is_well_is_left_alone(text: str, size: int) -> None:
    cut: list[str] = []
    assert "".join(sane(tokens(text, size), cut.append)) == text
    assert cut == []


def test_what_comes_is_passed_on_at_once() -> None:
    given: list[str] = []

    def model() -> Iterator[str]:
        for word in ("The", " answer", " is", " 42."):
            given.append(word)
            yield word

    for number, piece in enumerate(sane(model(), lambda why: None)):
        assert given[number] == piece and len(given) == number + 1
