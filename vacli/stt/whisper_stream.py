"""A live utterance with Whisper, which knows only whole windows: the open one is decoded again and again.

A word is stable once two decodings in a row agree on it and on a word after it. From then on every decoding is held to
the stable words, so that none is taken back. Knows how to ask for windows and readings, not how either is made.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from vacli.core.audio import Audio, join
from vacli.core.segments import FRAME
from vacli.core.turn import Turn
from vacli.core.words import Transcript
from vacli.stt.whisper_window import Decoder, Reading, Task

EVERY = 0.5
"""Seconds of new sound between two decodings at least; on a slow machine RARELY times what the last one took."""

RARELY = 4
"""An end of speech that falls into a decoding waits for it, half of it in the mean: one end in four at the most."""

SAME = 2 * FRAME
"""Samples by which the detector's end of speech may move without new speech: probabilities die away in silence."""

Find = Callable[[Audio], tuple[list[Audio], int]]
"""The windows of speech in some sound, and the index of the sample at which the last speech ends."""


class WhisperStream:
    """See the module. Not for several threads at once."""

    def __init__(self, decoder: Decoder, task: Task, turn: Turn, find: Find) -> None:
        self._decoder = decoder
        self._task = task
        self._turn = turn
        self._find = find
        self._sound: list[Audio] = []  # since the last window that was settled
        self._settled: list[Reading] = []
        self._stable: list[str] = []  # words of the open window
        self._latest: tuple[int, Reading] | None = None  # where its speech ended when it was read last; how it read
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
        self._new, self._due = 0.0, max(EVERY, RARELY * (time.perf_counter() - begun))
        self._turn.check()
        news = (partial.text, partial.stable) != self._told
        self._told = (partial.text, partial.stable)
        return partial if news else None

    def peek(self) -> Transcript:
        """Decodes what is open, unless that was done since the last speech."""
        self._turn.check()
        partial = self._partial()
        self._new = 0.0
        self._turn.check()
        return partial

    def finish(self) -> Transcript:
        """What was settled, and what is open as it read last: decoded once more only if there was speech since."""
        self._turn.check()
        windows, end = self._windows()
        for window in windows[:-1]:
            self._settle(window)
        if windows:
            self._settled.append(self._known(end) or self._whole(windows[-1]))
        self._turn.check()
        return self._final()

    def _partial(self) -> Transcript:
        windows, end = self._windows()
        for window in windows[:-1]:
            self._settle(window)
        if self._sound:
            whole = join(self._sound)
            self._sound = [_from(whole, windows[-1].start if windows else whole.end - whole.rate)]
        if not windows:
            return self._guess(None)
        before, reading = self._latest and self._latest[1], self._known(end)
        if reading is None:
            reading = self._read(windows[-1], self._stable)
            self._latest = (end, reading)
        self._agree(before, reading)
        return self._guess(reading)

    def _known(self, end: int) -> Reading | None:
        """How the open window read, if nobody spoke since."""
        return self._latest[1] if self._latest and end <= self._latest[0] + SAME else None

    def _agree(self, before: Reading | None, reading: Reading) -> None:
        """Two readings of the open window: what they have in common is stable."""
        agreed = _agreed(reading.text.split(), before.text.split() if before else [])
        if len(agreed) > len(self._stable):
            self._stable = agreed
            self._task = replace(self._task, language=reading.language)

    def _settle(self, window: Audio) -> None:
        """Read a window that will not grow any more. What is stable beyond its end begins the next one."""
        reading = self._read(window, [])
        held, said = self._stable, len(reading.text.split())
        rest: list[str] = []
        if not reading.text.startswith(" ".join(held)):
            if said < len(held):
                reading, rest = _saying(reading, held[:said]), held[said:]
            else:
                reading = self._read(window, held)
        self._settled.append(reading)
        self._stable, self._latest = rest, None

    def _whole(self, window: Audio) -> Reading:
        """The last window: free, unless that takes back what is stable."""
        reading = self._read(window, [])
        return reading if reading.text.startswith(" ".join(self._stable)) else self._read(window, self._stable)

    def _read(self, window: Audio, held: list[str]) -> Reading:
        task = replace(self._task, prefix=" ".join(held))
        return self._decoder.read([window], task, self._turn.check)[0]

    def _windows(self) -> tuple[list[Audio], int]:
        return self._find(join(self._sound)) if self._sound else ([], 0)

    def _heard(self, audio: Audio) -> None:
        first = self._span[0] if self._span[1] else audio.start / audio.rate
        self._span = (first, audio.end / audio.rate)

    def _guess(self, reading: Reading | None) -> Transcript:
        before = [each.text for each in self._settled if each.text]
        text = " ".join([*before, reading.text] if reading and reading.text else before)
        stable = len(" ".join([*before, *self._stable]))
        language = reading.language if reading else self._task.language or None
        return Transcript(text, False, *self._span, stable=stable, language=language)

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
