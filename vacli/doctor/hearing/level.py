"""How a microphone sounds while nobody is asked to speak: silent, clipped, off centre; or no microphone at all.

What is muted or turned down is told with its command and never undone by the doctor: somebody may have meant it.
"""

import re
import shlex
from collections.abc import Iterator

import numpy as np

from vacli.audio.level import level
from vacli.audio.portaudio_devices import Device
from vacli.doctor.finding import Finding, ok, warn
from vacli.doctor.hearing.flow import Recording
from vacli.doctor.hearing.server import Ours, Server

CLIPPED = 0.98
"""Of full scale. A converter of rates rounds the flat tops off, so that they do not all reach 1."""
CLIPPING = 1e-3
"""Share of clipped samples from which words suffer."""
OFF_CENTRE = 0.01
"""Mean, of full scale."""
FAINT = 4 / 32768
"""Peak below which a 16-bit microphone gives nothing but its own last bits."""
LOW = 20
"""Percent of the volume of a source that may be why nothing comes in."""
ANOTHER = "take another microphone: vacli devices, vacli config set audio.input NAME"
MONITOR = re.compile(r"^monitor of |\.monitor$|stereo mix|what u hear|wave out mix", re.IGNORECASE)


def loudness(recording: Recording, server: Server | None) -> Iterator[Finding]:
    """All that is wrong with it, or that nothing is."""
    ours = server.source if server else None
    name, device = "microphone level", recording.flow.device
    heard = level(recording.raw)
    said = f"{device}: {heard.rms:.0f} dBFS RMS, peak {heard.peak:.0f}, over {recording.flow.seconds:.1f} s"
    faults = [
        finding for finding in (_faint(recording, name, said, ours), *_bent(recording, name, said, ours)) if finding
    ]
    yield from faults
    if not faults and not recording.raw.any():
        yield ok(name, f"{device}: digital silence, as nothing plays into this virtual microphone")
    elif not faults:
        yield ok(name, f"{said}; nothing clipped, centred")


def audible(server: Server | None) -> Iterator[Finding]:
    """A loudspeaker that nobody can hear, as far as the sound server knows."""
    sink = server.sink if server else None
    why = "nobody hears the answers"
    if sink and sink.muted:
        yield warn("loudspeaker level", f"{sink.name} is muted", shlex.join(sink.unmute()), why)
    elif sink and not sink.percent:
        yield warn("loudspeaker level", f"{sink.name} is at 0 %", shlex.join(sink.volume(LOW)), why)
    elif sink:
        yield ok("loudspeaker level", f"{sink.name} is at {sink.percent} %")


def source(device: Device, asked: str, server: Server | None, others: tuple[Device, ...]) -> Finding:
    """Is it a microphone, or what a loudspeaker plays? `asked`: the setting; `others`: what else could be one."""
    name, ours = "microphone source", server.source if server else None
    why = "vacli would hear itself and not you"
    if server and ours and server.monitors_loudspeaker(ours.name):
        said = f"{device.name} is {ours.name}: what the loudspeaker {ours.of} plays, not a microphone"
        return warn(name, said, _instead(server, asked), why)
    if MONITOR.search(device.name):
        there = next((other.name for other in others if not MONITOR.search(other.name)), "")
        fix = shlex.join(["vacli", "config", "set", "audio.input", there]) if there else _connect()
        return warn(name, f"{device.name}: by its name what a loudspeaker plays, not a microphone", fix, why)
    if ours is None:
        return ok(name, f"{device.name}; no sound server tells where it comes from")
    virtual = f", a virtual cable: what is played into {ours.of}" if ours.of else ""
    return ok(name, f"{device.name} is {ours.name}{virtual}, at {ours.percent} % ({server.name if server else ''})")


def cut(asked: str, server: Server | None) -> str:
    """What parts a microphone from a loudspeaker that it hears without any room between."""
    if server and server.source and server.monitors_loudspeaker(server.source.name):
        return _instead(server, asked)
    return "pactl unload-module module-loopback" if server and server.looped else ANOTHER


def softer(ours: Ours | None, what: str) -> str:
    """The command that turns it down."""
    if ours is None:
        return f"turn the {what} down in the sound settings of the system"
    return shlex.join(ours.volume(100 if ours.percent > 100 else ours.percent // 2))


def _instead(server: Server, asked: str) -> str:
    """The way to a real one: the default if that is one, else make one the default."""
    unset = ["vacli config unset audio.input"] if asked else []
    there = server.microphones()
    if asked and server.default_source in there:
        return unset[0]
    return " && ".join([shlex.join(["pactl", "set-default-source", there[0]]), *unset]) if there else _connect()


def _connect() -> str:
    return "connect a microphone, then: vacli devices"


def _faint(recording: Recording, name: str, said: str, ours: Ours | None) -> Finding | None:
    why = "vacli hears nobody"
    if ours and ours.muted:
        return warn(name, f"{said}: {ours.name} is muted", shlex.join(ours.unmute()), why)
    peak = float(np.abs(recording.raw).max(initial=0.0))
    if ours and ours.percent < LOW and peak < FAINT:
        return warn(name, f"{said}: {ours.name} is at {ours.percent} %", shlex.join(ours.volume(100)), why)
    if peak >= FAINT or (not peak and ours and ours.of):
        return None
    what = "as good as nothing comes in" if peak else "digital silence, nothing but zeros"
    return warn(name, f"{said}: {what}", f"look for a mute switch; else {ANOTHER}", why)


def _bent(recording: Recording, name: str, said: str, ours: Ours | None) -> Iterator[Finding]:
    if not len(recording.raw):
        return
    share = float(np.mean(np.abs(recording.raw) >= CLIPPED))
    if share > CLIPPING:
        why = "what is cut off is lost: words are misheard, and echo cancellation fails"
        yield warn(name, f"{said}: {100 * share:.1f} % clipped, it is overdriven", softer(ours, "microphone"), why)
    means = np.mean(recording.raw, axis=0)
    mean = float(means[np.abs(means).argmax()])
    if abs(mean) > OFF_CENTRE and share <= CLIPPING:
        why = "the level reads too high, and loud words are cut off on one side"
        yield warn(name, f"{said}: off centre by {100 * mean:+.1f} % of full scale (DC)", ANOTHER, why)
