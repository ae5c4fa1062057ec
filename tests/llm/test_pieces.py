from hypothesis import given, settings
from hypothesis import strategies as st

from vacli.llm.pieces import Pieces


def fed(data: bytes, sizes: list[int], stop: tuple[str, ...] = ()) -> list[str]:
    """What comes out when the bytes go in by pieces of these sizes."""
    pieces, out = Pieces(stop), []
    while data and not pieces.ended:
        size = sizes.pop() if sizes else 1
        out.append(pieces.add(data[:size]))
        data = data[size:]
    return [*out, pieces.rest()]


@settings(max_examples=60, deadline=None)
@given(st.text(), st.lists(st.integers(1, 5)))
def test_text_survives_any_cut(text: str, sizes: list[int]) -> None:
    assert "".join(fed(text.encode(), sizes)) == text


@settings(max_examples=60, deadline=None)
@given(st.text("ab\n🦜", max_size=20), st.lists(st.integers(1, 5)), st.text("ab\n🦜", min_size=1, max_size=3))
def test_nothing_of_a_stop_string_leaks(text: str, sizes: list[int], stop: str) -> None:
    assert "".join(fed(text.encode(), sizes, (stop, ""))) == text.split(stop)[0]


def test_the_earliest_of_several_ends_it() -> None:
    pieces = Pieces(("User:", "\n\n"))
    assert pieces.add(b"fine.\n\nUser:") == "fine."
    assert pieces.ended
    assert pieces.rest() == ""


def test_what_may_be_a_stop_string_waits_and_nothing_more() -> None:
    pieces = Pieces(("END",))
    assert [pieces.add(data) for data in (b"the E", b"N", b"A", b"EN")] == ["the ", "", "ENA", ""]
    assert pieces.rest() == "EN"


def test_bytes_that_are_no_text_are_left_out() -> None:
    assert "".join(fed(b"a\xffb\xf0\x9f", [])) == "ab"
