"""Commands of the user's that are run on what happens in a conversation. They never hold it up.

A hook gets one JSON object on its standard input, the line that `--json` would print. It is split as a shell would but
run without one, in a process group of its own, one after the other, at most `LIMIT` seconds each.
"""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue
from time import monotonic

from vacli.cli.listen_views import as_json
from vacli.core.errors import UsageError
from vacli.core.events import Event
from vacli.core.flow import spawn

LIMIT = 10.0
"""Seconds after which a hook and all that it started is ended."""

WAITING = 20
"""Calls that wait their turn; what is more is left out, and said."""

EVENTS = {"stt.final": "on-transcript", "turn.end": "on-reply", "wake.heard": "on-wake"}
WORDS = {"stt.final": "text", "turn.end": "reply"}
"""The field that must not be empty."""


def parse(option: str, command: str) -> list[str]:
    """The words of a hook. UsageError if it cannot be run at all."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--{option}: {error}: {command}", f"--{option} 'notify-send vacli'") from None
    if not words or not shutil.which(words[0]):
        missing = f"there is no command {words[0]!r}" if words else "the command is empty"
        hint = f"give its path; a pipe or a variable needs a shell: --{option} 'sh -c \"...\"'"
        raise UsageError(f"--{option}: {missing}", hint)
    return words


class Hooks:
    """A subscriber of the bus. `commands`: option name to words. `publish` is told of failures, each hook's once."""

    def __init__(self, commands: Mapping[str, Sequence[str]], publish: Callable[[Event], None]) -> None:
        self._commands = commands
        self._publish = publish
        self._said: set[str] = set()
        self._queue: SimpleQueue[Event | None] = SimpleQueue()  # None: no more will come
        self._running: subprocess.Popen[bytes] | None = None
        self._thread = spawn("hooks", self._run)

    def __call__(self, event: Event) -> None:
        option = EVENTS.get(event.name, "")
        if option not in self._commands or not event.data.get(WORDS.get(event.name, "phrase")):
            return
        if self._queue.qsize() >= WAITING:
            self._fail(option, f"{WAITING} calls wait already: this one is left out")
        else:
            self._queue.put(event)

    def close(self, *, at_once: bool = False) -> None:
        """Let what waits run, for `LIMIT` seconds all told; `at_once`: end it."""
        if at_once:
            self._drop()
        self._queue.put(None)
        if at_once:
            self._kill()
        self._thread.join(0.2 if at_once else LIMIT)
        if self._thread.is_alive():
            self._drop()
            self._kill()

    def _run(self) -> None:
        while (event := self._queue.get()) is not None:
            option = EVENTS[event.name]
            try:
                self._call(option, event)
            except OSError as error:
                self._fail(option, error.strerror or str(error))

    def _call(self, option: str, event: Event) -> None:
        quiet = subprocess.DEVNULL
        command = self._commands[option]
        hook = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, process_group=0)
        self._running = hook
        began = monotonic()
        try:
            hook.communicate(f"{as_json(event)[0]}\n".encode(), LIMIT)
        except subprocess.TimeoutExpired:
            self._kill()
            hook.wait()
            self._fail(option, f"it was ended after {monotonic() - began:.0f} s")
        finally:
            self._running = None
        if hook.returncode > 0:
            self._fail(option, f"exit code {hook.returncode}")

    def _fail(self, option: str, why: str) -> None:
        if option not in self._said:
            self._said.add(option)
            words = shlex.join(self._commands[option])
            hint = f"try it: echo '{{}}' | {words}"
            self._publish(Event("fault", "", {"stage": "hook", "message": f"--{option} failed: {why}", "hint": hint}))

    def _kill(self) -> None:
        """The hook and whatever it started in its group."""
        if hook := self._running:
            try:
                os.killpg(hook.pid, signal.SIGKILL)
            except ProcessLookupError:
                return

    def _drop(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            return
