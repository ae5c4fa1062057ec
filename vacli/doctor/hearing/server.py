"""What the sound server says about our own streams, and the commands that mend it. Asks `pactl`, where there is one.

It speaks to PulseAudio and to PipeWire's twin of it. PortAudio sees none of this: which source a stream is connected
to, that it was suspended or muted, that it is the monitor of a loudspeaker.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from vacli.core.errors import DeviceError

PATIENCE = 2.0
Side = Literal["source", "sink"]
Entries = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Ours:
    """One end that a stream of this process is connected to. `of`: the sink that it is the monitor of, or nothing."""

    side: Side
    name: str
    suspended: bool
    muted: bool
    percent: int
    of: str = ""

    def wake(self) -> list[str]:
        """Ends a suspension. Of a monitor only its sink can be woken."""
        side, name = ("sink", self.of) if self.of else (self.side, self.name)
        return ["pactl", f"suspend-{side}", name, "0"]

    def unmute(self) -> list[str]:
        return ["pactl", f"set-{self.side}-mute", self.name, "0"]

    def volume(self, percent: int) -> list[str]:
        return ["pactl", f"set-{self.side}-volume", self.name, f"{percent}%"]


@dataclass(frozen=True)
class Server:
    """What it said at one moment. `looped`: it carries sound from a source to a sink by itself."""

    name: str
    default_source: str
    default_sink: str
    sources: Entries
    sinks: Entries
    looped: bool = False
    source: Ours | None = None
    sink: Ours | None = None

    def monitors_loudspeaker(self, source: str) -> bool:
        """That source hears what a real loudspeaker, or the one in use, plays. A null sink is a virtual cable."""
        of = next((_of(entry) for entry in self.sources if entry["name"] == source), "")
        used = {self.default_sink, self.sink.name if self.sink else self.default_sink}
        return bool(of) and (of in used or any(entry["name"] == of and _real(entry) for entry in self.sinks))

    def microphones(self) -> list[str]:
        """Sources that are none: the real ones first, the virtual ones after them."""
        names = [entry["name"] for entry in sorted(self.sources, key=lambda entry: bool(_of(entry)))]
        return [name for name in names if not self.monitors_loudspeaker(name)]


def ask() -> Server | None:
    """None: there is no pactl, no server, or one that does not answer in JSON."""
    info, listed = _json("info"), _json("list")
    if not (isinstance(info, dict) and isinstance(listed, dict)):
        return None
    try:
        return _read(info, listed)
    except (KeyError, TypeError, ValueError):  # another version's words
        return None


def start() -> str:
    """The command that starts the server, if one is installed that does not answer."""
    if ask() is not None:
        return ""
    if shutil.which("pipewire-pulse"):
        return "systemctl --user restart pipewire pipewire-pulse"
    return "pulseaudio --start" if shutil.which("pulseaudio") else ""


def run(command: list[str]) -> Callable[[], None]:
    """What `doctor --fix` may call: DeviceError if the command fails."""

    def mend() -> None:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE * 2)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DeviceError(f"{' '.join(command)}: {error}", "check the sound server: pactl info") from error
        if done.returncode:
            raise DeviceError(f"{' '.join(command)}: {done.stderr.strip()}", "check the sound server: pactl info")

    return mend


def _read(info: dict[str, Any], listed: dict[str, Any]) -> Server:
    sources, sinks = tuple(listed["sources"]), tuple(listed["sinks"])
    return Server(
        f"{info['server_name']} {info['server_version']}",
        info["default_source_name"],
        info["default_sink_name"],
        sources,
        sinks,
        any(module["name"] == "module-loopback" for module in listed["modules"]),
        _ours("source", listed["source_outputs"], sources),
        _ours("sink", listed["sink_inputs"], sinks),
    )


def _ours(side: Side, streams: list[dict[str, Any]], ends: Entries) -> Ours | None:
    """Where the newest stream of this process ends."""
    mine = [each for each in streams if each["properties"].get("application.process.id") == str(os.getpid())]
    end = next((entry for entry in ends if mine and entry["index"] == mine[-1][side]), None)
    if end is None:
        return None
    percent = max(int(each["value_percent"].rstrip("% ")) for each in end["volume"].values())
    of = _of(end) if side == "source" else ""
    return Ours(side, end["name"], end["state"] == "SUSPENDED", bool(end["mute"]), percent, of)


def _of(source: dict[str, Any]) -> str:
    """The sink whose sound it is; it stands under a misleading name."""
    return (source.get("monitor_source") or "") if source["properties"].get("device.class") == "monitor" else ""


def _real(sink: dict[str, Any]) -> bool:
    return "HARDWARE" in sink["flags"] or sink["properties"].get("device.class") == "sound"


def _json(word: str) -> Any:
    if not shutil.which("pactl"):
        return None
    try:
        done = subprocess.run(
            ["pactl", "--format=json", word],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        return json.loads(done.stdout) if not done.returncode else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
