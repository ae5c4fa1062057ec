"""What a recogniser owes the live loop: how soon its partials come, and how little is left to do when speech ends.

SYNTHETIC speech, fed in real time as the loop feeds it: half a second of pre-roll once 96 ms of speech were heard, a
`peek` at the first silent frame, `finish` when 160 ms of silence have passed. Knows one stream at a time and no turn.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from vacli import registry
from vacli.bench.speech.clips import Clip
from vacli.bench.spread import share, spread
from vacli.bench.stages.ready import TEST_MODELS
from vacli.bench.stages.stream import GRAMMAR, clips, hear, plain
from vacli.config import SttSettings, VadSettings
from vacli.core.engines import NO_HINTS, Stt
from vacli.core.errors import MissingError
from vacli.core.grammar import Grammar
from vacli.core.words import Hints

__all__ = ["TEST_MODELS", "clips", "figures", "measure"]


def figures(n: int = 60) -> dict[str, Any]:
    """Each recogniser with the model that vacli would take, or with the test model of a checkout."""
    found: dict[str, Any] = {"speech": "espeak-ng, synthetic"}
    for name in ("whisper", "vosk", "sphinx"):
        try:
            row, model, _ = registry.choose("stt", SttSettings(engine=name))
        except MissingError as error:
            row = next(row for row in registry.rows("stt") if row.name == name)
            model = TEST_MODELS.get(name)
            if model is None or not model.exists():
                found[name] = error.message
                continue
        stt: Stt = registry.open_engine(row, SttSettings(), model)
        hints = Hints(grammar=Grammar.parse(GRAMMAR)) if name == "sphinx" else NO_HINTS
        found[name] = {"model": stt.model, **measure(stt, hints, clips(n))}
        stt.close()
    return found


def measure(stt: Stt, hints: Hints, said: Iterator[Clip], pace: float = 1.0) -> dict[str, Any]:
    """`pace` 0 feeds as fast as it goes, for tests: the times of partials then mean nothing."""
    vad = registry.open_engine(next(iter(registry.rows("vad"))), VadSettings(), None)
    pairs = [(clip, hear(stt, hints, vad.stream(), clip, pace)) for clip in said]
    heard = [each for _, each in pairs]
    names = ("first", "whole", "peek", "finish", "tail", "late", "cpu")
    found: dict[str, Any] = {name: _spread([getattr(each, name) for each in heard]) for name in names}
    found["right"] = share(sum(plain(each.text) == clip.text for clip, each in pairs), len(pairs))
    found["peek_is_final"] = share(sum(each.peeked == each.text for each in heard), len(heard))
    return found


def _spread(values: Sequence[float | None]) -> dict[str, float]:
    """In ms. `n` counts those that there were."""
    return spread([value for value in values if value is not None] or [float("nan")])
