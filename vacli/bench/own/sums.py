"""Do the stages of a turn add up to its whole, on every turn? Five hundred real-time turns of eight callers at once.

SYNTHETIC questions that the test model of Vosk knows, the scripted language model and voice: fast engines, so that many
can speak at once. Sound goes in and out in memory. Turns that were not answered rightly are counted apart: they have
their waterfall too, if they have a reply.
"""

from math import ceil
from typing import Any

from vacli.bench.e2e.callers import Caller
from vacli.bench.neutral import freely, neutral
from vacli.bench.speech.clips import KNOWN, clips
from vacli.bench.stages.ready import TEST_MODELS
from vacli.config import load
from vacli.core.flow import spawn

FLAGS = {"stt.engine": "vosk", "llm.engine": "scripted", "tts.engine": "tone"}


def figures(n: int = 500, callers: int = 8) -> dict[str, Any]:
    """At least `n` turns. `anchored`: with both ends of their time."""
    config = freely(load({**FLAGS, "stt.model": str(TEST_MODELS["vosk"].resolve())}).config)
    each = ceil(n / callers / 2)
    said = [clip for kind, texts in KNOWN.items() for clip in clips(kind, each, texts=texts)]
    with neutral(config) as engines:
        speaking = [Caller(engines, said[number:] + said[:number], start=number / 2) for number in range(callers)]
        for thread in [spawn("caller", caller.run) for caller in speaking]:
            thread.join()
    results = [result for caller in speaking for result in caller.results]
    anchored = [result for result in results if result.v2v is not None and not result.missing]
    return {
        "turns": len(results),
        "anchored": len(anchored),
        "adding up within 1 ms": sum(result.adds_up for result in anchored),
        "without": sorted({mark for result in results for mark in result.missing}),
        "answered rightly": sum(not result.why for result in results),
    }
