"""What it costs to listen: processor and memory while nobody talks to it, and the listen thread's time for a frame.

    python -m vacli.bench.own.idle                  a minute of a quiet room, a minute of television, then 12 questions
    python -m vacli.bench.own.idle --device         the same through PortAudio at virtual devices
    python -m vacli.bench.own.idle --set stt.engine=vosk

In real time, in this process alone: conversation and engines, no screen. SYNTHETIC speech. A frame is 32 ms; its wall
time holds whatever keeps the thread waiting (other threads, other processes), its CPU time only its own. Linux only.
"""

import argparse
import gc
import json
import os
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np

from vacli.bench.e2e.live import LOST, NO_CACHES, Record
from vacli.bench.own.idle_room import Room, room, television
from vacli.bench.process import in_a_process, memory_mb
from vacli.bench.speech.clips import Clip, clips
from vacli.core.audio import Audio
from vacli.core.events import Bus
from vacli.core.flow import settle, spawn
from vacli.live.conversation import Conversation
from vacli.live.listen import Listen

BUILT_IN = {
    "vad.engine": "silero",
    "stt.engine": "sphinx",
    "llm.engine": "llamacpp",
    "tts.engine": "espeak",
    **NO_CACHES,
}
SECONDS = 60.0
QUESTIONS = 12
PATIENCE = 20.0
SETTLE = 3.0
"""Seconds of quiet before anything is measured."""

Cost = dict[str, Any]


class Talk(Protocol):
    def stop(self) -> None: ...


class Frames:
    """Takes the time of every frame of `listen`. `now` is what goes on."""

    def __init__(self, listen: Listen) -> None:
        self.now = "warming up"
        self.rows: list[tuple[str, float, float]] = []  # what went on, wall and CPU seconds
        self._listen = listen
        self._take = listen.take
        listen.take = self._timed  # type: ignore[method-assign]

    def _timed(self, frame: Audio) -> None:
        kind = self._kind()
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            self._take(frame)
        finally:
            self.rows.append((kind, time.perf_counter() - wall, time.thread_time() - cpu))

    def _kind(self) -> str:
        if self.now != "questions":
            return self.now
        if self._listen.open:
            return "user speaks"
        speaker = self._listen.wires.session.speaker
        return "reply sounds" if speaker and speaker.sounding else "between"

    def summary(self) -> dict[str, Any]:
        """For each kind the wall and CPU times in ms."""
        return {kind: self._of(kind) for kind in dict.fromkeys(row[0] for row in self.rows)}

    def _of(self, kind: str) -> dict[str, Any]:
        wall, cpu = zip(*(row[1:] for row in self.rows if row[0] == kind), strict=True)
        return {"n": len(wall), "wall": _percentiles(wall), "cpu": _percentiles(cpu)}


def figures(flags: Sequence[str] = ()) -> dict[str, Any]:
    """In a process of its own: nothing that ran before is counted."""
    return in_a_process("vacli.bench.own.idle", *flags)


