"""What is kept a while: found again, too old, too much, counted, shared, lost without harm."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vacli.cache import Cache, Kind
from vacli.core.errors import ResourceError
from vacli.core.flow import spawn

SPEECH, ANSWERS = Kind("speech", 100.0, 1000), Kind("answers", 1000.0, 1000)


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


Opened = Callable[[], Cache]


@pytest.fixture
def opened(tmp_path: Path, clock: Time) -> Iterator[Opened]:
    caches: list[Cache] = []

    def make() -> Cache:
        caches.append(Cache(tmp_path / "cache.db", clock))
        return caches[-1]

    yield make
    for cache in caches:
        cache.close()


def test_what_was_put_is_had_at_once_and_after_a_restart(opened: Opened, tmp_path: Path) -> None:
    cache = opened()
    assert cache.get(SPEECH, "a") is None
    cache.put(SPEECH, "a", b"\x00\xff", "hello")
    assert cache.get(SPEECH, "a") == b"\x00\xff"
    assert cache.get(ANSWERS, "a") is None
    cache.stats(SPEECH)
    assert opened().get(SPEECH, "a") == b"\x00\xff"
    assert (tmp_path / "cache.db").stat().st_mode & 0o777 == 0o600


def test_what_is_too_old_is_gone(opened: Opened, clock: Time) -> None:
    cache = opened()
    cache.put(SPEECH, "a", b"1", "")
    clock.now += 99
    assert cache.get(SPEECH, "a") == b"1"
    clock.now += 1
    assert cache.get(SPEECH, "a") is None
    clock.now -= 500
    assert cache.get(SPEECH, "a") is None, "made in the future: the clock was set"
    clock.now += 500
    cache.put(SPEECH, "b", b"2", "")
    assert [each.key for each in cache.entries(SPEECH)] == ["b"]


def test_what_was_not_used_for_longest_makes_room(opened: Opened, clock: Time) -> None:
    cache = opened()
    for number in range(10):
        clock.now += 1
        cache.put(SPEECH, str(number), bytes(100), "")
    cache.stats(SPEECH)
    clock.now += 1
    cache.get(SPEECH, "0")
    cache.stats(SPEECH)
    cache.put(SPEECH, "new", bytes(100), "")
    assert {each.key for each in cache.entries(SPEECH)} == {"0", "new", *map(str, range(2, 10))}
    assert cache.stats(SPEECH).size <= SPEECH.most


def test_one_large_thing_does_not_push_out_the_rest(opened: Opened) -> None:
    cache = opened()
    cache.put(SPEECH, "a", bytes(101), "")
    assert cache.get(SPEECH, "a") is None


def test_it_counts_and_is_emptied(opened: Opened) -> None:
    cache = opened()
    cache.put(SPEECH, "a", b"1", "one")
    cache.put(ANSWERS, "a", b"2", "two")
    for key in ("a", "a", "b"):
        cache.get(SPEECH, key)
    stats = cache.stats(SPEECH)
    assert (stats.entries, stats.size, stats.hits, stats.misses) == (1, 1, 2, 1)
    assert [(each.about, each.size) for each in cache.entries(SPEECH)] == [("one", 1)]
    assert cache.clear(SPEECH) == 1
    assert (cache.stats(SPEECH).entries, cache.stats(SPEECH).hits, cache.stats(ANSWERS).entries) == (0, 0, 1)
    assert cache.get(SPEECH, "a") is None


def test_it_is_written_by_itself(opened: Opened, tmp_path: Path) -> None:
    written = threading.Event()
    cache = opened()
    cache._base.set_trace_callback(lambda statement: written.set() if statement == "COMMIT" else None)
    cache.put(SPEECH, "a", b"1", "")
    assert written.wait(10)
    assert opened().get(SPEECH, "a") == b"1"


def test_two_processes_and_many_threads(opened: Opened) -> None:
    caches = [opened(), opened()]

    def work(who: int) -> None:
        for number in range(50):
            caches[who % 2].put(ANSWERS, f"{who}-{number}", b"x", "")
            assert caches[who % 2].get(ANSWERS, f"{who}-{number}") == b"x"
            if number % 10 == 0:
                caches[who % 2].stats(ANSWERS)

    threads = [spawn("test", lambda who=who: work(who)) for who in range(6)]  # type: ignore[misc]
    for thread in threads:
        thread.join(30)
    caches[0].stats(ANSWERS)
    assert caches[1].stats(ANSWERS).entries == 300


def test_a_disk_that_is_full_costs_only_what_was_put(opened: Opened) -> None:
    cache = opened()
    cache._base.execute("PRAGMA max_page_count=1")
    cache.put(SPEECH, "a", bytes(100), "")
    cache.put(ANSWERS, "b", bytes(100), "")
    cache._in_time()
    cache._base.execute("PRAGMA max_page_count=10000")
    cache.put(SPEECH, "c", b"1", "")
    assert cache.get(SPEECH, "c") == b"1"


def test_what_cannot_be_written_or_read_stands_in_nobodys_way(opened: Opened) -> None:
    cache = opened()
    cache.put(SPEECH, "a", b"1", "")
    cache.stats(SPEECH)
    cache._base.execute("PRAGMA query_only=1")
    cache.put(SPEECH, "b", b"2", "")
    with pytest.raises(ResourceError) as caught:
        cache.stats(SPEECH)
    assert "rm " in caught.value.hint
    cache._base.execute("PRAGMA query_only=0")
    cache._base.execute("DROP TABLE kept")
    assert cache.get(SPEECH, "a") is None
    cache.put(SPEECH, "c", b"3", "")
    cache.close()


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"something else" * 1000)
    with pytest.raises(ResourceError):
        Cache(tmp_path / "cache.db")
