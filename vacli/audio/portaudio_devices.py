"""What PortAudio offers: its devices and the one that a name means.

Only here is sounddevice imported, and only when it is needed. Knows no stream.
"""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from vacli.core.errors import DeviceError

Kind = Literal["input", "output"]
WORD: dict[Kind, str] = {"input": "microphone", "output": "loudspeaker"}
RATES = (8000, 16000, 22050, 24000, 44100, 48000)
INSTALL = "sudo apt-get install -y libportaudio2"

_stderr = threading.Lock()


@dataclass(frozen=True)
class Device:
    """`inputs`, `outputs`: its channels, 0 = none. `rate`: Hz it prefers. `defaults`: what it is the default for."""

    number: int
    name: str
    host: str
    inputs: int
    outputs: int
    rate: int
    defaults: tuple[Kind, ...] = ()

    def channels(self, kind: Kind) -> int:
        return self.inputs if kind == "input" else self.outputs


def library() -> Any:
    """The sounddevice module. DeviceError if it or the PortAudio library is missing."""
    try:
        import sounddevice  # keeps ALSA quiet while it starts, not later
    except OSError as error:  # its own way of saying that the shared library is not there
        raise DeviceError(f"the PortAudio library cannot be loaded: {error}", INSTALL) from error
    except ImportError as error:
        raise DeviceError(f"sounddevice does not import: {error}", "pip install sounddevice") from error
    _hush()
    return sounddevice


@cache
def _hush() -> None:
    """ALSA tells of each underrun on standard error, past Python and into a live screen; PortAudio tells us itself.

    What stands in for its handler takes no notice of anything, and is C: no thread of ALSA's enters Python for it.
    """
    with suppress(OSError, AttributeError):  # another system, or a PortAudio without ALSA
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(ctypes.pythonapi.Py_IsInitialized)


def devices() -> tuple[Device, ...]:
    """Every device that was there when PortAudio was first used; it does not look again."""
    sd = library()
    try:
        return _listed(sd)
    except sd.PortAudioError as error:
        raise DeviceError(f"PortAudio does not start: {error}", "check the sound server: pactl info") from error


def _listed(sd: Any) -> tuple[Device, ...]:
    default: dict[Kind, int] = {"input": sd.default.device[0], "output": sd.default.device[1]}
    hosts = [host["name"] for host in sd.query_hostapis()]
    return tuple(
        Device(
            number,
            entry["name"],
            hosts[entry["hostapi"]],
            entry["max_input_channels"],
            entry["max_output_channels"],
            round(entry["default_samplerate"]),
            tuple(kind for kind in WORD if default[kind] == number),
        )
        for number, entry in enumerate(sd.query_devices())
    )


def find(wanted: str, kind: Kind) -> Device:
    """The device that a name, a part of one or a number means; empty = the default. DeviceError names the others."""
    there = [device for device in devices() if device.channels(kind)]
    if not there:
        raise DeviceError(f"no {WORD[kind]} found", "connect one, or check the sound server: pactl info")
    if not wanted:
        return next((device for device in there if kind in device.defaults), there[0])
    if wanted.isdigit():
        found = [device for device in there if device.number == int(wanted)]
    else:
        found = [device for device in there if device.name == wanted] or _like(wanted, there)
    if len(found) == 1:
        return found[0]
    which = "several devices match" if found else "there is no"
    names = ", ".join(device.name for device in found or there)
    raise DeviceError(f"{which} {WORD[kind]} {wanted!r}", f"there are: {names}; details: vacli devices")


def rates(device: Device, kind: Kind) -> tuple[int, ...]:
    """Which of RATES the device takes, mono or in its own channels, at this moment."""
    sd = library()
    check = sd.check_input_settings if kind == "input" else sd.check_output_settings

    def takes(rate: int, channels: int) -> bool:
        try:
            with quiet():
                check(device=device.number, samplerate=rate, channels=channels)
        except sd.PortAudioError:
            return False
        return True

    widths = dict.fromkeys((1, min(2, device.channels(kind))))
    return tuple(rate for rate in RATES if any(takes(rate, width) for width in widths))


@contextmanager
def quiet() -> Iterator[None]:
    """Within the block nothing reaches file descriptor 2: ALSA writes there, past Python, whatever it tries."""
    with _stderr:
        kept = os.dup(2)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _like(wanted: str, there: list[Device]) -> list[Device]:
    return [device for device in there if wanted.casefold() in device.name.casefold()]
