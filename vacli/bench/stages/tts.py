"""What a voice takes: until its first sound, for a second of sound, and from a cancelled turn to a free CPU."""

import time
from collections.abc import Iterator

from vacli.audio.edges import first_audible
from vacli.bench.reference import beside
from vacli.bench.result import Metric, Samples, Section
from vacli.bench.stages.fresh import fresh
from vacli.bench.stages.ready import Ready, every, rounds, stack
from vacli.bench.wish import Wish
from vacli.core.engines import Tts
from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn

CLAUSE = "It is half past three,"
SENTENCE = "and the quick brown fox jumps over the lazy dog in the middle of the afternoon while everybody is asleep"
TEXT = f"{CLAUSE} {SENTENCE}. "
CLAUSES = (CLAUSE, "Sure,", "The capital of France is Paris,", "You have five minutes left.")


def run(wish: Wish) -> Iterator[Section]:
    """Every voice that is installed, or the one named. No cache of spoken clauses is asked."""
    return every("tts", wish, lambda ready: _measured(ready, wish))


def _measured(ready: Ready, wish: Wish) -> Iterator[Section]:
    metrics: list[Metric] = list(fresh(ready, wish))
    with ready.opened() as tts:
        metrics += measure(tts, wish)
        about = stack(tts, "tts")
    for count, tts in () if wish.quick else ready.threads():
        metrics.append(_factor(tts, f"rtf_threads_{count}", wish))
    yield Section("tts", ready.name, metrics, about, (*ready.notes, "clauses of one to five words"))


def measure(tts: Tts, wish: Wish) -> list[Metric]:
    """First sound, real-time factor and cancel of a voice that is open."""
    n = wish.times(20, 8)
    clauses = rounds(wish, f"tts {tts.name}: clauses", n)
    firsts, speed = beside(clauses, lambda number: first_sounds(tts, CLAUSES[number % len(CLAUSES)]))
    audible = [None if heard is None else heard * 1000 for _, heard in firsts]
    stops = zip(rounds(wish, f"tts {tts.name}: cancel", n), cancels(tts, SENTENCE, n), strict=False)
    stopped = [seconds * 1000 for _, seconds in stops]
    return [
        Samples(
            "ttfb",
            "ms",
            [first * 1000 for first, _ in firsts],
            about="until the first samples of a clause",
            machine=speed,
        ),
        Samples("ttfa", "ms", audible, about="until they can be heard: silence in front of the words counts"),
        _factor(tts, "rtf", wish),
        Samples("cancel", "ms", stopped, about="from cancel, half-way through a sentence, to the end of its work"),
    ]


def first_sound(tts: Tts, text: str) -> float:
    """Seconds until the first samples."""
    return first_sounds(tts, text)[0]


def first_sounds(tts: Tts, text: str) -> tuple[float, float | None]:
    """Seconds until the first samples, and until the first audible one if they are played as they come; None: never."""
    begun = time.perf_counter()
    first: float | None = None
    for audio in tts.synthesize(text, Turn(Origin.TEXT)):
        now = time.perf_counter() - begun
        first = now if first is None else first
        if (at := first_audible(audio.samples, audio.rate)) is not None:
            return first, max(now, first + audio.start / audio.rate) + at / audio.rate
    return first if first is not None else time.perf_counter() - begun, None


def rtf(tts: Tts, text: str) -> float | None:
    """Seconds of work for a second of sound; None where there came none."""
    work, seconds = _work(tts, text)
    return work / seconds if seconds else None


def cancels(tts: Tts, text: str, n: int) -> Iterator[float]:
    """Seconds from `turn.cancel()`, half-way through the work on `text`, until the engine has given up.

    A work that was done before it could be cancelled counts as 0.
    """
    half = _work(tts, text)[0] / 2
    for _ in range(n):
        yield _cancel(tts, text, half)


def _work(tts: Tts, text: str) -> tuple[float, float]:
    """Seconds that it takes, and of its sound."""
    begun = time.perf_counter()
    seconds = sum(audio.seconds for audio in tts.synthesize(text, Turn(Origin.TEXT)))
    return time.perf_counter() - begun, seconds


def _factor(tts: Tts, name: str, wish: Wish) -> Samples:
    times = rounds(wish, f"tts {tts.name}: {name}", wish.times(8, 8))
    values, speed = beside(times, lambda _: rtf(tts, TEXT * 4))
    return Samples(name, "x", values, about="seconds of work for a second of sound", machine=speed)


def _cancel(tts: Tts, text: str, after: float) -> float:
    turn = Turn(Origin.TEXT)
    at: list[float] = []

    def cancel() -> None:
        time.sleep(after)
        at.append(time.perf_counter())
        turn.cancel()

    thread = spawn("cancel", cancel)
    end = 0.0
    try:
        list(tts.synthesize(text, turn))
    except Cancelled:
        end = time.perf_counter()
    thread.join()
    return max(0.0, end - at[0])
