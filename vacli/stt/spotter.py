"""Finding a wake phrase in running sound: what every spotter does, and which one serves a phrase. Knows no turn."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from vacli.core.audio import Audio
from vacli.core.errors import UsageError
from vacli.core.words import Choice, primary


@dataclass(frozen=True, slots=True)
class Spotted:
    """The phrase lies in the samples [start, end) of the stream. `confidence` is 0..1."""

    phrase: str
    start: int
    end: int
    confidence: float


class Spotter(Protocol):
    """Fed by one thread. Most calls take 3 % of the sound's length; one that has to look twice takes 0.1 s."""

    phrase: str
    rate: int  # Hz it wants
    choices: tuple[Choice, ...]

    def feed(self, audio: Audio) -> Spotted | None:
        """Take sound in, 0.1 s at a time or less: what follows the phrase in the same piece is not looked at.

        Silence may be left out: a jump of `audio.start` is a new beginning. EngineError at another rate.
        """

    def reset(self) -> None:
        """Forget what was heard: a phrase that has begun will not be found."""

    def close(self) -> None:
        """Free the model. Idempotent."""


def open_spotter(phrase: str, language: str = "") -> tuple[Spotter | None, Choice]:
    """A spotter, or None where only the recogniser's text can tell (`vacli.live.wake.WakeText`), and why.

    `language` is what stt.language says, "" for English. UsageError for a phrase that cannot serve.
    """
    words = plain(phrase)
    if language and primary(language) != "en":
        return None, Choice("listen.spotter", "text", f"pocketsphinx spots English only, not {language}")
    if find_spec("pocketsphinx") is None:
        return None, Choice("listen.spotter", "text", "package pocketsphinx is not installed")
    from vacli.stt.sphinx_spotter import SphinxSpotter  # loads a model: only where one is wanted

    return SphinxSpotter(words), Choice("listen.spotter", "sphinx", "it finds the phrase without a recogniser")


def plain(phrase: str) -> str:
    """Lower case, single spaces, no marks. UsageError where no word is left, or too many."""
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", phrase.lower())
    if not 1 <= len(words) <= 6 or re.search(r"\d", phrase):
        raise UsageError(
            f"{phrase[:60]!r} cannot be a wake phrase: it must be one to six words, numbers in letters",
            'vacli listen --wake "smart mirror"',
        )
    return " ".join(words)
