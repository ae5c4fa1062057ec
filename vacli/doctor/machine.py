"""The machine: Python, processors, threads, load, memory, disk. Reads /proc, and says so where there is none."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vacli import __version__, paths
from vacli.config import Config
from vacli.core.device import usable_cpus
from vacli.doctor.finding import Finding, fail, ok, warn

PROC = Path("/proc")
CGROUP = Path("/sys/fs/cgroup")
GB = 10**9
SUPPORTED = ((3, 11), (3, 13))
VECTORS = {"avx2": "AVX2", "avx512f": "AVX512", "avx512_vnni": "VNNI", "avx_vnni": "VNNI", "asimd": "NEON"}
OPENMP = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OMP_PROC_BIND", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def python(config: Config) -> Iterator[Finding]:
    yield ok("vacli", f"{__version__}, in {Path(__file__).parents[1]}")
    low, high = SUPPORTED
    said = f"{platform.python_version()}, {platform.machine()}"
    if low <= sys.version_info[:2] <= high:
        yield ok("python", said)
    else:
        yield warn("python", f"{said}: not one of those vacli is tested on", "use Python 3.11, 3.12 or 3.13")
    if sys.version_info[:2] == (3, 12):
        yield from _sphinx_on_312()


def processor(config: Config) -> Iterator[Finding]:
    """What the engines' fast paths need: 8-bit arithmetic is several times faster with AVX2, faster still with VNNI."""
    flags = _proc("cpuinfo").partition("flags")[2].partition("\n")[0].split() or _proc("cpuinfo").split()
    found = list(dict.fromkeys(name for flag, name in VECTORS.items() if flag in flags))
    if {"AVX2", "NEON"} & set(found):
        yield ok("processor", f"{usable_cpus()} usable, {', '.join(found)}")
    elif not flags:
        yield ok("processor", f"{usable_cpus()} usable; its features cannot be read on this system")
    else:
        yield warn(
            "processor", "no AVX2: engines run several times slower", "take the smallest models: vacli models list"
        )


def threads(config: Config) -> Iterator[Finding]:
    """How many threads the language model generates with, and why."""
    cpus, asked = usable_cpus(), config.llm.threads
    why = "threads that share a core spin while they wait: on 2 busy cores a prompt took 2 to 4 times longer with two"
    if asked > cpus:
        yield warn("threads", f"llm.threads = {asked} on {cpus} processors: {why}", "vacli config unset llm.threads")
    elif asked:
        yield ok("threads", f"the language model generates on {asked}, as asked")
    else:
        yield ok("threads", f"a small language model generates on 1: it outruns speech, and {why}")


def load(config: Config) -> Iterator[Finding]:
    told, cpus = _proc("loadavg").split(), usable_cpus()
    average = float(told[0]) if told else os.getloadavg()[0]
    said = f"{average:.1f} on {cpus} processors (average of a minute)"
    if average > 1.5 * cpus:
        yield warn("load", f"{said}: the machine is busy, answers will be late", "see what runs: top")
    else:
        yield ok("load", said)


def openmp(config: Config) -> Iterator[Finding]:
    """Variables that change how the engines' threads wait for one another."""
    found = {name: os.environ[name] for name in OPENMP if name in os.environ}
    said = ", ".join(f"{name}={value}" for name, value in found.items()) or "nothing set, the engines choose"
    if found.get("OMP_WAIT_POLICY", "").lower() == "active":
        yield warn("openmp", f"{said}: waiting threads burn whole cores", "unset OMP_WAIT_POLICY")
    elif found.get("OMP_NUM_THREADS", "1") == "1" and "OMP_NUM_THREADS" in found:
        yield warn("openmp", f"{said}: what leaves its threads to OpenMP runs on one", "unset OMP_NUM_THREADS")
    else:
        yield ok("openmp", said)


def memory(config: Config) -> Iterator[Finding]:
    free, total = (_meminfo(name) for name in ("MemAvailable", "MemTotal"))
    if not total:
        yield ok("memory", "cannot be read on this system")
        return
    limit = _cgroup("memory.max")
    if limit and limit < total:  # a container's; the kernel can take back the files it has cached
        free, total = min(free, limit - _cgroup("memory.current") + _cgroup("memory.stat", "inactive_file")), limit
    said = f"{free / GB:.1f} of {total / GB:.1f} GB free"
    if free < 0.3 * GB:
        yield fail("memory", f"{said}: not enough for any model", "close other programs")
    elif free < GB:
        yield warn("memory", f"{said}: enough for the small models only", "close other programs")
    else:
        yield ok("memory", said)


def disk(config: Config) -> Iterator[Finding]:
    for name, folder in (("disk for models", paths.models_dir()), ("disk for cache", paths.cache_dir())):
        place = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
        free = shutil.disk_usage(place).free
        said = f"{free / GB:.1f} GB free in {folder}"
        if free < 0.2 * GB:
            yield fail(name, said, "make room, or: vacli data list")
        elif free < 2 * GB:
            yield warn(name, f"{said}: not enough for the larger models", "make room, or: vacli data list")
        else:
            yield ok(name, said)


def _sphinx_on_312() -> Iterator[Finding]:
    try:
        number = version("pocketsphinx")
    except PackageNotFoundError:
        return
    yield ok("python 3.12", f"pocketsphinx {number}; its version 5.1 has no wheel for this Python, 5.0.4 has")


def _proc(name: str) -> str:
    try:
        return (PROC / name).read_text()
    except OSError:
        return ""


def _meminfo(name: str) -> int:
    """Bytes; 0 if it is not told."""
    rest = _proc("meminfo").partition(f"{name}:")[2].split()
    return int(rest[0]) * 1024 if rest else 0


def _cgroup(name: str, entry: str = "") -> int:
    """Bytes that this container's memory controller tells; 0 where there is none, or no limit."""
    try:
        told = (CGROUP / name).read_text()
    except OSError:
        return 0
    word = next(iter(told.partition(entry)[2].split() if entry else told.split()), "")
    return int(word) if word.isdigit() else 0
