"""What a voice takes: until its first sound, for a second of sound, and from a cancelled turn to a free CPU."""

import time
from collections.abc import Iterator
from typing import Any

from vacli import registry
from vacli.bench.spread import spread
from vacli.config import TtsSettings
from vacli.core.engines import Tts
from vacli.core.errors import Cancelled, MissingError
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn

CLAUSE = "It is half past three,"
SENTENCE = "and the quick brown fox jumps over the lazy dog in the middle of the afternoon while everybody is asleep"
TEXT = f"{CLAUSE} {SENTENCE}. "


def figures(n: int = 20) -> dict[str, Any]:
    """Each voice that is installed; for the others, what is missing."""
    found: dict[str, Any] = {}
    for row in (row for row in registry.rows("tts") if row.auto):
        settings = TtsSettings(engine=row.name)
        try:
            row, model, _ = registry.choose("tts", settings)
            begin = time.perf_counter()
            tts = registry.open_engine(row, settings, model)
        except MissingError as error:
            found[row.name] = error.message
            continue
        load = time.perf_counter() - begin
        found[row.name] = {"voice": tts.model, "device": tts.device, "load_s": round(load, 3), **measure(tts, n)}
        tts.close()
    return found


def measure(tts: Tts, n: int) -> dict[str, Any]:
    """Time to the first sound of a clause, time of a second of sound, time from cancel inside a sentence to the end."""
    return {
        "first_sound": spread([first_sound(tts, CLAUSE) for _ in range(n)]),
        "rtf": round(rtf(tts, TEXT * 4), 4),
        "cancel": spread(list(cancels(tts, SENTENCE, n))),
    }


def first_sound(tts: Tts, text: str) -> float:
    """Seconds until the first samples."""
    begin = time.perf_counter()
    next(iter(tts.synthesize(text, Turn(Origin.TEXT))))
    return time.perf_counter() - begin


def rtf(tts: Tts, text: str) -> float:
    """Seconds of work for a second of sound."""
    begin = time.perf_counter()
    seconds = sum(audio.seconds for audio in tts.synthesize(text, Turn(Origin.TEXT)))
    return (time.perf_counter() - begin) / seconds


def cancels(tts: Tts, text: str, n: int) -> Iterator[float]:
    """Seconds from `turn.cancel()`, half-way through the work on `text`, until the engine has given up.

    A work that was done before it could be cancelled counts as 0.
    """
    half = rtf(tts, text) * sum(audio.seconds for audio in tts.synthesize(text, Turn(Origin.TEXT))) / 2
    for _ in range(n):
        yield _cancel(tts, text, half)


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
