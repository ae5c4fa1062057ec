"""Recognisers: load, memory, real-time factor by threads and window, and what they owe the live loop, fed in real time.

The speech of the live figures is SYNTHETIC. How right a recogniser is on speech of people, `wer` tells.
"""

import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from vacli import registry
from vacli.bench.reference import beside
from vacli.bench.result import Metric, Samples, Section, Share, skipped
from vacli.bench.speech.clips import Clip
from vacli.bench.speech.recordings import beginning, given, recording
from vacli.bench.stages.fresh import fresh
from vacli.bench.stages.ready import Ready, every, rounds, stack
from vacli.bench.stages.stream import GRAMMAR, Heard, clips, hear, plain
from vacli.bench.wish import Wish
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS, Stt
from vacli.core.errors import VacliError
from vacli.core.grammar import Grammar
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints
from vacli.live.conversation import CLOSED_RECOGNISERS

SECONDS, QUICK_SECONDS = 30.0, 6.0
"""Of the recording for the real-time factor."""
MOST = 20
"""Recordings of the user's that are measured."""
LONGEST = 300.0
"""Seconds of one of them: of a longer one, its beginning."""
SYNTHETIC = "live figures and `right`: SYNTHETIC speech, English phrases of up to six words"


def run(wish: Wish) -> Iterator[Section]:
    """Every recogniser that is installed, or the one named. InputError if the recordings named cannot be read."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            sounds, what = _sounds(wish, Path(scratch))
        except VacliError as error:
            if wish.input:
                raise
            yield skipped("stt", "every engine", error.message, error.hint)
            return
        yield from every("stt", wish, lambda ready: _measured(ready, wish, sounds, what), test_models=True)


def _sounds(wish: Wish, scratch: Path) -> tuple[list[Path], str]:
    """Recordings for the real-time factor, and what they are."""
    if wish.input:
        return given(wish.input)[:MOST], f"recordings in {wish.input.name}"
    path, what = recording(scratch, QUICK_SECONDS if wish.quick else SECONDS)
    return [path], what


def _measured(ready: Ready, wish: Wish, paths: Sequence[Path], what: str) -> Iterator[Section]:
    metrics: list[Metric] = list(fresh(ready, wish, paths[0]))
    with ready.opened() as stt:
        sounds = [beginning(path, LONGEST, stt.rate) for path in paths]
        metrics += live(stt, wish, wish.times(20, 5))
        metrics.append(_factor("rtf", "threads as the settings have them", stt, sounds, wish))
        about = stack(stt, "stt")
    for count, stt in ready.threads():
        metrics.append(_factor(f"rtf_threads_{count}", f"with {count} of them", stt, sounds, wish))
    if ready.name == "whisper":
        metrics += _windows(ready, wish)
    yield Section("stt", ready.name, metrics, about, (*ready.notes, SYNTHETIC, f"real-time factor: {what}"))


def live(stt: Stt, wish: Wish, n: int, pace: float = 1.0) -> list[Metric]:
    """`n` phrases as the live loop feeds them; a recogniser that needs one gets a grammar. `pace` 0: for tests."""
    vad = registry.open_engine(registry.choose("vad", wish.config.vad)[0], wish.config.vad, None)
    hints = Hints(grammar=Grammar.parse(GRAMMAR)) if stt.name in CLOSED_RECOGNISERS else NO_HINTS
    pairs = []
    said = rounds(wish, f"stt {stt.name}: phrases in real time", n, all_=True)  # of fewer there is nothing to tell
    for _, clip in zip(said, clips(n), strict=False):
        pairs.append((clip, hear(stt, hints, vad.stream(), clip, pace)))
    return [*_times([heard for _, heard in pairs]), *_words(pairs)]


def _times(heard: Sequence[Heard]) -> list[Metric]:
    names = {
        "first": ("first_partial", "from the onset of speech to the first partial that the final text bears out"),
        "tail": ("tail", "from the decision that the turn is over to the final text"),
        "peek": ("peek", "the best guess, asked for at the first silent frame"),
        "finish": ("finish", "what of the tail is the last decoding"),
        "late": ("late", "the most that a phrase was fed behind its own sound"),
    }
    found: list[Metric] = []
    for field, (name, about) in names.items():
        seconds = [getattr(each, field) for each in heard]
        values = [None if value is None else value * 1000 for value in seconds]
        found.append(Samples(name, "ms", values, about=about))
    cpu = [each.cpu for each in heard]
    return [*found, Samples("cpu", "x", cpu, about="seconds of CPU for a second of speech, partials included")]


def _words(pairs: Sequence[tuple[Clip, Heard]]) -> list[Metric]:
    right = sum(plain(heard.text) == clip.text for clip, heard in pairs)
    early = sum(heard.peeked == heard.text for _, heard in pairs)
    return [
        Share("right", right, len(pairs), "higher", "phrases with every word right, SYNTHETIC"),
        Share("peek_is_final", early, len(pairs), "higher", "the guess at the first silent frame was the final text"),
    ]


def _factor(name: str, about: str, stt: Stt, sounds: Sequence[Sequence[Audio]], wish: Wish) -> Samples:
    """Seconds of work for a second of sound: each recording, again and again if it is only one."""
    again = wish.times(3, 2) if len(sounds) == 1 else 1

    def factor(number: int) -> float:
        sound = sounds[number % len(sounds)]
        return _seconds(stt, sound) / (sum(len(piece) for piece in sound) / stt.rate)

    values, speed = beside(rounds(wish, f"stt {stt.name}: {name}", len(sounds) * again), factor)
    return Samples(name, "x", values, about=f"seconds of work for a second of sound, {about}", machine=speed)


def _windows(ready: Ready, wish: Wish) -> Iterator[Metric]:
    """One short phrase with the window cut to what holds sound, and with all of its 30 s."""
    clip = next(islice(clips(6), 5, None))  # six words
    for name, short in (("short_window", True), ("full_window", False)):
        with ready.opened(short_window=short) as stt:
            steps = rounds(wish, f"stt {stt.name}: {name}", wish.times(20, 3) + 1, all_=True)
            times, speed = beside(steps, lambda _: _seconds(stt, [clip.audio]) * 1000)
        about = f"a whole phrase of {(clip.end - clip.start) / clip.audio.rate:.1f} s"
        yield Samples(name, "ms", times[1:], about=about, machine=speed[1:])


def _seconds(stt: Stt, sound: Sequence[Audio]) -> float:
    begun = time.perf_counter()
    for _ in stt.transcribe(iter(sound), Turn(Origin.TEXT)):
        continue
    return time.perf_counter() - begun
