"""Sound: the PortAudio library, a microphone, a loudspeaker, what lies between them.

Without them files and text still work: nothing fails. `microphone` listens for 2.5 s and sounds nothing; `loudspeaker`
plays half a second of a quiet sweep. Both open the devices of the settings as a conversation does.
"""

import difflib
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vacli.audio.portaudio_devices import WORD, Device, Kind, find, library
from vacli.audio.portaudio_devices import devices as listed
from vacli.config import Config
from vacli.core.errors import DeviceError
from vacli.doctor.finding import Finding, ok, skip, warn

if TYPE_CHECKING:
    from vacli.doctor.hearing.capture import Loop

STILL = "transcribe, ask and say --out work without"
SECONDS = 2.5
"""Of the room."""


def portaudio(config: Config) -> Iterator[Finding]:
    try:
        yield ok("portaudio", library().get_portaudio_version()[1].partition(",")[0])
    except DeviceError as error:
        yield warn("portaudio", f"{error.message}; {STILL}", error.hint)


def devices(config: Config) -> Iterator[Finding]:
    """Whether there are any, and those that the settings name."""
    for kind, wanted in _wishes(config).items():
        name = WORD[kind]
        try:
            device = find(wanted, kind)
        except DeviceError as error:
            fix = _instead(kind, wanted)
            said = f"{error.message} ({error.hint})" if fix else error.message
            yield warn(name, f"{said}; {STILL}", fix or error.hint)
            continue
        yield ok(name, f"{device.name} ({device.host}, {device.channels(kind)} channels, {device.rate} Hz)")


def microphone(config: Config) -> Iterator[Finding]:
    """Opens it, and judges one recording of the room: even, in time, loud enough, no monitor, quiet of speech."""
    if missing := _missing("input", config):
        yield skip("microphone stream", missing.message, missing.hint)
        return
    from vacli.doctor.hearing import capture, level, room, streams
    from vacli.doctor.hearing.flow import End

    try:
        recording, server = capture.listen(config.audio.input, SECONDS)
    except DeviceError as error:
        yield warn("microphone stream", f"{error.message}; {STILL}", error.hint)
        return
    flow = recording.flow
    yield from streams.stream(flow, "input", server.source if server else None)
    yield level.source(find(config.audio.input, "input"), config.audio.input, server, _others(config))
    if flow.end == End.DONE:
        yield streams.rate(flow, "input")
        yield from level.loudness(recording, server)
        yield from room.room(recording, config)


def loudspeaker(config: Config) -> Iterator[Finding]:
    """Opens it, plays a sweep, and looks for that in what the microphone hears meanwhile."""
    if missing := _missing("output", config):
        yield skip("loudspeaker stream", missing.message, missing.hint)
        return
    from vacli.doctor.hearing import capture, level, streams

    try:
        loop = capture.play(config.audio.output, config.audio.input)
    except DeviceError as error:
        yield warn("loudspeaker stream", f"{error.message}; {STILL}", error.hint)
        return
    sink = loop.told.sink if loop.told else None
    yield from streams.stream(loop.speaker, "output", sink, loop.underflows)
    yield from level.audible(loop.told)
    if loop.played:
        yield streams.rate(loop.speaker, "output")
    yield from _between(loop, config)


def _between(loop: "Loop", config: Config) -> Iterator[Finding]:
    """From the loudspeaker to the microphone."""
    from vacli.doctor.hearing import chirp, duplex, level, streams
    from vacli.doctor.hearing.flow import End

    played, recording = loop.played, loop.recording
    if recording is None or recording.flow.end != End.DONE or played is None:
        stopped = "loudspeaker" if played is None else "microphone"
        for name in ("loop-back", "duplex"):
            yield skip(name, loop.deaf or f"the {stopped} stopped", f"vacli doctor --only devices --only {stopped}")
        return
    yield streams.apart(recording.flow, loop.speaker)
    begin = recording.flow.time_of(0)
    echo = chirp.find(recording.mono(chirp.RATE), (played.left - begin) * chirp.RATE)
    trip = streams.round_trip(played, recording.flow, echo.delay)
    yield duplex.loop_back(echo, trip, recording.flow.device, level.cut(config.audio.input, loop.told))
    yield from duplex.duplex(echo, config, level.softer(loop.told.sink if loop.told else None, "loudspeaker"))


def _wishes(config: Config) -> dict[Kind, str]:
    return {"input": config.audio.input, "output": config.audio.output}


def _missing(kind: Kind, config: Config) -> DeviceError | None:
    """Why there is nothing to open; `devices` has told of it as a fault."""
    try:
        find(_wishes(config)[kind], kind)
    except DeviceError as error:
        return error
    return None


def _others(config: Config) -> tuple[Device, ...]:
    return tuple(device for device in listed() if device.inputs)


def _instead(kind: Kind, wanted: str) -> str:
    """The command that leads from a wrong name, or from none at all, to a device; empty if none is known."""
    from vacli.doctor.hearing import server

    try:
        there = [device.name for device in listed() if device.channels(kind)]
    except DeviceError:
        return ""
    if not there:
        return server.start()
    near = difflib.get_close_matches(wanted, there, n=1)
    return shlex.join(["vacli", "config", "set", f"audio.{kind}", *near] if near else _unset(kind))


def _unset(kind: Kind) -> list[str]:
    return ["vacli", "config", "unset", f"audio.{kind}"]
