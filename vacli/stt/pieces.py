"""What streaming recognisers share: sound in short steps, and partial texts that only grow. Knows no engine."""

from collections.abc import Iterator, Sequence

from vacli.core.audio import Audio
from vacli.core.errors import EngineError

STEP_SECONDS = 0.1  # the longest an engine works before it asks whether its turn is over
AGREE = 2  # a word is stable once this many differing partials in a row have it, with a word after it


def pieces(audio: Audio, rate: int) -> Iterator[Audio]:
    """The same sound in pieces of at most STEP_SECONDS. EngineError if it is not at `rate` Hz."""
    if audio.rate != rate:
        raise EngineError(f"a recogniser for {rate} Hz was fed {audio.rate} Hz", "resample it first")
    step = int(rate * STEP_SECONDS)
    for at in range(0, len(audio), step):
        yield Audio(audio.samples[at : at + step], rate, audio.start + at)


class Steady:
    """Which beginning of a growing text is stable. What was once called stable is never taken back."""

    def __init__(self) -> None:
        self._recent: list[list[str]] = []
        self._stable: list[str] = []

    def update(self, words: Sequence[str]) -> tuple[str, int] | None:
        """The text to show and how many characters of it are stable; None if there is no news.

        A guess that contradicts the stable part is not shown: the next one, or the final text, goes beyond it.
        """
        news = list(words)
        if news == (self._recent[-1] if self._recent else []):
            return None
        self._recent = [*self._recent[1 - AGREE :], news]
        if news[: len(self._stable)] != self._stable:
            return None
        if len(self._recent) == AGREE:
            self._stable = max(self._stable, _common([each[:-1] for each in self._recent]), key=len)
        return " ".join(news), self.kept(news)

    def kept(self, words: Sequence[str]) -> int:
        """How many characters of a guess are stable: none if it contradicts what is."""
        return len(" ".join(self._stable)) if list(words[: len(self._stable)]) == self._stable else 0


def _common(texts: Sequence[Sequence[str]]) -> list[str]:
    same: list[str] = []
    for column in zip(*texts, strict=False):
        if len(set(column)) > 1:
            break
        same.append(column[0])
    return same
