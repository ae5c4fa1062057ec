"""From the true end of speech to the first audible sample of the reply: in real time, through real PortAudio.

`python -m vacli.bench.e2e.live` says SYNTHETIC questions (clips.py) into a virtual microphone; the whole loop answers
at a virtual loudspeaker. The clock starts when the clip's last sample of speech left the mouth (DAC time), never at the
detector's decision, and stops at the first 10 ms above -45 dBFS at the loudspeaker (DAC time); a recording of the
loudspeaker checks it. No turn is dropped: see live_turns.py for what counts as a miss, live_table.py for the table.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from vacli.bench.e2e.devices import Person, virtual_devices
from vacli.bench.e2e.table import lines, summary
from vacli.bench.e2e.turns import PATIENCE, Result, Round, audible, judge
from vacli.bench.speech.clips import KNOWN, SETS, Clip, clips
from vacli.core.events import Bus, Event
from vacli.core.flow import settle, spawn

NO_CACHES = {"cache.response": 0, "cache.speech": 0}
"""Every answer and every clause is made when it is asked for."""
BUILT_IN = {
    "vad.engine": "silero",
    "stt.engine": "sphinx",
    "llm.engine": "llamacpp",
    "tts.engine": "espeak",
    **NO_CACHES,
}
CLASSES = ("quick", "llm")
HEARD = 1.0
"""Seconds of a reply that are listened to before it is stopped."""
OVERTIME = 3.0
"""Seconds beyond the limit that a late reply is waited for, so that its lateness is known."""
GAP = 0.4
SETTLED = 5.0
"""Seconds that a turn may take to be over after it was stopped; the next question comes then in any case."""
LOST = ("listen.lost", "listen.late", "fault")


class Talk(Protocol):
    """What the bench needs of a conversation."""

    def stop(self) -> None: ...


class Voice(Protocol):
    """What it needs of a person: when speech began and ended, and how often the mouth ran dry."""

    def say(self, clip: Clip, scratch: Path) -> tuple[float, float, int]: ...


class Record:
    """All that the conversation told and the ear heard, in order, and a way to wait for more of it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.sounds: list[tuple[bool, float]] = []
        self._news = threading.Condition()

    def event(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def sound(self, began: bool, at: float) -> None:
        with self._news:
            self.sounds.append((began, at))
            self._news.notify_all()

    def wait(self, until: Callable[[], bool], deadline: Callable[[], float]) -> bool:
        """Whether it came true before the deadline, which may move while it is waited for."""
        with self._news:
            while not until():
                left = deadline() - time.monotonic()
                if left <= 0:
                    return False
                self._news.wait(min(left, 0.5))
        return True


def figures(
    n: int = 100,
    classes: Sequence[str] = CLASSES,
    flags: Mapping[str, Any] | None = None,
    real_size: bool = False,
) -> dict[str, Any]:
    """The table of `n` turns a class. EngineMissing without a sound server or a part of the stack.

    `real_size`: recogniser and voice compute as real ones do (real_size.py), on questions that they know.
    """
    from vacli.bench.machine import machine

    texts = KNOWN if real_size else {}
    with virtual_devices(), loop({**BUILT_IN, **(flags or {})}, real_size) as (person, talk, record, about):
        each = (clips(kind, n, texts=texts.get(kind, ())) for kind in classes)
        said = [clip for pair in zip(*each, strict=True) for clip in pair]
        results = list(rounds(said, person, talk, record))
    lost = {name: sum(event.name == name for event in record.events) for name in LOST}
    return {
        "speech": "espeak-ng, synthetic",
        "stack": about,
        "turns": summary(results),
        **lost,
        "machine": machine(),
        "results": [asdict(each) | {"why": each.why} for each in results],
    }


@contextmanager
def loop(flags: Mapping[str, Any], real_size: bool = False) -> Iterator[tuple[Person, Talk, Record, dict[str, str]]]:
    """A conversation at the virtual devices, ready to be talked to; the person; what is recorded; the engines."""
    from vacli.audio.portaudio_mic import PortAudioMic
    from vacli.audio.portaudio_speaker import PortAudioSpeaker
    from vacli.config import load as settings
    from vacli.engines import load
    from vacli.live.conversation import Conversation

    stages = ("vad", "llm") if real_size else ("vad", "stt", "llm", "tts")
    engines = load(settings(flags).config, stages)
    record, bus = Record(), Bus()
    bus.subscribe(record.event)
    person = Person(record.sound)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        engines.skillset.kept = folder / "skills.db"  # no timer of this machine's user
        if real_size:
            from vacli.bench.own.real_size import loaded as real_size_engines

            engines.loaded.update(real_size_engines(folder))
        speaker = stack.enter_context(PortAudioSpeaker("vspk", engines.tts.rate))
        talk = Conversation(engines.session(speaker, bus, skills="live"), PortAudioMic("vmic"))
        settle()
        running = spawn("conversation", talk.run)
        try:
            record.wait(lambda: any(each.name == "listen.level" for each in record.events), _in(60.0))
            yield person, talk, record, {stage: each.model for stage, each in engines.loaded.items()}
        finally:
            talk.close()
            running.join(5.0)
            person.close()
            engines.close()


def rounds(said: Sequence[Clip], person: Voice, talk: Talk, record: Record) -> Iterator[Result]:
    """Each clip said, its reply waited for, listened to for HEARD seconds, and stopped."""
    with TemporaryDirectory() as scratch:
        for clip in said:
            yield judge(_round(clip, person, talk, record, Path(scratch)))


def _round(clip: Clip, person: Voice, talk: Talk, record: Record, scratch: Path) -> Round:
    events, sounds = len(record.events), len(record.sounds)
    start, end, underflows = person.say(clip, scratch)

    def told(name: str) -> list[Event]:
        return [each for each in record.events[events:] if each.name == name]

    def limit() -> float:
        hold = max((float(each.data.get("hold_ms", 0.0)) for each in told("turn.endpoint")), default=PATIENCE * 1000)
        return end + PATIENCE + hold / 1000 + OVERTIME

    if record.wait(lambda: any(audible(each) > end for each in told("speak.begin")), limit):
        time.sleep(HEARD)
    talk.stop()
    ids = {each.turn for each in told("turn.begin")}
    record.wait(lambda: ids <= {each.turn for each in told("turn.end")}, _in(SETTLED))
    record.wait(lambda: not record.sounds[sounds:] or not record.sounds[-1][0], _in(SETTLED))
    time.sleep(GAP)
    began = [at for loud, at in record.sounds[sounds:] if loud]
    return Round(clip.kind, clip.text, start, end, record.events[events:], began, underflows)


def _in(seconds: float) -> Callable[[], float]:
    moment = time.monotonic() + seconds
    return lambda: moment


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m vacli.bench.e2e.live", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", type=int, default=100, help="turns a class")
    parser.add_argument("--class", dest="classes", action="append", choices=sorted(SETS), help="may be given again")
    parser.add_argument("--set", dest="flags", action="append", default=[], metavar="KEY=VALUE", help="a setting")
    parser.add_argument("--real-size", action="store_true", help="compute as a real recogniser and voice do")
    parser.add_argument("--save", type=Path, help="write all figures and every turn as JSON")
    wanted = parser.parse_args(argv)
    flags = dict(flag.split("=", 1) for flag in wanted.flags)
    found = figures(wanted.n, wanted.classes or CLASSES, flags, wanted.real_size)
    print("\n".join(lines(found["turns"])))
    print(json.dumps({name: each for name, each in found.items() if name not in ("turns", "results")}, indent=2))
    if wanted.save:
        wanted.save.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
