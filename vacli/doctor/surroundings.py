"""What surrounds a process: clock, open file limit, language, terminal."""

import locale
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from vacli.config import Config
from vacli.doctor.finding import Finding, fail, ok, warn

FEWEST, FEW = 64, 256
"""Files that a process may have open: below the first models do not load, below the second long runs may break off."""
NARROW = 40
COARSE = 0.002


def clock(config: Config) -> Iterator[Finding]:
    """Neither before this vacli was made nor too coarse to time a turn by."""
    made, now = Path(__file__).stat().st_mtime, time.time()
    said = time.strftime("%Y-%m-%d %H:%M", time.localtime(now))
    step = time.get_clock_info("monotonic").resolution
    if now < made - 86400:
        after = time.strftime("%Y-%m-%d", time.localtime(made))
        why = "alarms ring at the wrong time, and what is kept is taken for old or for new"
        yield fail("clock", f"it says {said}, but this vacli is of {after}", "sudo timedatectl set-ntp true", why)
    elif step > COARSE:
        why = "turns cannot be timed: their parts take a few ms"
        yield warn("clock", f"steps of {step * 1000:g} ms", "boot with a better clock source, such as tsc", why)
    else:
        yield ok("clock", f"{said}, {_synchronised()}, steps of {step * 1e9:g} ns")


def open_files(config: Config) -> Iterator[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    said, higher = f"{_number(soft)} may be open at once", "ulimit -n 1024"
    if hard != resource.RLIM_INFINITY and hard < 1024:
        higher = f"ulimit -n {hard}" if hard >= FEW else "raise it for your user: /etc/security/limits.conf (nofile)"
    if 0 <= soft < FEWEST:
        yield fail("open files", said, higher, "models, devices and databases together need more")
    elif 0 <= soft < FEW:
        yield warn("open files", said, higher, "many conversations at once need more")
    else:
        yield ok("open files", said)


def language(config: Config) -> Iterator[Finding]:
    """Texts go in and out as UTF-8, or not every letter can be printed."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    coding = locale.getpreferredencoding(False)
    streams = [getattr(stream, "encoding", None) or coding for stream in (sys.stdin, sys.stdout)]
    foreign = next((each for each in (coding, *streams) if each.lower().replace("-", "") != "utf8"), "")
    why = "letters beyond plain English cannot be read or printed"
    if foreign and os.environ.get("PYTHONIOENCODING"):
        yield warn("locale", f"PYTHONIOENCODING makes it {foreign}", "unset PYTHONIOENCODING", why)
    elif foreign:
        yield warn("locale", f"{named or 'none set'}, in {foreign}", "export LC_ALL=C.UTF-8", why)
    else:
        yield ok("locale", f"{named or 'none set'}, texts are UTF-8")


def terminal(config: Config) -> Iterator[Finding]:
    """Whether `listen` can draw its screen there."""
    kind, columns = os.environ.get("TERM", ""), shutil.get_terminal_size().columns
    if sys.stdout is None or not sys.stdout.isatty():
        yield ok("terminal", "none: the output goes to a file or a program, and is plain")
    elif kind in ("", "dumb"):
        said = f"TERM is {kind or 'not set'}"
        yield warn("terminal", said, "export TERM=xterm-256color", "vacli listen prints lines instead of a screen")
    elif columns < NARROW:
        yield warn("terminal", f"{columns} columns", "make the window wider", "lines are folded")
    else:
        yield ok("terminal", f"{kind}, {columns} columns")


def _synchronised() -> str:
    if not shutil.which("timedatectl"):
        return "nobody tells whether it is synchronised"
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=1).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        told = ""
    says = {"yes": "synchronised", "no": "not synchronised with the network, which is fine if it runs right"}
    return says.get(told, "nobody tells whether it is synchronised")


def _number(limit: int) -> str:
    return "any number" if limit == resource.RLIM_INFINITY else str(limit)
