"""Whole processes measured from outside: wall time, CPU time, peak memory, by the operating system's own account."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import psutil

from vacli.core.errors import EngineMissing


@dataclass(frozen=True)
class Run:
    wall: float  # s
    cpu: float  # s, user + system, children included
    peak_mb: float
    code: int


def measure(argv: Sequence[str], env: dict[str, str] | None = None) -> Run:
    """Run a command to its end, its output thrown away."""
    begin = time.monotonic()
    child = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode)


def alternate(commands: dict[str, Sequence[str]], n: int) -> dict[str, list[Run]]:
    """Run each command `n` times in turn, after one uncounted round, so that drift of the machine hits all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(n + 1):
        for name, argv in commands.items():
            run = measure(argv)
            if run.code:
                raise RuntimeError(f"{name} ended with {run.code}: {' '.join(argv)}")
            if number:
                runs[name].append(run)
    return runs


def medians(runs: list[Run]) -> dict[str, float]:
    """Median wall (s), CPU (s) and peak memory (MB), with n."""
    return {
        "wall_s": round(median(run.wall for run in runs), 3),
        "cpu_s": round(median(run.cpu for run in runs), 3),
        "peak_mb": round(median(run.peak_mb for run in runs), 1),
        "n": len(runs),
    }


def in_a_process(module: str, *flags: str) -> dict[str, Any]:
    """The JSON object that `python -m MODULE FLAGS` prints last; engines may print before it. EngineMissing, in its
    words, if it cannot be measured here."""
    command = [sys.executable, "-m", module, *flags]
    done = subprocess.run(command, capture_output=True, text=True)
    begin = f"\n{done.stdout}".rfind("\n{")
    if done.returncode or begin < 0:
        raise EngineMissing(f"{module} ended with {done.returncode}: {done.stderr[-500:]}", " ".join(command))
    found: dict[str, Any] = json.loads(done.stdout[begin:])
    return found


def memory_mb() -> float:
    """Of this process, as it lies in memory now."""
    return round(psutil.Process().memory_info().rss / 1e6, 1)
