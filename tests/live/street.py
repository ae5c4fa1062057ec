"""The product as a process at virtual devices, and a person: a mouth at its microphone, an ear at its loudspeaker.

Everything that is told, by events of the product and by the ear, is kept in order and can be waited for. The person's
speech is SYNTHETIC (espeak-ng). Limits are for a machine that is busy with other things: nothing here measures speed.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from person import spoken

from vacli.core.flow import spawn

SCRIPT = Path(__file__).parents[2] / "scripts" / "virtual-audio.sh"
PATIENCE = 30.0
"""Seconds that anything is waited for."""

T = TypeVar("T")


class Lines:
    """A process that tells by lines of JSON. Each goes to `told`; what it writes to standard error is kept in `log`."""

    def __init__(self, argv: list[str], log: Path, told: Callable[[dict[str, Any]], None]) -> None:
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._told = told
        self._reading = spawn("street", self._read)

    def put(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """End it at once, if it has not ended."""
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reading.join(5.0)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            with suppress(BrokenPipeError):
                stream.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._told(json.loads(line))


class Street:
    """See the module. `events` is what the product told, `sounds` what the ear did: (began, `time.monotonic()`)."""

    def __init__(self, folder: Path, scratch: Path, *flags: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.sounds: list[tuple[bool, float]] = []
        self._folder = folder  # of the sound server
        self._scratch = scratch
        self._reports: list[str] = []
        self._news = threading.Condition()
        self._person: Lines | None = None
        self._product = Lines(["-m", "vacli", "listen", "--json", *flags], scratch / "product.log", self._event)
        self.meet()

    def meet(self) -> None:
        """A person comes, after the one before has gone."""
        self._reports.clear()
        self._person = Lines(["-m", "vacli.bench.e2e.person"], self._scratch / "person.log", self._heard)
        self.wait("the person", lambda: "ready" in self._reports)

    def say(self, text: str) -> None:
        """Say it, and come back when it was said, which is a little before its end has sounded."""
        path = self._scratch / "said.f32"
        spoken(text).tofile(path)
        said = self._reports.count("said")
        assert self._person is not None
        self._person.put({"say": str(path), "marks": [0]})
        self.wait(f"{text!r} to be said", lambda: self._reports.count("said") > said)

    def ask(self, text: str) -> dict[str, Any]:
        """Say it, hear the answer out, and give the end of the turn."""
        since, heard = len(self.events), len(self.sounds)
        self.say(text)
        ended = self.until("turn.end", since)
        self.wait(f"the answer to {text!r} to be heard", lambda: self.spoke(heard))
        return ended

    def spoke(self, heard: int) -> bool:
        """There was sound after the first `heard` reports of the ear, and it is over."""
        return any(began for began, _ in self.sounds[heard:]) and not self.sounds[-1][0]

    def told(self, name: str, since: int = 0) -> list[dict[str, Any]]:
        return [event for event in self.events[since:] if event["event"] == name]

    def until(self, name: str, since: int) -> dict[str, Any]:
        """The first event of that name after the first `since` events."""
        return self.wait(name, lambda: self.told(name, since))[0]

    def silent_after(self, at: float) -> None:
        """Whatever sounded at `at` has gone silent within a second."""
        self.wait("silence", lambda: not self.sounds[-1][0] or any(moment > at for _, moment in self.sounds))
        before = [sound for sound in self.sounds if sound[1] <= at]
        if before[-1][0]:
            quiet = next(sound for sound in self.sounds if sound[1] > at)
            assert quiet[1] - at < 1.0, f"it sounded for {quiet[1] - at:.2f} s on"

    def unplug(self) -> None:
        """The sound server is killed, and with it all that the person's mouth and ear were connected to."""
        os.kill(int((self._folder / "pid").read_text()), signal.SIGKILL)
        assert self._person is not None
        self._person.close()

    def plug_in(self) -> None:
        subprocess.run([SCRIPT, "start", self._folder], check=True, capture_output=True, timeout=PATIENCE)

    def ended(self) -> int:
        """The exit status of the product, once it has ended by itself."""
        return self._product.process.wait(PATIENCE)

    def close(self) -> None:
        self._product.close()
        if self._person is not None:
            self._person.close()

    def wait(self, what: str, found: Callable[[], T]) -> T:
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while not (value := found()):
                if time.monotonic() > deadline:
                    names = [event["event"] for event in self.events if event["event"] != "listen.level"]
                    log = (self._scratch / "product.log").read_text()[-2000:]
                    raise AssertionError(f"waited in vain for {what}; {names[-25:]}; {self.sounds[-4:]}; {log}")
                self._news.wait(0.5)
        return value

    def _event(self, event: dict[str, Any]) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def _heard(self, report: dict[str, Any]) -> None:
        with self._news:
            if report["what"] in ("sound", "quiet"):
                self.sounds.append((report["what"] == "sound", report["at"]))
            else:
                self._reports.append(report["what"])
            self._news.notify_all()
