"""What may be said, as a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vacli.core.errors import UsageError
from vacli.core.grammar import Alternatives, Grammar, Literal, Maybe, Repeat, Sequence


def test_phrases_become_a_tree() -> None:
    grammar = Grammar.parse("Turn (on|off) [all] the lights\n\n# nothing\ndigits one+ # tail")
    turn, digits = grammar.root.options if isinstance(grammar.root, Alternatives) else ()
    onoff = Alternatives((Literal("on"), Literal("off")))
    assert turn == Sequence((Literal("turn"), onoff, Maybe(Literal("all")), Literal("the"), Literal("lights")))
    assert digits == Sequence((Literal("digits"), Repeat(Literal("one"))))
    assert grammar.words() == {"turn", "on", "off", "all", "the", "lights", "digits", "one"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no phrase"),
        ("# only a comment", "no phrase"),
        ("fine\nturn (on", "line 2: '(' is never closed"),
        ("a ) b", "unexpected"),
        ("a (|b)", "empty"),
        ("+ a", "follows nothing"),
        ("(" * 60 + "a" + ")" * 60, "nested"),
    ],
)
def test_a_wrong_grammar_says_which_line(text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        Grammar.parse(text)
    assert says in caught.value.message
    assert caught.value.hint


@given(st.text(alphabet="ab ()[]|+#\n", max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        Grammar.parse(text)
    except UsageError as error:
        assert error.message
