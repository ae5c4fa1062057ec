"""Does the room sound like speech while nobody is asked to speak? Asks the configured voice activity detector."""

from collections.abc import Iterator

import numpy as np

from vacli.audio.level import level
from vacli.config import Config
from vacli.core.audio import Audio, rechunk
from vacli.core.errors import VacliError
from vacli.doctor.finding import Finding, ok, skip, warn
from vacli.doctor.hearing.flow import Numbers, Recording

OFTEN = 0.3
"""Share of frames from which it is not somebody who coughs: turns would never end."""
CALM = 0.05
"""Share of frames that another threshold must leave."""
HIGHER = (0.6, 0.7, 0.8, 0.9)


def room(recording: Recording, config: Config) -> Iterator[Finding]:
    from vacli.engines import load

    try:
        engines = load(config, ["vad"])
    except VacliError as error:
        yield skip("room", f"no voice activity detector: {error.message}", error.hint)
        return
    vad = engines.vad
    heard = Audio(recording.mono(vad.rate), vad.rate)
    stream = vad.stream()
    whole = Audio(heard.samples[: len(heard) // vad.frame * vad.frame], vad.rate)
    yield judged(np.array([stream(frame.samples) for frame in rechunk(iter([whole]), vad.frame)]), heard, config)
    engines.close()


def judged(speech: Numbers, heard: Audio, config: Config) -> Finding:
    """`speech`: the probability of each frame."""
    if not len(speech):
        return skip("room", "too little sound to listen to", "vacli doctor --only microphone")
    threshold = config.vad.threshold
    share = float(np.mean(speech >= threshold))
    said = (
        f"{level(heard.samples).rms:.0f} dBFS, {100 * share:.0f} % of {len(speech)} frames sound like speech "
        f"(probability >= {threshold:g}; median {float(np.median(speech)):.2f})"
    )
    if share <= OFTEN:
        return ok("room", said)
    calm = next((each for each in HIGHER if each > threshold and float(np.mean(speech >= each)) <= CALM), None)
    fix = (
        f"vacli config set vad.threshold {calm}"
        if calm
        else "turn off what talks, then: vacli doctor --only microphone"
    )
    if calm is None:
        said += "; somebody talks, a radio or a television, or nearby people"
    return warn("room", said, fix, "turns never end and vacli listens to the noise, where nobody speaks to it")
