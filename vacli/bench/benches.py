"""The one table of what `vacli bench` can measure: the word, the module with its `run(wish)`, a line of help."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # need numpy; this is read for `vacli --help`
    from vacli.bench.result import Section
    from vacli.bench.wish import Wish


@dataclass(frozen=True)
class Bench:
    """`module` is empty for words that stand for `parts`. `stage`: the one it is about. `options`: those of its own."""

    word: str
    help: str
    module: str = ""
    parts: tuple[str, ...] = ()
    stage: str = ""
    options: tuple[str, ...] = ()

    @property
    def run(self) -> "Callable[[Wish], Iterator[Section]]":
        run: Callable[[Wish], Iterator[Section]] = import_module(f"vacli.bench.{self.module}").run
        return run


OWN = ("baseline", "through", "callers", "target", "minutes")
"""Options that only some have."""
STAGES = ("vad", "stt", "llm", "tts")
QUICK = ("vad", "tts", "stt", "llm", "e2e")
"""The parts of the two-minute run, the short ones first: whoever stops it early has something."""

BENCHES = {
    bench.word: bench
    for bench in (
        Bench("stages", "Every stage alone: vad, stt, llm, tts.", parts=STAGES),
        Bench("stt", "Recognisers: load, speed, first partial, tail, memory, by threads.", "stages.stt", stage="stt"),
        Bench("llm", "Language model: time to first token, rates, first clause, abort.", "stages.llm", stage="llm"),
        Bench("tts", "Voices: time to first audio, speed, abort.", "stages.tts", stage="tts"),
        Bench(
            "vad", "Speech detectors: time a frame, onset and offset error, false alarms.", "stages.vad", stage="vad"
        ),
        Bench(
            "e2e",
            "Whole turns, from the end of speech to the reply, stage by stage.",
            "e2e.bench",
            options=("baseline", "through"),
        ),
        Bench("barge-in", "How soon it falls silent when it is interrupted.", "e2e.barge_in", options=("through",)),
        Bench("endpointing", "Waiting time against cut-off sentences, over many holds.", "endpoint.bench"),
        Bench("wer", "Word and character errors on recordings with their text.", "stages.wer", stage="stt"),
        Bench("load", "Many callers at once: how many keep to the target.", "e2e.load", options=("callers", "target")),
        Bench("soak", "Turns for a given time: what grows.", "e2e.soak", options=("minutes",)),
        Bench(
            "all",
            "Everything above, soak with its usual time.",
            parts=(*STAGES, "wer", "endpointing", "e2e", "barge-in", "load", "soak"),
            options=OWN,
        ),
    )
}


def parts(word: str) -> tuple[Bench, ...]:
    """The benches that a word stands for; the two-minute run for `quick`."""
    if word == "quick":
        return tuple(BENCHES[each] for each in QUICK)
    bench = BENCHES[word]
    return tuple(BENCHES[each] for each in bench.parts) or (bench,)
