"""The parts of a conversation, from settings: which engines there are, microphone and loudspeaker, echo and duplex.

Whatever is missing is said once, with the way out, and the rest goes on without it. Shows nothing itself.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

from vacli import engines, registry
from vacli.audio.paced import PacedMic
from vacli.audio.playback import Playback
from vacli.cli.listen_sound import Early, Recorder, Ways, open_mic, paced, run_clock
from vacli.config import Config
from vacli.core.errors import DeviceError, EngineMissing, MissingError
from vacli.core.events import Bus, Event
from vacli.core.flow import spawn
from vacli.core.turn import Turn
from vacli.core.words import Choice

if TYPE_CHECKING:  # not needed until the conversation begins
    from vacli.engines import Engines

WITHOUT = {
    "vad": "what you say cannot be told from silence",
    "stt": "what you say cannot be understood",
    "llm": "only what a skill knows is answered",
    "tts": "answers are printed, not spoken",
}
"""What the lack of an engine means."""


@dataclass
class Ears:
    """`mic` None: typed only. `name` of it for people; `duplex` full or half, and why."""

    mic: Early | PacedMic | None = None
    name: str = ""
    echo: Any = None
    duplex: str = "full"
    reason: str = ""

    def close(self) -> None:
        """Nobody waits for sound any more: not even for a microphone that is away. From any thread."""
        if self.mic is not None:
            self.mic.close()


def stages_there(config: Config, wanted: tuple[str, ...]) -> tuple[tuple[str, ...], list[MissingError]]:
    """Those that have an engine, and what is to be said of the others. Raises if one was asked for by name."""
    there, missing = [], []
    for stage in wanted:
        settings = getattr(config, stage)
        try:
            registry.choose(stage, settings)
            there.append(stage)
        except EngineMissing as error:
            if settings.engine != "auto":
                raise
            missing.append(MissingError(f"{error.message}: {WITHOUT[stage]}", error.hint))
    return tuple(there), missing


def load(config: Config, stages: tuple[str, ...], bus: Bus, on_choice: Callable[[Choice], None]) -> "Engines":
    """The engines, one after the other; each is told before it is loaded."""

    def chosen(choice: Choice) -> None:
        stage, _, what = choice.name.partition(".")
        if what == "engine":
            bus.publish(Event("listen.loading", "", {"stage": stage, "engine": choice.value}))
        on_choice(choice)

    return engines.load(config, stages, chosen)


def open_ears(config: Config, ways: Ways, stack: ExitStack, bus: Bus) -> Ears:
    """A microphone that listens from now on. DeviceError if there is none. A file is opened later: it waits."""
    if ways.input:
        return Ears(name="standard input" if ways.input == "-" else ways.input)
    mic = open_mic(config.audio.input, stack, lambda error: _fault(bus, "mic", error), lambda name: _back(bus, name))
    return Ears(mic, mic.name)


def open_speaker(config: Config, ways: Ways, rate: int, stack: ExitStack, bus: Bus) -> tuple[Playback, str]:
    """The loudspeaker, or for a file what waits to be written; and its name for people."""
    if ways.output or (ways.input and ways.pace == "fast"):
        return Playback(rate), ways.output or "nobody"
    from vacli.audio.steady import SteadySpeaker

    speaker = SteadySpeaker(
        config.audio.output, rate, lambda error: _fault(bus, "speaker", error), lambda name: _back(bus, name)
    )
    stack.enter_context(speaker)
    return speaker, speaker.device.name


def connect(
    ears: Ears, speaker: Playback | None, ways: Ways, turn: Turn, stack: ExitStack, on_failed: Callable[[], None]
) -> None:
    """Files and pipes: what is heard, what is written, and the clock that both need."""
    sink = None
    if ways.output and speaker is not None:
        recorder = Recorder(ways, speaker.rate, on_failed)
        stack.callback(recorder.close)
        sink = recorder.put
    clockless = speaker if type(speaker) is Playback else None
    if ways.input:
        ears.mic = paced(ways, turn, stack, clockless, sink)
    elif clockless is not None and sink is not None:
        over = Flag()
        clock = spawn("clock", lambda: run_clock(clockless, sink, over))
        stack.callback(clock.join, 1.0)
        stack.callback(over.set)


def choose_duplex(ears: Ears, config: Config, ways: Ways, speaker: Playback | None) -> None:
    """Whether it listens while it speaks, and why."""
    wanted = config.audio.duplex
    if speaker is None or ways.input or ways.output:
        ears.duplex = "half" if wanted == "half" else "full"
        ears.reason = "as asked" if wanted != "auto" else "the microphone does not hear the answer"
        return
    if wanted == "half":
        ears.duplex, ears.reason = "half", "as asked"
        return
    from vacli.audio.echo import open_echo

    ears.echo, choice = open_echo(config.audio.echo)
    if ears.echo is None and wanted == "auto":
        ears.duplex, ears.reason = "half", f"no echo cancellation: {choice.reason}"
    elif ears.echo is None:
        ears.reason = "as asked; without echo cancellation, wear headphones"
    else:
        ears.reason = f"echo cancellation by {choice.value}"


def _fault(bus: Bus, stage: str, error: DeviceError) -> None:
    bus.publish(Event("fault", "", {"stage": stage, "message": error.message, "hint": error.hint}))


def _back(bus: Bus, name: str) -> None:
    bus.publish(Event("listen.back", "", {"device": name}))
