"""The two ways from a scripted person to the assistant and back, and which of them can be had here."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from vacli.audio.playback import Playback
from vacli.bench.e2e.card import Card, CardMic
from vacli.bench.e2e.devices import Person, virtual_devices
from vacli.bench.speech.clips import Clip
from vacli.core.engines import Mic
from vacli.core.errors import DeviceError, MissingError, UsageError

NAMES = ("virtual", "memory")
Hear = Callable[[bool, float], None]


class Voice(Protocol):
    """What is needed of a person."""

    def say(self, clip: Clip, scratch: Path) -> tuple[float, float, int]:
        """Says it; when speech began and ended (`time.monotonic()` seconds), and how often the sound came late."""


@dataclass(frozen=True)
class Route:
    """`mic` and `speaker` (its rate is asked for) may be called again: all hear the same, and sound together."""

    name: str
    note: str
    person: Voice
    mic: Callable[[], Mic]
    speaker: Callable[[int], AbstractContextManager[Playback]]


@contextmanager
def through(wanted: str, hear: Hear) -> Iterator[Route]:
    """The route of that name; without one, `virtual` where it can be had. `hear(began, at)` is told what sounds.

    UsageError for another name, MissingError or DeviceError if the one that was named cannot be had.
    """
    if wanted and wanted not in NAMES:
        raise UsageError(f"unknown route {wanted!r}", f"there are: {', '.join(NAMES)}")
    with ExitStack() as stack:
        yield _open(wanted, hear, stack)


def _open(wanted: str, hear: Hear, stack: ExitStack) -> Route:
    if wanted == "memory":
        return stack.enter_context(_memory(hear))
    try:
        return stack.enter_context(_virtual(hear))
    except (MissingError, DeviceError) as error:
        if wanted:
            raise
        route = stack.enter_context(_memory(hear))
        return replace(route, note=f"{route.note}; because: {error.message}")


@contextmanager
def _virtual(hear: Hear) -> Iterator[Route]:
    from vacli.audio.portaudio_mic import PortAudioMic
    from vacli.audio.portaudio_speaker import PortAudioSpeaker

    with virtual_devices():
        person = Person(hear)
        try:
            note = "through virtual devices: PortAudio, times by DAC"
            yield Route("virtual", note, person, lambda: PortAudioMic("vmic"), lambda r: PortAudioSpeaker("vspk", r))
        finally:
            person.close()


@contextmanager
def _memory(hear: Hear) -> Iterator[Route]:
    card = Card(hear)
    try:
        note = "through memory, without a device: only 10 ms of a device's latency are in it"
        yield Route("memory", note, card, lambda: CardMic(card), card.speaker)
    finally:
        card.close()
