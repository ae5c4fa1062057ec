"""Spoken questions with a known beginning and end, for the benches of the live loop. SYNTHETIC speech: espeak-ng.

Where speech begins and ends is measured on the voice's own sound, before any noise is added: the first and the last
10 ms frame within 35 dB of the loudest one. That is the later of the two usual labels: on 120 of these clips it lies
a median of 10 ms (p90 41, most 120) behind the one at 26 dB. Around is a quiet room: white noise at -66 dBFS, seeded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vacli.audio.resample import Resampler
from vacli.core.audio import Audio, Samples

RATE = 16000
FRAME = RATE // 100
REACH = 35.0
"""dB below the loudest frame down to which a frame counts as speech."""
ROOM = -66.0
"""dBFS, RMS, of the room's noise."""
LEAD, TAIL = 0.5, 3.0
"""Seconds of room before and after the speech."""
VOICES = (
    *("en-us", "en-us+f2", "en-us+m3", "en-us+f4", "en-us+m7"),
    *("en-gb", "en-gb+f3", "en-gb+m1", "en-gb-x-rp", "en-gb-scotland"),
)
SLOWEST, FASTEST = 140, 190
"""Words a minute."""

QUICK = (
    *("what time is it", "what is the date", "what day is it", "what is today's date", "what time is it now"),
    *("what is two plus three", "what is seven times eight", "what is twenty minus nine", "what is twelve times four"),
    *("what is fifteen plus six", "what is fifty divided by five", "what is nine plus ten"),
    *("set a timer for two hours", "set a timer for fifty minutes", "set a timer for three hours"),
    *("start a timer for forty minutes", "set a timer for one hour", "cancel the timer"),  # none rings in the bench
    *("how much time is left", "how long is left on the timer"),
)
CHAT = (
    *("tell me a joke", "what is the capital of france", "why is the sky blue", "who are you", "what is your name"),
    *("tell me a story", "what is the meaning of life", "how far is the moon", "good morning"),
    *("how are you", "what is the capital of spain", "what is the largest planet", "why do cats purr"),
    *("what is water made of", "why is the ocean blue", "tell me a fun fact"),
    *("what is the capital of germany", "who wrote romeo and juliet"),
    *("what is the capital of italy", "why do dogs bark"),
)
BARGE_IN = ("stop", "cancel", "quiet", "never mind", "what time is it", "turn on the kitchen lights", "tell me a joke")
KNOWN = {
    "quick": (
        *("what time is it", "what is the time", "what day is it", "set a timer for three hours", "cancel the timer"),
        *("what is two plus three", "what is two times six", "what is eight plus nine", "what is four times ten"),
        *("what is six minus four", "set a timer for four hours", "what is seven times seven"),
    ),
    "llm": (
        *("tell me a joke", "who are you", "how are you", "what is your name", "what is the capital of france"),
        *("what is the meaning of life", "tell me a story", "where are you", "how old are you", "good morning"),
    ),
}
"""What the test models of the recognisers know too."""
SETS = {"quick": QUICK, "llm": CHAT, "barge_in": BARGE_IN}


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """`start` and `end`: samples at which speech begins and ends; `kind`: which of SETS; `speed` in words a minute."""

    text: str
    kind: str
    voice: str
    speed: int
    audio: Audio
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A voice alone, without noise, at RATE. Speech lies between the samples `start` and `end`."""

    samples: Samples
    start: int
    end: int


def clips(kind: str, n: int, seed: int = 1, texts: Sequence[str] = ()) -> Iterator[Clip]:
    """`n` clips: a set's texts, or `texts`, in turn; voice and speed drawn from the seed. KeyError: no such set."""
    wanted = texts or SETS[kind]
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        voice, speed = draw_voice(rng)
        said = speak(wanted[number % len(wanted)], voice, speed)
        audio, (at,) = in_a_room([(0.0, said)], rng)
        yield Clip(wanted[number % len(wanted)], kind, voice, speed, audio, at + said.start, at + said.end)


def draw_voice(rng: np.random.Generator) -> tuple[str, int]:
    """A voice and a speed, each as likely as any other."""
    return VOICES[rng.integers(len(VOICES))], int(rng.integers(SLOWEST, FASTEST + 1))


@lru_cache(maxsize=64)
def speak(text: str, voice: str, speed: int) -> Spoken:
    """What espeak-ng makes of it. EngineMissing without the package."""
    from vacli.tts.espeak_library import library

    source = library()
    pieces = source.speak(text, voice, speed, lambda: False)
    convert = Resampler(source.rate, RATE)
    samples = np.concatenate([*(convert(piece) for piece in pieces), convert.rest()])
    return Spoken(samples, *edges(samples))


def edges(samples: Samples) -> tuple[int, int]:
    """Where sound without noise begins and ends, in samples, by whole frames. ValueError if there is none."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.mean(np.square(frames), axis=1)
    if not len(power) or not power.max():
        raise ValueError("no sound")
    loud = np.flatnonzero(power >= power.max() * 10 ** (-REACH / 10))
    return int(loud[0]) * FRAME, (int(loud[-1]) + 1) * FRAME


def in_a_room(said: list[tuple[float, Spoken]], rng: np.random.Generator) -> tuple[Audio, list[int]]:
    """One recording: each piece begins so many seconds after the one before has ended, the first after LEAD.

    Gives the sound, and where each piece's own first sample lies in it.
    """
    places: list[int] = []
    end = round(LEAD * RATE)
    for pause, piece in said:
        places.append(end + round(pause * RATE) - piece.start)
        end = places[-1] + piece.end
    sound = rng.normal(0.0, 10 ** (ROOM / 20), end + round(TAIL * RATE))
    for at, (_, piece) in zip(places, said, strict=True):
        skip = max(0, -at)  # silence before the speech, where it reaches back beyond the recording
        sound[at + skip : at + len(piece.samples)] += piece.samples[skip:]
    return Audio(sound.astype(np.float32), RATE), places
