"""The measurement of what else waits while recognisers decode."""

from typing import Any

from vacli.bench.own.lock import figures


def test_every_number_of_threads_is_told() -> None:
    found: dict[str, Any] = figures((1, 2), 1)
    assert set(found) == {"sphinx", "vosk"}
    for each in found.values():
        assert list(each) == ["1", "2"]
        for told in each.values():
            assert told["sound decoded, times real time"] > 0
            assert told["another thread wakes late by"]["n"] > 0
    assert found["sphinx"]["2"]["processors"] < 1.2, "pocketsphinx decodes on one thread at a time"
