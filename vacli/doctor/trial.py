"""One engine, loaded and put to work: what it heard, said or answered, and how fast. Runs in a process of its own.

Opens what the settings mean; judges nothing.
"""

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from vacli import registry
from vacli.audio.resample import Resampler
from vacli.bench.under import watch
from vacli.config import Config
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS, Llm, Stt, Tts, Vad
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints, Message
from vacli.doctor.apart import answer
from vacli.doctor.recording import LANGUAGE, recording
from vacli.live.conversation import CLOSED_RECOGNISERS
from vacli.skillset import Skillset

SAID = "It is half past three."
ASKED = (Message("system", "You answer in one short sentence."), Message("user", "What is water made of?"))
TOKENS = 24


def trial(config: Config, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """`wanted` names the stage. What it raises, whoever started this tells."""
    stage = wanted["stage"]
    settings = getattr(config, stage)
    row, model, _ = registry.choose(stage, settings)
    engine = registry.open_engine(row, settings, model)
    try:
        with watch() as beside:
            found = WORK[stage](engine, config)
        return {"model": engine.model, **found, "starved": beside.note()}
    finally:
        engine.close()


def notices(vad: Vad, config: Config) -> dict[str, Any]:
    """The share of frames that it takes for speech: in speech, and in the quiet room before it."""
    audio, start, end = recording()
    samples = at_rate(audio, vad.rate)
    stream = vad.stream()
    frames = [samples[at : at + vad.frame] for at in range(0, len(samples) - vad.frame, vad.frame)]
    speech = [stream(frame) >= config.vad.threshold for frame in frames]
    begins, ends = (round(moment * vad.rate / vad.frame) for moment in (start / audio.rate, end / audio.rate))
    return {"speech": float(np.mean(speech[begins:ends])), "silence": float(np.mean(speech[:begins]))}


def hears(stt: Stt, config: Config) -> dict[str, Any]:
    """The words it makes of the recording, and seconds of work a second of sound."""
    audio, _, _ = recording()
    samples = at_rate(audio, stt.rate)
    hints = hints_for(stt.name, config)
    stt.stream(Turn(Origin.TEXT), language=LANGUAGE, hints=hints)  # what loads late is no work
    begin = time.perf_counter()
    stream = stt.stream(Turn(Origin.TEXT), language=LANGUAGE, hints=hints)
    for at in range(0, len(samples), 320):
        stream.feed(Audio(samples[at : at + 320], stt.rate, at))
    heard = stream.finish()
    return {"text": heard.text, "rtf": (time.perf_counter() - begin) / audio.seconds}


def answers(llm: Llm, config: Config) -> dict[str, Any]:
    """A few words, the time to the first of them once the instructions were read, the rate; how it was built."""
    from vacli.doctor.built import built

    chat = llm.chat()
    chat.prepare(ASKED[:1], Turn(Origin.TEXT))
    begin = time.perf_counter()
    pieces = chat.generate(ASKED, Turn(Origin.TEXT), max_tokens=TOKENS, temperature=0)
    first = "".join(islice(pieces, 1))
    there = time.perf_counter()
    text = first + "".join(pieces)
    rate = (chat.usage.tokens - 1) / max(time.perf_counter() - there, 1e-6)
    return {
        "text": text,
        "ttft_ms": (there - begin) * 1000,
        "rate": rate,
        "built": built() if llm.name == "llamacpp" else "",
    }


def speaks(tts: Tts, config: Config) -> dict[str, Any]:
    """Seconds of sound, its loudness, the time to its first sample, seconds of work a second of sound."""
    list(tts.synthesize("Yes.", Turn(Origin.TEXT)))  # what loads late is no work
    begin = time.perf_counter()
    pieces = tts.synthesize(SAID, Turn(Origin.TEXT))
    first = next(iter(pieces))
    there = time.perf_counter()
    samples = np.concatenate([first.samples, *(piece.samples for piece in pieces)])
    took, seconds = time.perf_counter() - begin, len(samples) / tts.rate
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    return {"seconds": seconds, "level": level, "first_ms": (there - begin) * 1000, "rtf": took / max(seconds, 0.01)}


def at_rate(audio: Audio, rate: int) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """The samples at an engine's rate."""
    if audio.rate == rate:
        return audio.samples
    convert = Resampler(audio.rate, rate)
    return np.concatenate([convert(audio.samples), convert.rest()])


def hints_for(recogniser: str, config: Config) -> Hints:
    """What a closed recogniser must know beforehand, as in a conversation, but in the language of the recording."""
    if recogniser not in CLOSED_RECOGNISERS:
        return NO_HINTS
    return Hints(grammar=Skillset(in_its_language(config)).understander().grammar())


def in_its_language(config: Config) -> Config:
    """The user's settings for somebody who speaks as the recording does."""
    return replace(config, stt=replace(config.stt, language=LANGUAGE))


WORK: Mapping[str, Any] = {"vad": notices, "stt": hears, "llm": answers, "tts": speaks}

if __name__ == "__main__":
    sys.exit(answer(trial))
