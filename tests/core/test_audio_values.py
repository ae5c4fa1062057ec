"""Sound in memory, and the tools over it."""

import numpy as np
import pytest

from vacli.core.audio import Audio, from_pcm16, join, rechunk
from vacli.core.events import Bus, Event


def test_pcm16_there_and_back() -> None:
    samples = np.linspace(-1, 1, 999, dtype=np.float32)
    assert np.abs(from_pcm16(Audio(samples, 16000).pcm16()) - samples).max() < 1e-4


def test_loud_samples_are_clipped_not_wrapped() -> None:
    assert from_pcm16(Audio(np.array([2.0, -2.0], np.float32), 8000).pcm16()) == pytest.approx([1, -1], abs=1e-3)


def test_an_odd_last_byte_is_dropped() -> None:
    assert len(from_pcm16(b"\x00\x01\x02")) == 1


@pytest.mark.parametrize("sizes", [[10], [3, 3, 4], [1] * 10, [512, 512], []])
def test_rechunk_keeps_every_sample_and_its_place(sizes: list[int]) -> None:
    total = np.arange(sum(sizes), dtype=np.float32)
    pieces, at = [], 0
    for size in sizes:
        pieces.append(Audio(total[at : at + size], 16000, 100 + at))
        at += size
    frames = list(rechunk(iter(pieces), 4))
    assert all(len(frame) == 4 for frame in frames)
    assert [frame.start for frame in frames] == [100 + 4 * number for number in range(len(frames))]
    if frames:
        assert np.array_equal(join(frames).samples[: len(total)], total)
        assert not join(frames).samples[len(total) :].any()


def test_join_refuses_what_does_not_belong_together() -> None:
    with pytest.raises(ValueError, match="no audio"):
        join([])
    with pytest.raises(ValueError, match="rates"):
        join([Audio(np.zeros(1, np.float32), 8000), Audio(np.zeros(1, np.float32), 16000)])


def test_a_listener_that_fails_is_named_and_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    bus, seen = Bus(), []

    def bad(event: Event) -> None:
        raise RuntimeError("broken")

    bus.subscribe(bad)
    leave = bus.subscribe(seen.append)
    bus.publish(Event("stt.final"))
    bus.publish(Event("stt.final"))
    leave()
    bus.publish(Event("stt.final"))
    assert len(seen) == 2
    assert capsys.readouterr().err.count("broken") == 1
