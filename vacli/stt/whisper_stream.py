"""A live utterance with Whisper, which knows only whole windows: the open one is decoded again and again.

A word is stable once two decodings in a row agree on it and on a word after it. From then on every decoding is held to
the stable words, so that none is taken back. Knows how to ask for windows and readings, not how either is made.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from vacli.core.audio import Audio, join
from vacli.core.turn import Turn
from vacli.core.words import Transcript
from vacli.stt.whisper_window import Decoder, Reading, Task

EVERY = 0.5
"""Seconds of new sound between two decodings at least; on a slow machine twice what the last one took."""


class WhisperStream:
    """See the module. Not for several threads at once."""

    def __init__(self, decoder: Decoder, task: Task, turn: Turn, find: Callable[[Audio], Iterator[Audio]]) -> None:
        self._decoder = decoder
        self._task = task
        self._turn = turn
        self._find = find
        self._sound: list[Audio] = []  # since the last window that was settled
        self._settled: list[Reading] = []
        self._stable: list[str] = []  # words of the open window
        self._before: list[str] = []  # the open window as it read last
        self._told = ("", 0)
        self._new = 0.0
        self._due = EVERY
        self._span = (0.0, 0.0)

    def feed(self, audio: Audio) -> Transcript | None:
        """Sound at 16 kHz in; a partial when the text or what is stable of it has changed."""
        self._turn.check()
        self._sound.append(audio)
        self._heard(audio)
        self._new += audio.seconds
        if self._new < self._due:
            return None
        begun = time.perf_counter()
        partial = self._partial()
        self._new, self._due = 0.0, max(EVERY, 2 * (time.perf_counter() - begun))
        self._turn.check()
        return partial

    def finish(self) -> Transcript:
        """Decodes what is open once more, whole, and joins it with what was settled."""
        self._turn.check()
        windows = self._windows()
        for index, window in enumerate(windows):
            self._settle(window, last=index == len(windows) - 1)
        self._turn.check()
        return self._final()

    def _partial(self) -> Transcript | None:
        windows = self._windows()
        for window in windows[:-1]:
            self._settle(window, last=False)
        whole = join(self._sound)
        self._sound = [_from(whole, windows[-1].start if windows else whole.end - whole.rate)]
        if not windows:
            return None
        reading = self._read(windows[-1], self._stable)
        words = reading.text.split()
        agreed = _agreed(words, self._before)
        if len(agreed) > len(self._stable):
            self._stable = agreed
            self._task = replace(self._task, language=reading.language)
        self._before = words
        return self._news(words, reading)

    def _settle(self, window: Audio, last: bool) -> None:
        """Read a window that will not grow any more. What is stable beyond its end begins the next one."""
        reading = self._read(window, [])
        held, said = self._stable, len(reading.text.split())
        rest: list[str] = []
        if not reading.text.startswith(" ".join(held)):
            if said < len(held) and not last:
                reading, rest = _saying(reading, held[:said]), held[said:]
            else:
                reading = self._read(window, held)
        self._settled.append(reading)
        self._stable, self._before = rest, []

    def _read(self, window: Audio, held: list[str]) -> Reading:
        task = replace(self._task, prefix=" ".join(held))
        return self._decoder.read([window], task, self._turn.check)[0]

    def _windows(self) -> list[Audio]:
        return list(self._find(join(self._sound))) if self._sound else []

    def _heard(self, audio: Audio) -> None:
        first = self._span[0] if self._span[1] else audio.start / audio.rate
        self._span = (first, audio.end / audio.rate)

    def _news(self, words: list[str], reading: Reading) -> Transcript | None:
        before = [each.text for each in self._settled if each.text]
        text = " ".join([*before, *words])
        stable = len(" ".join([*before, *self._stable]))
        if (text, stable) == self._told:
            return None
        self._told = (text, stable)
        return Transcript(text, False, *self._span, stable=stable, language=reading.language)

    def _final(self) -> Transcript:
        parts = [part for reading in self._settled for part in reading.transcripts()]
        text = " ".join(part.text for part in parts)
        if not parts:
            return Transcript("", True, *self._span, language=self._task.language or None)
        weight = sum(len(part.text) for part in parts)
        return Transcript(
            text,
            True,
            parts[0].start,
            parts[-1].end,
            stable=len(text),
            language=parts[0].language,
            confidence=round(sum((part.confidence or 0.0) * len(part.text) for part in parts) / weight, 4),
            words=tuple(word for part in parts for word in part.words),
            note="; ".join(dict.fromkeys(part.note for part in parts if part.note)),
        )


def _from(audio: Audio, start: int) -> Audio:
    start = max(start, audio.start)
    return Audio(audio.samples[start - audio.start :], audio.rate, start)


def _saying(reading: Reading, words: list[str]) -> Reading:
    """The reading with these words instead of its own."""
    said = tuple(replace(each, text=" ".join(words)) for each in reading.segments[:1])
    return replace(reading, segments=said)


def _agreed(words: list[str], before: list[str]) -> list[str]:
    """The words on which two readings agree from the beginning, without the last of either, which may be half said."""
    agreed = 0
    for one, other in zip(words[:-1], before[:-1], strict=False):
        if one != other:
            break
        agreed += 1
    return words[:agreed]
