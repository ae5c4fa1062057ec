"""Do recognisers that decode at once stand in each other's way? Threads of one engine, as fast as they can.

One that holds Python's lock gets no further with more threads: the process stays at one processor, and whatever else
wants to run in it waits. A thread that would wake every 2 ms tells for how long. SYNTHETIC speech.
"""

import time
from collections.abc import Sequence
from threading import Event
from typing import Any

from vacli import registry
from vacli.bench.speech.clips import RATE
from vacli.bench.spread import spread
from vacli.bench.stages.ready import TEST_MODELS
from vacli.bench.stages.stream import GRAMMAR, clips
from vacli.config import Config, load
from vacli.core.audio import Audio
from vacli.core.engines import Stt
from vacli.core.flow import spawn
from vacli.core.grammar import Grammar
from vacli.core.turn import Turn
from vacli.core.words import Hints

FRAME = RATE * 32 // 1000
WAKING = 0.002
FLAGS = {"sphinx": {}, "vosk": {"stt.model": str(TEST_MODELS["vosk"].resolve())}}


def figures(threads: Sequence[int] = (1, 2, 5), sounds: int = 3) -> dict[str, Any]:
    """By engine and number of threads; each decodes the same `sounds`."""
    said = [clip.audio for clip in clips(sounds)]
    return {name: _measured(load({"stt.engine": name, **flags}).config, said, threads) for name, flags in FLAGS.items()}


def _measured(config: Config, said: Sequence[Audio], threads: Sequence[int]) -> dict[str, Any]:
    row, model, _ = registry.choose("stt", config.stt)
    stt = registry.open_engine(row, config.stt, model)
    hints = Hints(grammar=Grammar.parse(GRAMMAR))
    try:
        _decode(stt, said[:1], hints)  # what loads at the first use
        return {str(many): _together(stt, said, hints, many) for many in threads}
    finally:
        stt.close()


def _together(stt: Stt, said: Sequence[Audio], hints: Hints, many: int) -> dict[str, Any]:
    over = Event()
    late: list[float] = []
    waking = spawn("waking", lambda: _wake(over, late))
    begun, spent = time.perf_counter(), time.process_time()
    for thread in [spawn("decoding", lambda: _decode(stt, said, hints)) for _ in range(many)]:
        thread.join()
    took, spent = time.perf_counter() - begun, time.process_time() - spent
    over.set()
    waking.join()
    return {
        "sound decoded, times real time": round(many * sum(each.seconds for each in said) / took, 1),
        "processors": round(spent / took, 2),
        "another thread wakes late by": spread(late),
    }


def _decode(stt: Stt, said: Sequence[Audio], hints: Hints) -> None:
    for audio in said:
        stream = stt.stream(Turn(), hints=hints)
        for at in range(0, len(audio), FRAME):
            stream.feed(Audio(audio.samples[at : at + FRAME], RATE, at))
        stream.finish()


def _wake(over: Event, late: list[float]) -> None:
    while not (over.is_set() and late):
        before = time.perf_counter()
        time.sleep(WAKING)
        late.append(time.perf_counter() - before - WAKING)
