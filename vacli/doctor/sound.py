"""Sound: the PortAudio library, a microphone, a loudspeaker. Without them files and text still work: nothing fails."""

from collections.abc import Iterator

from vacli.config import Config
from vacli.core.errors import DeviceError
from vacli.doctor.finding import Finding, ok, warn

STILL = "transcribe, ask and say --out work without"


def portaudio(config: Config) -> Iterator[Finding]:
    from vacli.audio.portaudio import library

    try:
        yield ok("portaudio", library().get_portaudio_version()[1].partition(",")[0])
    except DeviceError as error:
        yield warn("portaudio", f"{error.message}; {STILL}", error.hint)


def devices(config: Config) -> Iterator[Finding]:
    from vacli.audio.portaudio_devices import WORD, Kind, find

    wishes: dict[Kind, str] = {"input": config.audio.input, "output": config.audio.output}
    for kind, wanted in wishes.items():
        name = WORD[kind]
        try:
            device = find(wanted, kind)
        except DeviceError as error:
            yield warn(name, f"{error.message}; {STILL}", error.hint)
            continue
        yield ok(name, f"{device.name} ({device.host}, {device.channels(kind)} channels, {device.rate} Hz)")
