"""Which walls this machine can build, and running a command behind one. Knows no command.

    namespace  a network namespace without routes: no packet gets out; the kernel counts what tried. A program on this
               machine that asks the network for others, such as a resolver, is reached through its local socket
    trace      strace: everything may get out, every attempt is seen
    audit      Python's audit hook: partial, as what libraries in C do is not seen

Witnesses stack: the hook runs behind every wall, as it alone knows lines of Python, and strace inside the namespace.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from vacli.core.turn import Turn
from vacli.doctor.offline.attempts import Attempt, together, traced, unrouted, witnessed
from vacli.doctor.offline.enter import REFUSED

NAMESPACE, TRACE, AUDIT = "namespace", "trace", "audit"
KINDS = (NAMESPACE, TRACE, AUDIT)
HOOK = Path(__file__).parent / "hook"
ENTER = (sys.executable, "-P", "-m", "vacli.doctor.offline.enter")
WATCH = ("-s", "0", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none")
FAST = ("strace", "-f", "-qqq", "-Y", "--seccomp-bpf", *WATCH)
STRACES = ((*FAST, "-k"), FAST, ("strace", "-f", "-qq", *WATCH))
"""What is asked of strace, of one that was built without stacks, and of one older than 5.14: it stops at every call of
the system, which takes longer."""
NAMES = {
    NAMESPACE: "a network namespace without routes",
    TRACE: "a trace of system calls (strace)",
    AUDIT: "Python's audit hook",
}


@dataclass(frozen=True, slots=True)
class Wall:
    kind: str
    strace: tuple[str, ...] = ()

    @property
    def partial(self) -> str:
        """What it does not see; nothing if it sees all."""
        if self.strace:
            return ""
        if self.kind == NAMESPACE:
            return "partial: what a library in C asks of a resolver on this machine is not seen"
        return (
            "partial: what libraries in C, programs that are not Python, and Python started with -I, -E or -S ask of "
            "the network is neither seen nor stopped"
        )

    @property
    def watched_by(self) -> tuple[str, ...]:
        kernel = ("the kernel's counters",) if self.kind == NAMESPACE else ()
        return (*kernel, *(("strace",) if self.strace else ()), NAMES[AUDIT])

    def __str__(self) -> str:
        *most, last = self.watched_by
        return NAMES[self.kind] + (f", watched by {', '.join(most)} and {last}" if self.kind == NAMESPACE else "")


@dataclass(frozen=True, slots=True)
class Seen:
    """How a command ended behind a wall. What it printed is empty if it was not captured.

    `packets` had no route in its namespace, by the tests that ran meanwhile; those of the attempts are among them.
    Counted only where no strace names their senders.
    """

    code: int
    attempts: list[Attempt]
    packets: dict[tuple[str, ...], int] = field(default_factory=dict)
    out: str = ""
    err: str = ""


def build(kind: str = "", trace: bool = True) -> Wall:
    """The wall of that kind, or the strongest that can be built here. A namespace does without strace if told so."""
    kind = kind or next(each for each in KINDS if not missing(each))
    strace = not missing(TRACE) and (kind == TRACE or (kind == NAMESPACE and trace))
    return Wall(kind, _strace() if strace else ())


def reasons(wall: Wall) -> list[str]:
    """Why it is not a stronger one."""
    return [f"{NAMES[kind]} cannot be had here: {missing(kind)}" for kind in KINDS[: KINDS.index(wall.kind)]]


@cache
def missing(kind: str) -> str:
    """Why that wall cannot be built here; nothing if it can."""
    if kind == NAMESPACE:
        return _no_namespace()
    return _no_strace() if kind == TRACE else ""


def behind(
    wall: Wall,
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    turn: Turn | None = None,
    capture: bool = True,
) -> Seen:
    """Run it to its end, or until the turn is cancelled. Captured, it is a group of processes that ends as one."""
    with tempfile.TemporaryDirectory(prefix="vacli-offline-") as own:
        files = Files(Path(own))
        pipe = subprocess.PIPE if capture else None
        child = subprocess.Popen(
            files.around(wall, command),
            env=files.witnessing(os.environ if environment is None else environment),
            stdin=subprocess.DEVNULL if capture else None,
            stdout=pipe,
            stderr=pipe,
            text=True,
            errors="replace",
            start_new_session=capture,
        )
        with turn.on_cancel(lambda: _stop(child)) if turn else nullcontext():
            out, err = child.communicate()
        code = child.returncode if child.returncode >= 0 else 128 - child.returncode
        packets = {} if wall.strace else files.packets()
        return Seen(code, files.attempts(), packets, out or "", err or "")


@dataclass(frozen=True, slots=True)
class Files:
    """What the witnesses of one command write."""

    folder: Path

    def around(self, wall: Wall, command: Sequence[str]) -> list[str]:
        entered = (*ENTER, str(self.folder / "counted")) if wall.kind == NAMESPACE else ()
        traced = (*wall.strace, "-o", str(self.folder / "traced")) if wall.strace else ()
        return [*entered, *traced, *command]

    def witnessing(self, environment: Mapping[str, str]) -> dict[str, str]:
        """A wall around this one goes on seeing what is done behind it."""
        return {
            **environment,
            "OFFLINE_WITNESS": _added(str(self.folder / "told"), environment.get("OFFLINE_WITNESS", "")),
            "PYTHONPATH": _added(str(HOOK), environment.get("PYTHONPATH", "")),
        }

    def attempts(self) -> list[Attempt]:
        return together(traced(self._lines("traced")), witnessed(self._lines("told")), sum(self.packets().values()))

    def packets(self) -> dict[tuple[str, ...], int]:
        total = [json.loads(line)["without_route"] for line in self._lines("counted")]
        return unrouted(self._lines("told"), total[0]) if total else {}

    def _lines(self, name: str) -> Iterator[str]:
        if (file := self.folder / name).exists():
            with file.open(encoding="utf-8", errors="replace") as lines:
                yield from lines


def _stop(child: subprocess.Popen[str]) -> None:
    """At once: whoever waits for it has a second to clean up, and it writes nothing that is kept."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _added(first: str, rest: str) -> str:
    return os.pathsep.join([first, *(each for each in rest.split(os.pathsep) if each and each != first)])


def _no_namespace() -> str:
    if not sys.platform.startswith("linux"):
        return "only Linux has them"
    done = subprocess.run([*ENTER, os.devnull], capture_output=True, text=True)
    if done.returncode == REFUSED:
        return f"{done.stderr.strip()} (root in a container needs CAP_SYS_ADMIN, others user namespaces)"
    return done.stderr.strip() if done.returncode else ""


def _no_strace() -> str:
    if not shutil.which("strace"):
        return "strace is not installed: sudo apt-get install strace"
    if _traced():
        return "this process is being traced already, and Linux allows one tracer"
    return "" if _strace() else "strace may not trace here (ptrace is forbidden)"


def _traced() -> bool:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return False
    return status.partition("TracerPid:")[2].split()[0] != "0"


@cache
def _strace() -> tuple[str, ...]:
    for options in STRACES:
        done = subprocess.run([*options, "-o", os.devnull, sys.executable, "-c", ""], capture_output=True)
        if done.returncode == 0:
            return options
    return ()
