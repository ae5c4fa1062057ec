"""Windows of speech, from probabilities that are written down: no detector runs here."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vacli.core.audio import Audio, Samples
from vacli.core.segments import FRAME, RATE, Rules, speech_segments, spoken, windows

SMALL = Rules(shortest=2, silence=3, margin=2, gap=6, longest=40)


def probabilities(*runs: tuple[int, float]) -> Samples:
    """probabilities((3, 0.0), (10, 0.9)): so many frames of each."""
    return np.concatenate([np.full(count, value, np.float32) for count, value in runs])


def test_speech_begins_at_the_threshold_goes_on_to_the_release_and_ends_with_silence() -> None:
    found = speech_segments(probabilities((5, 0.1), (4, 0.6), (4, 0.4), (20, 0.1)), SMALL)
    assert found == [(5, 13)]


def test_what_never_reaches_the_threshold_is_no_speech() -> None:
    assert speech_segments(probabilities((50, 0.45)), SMALL) == []


def test_a_click_is_no_speech_and_a_short_gap_ends_nothing() -> None:
    assert speech_segments(probabilities((5, 0.0), (1, 0.9), (9, 0.0)), SMALL) == []
    assert speech_segments(probabilities((4, 0.9), (2, 0.0), (4, 0.9), (9, 0.0)), SMALL) == [(0, 10)]


def test_speech_that_reaches_the_end_is_found() -> None:
    assert speech_segments(probabilities((5, 0.0), (5, 0.9)), SMALL) == [(5, 10)]


def test_neighbours_share_a_window_and_strangers_do_not() -> None:
    near = probabilities((5, 0.0), (5, 0.9), (5, 0.0), (5, 0.9), (10, 0.0))
    far = probabilities((5, 0.0), (5, 0.9), (9, 0.0), (5, 0.9), (10, 0.0))
    assert windows(near, SMALL) == [(3, 22)]
    assert windows(far, SMALL) == [(3, 12), (17, 26)]


def test_margins_do_not_overlap() -> None:
    apart = Rules(shortest=2, silence=3, margin=5, gap=0, longest=60)
    first, second = windows(probabilities((5, 0.9), (4, 0.0), (5, 0.9), (1, 0.0)), apart)
    assert first == (0, 7)
    assert second == (7, 15)


def test_long_speech_is_cut_where_it_is_least_like_speech() -> None:
    found = windows(probabilities((25, 0.9), (2, 0.5), (25, 0.9)), SMALL)
    assert len(found) == 2
    assert 24 <= found[0][1] <= 27
    assert found[1] == (found[0][1], 52)


@given(st.lists(st.tuples(st.integers(1, 60), st.sampled_from([0.0, 0.2, 0.4, 0.6, 0.95])), max_size=12))
def test_windows_are_in_order_apart_short_enough_and_hold_all_speech(runs: list[tuple[int, float]]) -> None:
    given_ = probabilities(*runs) if runs else np.zeros(0, np.float32)
    found = windows(given_, SMALL)
    assert all(0 <= start < end <= len(given_) for start, end in found)
    assert all(end - start <= SMALL.longest for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    inside = {frame for start, end in found for frame in range(start, end)}
    for start, end in speech_segments(given_, SMALL):
        assert inside.issuperset(range(start, end))


def loud(samples: Samples) -> Samples:
    """A detector: as likely as it is loud."""
    return np.abs(samples.reshape(-1, FRAME)).max(axis=1)


def recording(given_: Samples) -> Samples:
    """The sound in which `loud` finds these probabilities. Every sample differs a little from the others."""
    rising = np.linspace(0.99, 1.0, FRAME, dtype=np.float32)
    return (given_[:, None] * rising).reshape(-1)


def pieces(samples: Samples, size: int, start: int = 0) -> Iterator[Audio]:
    for at in range(0, len(samples), size):
        yield Audio(samples[at : at + size], RATE, start + at)


@given(
    st.lists(st.tuples(st.integers(1, 60), st.sampled_from([0.0, 0.9])), min_size=1, max_size=12),
    st.sampled_from([300, FRAME, 7000, 100000]),
)
def test_a_recording_in_pieces_gives_all_its_speech_once_at_the_right_place(
    runs: list[tuple[int, float]], size: int
) -> None:
    given_ = probabilities(*runs)
    whole = recording(given_)
    found = list(spoken(pieces(whole, size), loud, SMALL))
    for window in found:
        assert np.array_equal(window.samples, whole[window.start : window.end])
        assert len(window) <= SMALL.longest * FRAME
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    for start, end in speech_segments(given_, SMALL):
        covered = sum(max(0, min(window.end, end * FRAME) - max(window.start, start * FRAME)) for window in found)
        assert covered == (end - start) * FRAME


def test_the_clock_of_the_stream_is_kept_and_the_end_is_not_padded() -> None:
    whole = recording(probabilities((10, 0.0), (10, 0.9)))[:-100]
    (window,) = spoken(pieces(whole, 1000, start=5000), loud, SMALL)
    assert window.start == 5000 + 8 * FRAME
    assert window.end == 5000 + len(whole)


def test_little_of_a_long_recording_is_in_memory() -> None:
    blocks = 0

    def endless() -> Iterator[Audio]:
        nonlocal blocks
        for at in range(100):
            blocks += 1
            sound = recording(probabilities((10, 0.0), (20, 0.9), (10, 0.0)))
            yield Audio(sound, RATE, at * len(sound))

    found = spoken(endless(), loud, SMALL)
    next(found)
    assert blocks <= 3


def test_silence_nothing_and_a_wrong_rate() -> None:
    assert list(spoken(pieces(np.zeros(50000, np.float32), 999), loud, SMALL)) == []
    assert list(spoken(iter([]), loud, SMALL)) == []
    with pytest.raises(ValueError, match="8000"):
        list(spoken(iter([Audio(np.zeros(10, np.float32), 8000)]), loud, SMALL))
