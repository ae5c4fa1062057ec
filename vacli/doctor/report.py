"""A report to hand on: everything that was found, in Markdown, without what tells who or where it was found on."""

import getpass
import ipaddress
import os
import platform
import pwd
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from vacli import paths
from vacli.config import read_file, variable
from vacli.core.errors import DeviceError, ResourceError, UsageError
from vacli.doctor.finding import Finding

SHORTEST = 3
"""Letters of a name that is looked for: a shorter one would be found in half of all words."""
NOBODY = {"root", "user", "admin", "ubuntu", "debian", "localhost"}
"""Names that tell nothing about anybody."""
ALSA = {
    "default",
    "sysdefault",
    "pulse",
    "pipewire",
    "jack",
    "oss",
    "front",
    "rear",
    "center_lfe",
    "side",
    "surround40",
}
ALSA |= {
    "surround21",
    "surround41",
    "surround50",
    "surround51",
    "surround71",
    "iec958",
    "spdif",
    "hdmi",
    "dmix",
    "dsnoop",
}
ALSA |= {"null", "samplerate", "speexrate", "lavrate", "upmix", "vdownmix"}
"""Devices that are called the same on every machine."""
OWN_WORDS = (
    "audio.input",
    "audio.output",
    "llm.system",
    "listen.wake",
    "reply.stop_words",
    "skills.weather_command",
    "skills.news_command",
    "skills.http_allow",
    "models.hub",
    "models.vosk_hub",
)
PLACES = ("stt.model", "llm.model", "tts.voice")
"""Settings that anything may stand in; in the second ones a path, or a name of the catalogue that tells nothing."""


def _address(found: re.Match[str]) -> str:
    """Not every row of figures and colons is one: a time of day is none."""
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    return "(address)"


_MARKS = (
    (r"\b[0-9a-fA-F]{2}([:_-][0-9a-fA-F]{2}){5}\b", "(address)"),  # MAC, Bluetooth
    (r"\b\d{1,3}(\.\d{1,3}){3}\b", "(address)"),
    (r"(?<![\w:])([0-9a-fA-F]{0,4}:){2,7}([0-9a-fA-F]{1,4}|(?<=::))(?!\w|:\w)", _address),
    (r"the busiest is .*? (?=\(\d+ %\))", "the busiest is one program "),
    (r"\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b", "(id)"),
    (r"(usb-[\w.]+?)_[0-9A-Za-z]{6,}(?=-\d\d)", r"\1_(serial)"),  # as sound servers name devices
    (r"(?i)\b(serial|s/n|sn)([ :=#]+)[\w-]{4,}", r"\1\2(serial)"),
    (r"(\w+\.\w+ = )(['\"]).*?\2", r"\1'…'"),  # a value of the settings
    (r"\b((?:OMP|OPENBLAS|MKL|PYTHON|LC|VACLI)\w*=)\S+", r"\1…"),  # of the environment
)


def check_writable(path: Path) -> None:
    """UsageError if it is there already or cannot be: said before half a minute of checks, not after."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", f"name a file: {path / 'doctor.md'}")
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already", "name another file, or remove that one first")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", f"mkdir -p {path.parent}")


def write(path: Path, text: str) -> None:
    """For its owner alone; nothing is overwritten, whoever has made it meanwhile."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ResourceError(f"cannot write {path}: {error.strerror}", "name another file") from error


def report(groups: Mapping[str, Sequence[Finding]]) -> str:
    """The whole text."""
    every = [finding for findings in groups.values() for finding in findings]
    lines = ["# vacli doctor", "", f"{counted(every)}. {platform.system()} {platform.release()}.", ""]
    for group, findings in groups.items():
        lines += [f"## {group}", "", *(line for finding in findings for line in _lines(finding)), ""]
    return private("\n".join(lines))


def counted(findings: Sequence[Finding]) -> str:
    """`31 ok, 2 warn`: those that there are, the good ones first."""
    numbers = ((sum(each.status == status for each in findings), status) for status in ("ok", "warn", "fail", "skip"))
    return ", ".join(f"{number} {status}" for number, status in numbers if number)


def private(text: str) -> str:
    """Without names of user, host, home and devices, addresses, serial numbers, values of settings and environment."""
    for secret, shown in _names().items():
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", shown, text, flags=re.IGNORECASE)
    if user := _user():
        text = re.sub(rf"(?<=/){re.escape(user)}(?!\w)", "(user)", text)  # however short, as a folder
    for pattern, told in _MARKS:
        text = re.sub(pattern, told, text)
    return text


def _lines(finding: Finding) -> list[str]:
    said = [f"- **{finding.status}** {finding.name}: {finding.detail}"]
    return said + [f"  - {word}: {text}" for word, text in (("why", finding.why), ("fix", finding.fix)) if text]


def _names() -> dict[str, str]:
    """What to replace by what, the longest first; also as it stands in a command, if that is another way."""
    words = dict.fromkeys((_user(), *_full_name()), "(user)")
    found = {**dict(_devices()), **_settings(), platform.node(): "(host)", **words, str(Path.home()): "~"}
    known = {name: shown for name, shown in found.items() if len(name) >= SHORTEST and name.lower() not in NOBODY}
    known |= {shlex.quote(name): shown for name, shown in known.items() if "'" in name}
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))


def _user() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        return ""
    return "" if name in NOBODY else name


def _full_name() -> list[str]:
    """The words of it, as the machine knows them."""
    try:
        return re.findall(r"\w+", pwd.getpwuid(os.getuid()).pw_gecos)
    except KeyError:
        return []


def _settings() -> dict[str, str]:
    """What the user wrote into settings, in the file or in variables."""
    try:
        kept = read_file(paths.config_file())
    except UsageError:
        kept = {}
    said = [(key, str(value)) for key in OWN_WORDS + PLACES for value in (kept.get(key), os.environ.get(variable(key)))]
    return {value: "…" for key, value in said if value not in {"None", *ALSA} and (key in OWN_WORDS or "/" in value)}


def _devices() -> Iterator[tuple[str, str]]:
    """Every name that PortAudio and the sound server have for one: people call them after themselves."""
    from vacli.audio.portaudio_devices import devices
    from vacli.doctor.hearing import server

    try:
        listed = [(device.name, bool(device.inputs)) for device in devices()]
    except DeviceError:
        listed = []
    if told := server.ask():
        for entries, heard in ((told.sources, True), (told.sinks, False)):
            listed += [(entry.get(key, ""), heard) for entry in entries for key in ("name", "description")]
    numbers = {True: 0, False: 0}
    for name, heard in dict(listed).items():
        if name not in ALSA:
            numbers[heard] += 1
            yield name, f"({'microphone' if heard else 'loudspeaker'} {numbers[heard]})"
