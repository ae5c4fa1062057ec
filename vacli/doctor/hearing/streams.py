"""What the callbacks of a stream say: does it run, evenly, in time, at the rate it claims. Opens nothing."""

import shlex
from collections.abc import Iterator

import numpy as np

from vacli.audio.portaudio_devices import WORD, Kind
from vacli.doctor.finding import Finding, ok, skip, warn
from vacli.doctor.hearing.chirp import RATE
from vacli.doctor.hearing.flow import End, Flow, Played
from vacli.doctor.hearing.server import Ours, run, start

LATE = 0.1
"""Seconds late from which a conversation notices: the end of a turn, and an interruption, come so much later."""
BUSY = "the machine was too busy to tell"
SOME = 0.02
"""Share of the blocks that may be late: every machine is busy for a moment."""
WRONG = 5000.0
"""ppm, beyond the error, from which the rate is wrong or sound is lost. On a starved machine the stamps of a true clock
wandered by 1,700 beyond it; what two good devices differ by, under 100, takes minutes to see."""


def stream(flow: Flow, kind: Kind, ours: Ours | None, underflows: int = 0) -> Iterator[Finding]:
    """Of a stream that could be opened. `ours`: where the sound server has connected it."""
    name = f"{WORD[kind]} stream"
    if flow.end == End.LOST:
        said = f"{flow.device} was open, and went away after {flow.seconds:.1f} s"
        fix = start() or f"connect it again, then: vacli doctor --only {WORD[kind]}"
        yield warn(name, said, fix, "a conversation ends there: it was unplugged, or its sound server stopped")
    elif flow.end == End.STILL:
        yield _still(flow, name, ours, kind)
    else:
        yield _even(flow, name, kind, underflows)


def rate(flow: Flow, kind: Kind) -> Finding:
    """Samples delivered against the clock of the machine."""
    name, (ppm, error) = f"{WORD[kind]} clock", flow.drift()
    if np.isnan(ppm):
        return skip(name, f"{flow.seconds:.1f} s of sound are too few to tell", f"vacli doctor --only {WORD[kind]}")
    said = f"{ppm:+.0f} ppm against the machine's (known to ±{error:.0f} after {flow.seconds:.1f} s)"
    if abs(ppm) - error <= WRONG:
        return ok(name, said)
    if flow.paused():
        return skip(name, f"{said}: {BUSY}", f"when it is idle: vacli doctor --only {WORD[kind]}")
    why = "samples get lost, or come at another rate than they claim: words are misheard"
    return warn(name, f"{said}: {flow.rate} Hz is not what it runs at", "another device: vacli devices", why)


def apart(heard: Flow, played: Flow) -> Finding:
    """The clock of the microphone against that of the loudspeaker."""
    (mic, one), (speaker, two) = heard.drift(), played.drift()
    if np.isnan(mic + speaker):
        return skip("clocks", "too little sound to tell them apart", "vacli doctor --only loudspeaker")
    ppm, error = mic - speaker, one + two
    said = f"microphone {ppm:+.0f} ppm against the loudspeaker (known to ±{error:.0f}: small drifts need minutes)"
    if abs(ppm) - error <= WRONG:
        return ok("clocks", said)
    if heard.paused() or played.paused():
        return skip("clocks", f"{said}: {BUSY}", "when it is idle: vacli doctor --only loudspeaker")
    fix = "take both from one device, such as a headset: vacli devices"
    return warn("clocks", said, fix, "echo cancellation loses its way, and vacli interrupts itself")


def round_trip(played: Played, heard: Flow, delay: float) -> float:
    """Seconds from the callback that fetched the sound to the callback that brought it back."""
    back = played.left + delay
    brought = (tick.called for tick in heard.ticks if tick.at + tick.frames / heard.rate > back)
    return next(brought, float("nan")) - played.fetched


def _still(flow: Flow, name: str, ours: Ours | None, kind: Kind) -> Finding:
    after = f"no callback came after the first {flow.seconds:.1f} s" if flow.ticks else "not one callback came"
    gone = "vacli hears nothing" if kind == "input" else "nobody hears the answers"
    why = f"{gone}, and PortAudio reports no fault"
    if ours and ours.suspended:
        command = ours.wake()
        said = f"{flow.device} is open, but {after}: the sound server has suspended {ours.name}"
        return warn(name, said, shlex.join(command), why, run(command))
    fix = f"connect it anew or restart the sound server, then: vacli doctor --only {WORD[kind]}"
    return warn(name, f"{flow.device} is open, but {after}: it stands still", fix, why)


def _even(flow: Flow, name: str, kind: Kind, underflows: int) -> Finding:
    periods = 1000 * flow.periods()
    middle, most = (float(np.percentile(periods, share)) for share in (50, 99)) if len(periods) else (0.0, 0.0)
    asked = f"{flow.rate} Hz" if flow.rate == RATE else f"{RATE} Hz converted from {flow.rate}"
    said = (
        f"{flow.device}: {asked}, {flow.channels} ch; a block of {1000 * flow.nominal():.0f} ms comes every "
        f"{middle:.1f} ms (p99 {most:.1f}, max {max(periods, default=0.0):.1f}, n={len(periods)})"
    )
    flags = flow.flags or underflows
    if kind == "input":
        late = flow.late()
        said += f", {1000 * float(np.median(late)):.0f} ms after its end by ADC time (max {1000 * max(late):.0f})"
        said += f", {flow.flags} overflows"
        slow = float(np.mean(late > LATE)) > SOME
    else:
        said += f", {underflows} underflows"
        slow = float(np.mean(periods > 1000 * LATE)) > SOME
    if not (flags or slow):
        return ok(name, said)
    what = "sound is lost" if flags else "blocks come late"
    why = "vacli answers and stops later than it could, and may mishear: the machine is short of time"
    return warn(name, f"{said}: {what}", "close what keeps the processor busy, see: top", why)
