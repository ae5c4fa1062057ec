"""What word error rates are measured on where nothing was named: the sets of people's speech that this machine has,
else SYNTHETIC ones, in a quiet room and in white noise."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from vacli.audio.write import write_file
from vacli.bench.speech.clips import KNOWN, RATE, Clip, clips
from vacli.bench.speech.manifests import Utterance, read
from vacli.bench.speech.recordings import folder
from vacli.core.audio import Audio, Samples

SETS = {"librispeech_other": "librispeech_other/dev", "vctk": "vctk/dev", "pocketsphinx": "pocketsphinx/dev"}
DERIVED = "derived/dev"
LEVELS = (None, 20.0, 10.0, 5.0, 0.0)
"""dB of the speech above white noise; None: a quiet room."""
CLIPS = 40
PEOPLE = "recordings of people: LibriSpeech test-other, VCTK, CMU Sphinx and mixes of them"


def utterances(scratch: Path) -> tuple[list[Utterance], str]:
    """And what they are. SYNTHETIC ones: phrases that the test models know too. EngineMissing if nothing can speak."""
    if place := folder():
        return list(_of_people(place)), PEOPLE
    said = clips("quick", CLIPS, texts=KNOWN["quick"] + KNOWN["llm"])
    found = [_written(clip, number, scratch) for number, clip in enumerate(said)]
    return found, "espeak-ng, SYNTHETIC speech"


def _of_people(place: Path) -> Iterator[Utterance]:
    for name, path in SETS.items():
        if (place / path / "manifest.jsonl").exists():
            yield from read(place / path, name=name, untold=True)
    if (place / DERIVED / "manifest.jsonl").exists():
        every = read(place / DERIVED, name="snr", untold=True)
        mixed = (each for each in every if each.path.parent.name == "snr")
        yield from (replace(each, noise=each.noise or "reverberation") for each in mixed)


def _written(clip: Clip, number: int, scratch: Path) -> Utterance:
    level = LEVELS[number % len(LEVELS)]
    samples = clip.audio.samples if level is None else noisy(clip, level, np.random.default_rng(number))
    path = scratch / f"{number}.wav"
    write_file(iter([Audio(samples, RATE)]), RATE, path, "wav")
    noise = "" if level is None else "white"
    return Utterance(path, clip.text, "SYNTHETIC", "en", "", clip.voice, noise, level)


def noisy(clip: Clip, level: float, rng: np.random.Generator) -> Samples:
    """The clip in white noise so many dB below its speech."""
    spoken = clip.audio.samples[clip.start : clip.end]
    loud = float(np.sqrt(np.mean(np.square(spoken)))) * 10 ** (-level / 20)
    mixed: Samples = np.clip(clip.audio.samples + rng.normal(0.0, loud, len(clip.audio)), -1, 1).astype(np.float32)
    return mixed
