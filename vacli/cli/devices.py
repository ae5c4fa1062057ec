"""`vacli devices`: microphones and loudspeakers, and a test of the microphone."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli.common import Json, note, print_json, turn_of
from vacli.core.errors import CheckFailed, DeviceError

if TYPE_CHECKING:
    from vacli.audio.level import Level
    from vacli.audio.portaudio import Device, Kind
    from vacli.core.turn import Turn

SECONDS = 2.0
TITLES = {"input": "microphones", "output": "loudspeakers"}


def devices(
    ctx: typer.Context,
    test: Annotated[bool, typer.Option("--test", help="Record 2 seconds and say how loud it was.")] = False,
    input_name: Annotated[str | None, typer.Option("--input", help="Microphone: name, part of it, or number.")] = None,
    output_name: Annotated[
        str | None, typer.Option("--output", help="Loudspeaker; with --test the recording is played back there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Microphones and loudspeakers; * marks the ones in use."""
    from vacli import config

    audio = config.load({"audio.input": input_name, "audio.output": output_name}).config.audio
    if test:
        _test(audio.input, output_name, turn_of(ctx), as_json)
        return
    found = {
        "input": _listed("input", audio.input, asked=input_name is not None),
        "output": _listed("output", audio.output, asked=output_name is not None),
    }
    if not any(found.values()):
        raise DeviceError(
            "no sound device found",
            "connect one, or check the sound server: pactl info",
        )
    if as_json:
        print_json({f"{kind}s": entries for kind, entries in found.items()})
        return
    for kind, entries in found.items():
        _print(TITLES[kind], entries)


def _listed(kind: "Kind", wanted: str, *, asked: bool) -> list[dict[str, Any]]:
    """The devices of a kind, as JSON. One of the settings that is not there is told; one asked for is a DeviceError."""
    from vacli.audio import portaudio

    there = [device for device in portaudio.devices() if device.channels(kind)]
    used = None
    try:
        used = portaudio.find(wanted, kind) if there else None
    except DeviceError as error:
        if asked:
            raise
        note(f"vacli: {error.message}: see vacli config get audio.{kind}")
    return [_entry(device, kind, device == used) for device in there]


def _entry(device: "Device", kind: "Kind", used: bool) -> dict[str, Any]:
    from vacli.audio.portaudio import rates

    return {
        "number": device.number,
        "name": device.name,
        "host": device.host,
        "channels": device.channels(kind),
        "default_rate": device.rate,
        "rates": rates(device, kind),
        "default": kind in device.defaults,
        "used": used,
    }


def _print(title: str, entries: list[dict[str, Any]]) -> None:
    print(f"{title}:" if entries else f"{title}: none")
    wide = max((len(entry["name"]) for entry in entries), default=0)
    for entry in entries:
        takes = ", ".join(f"{rate / 1000:g}" for rate in entry["rates"])
        print(
            f"{'*' if entry['used'] else ' '} {entry['number']:>2}  {entry['name']:<{wide}}  {entry['host']}, "
            f"{entry['channels']} ch, {entry['default_rate'] / 1000:g} kHz"
            f"{f' (takes {takes} kHz)' if takes else ' (busy)'}{', default' if entry['default'] else ''}"
        )


def _test(input_name: str, output_name: str | None, turn: "Turn", as_json: bool) -> None:
    from vacli.audio.level import ADVICE, level, record
    from vacli.audio.portaudio import PortAudioMic, find

    mic = PortAudioMic(input_name)
    if output_name is not None:
        find(output_name, "output")
    if not as_json:
        note(f"recording {SECONDS:g} s from {mic.device.name}: speak now")
    with _meter(as_json) as show:
        samples = record(mic, SECONDS, turn, show)
    heard = level(samples)
    if as_json:
        print_json(
            {
                "device": mic.device.name,
                "seconds": len(samples) / mic.rate,
                "peak_db": round(heard.peak, 1),
                "rms_db": round(heard.rms, 1),
                "dropped": mic.dropped,
                "verdict": heard.verdict,
            }
        )
    else:
        print(f"peak {heard.peak:.1f} dB, rms {heard.rms:.1f} dB: {ADVICE[heard.verdict]}")
    if output_name is not None:
        _play_back(samples, mic.rate, output_name, turn)
    if heard.verdict == "silent":
        raise CheckFailed(
            f"the microphone {mic.device.name!r} is silent", "try another: vacli devices --test --input N"
        )


def _play_back(samples: Any, rate: int, name: str, turn: "Turn") -> None:
    from vacli.audio.portaudio import PortAudioSpeaker
    from vacli.core.audio import Audio

    with PortAudioSpeaker(name, rate) as speaker:
        note(f"playing it back on {speaker.device.name}")
        speaker.play(Audio(samples, rate), turn)
        speaker.drain(turn)


@contextmanager
def _meter(as_json: bool) -> Iterator[Callable[["Level"], None]]:
    """A bar that moves with the level, where somebody can see it."""
    if as_json or not sys.stderr.isatty():
        yield lambda heard: None
        return
    from rich.console import Console
    from rich.live import Live

    with Live("", console=Console(stderr=True), transient=True, refresh_per_second=15) as live:
        yield lambda heard: live.update(bar(heard))


def bar(heard: "Level") -> str:
    """60 dB over 40 places."""
    places = round(max(0.0, min(1.0, 1 + heard.peak / 60)) * 40)
    return f"{'█' * places}{'░' * (40 - places)} {heard.peak:6.1f} dB"
