"""Streams of PortAudio: opening and closing them, their errors in our words, their times on our clock.

PortAudio sees new devices only after it was started afresh, for which no stream may be open. So the streams of the
process are known here, and whoever holds one can be asked to make way for a moment.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vacli.audio.portaudio_devices import WORD, Device, Kind, library, quiet
from vacli.core.errors import DeviceError
from vacli.core.flow import spawn

BLOCK = 0.02
"""Seconds of a callback's block: with 'low' latency (two blocks) callbacks come evenly spaced."""

STALLED = 3.0
"""Seconds without a callback after which a device counts as dead. A starved machine was seen to pause 2.1 s."""

_GONE = "it is unplugged, in use by another program, or its sound server has stopped"
_WHY = {
    -9985: _GONE,  # paDeviceUnavailable
    -9993: _GONE,  # paBadIODeviceCombination: what a vanished sound server is reported as
    -9996: _GONE,  # paInvalidDevice
    -9999: _GONE,  # paUnanticipatedHostError
    -9997: "it does not take this sample rate",
    -9998: "it does not take this number of channels",
}
_REFUSED = (-9997, -9998)
_CARDS = Path("/proc/asound/cards")
_WAY = 0.6
"""Seconds in which the others make way, and for which they wait then."""
_changed = threading.Condition(threading.RLock())
_open: dict[Any, threading.Thread | None] = {}  # streams, and who is closing them
_wanted = False
_seen = _CARDS.read_text() if _CARDS.exists() else ""  # when PortAudio last looked


class Clock:
    """PortAudio's time in `time.monotonic()` seconds. A callback runs late by what the machine makes it wait: the
    smallest distance between the two clocks is the true one."""

    def __init__(self) -> None:
        self._ahead: deque[float] = deque(maxlen=256)

    def __call__(self, current: float, then: float) -> float:
        """Within a callback: PortAudio's time of it, and the one of its sound (0: not known)."""
        self._ahead.append(time.monotonic() - current)
        return (then or current) + min(self._ahead)


def open_stream(make: Callable[[int, int], Any], device: Device, kind: Kind, rate: int) -> tuple[Any, int, int]:
    """Start the stream that `make(rate, channels)` builds: mono at `rate`, else as the device will have it.

    Gives the stream, its rate and its channels. DeviceError if it cannot be opened.
    """
    sd = library()
    width = min(2, device.channels(kind))
    refused: Exception | None = None
    for hertz, channels in dict.fromkeys([(rate, 1), (device.rate, 1), (rate, width), (device.rate, width)]):
        try:
            with _changed, quiet():
                stream = make(hertz, channels)
                stream.start()
                _open[stream] = None
            return stream, hertz, channels
        except sd.PortAudioError as error:
            refused = error
            if _code(error) not in _REFUSED:
                break
    assert refused is not None
    raise failure(refused, device, kind) from refused


def close_stream(stream: Any, *, played_out: bool = False) -> None:
    """Stop and close; `played_out`: the device may finish what it holds. One that hangs is left behind after 1 s.

    Any thread may call it, and more than once: closing a stream twice, or PortAudio meanwhile, brings the process down.
    """

    def close() -> None:
        with suppress(library().PortAudioError):  # it may be gone already
            stream.stop() if played_out else stream.abort()
        with suppress(library().PortAudioError):
            stream.close()
        with _changed:
            del _open[stream]
            _changed.notify_all()

    with _changed:
        if stream not in _open:
            return
        closing = _open[stream] = _open[stream] or spawn("close-audio", close)
    closing.join(1.0)


def look_again(*, force: bool = False) -> None:
    """Let PortAudio see the devices of this moment. Call it while your own stream is closed.

    With other streams open only if the sound cards have changed, or by `force`: their owners make way then.
    """
    global _wanted, _seen
    sd, now = library(), _cards()
    with _changed:
        if _open and not force and now == _seen:
            return
        _wanted = True
        if _changed.wait_for(lambda: not _open, _WAY):
            _restart(sd)
            _seen = now
        _wanted = False
        _changed.notify_all()


@contextmanager
def unchanged() -> Iterator[None]:
    """Within the block nobody starts PortAudio afresh: the numbers of its devices hold."""
    with _changed:
        yield


def way_wanted() -> bool:
    """Somebody must look again: close your stream, `make_way`, and open it again."""
    return _wanted


def make_way() -> None:
    """Wait until they have looked."""
    with _changed:
        _changed.wait_for(lambda: not _wanted, _WAY)


def _restart(sd: Any) -> None:
    with suppress(sd.PortAudioError), quiet():
        sd._terminate()
    with suppress(sd.PortAudioError), quiet():  # what it means is told by whatever is asked of it next
        sd._initialize()


def _cards() -> str:
    return _CARDS.read_text() if _CARDS.exists() else ""


def failure(error: Exception, device: Device, kind: Kind) -> DeviceError:
    """A PortAudioError in words."""
    why = _WHY.get(_code(error), str(error).splitlines()[0] if str(error) else "no reason given")
    return DeviceError(f"cannot open the {WORD[kind]} {device.name!r}: {why}", "vacli devices")


def lost(device: Device, kind: Kind) -> DeviceError:
    """The stream ended by itself."""
    return DeviceError(f"the {WORD[kind]} {device.name!r} went away", "connect it again, then: vacli devices")


def stalled(device: Device, kind: Kind) -> DeviceError:
    """The stream is open, but nothing flows."""
    message = f"the {WORD[kind]} {device.name!r} has stood still for {STALLED:g} s"
    return DeviceError(message, "is it suspended? check it: vacli devices --test")


def _code(error: Exception) -> int:
    return error.args[1] if len(error.args) > 1 and isinstance(error.args[1], int) else 0
