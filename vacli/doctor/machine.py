"""The machine: processors, threads, load. Reads /proc, and says so where there is none."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vacli import config_file, paths
from vacli.config import Config
from vacli.config import load as settings
from vacli.core.device import usable_cpus
from vacli.core.errors import UsageError
from vacli.doctor.finding import Finding, Status, ok, warn

if TYPE_CHECKING:
    import psutil

PROC = Path("/proc")
CGROUP = Path("/sys/fs/cgroup")
VECTORS = {"avx2": "AVX2", "avx512f": "AVX512", "avx512_vnni": "VNNI", "avx_vnni": "VNNI", "asimd": "NEON"}
OPENMP = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OMP_PROC_BIND", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
LOOK = 0.7
"""Seconds for which it is looked at what runs beside."""
NEEDED = 1.4
"""Processors that a spoken turn keeps busy: the recogniser beside the model or the voice."""
STOLEN = 0.05
LATE = "answers come late, and no engine is to blame"


def processor(config: Config) -> Iterator[Finding]:
    """What the engines' fast paths need: 8-bit arithmetic is several times faster with AVX2, faster still with VNNI."""
    flags = features()
    found = list(dict.fromkeys(name for flag, name in VECTORS.items() if flag in flags))
    said, allowed = f"{usable_cpus()} usable", quota()
    if allowed and allowed < usable_cpus():
        said += f", of which this container may use {allowed:g}"
    if allowed and allowed < min(NEEDED, usable_cpus()):
        yield warn("processor", ", ".join((said, *found)), "start the container with --cpus 2", LATE)
    elif {"AVX2", "NEON"} & set(found):
        yield ok("processor", f"{said}, {', '.join(found)}")
    elif not flags:
        yield ok("processor", f"{said}; its features cannot be read on this system")
    else:
        yield warn("processor", "no AVX2", "vacli models list", "engines run several times slower: take small models")


def threads(config: Config) -> Iterator[Finding]:
    """How many threads the language model generates with, and why."""
    cpus, asked = processors(), config.llm.threads
    why = "threads that share a core spin while they wait: on 2 busy cores a prompt took 2 to 4 times longer with two"
    if asked > cpus:
        said, in_file = f"llm.threads = {asked} on {cpus:g} processors", _origin() == str(paths.config_file())
        fix = "vacli config unset llm.threads" if in_file else "unset VACLI_LLM_THREADS"
        yield warn("threads", said, fix, why, _unset_threads if in_file else None)
    elif asked:
        yield Finding("threads", Status.OK, f"the language model generates on {asked}, as asked", why=why)
    else:
        said = "a small language model generates on 1, which outruns speech"
        yield Finding("threads", Status.OK, said, why=why)


def load(config: Config) -> Iterator[Finding]:
    """What other programs take right now, and how much work has waited in the last minute."""
    told, cpus, usable = proc("loadavg").split(), processors(), usable_cpus()
    average = float(told[0]) if told else os.getloadavg()[0]
    taken, stolen, busiest = others()
    host = f", {stolen / usable:.0%} of it by the host of this virtual machine" if stolen > STOLEN * usable else ""
    said = f"others use {taken:.1f} of {usable} processors now{host}"
    whole = usable == os.cpu_count()  # else the mean of the whole machine says nothing about this part of it
    said += f"; {average:.1f} wanted to run (mean of a minute)" if whole else ""
    if min(cpus, usable - taken) < min(NEEDED, 0.7 * cpus):
        yield warn("load", f"starved: {said}{busiest}", "top", f"{LATE}: end what is not needed")
    elif whole and average > 1.5 * usable:
        yield warn("load", f"{said}", "top", f"{LATE}: end what is not needed")
    else:
        yield ok("load", said)


def others() -> tuple[float, float, str]:
    """Of the processors that we may use: how many others take, how many of these the host; the busiest program."""
    import psutil  # dear to import, for this check alone

    running = [each for each in psutil.process_iter() if each.pid != os.getpid()]
    _shares(running)
    begun, before, own = time.monotonic(), _spent(), time.process_time()
    time.sleep(LOOK)
    seconds, own = time.monotonic() - begun, time.process_time() - own
    busy, stolen = (max(0.0, after - earlier) / seconds for after, earlier in zip(_spent(), before, strict=True))
    share, name = max(_shares(running), default=(0.0, ""))
    return (
        max(0.0, busy + stolen - own / seconds),
        stolen,
        f"; the busiest is {name} ({share:.0f} %)" if share >= 20 else "",
    )


def openmp(config: Config) -> Iterator[Finding]:
    """Variables that change how the engines' threads wait for one another."""
    found = {name: os.environ[name] for name in OPENMP if name in os.environ}
    said = ", ".join(f"{name}={value}" for name, value in found.items()) or "nothing set, the engines choose"
    if found.get("OMP_WAIT_POLICY", "").lower() == "active":
        yield warn("openmp", said, "unset OMP_WAIT_POLICY", "waiting threads burn whole cores")
    elif found.get("OMP_NUM_THREADS") == "1":
        yield warn("openmp", said, "unset OMP_NUM_THREADS", "what leaves its threads to OpenMP runs on one")
    else:
        yield ok("openmp", said)


def features() -> list[str]:
    """The processor's own names of what it can."""
    told = proc("cpuinfo")
    return told.partition("flags")[2].partition("\n")[0].split() or told.split()


def processors() -> float:
    """Those that we may run on, as far as the limit of a container lets us."""
    return min(usable_cpus(), quota() or float("inf"))


def quota() -> float:
    """Processors that this container may use; 0 where there is no limit."""
    try:
        most, period = (CGROUP / "cpu.max").read_text().split()
    except (OSError, ValueError):
        return 0.0
    return int(most) / int(period) if most.isdigit() else 0.0


def _origin() -> str:
    """Where the number of threads in force comes from."""
    try:
        return next(value.origin for value in settings().values if value.key == "llm.threads")
    except UsageError:
        return ""


def _spent() -> tuple[float, float]:
    """Seconds that the processors that we may use were busy, and that their host took from them."""
    import psutil

    every = psutil.cpu_times(percpu=True)
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(len(every))
    ours = every if len(every) <= len(usable) else [each for number, each in enumerate(every) if number in usable]
    busy = sum(each.user + each.nice + each.system for each in ours)
    return busy, sum(getattr(each, "steal", 0.0) for each in ours)


def _unset_threads() -> None:
    config_file.drop(paths.config_file(), "llm.threads")


def _shares(running: "list[psutil.Process]") -> list[tuple[float, str]]:
    """Per cent of a processor that each took since it was last asked."""
    import psutil

    found = []
    for each in running:
        try:
            found.append((each.cpu_percent(None), each.name()))
        except psutil.Error:
            continue  # gone, or not ours to look at
    return found


def proc(name: str) -> str:
    """What the kernel tells under that name; nothing where it does not."""
    try:
        return (PROC / name).read_text()
    except OSError:
        return ""
