"""What a recogniser owes the live loop: how soon its partials come, and how little is left to do when speech ends.

SYNTHETIC speech, fed in real time as the loop feeds it: half a second of pre-roll once 96 ms of speech were heard, a
`peek` at the first silent frame, `finish` when 160 ms of silence have passed. Knows one stream at a time and no turn.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from vacli.bench.speech.clips import RATE, Clip, draw_voice, in_a_room, speak
from vacli.core.audio import Audio
from vacli.core.engines import Stt, SttStream, VadStream
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints, Transcript
from vacli.vad.silero import FRAME

TEXTS = (
    *("what time is it", "stop", "tell me a joke", "yes please", "what day is it"),
    *("set a timer for five minutes", "turn on the kitchen lights", "what is the weather like tomorrow"),
    *("cancel the timer", "play the next song"),
)
"""What the test models know, and the grammar; short ones first, for short runs."""

GRAMMAR = "\n".join((*TEXTS, "pause", "louder", "good night", "set a timer for (ten|thirty) (minutes|seconds)"))
PRE_ROLL, ONSET, HOLD = RATE // 2, 3 * FRAME, 160 * RATE // 1000
THRESHOLD = 0.5


@dataclass
class Heard:
    """One utterance. Times in seconds, None for what never came; those of partials count from the sound's own clock."""

    first: float | None = None  # from the beginning of speech to the first partial that the final text begins with
    peek: float | None = None  # the last one took
    finish: float | None = None
    tail: float | None = None  # from the moment at which the turn was over to the final text
    late: float = 0.0  # the most that feeding was behind the sound
    cpu: float = 0.0  # a second of sound
    text: str = ""
    peeked: str = ""
    told: list[tuple[float, str]] = field(default_factory=list)


def clips(n: int, seed: int = 3) -> Iterator[Clip]:
    """The texts in turn, by drawn voices."""
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        text, (voice, speed) = TEXTS[number % len(TEXTS)], draw_voice(rng)
        said = speak(text, voice, speed)
        audio, (at,) = in_a_room([(0.0, said)], rng)
        yield Clip(text, "tail", voice, speed, audio, at + said.start, at + said.end)


def hear(stt: Stt, hints: Hints, vad: VadStream, clip: Clip, pace: float = 1.0) -> Heard:
    """One clip through a stream, by the schedule of its own samples.

    `pace` 0 feeds as fast as it goes, for tests: the times of partials then mean nothing.
    """
    turn, heard = Turn(Origin.SPEECH), Heard()
    stream: SttStream | None = None
    begun, speech, last, peeked = time.perf_counter(), 0, 0, True
    for at in range(0, len(clip.audio) - FRAME, FRAME):
        end = at + FRAME
        time.sleep(max(0.0, pace * end / RATE - (time.perf_counter() - begun)))
        loud = vad(clip.audio.samples[at:end]) >= THRESHOLD
        speech, last = (speech + FRAME, end) if loud else (0 if stream is None else speech, last)
        if stream is None:
            if speech < ONSET:
                continue
            stream, at = stt.stream(turn, hints=hints), max(0, end - PRE_ROLL)
        cpu = time.process_time()
        partial = stream.feed(Audio(clip.audio.samples[at:end], RATE, at))
        if not loud and not peeked:
            partial, heard.peek = _timed(stream.peek)
            heard.peeked = partial.text
        peeked = not loud
        heard.cpu += time.process_time() - cpu
        now = time.perf_counter() - begun
        if partial:
            heard.told.append((now, partial.text))
        heard.late = max(heard.late, now - end / RATE)
        if end - last >= HOLD:
            _end(stream, heard, clip, last + HOLD, begun)
            break
    return heard


def plain(text: str) -> str:
    """To compare what was said with what was heard."""
    return text.lower().strip(".?! ").replace(",", "")


def _end(stream: SttStream, heard: Heard, clip: Clip, over: int, begun: float) -> None:
    cpu = time.process_time()
    final, heard.finish = _timed(stream.finish)
    heard.text = final.text
    heard.cpu = (heard.cpu + time.process_time() - cpu) / ((over - clip.start) / RATE)
    heard.tail = time.perf_counter() - begun - over / RATE
    right = [at for at, text in heard.told if text and plain(final.text).startswith(plain(text))]
    heard.first = right[0] - clip.start / RATE if right else None


def _timed(do: Callable[[], Transcript]) -> tuple[Transcript, float]:
    begun = time.perf_counter()
    found = do()
    return found, time.perf_counter() - begun