def run(seconds: float, questions: int, device: bool, flags: Mapping[str, Any]) -> dict[str, Any]:
    """Measured in this process. EngineMissing without a part of the stack."""
    from vacli.bench.machine import machine

    shown, asked = television(seconds), [clip for kind in ("quick", "llm") for clip in clips(kind, questions // 2)]
    with _listening({**BUILT_IN, **flags}, device) as (place, talk, frames, record, about):
        gc.collect()
        time.sleep(SETTLE)
        found: dict[str, Any] = {"speech": "espeak-ng, synthetic", "stack": about, "sound": _sound(device)}
        for name, work in (
            ("quiet room", lambda: time.sleep(seconds)),
            ("television", lambda: place.say(shown)),
            ("questions", lambda: _ask_all(place, asked, record)),
        ):
            frames.now = name
            found[name] = cost(work, record)
            frames.now = "between"
            talk.stop()
            time.sleep(SETTLE)
    events = Counter(each.name for each in record.events)
    return found | {
        "frame_ms": frames.summary(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 * 1.048576, 1),
        "lost": {name: events[name] for name in LOST},
        "machine": machine(),
    }


def cost(work: Callable[[], object], record: Record) -> Cost:
    """Of doing it: per cent of one core, in all and of each thread; memory at its end; turns that it made."""
    turns = _turns(record)
    wall, cpu, threads = time.monotonic(), time.process_time(), _by_thread()
    work()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    each = {name: ms for name, spent in _by_thread().items() if (ms := spent - threads.get(name, 0.0)) > 0}
    return {
        "seconds": round(wall, 1),
        "core_percent": round(100 * cpu / wall, 2),
        "thread_percent": {name: round(100 * spent / wall, 2) for name, spent in each.items()},
        "memory_mb": memory_mb(),
        "turns": _turns(record) - turns,
    }


@contextmanager
def _listening(flags: Mapping[str, Any], device: bool) -> Iterator[tuple[Room, Talk, Frames, Record, dict[str, str]]]:
    from vacli.audio.echo import open_echo
    from vacli.config import load as settings
    from vacli.engines import load

    engines = load(settings(flags).config, ("vad", "stt", "llm", "tts"))
    record, bus = Record(), Bus()
    bus.subscribe(record.event)
    echo, choice = open_echo(engines.config.audio.echo)
    about = {stage: f"{each.name} {each.model}" for stage, each in engines.loaded.items()}
    with TemporaryDirectory() as folder, room(engines.tts.rate, device) as place:
        engines.skillset.kept, engines.skillset.theirs = Path(folder, "skills.db"), False
        talk = Conversation(engines.session(place.speaker, bus, skills="live"), place.mic, echo=echo)
        assert talk.listen is not None
        frames = Frames(talk.listen)
        settle()
        running = spawn("conversation", talk.run)
        try:
            record.wait(lambda: any(each.name == "listen.level" for each in record.events), _in(60.0))
            yield place, talk, frames, record, about | {"echo": choice.value}
        finally:
            talk.close()
            running.join(5.0)
            engines.close()


def _ask_all(place: Room, asked: Sequence[Clip], record: Record) -> None:
    """Say each, and hear the answer out."""
    for clip in asked:
        since = len(record.events)
        place.say(clip)
        record.wait(lambda: any(each.name == "turn.end" for each in record.events[since:]), _in(PATIENCE))  # noqa: B023
        while place.speaker.sounding:
            time.sleep(0.05)
        time.sleep(0.5)


def _turns(record: Record) -> int:
    return sum(each.name == "turn.begin" for each in record.events)


def _by_thread() -> dict[str, float]:
    """CPU seconds of every thread that lives, by name; those of libraries by that of the process."""
    names = {each.native_id: each.name for each in threading.enumerate()}
    found: dict[str, float] = {}
    for task in Path("/proc/self/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        spent = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        name = names.get(int(task.name), "libraries")
        found[name] = found.get(name, 0.0) + spent
    return found


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    p50, p99, most = np.percentile(np.asarray(seconds) * 1000, [50, 99, 100])
    return {"p50": round(float(p50), 3), "p99": round(float(p99), 3), "max": round(float(most), 3)}


def _sound(device: bool) -> str:
    return "PortAudio, virtual devices" if device else "samples in real time, no devices"


def _in(seconds: float) -> Callable[[], float]:
    moment = time.monotonic() + seconds
    return lambda: moment


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m vacli.bench.own.idle", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of quiet, and of television")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="asked afterwards")
    parser.add_argument("--device", action="store_true", help="through PortAudio, at virtual devices")
    parser.add_argument("--set", dest="flags", action="append", default=[], metavar="KEY=VALUE", help="a setting")
    wanted = parser.parse_args(argv)
    flags = dict(flag.split("=", 1) for flag in wanted.flags)
    print(json.dumps(run(wanted.seconds, wanted.questions, wanted.device, flags), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
