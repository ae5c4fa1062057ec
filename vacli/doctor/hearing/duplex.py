"""May vacli listen while it speaks? Decided by what of the loudspeaker reaches the microphone. Opens nothing."""

from collections.abc import Iterator

from vacli.audio.echo import open_echo
from vacli.audio.echo_monitor import NO_ROOM
from vacli.config import Config
from vacli.core.errors import EngineMissing
from vacli.doctor.finding import Finding, ok, warn
from vacli.doctor.hearing.chirp import Echo
from vacli.extras import install

TOO_LOUD = 0.0
"""dB of the echo path from which speech at full scale overdrives the microphone: no canceller can follow that."""
DEAF = -50.0
"""dB of the echo path from which speech comes back too softly to be taken for somebody's."""
TOO_LATE = 0.25
"""Seconds up to which echo cancellation was checked."""


def loop_back(echo: Echo, trip: float, microphone: str, cut: str) -> Finding:
    """What came back. `trip`: seconds from callback to callback; `cut`: what would part microphone and loudspeaker."""
    if not echo.heard:
        return ok("loop-back", f"nothing of a sweep at -30 dBFS came back (it would be heard from {echo.least:.0f} dB)")
    said = (
        f"{1000 * trip:.0f} ms from callback to callback, {1000 * echo.delay:+.0f} ms of them between loudspeaker and "
        f"microphone (DAC to ADC time); echo path {echo.gain:+.0f} dB, likeness {echo.likeness:.2f}"
    )
    if echo.likeness < NO_ROOM:
        return ok("loop-back", said)
    what = f"{said}: {microphone} hears exactly what is played, there is a cable or a monitor between, no room"
    return warn("loop-back", what, cut, "vacli would answer itself, and not you")


def duplex(echo: Echo, config: Config, softer: str) -> Iterator[Finding]:
    """Full or half, why, and whether the settings agree. `softer`: the command that turns the loudspeaker down."""
    try:
        canceller, choice = open_echo(config.audio.echo)
    except EngineMissing as error:
        yield warn("duplex", error.message, error.hint, "without it the microphone rests while vacli speaks")
        return
    by = choice.value if canceller else ""
    way = "vacli config unset audio.echo" if config.audio.echo == "off" else install("aec")
    full, reason, fix = decide(echo, by, way, softer)
    yield _agreed(full, reason, fix, by, config)


def decide(echo: Echo, canceller: str, way: str, softer: str) -> tuple[bool, str, str]:
    """Whether full duplex works here, why, and what would make it better (empty: nothing need be). `canceller`: the
    one there is, or none; `way`: to one."""
    if not echo.heard and echo.least <= DEAF:
        return True, "the microphone does not hear the loudspeaker: headphones, or it is turned off", ""
    if not echo.heard:
        reason = f"the room is so loud that an echo below {echo.least:.0f} dB is not to be heard"
        if canceller:
            return True, f"{reason}, and {canceller} would cancel it", ""
        return False, f"{reason}, and nothing would cancel it", "when it is quiet: vacli doctor --only loudspeaker"
    path = f"the echo path is {echo.gain:+.0f} dB"
    if echo.likeness >= NO_ROOM:
        return False, "the microphone hears the loudspeaker as it is", "vacli doctor --only microphone"
    if echo.gain > TOO_LOUD:
        return False, f"{path}: loud speech would overdrive the microphone, no canceller can take it out", softer
    if not canceller:
        return False, f"{path} and nothing cancels it: vacli would interrupt itself", way
    if echo.delay > TOO_LATE:
        late = f"the echo comes {1000 * echo.delay:.0f} ms late, cancellation was checked to {1000 * TOO_LATE:.0f}"
        return False, late, "vacli config set audio.duplex half"
    return True, f"{path}, and {canceller} cancels it", ""


def _agreed(full: bool, reason: str, fix: str, canceller: str, config: Config) -> Finding:
    wanted = config.audio.duplex
    used = wanted if wanted != "auto" else "full" if canceller else "half"
    right = "full" if full else "half"
    said = f"{right}, because {reason}"
    if full and used == "half":
        how = "as asked" if wanted == "half" else "nothing would cancel an echo"
        return ok("duplex", f"{said}; half is in use, {how} (to interrupt it: vacli config set audio.duplex full)")
    if not full and used == "full":
        mend = "vacli config set audio.duplex half" if wanted == "full" and not canceller else fix
        return warn("duplex", f"{said}; full is in use", mend, "vacli hears its own answer and stops itself")
    if fix and wanted != "half":
        return warn("duplex", f"{said}; half is in use", fix, "you cannot interrupt it while it speaks")
    return ok("duplex", f"{said}; so it is ({'as asked' if wanted != 'auto' else 'by itself'})")
