"""Memory: what is free within every limit that holds for this process, against what the models in use take."""

import re
import resource
import struct
from collections.abc import Iterator
from pathlib import Path

from vacli import registry
from vacli.catalog import kinds
from vacli.config import Config
from vacli.core.errors import VacliError
from vacli.doctor import machine
from vacli.doctor.finding import Finding, fail, ok, warn

GB = 10**9
OWN = 0.25 * GB
"""Python, numpy and the engines' libraries: what vacli takes before any model is loaded."""
SWELL = 1.3
"""Memory over the size of a model's files, with room to compute in: 1.1 to 1.3 measured."""
SHORT = "the system stops what takes too much, without a word"


def memory(config: Config) -> Iterator[Finding]:
    free, whole, why = available()
    if not whole:
        yield ok("memory", "cannot be read on this system")
        return
    wanted = needed(config)
    total = OWN + sum(wanted.values())
    said = f"{free / GB:.1f} of {whole / GB:.1f} GB free{why}; what is in use takes about {total / GB:.1f} GB"
    largest = max(wanted, key=lambda stage: wanted[stage], default="")
    smaller = "vacli config set llm.context 2048" if largest == "llm context" else "vacli models list"
    if free < total:
        name = f", most of it for {largest}" if largest else ""
        yield fail("memory", said + name, f"close other programs, or take less: {smaller}", SHORT)
    elif free < total + GB / 4:
        yield warn("memory", said, f"close other programs, or take less: {smaller}", SHORT)
    else:
        yield ok("memory", said)


def needed(config: Config) -> dict[str, float]:
    """Bytes by stage, and those of the language model's context; estimates."""
    found = {}
    for stage in registry.STAGES:
        try:
            row, model, _ = registry.choose(stage, getattr(config, stage))
        except VacliError:
            continue  # the check of the choices says so
        if model is not None:
            found[stage] = SWELL * sum(file.stat().st_size for file in kinds.members(row.models, model))
            if row.models == "gguf":
                found["llm context"] = float(context_bytes(model, config.llm.context))
    return found


def context_bytes(model: Path, tokens: int) -> int:
    """What keys and values of so many tokens take at 16 bits; 0 if the file does not tell."""
    with model.open("rb") as file:
        head = file.read(1 << 16)
    told = {
        name: struct.unpack("<I", number)[0]
        for name, number in re.findall(rb"\.([a-z_.]+)\x04\0\0\0(.{4})", head, re.DOTALL)
    }
    heads = told.get(b"attention.head_count", 0)
    size = told.get(b"attention.key_length") or told.get(b"embedding_length", 0) // max(1, heads)
    shared = told.get(b"attention.head_count_kv", heads)
    return int(2 * 2 * told.get(b"block_count", 0) * shared * size * tokens)


def available() -> tuple[float, float, str]:
    """Bytes that can still be had, of how many, and what limits it, in words. 0 of 0 if nothing can be read."""
    free, whole = float(_meminfo("MemAvailable")), float(_meminfo("MemTotal"))
    if not whole:
        return 0.0, 0.0, ""
    why = ""
    for folder, limit, used in _groups():
        if 0 < limit < whole:  # a container's; the kernel can take back the files it has cached
            free, whole, why = min(free, limit - used), float(limit), f" (limit of {folder})"
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if 0 <= limit < whole:
        free, whole, why = min(free, limit - _taken()), float(limit), " (ulimit -v)"
    return max(0.0, free), whole, why


def _groups() -> Iterator[tuple[str, int, int]]:
    """Each control group that this process is in: its name, its limit and what of it cannot be taken back."""
    own = [line.split(":", 2) for line in machine.proc("self/cgroup").splitlines()]
    newer = next((path for _, names, path in own if not names), "/")
    older = next((path for _, names, path in own if "memory" in names.split(",")), "/")
    for base, path, limit, used, cached in (
        (machine.CGROUP, newer, "memory.max", "memory.current", "inactive_file"),
        (machine.CGROUP / "memory", older, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    ):
        inner = base / path.lstrip("/")
        for folder in (inner, *inner.parents):
            if folder.is_relative_to(base):
                yield (
                    "the container",
                    _told(folder / limit),
                    _told(folder / used) - _told(folder / "memory.stat", cached),
                )


def _taken() -> int:
    """Bytes of address space that this process has."""
    rest = machine.proc("self/statm").split()
    return int(rest[0]) * resource.getpagesize() if rest else 0


def _meminfo(name: str) -> int:
    """Bytes; 0 if it is not told."""
    rest = machine.proc("meminfo").partition(f"{name}:")[2].split()
    return int(rest[0]) * 1024 if rest else 0


def _told(file: Path, entry: str = "") -> int:
    """The number in a file, or behind a word in it; 0 where there is none, or no limit."""
    try:
        told = file.read_text()
    except OSError:
        return 0
    word = next(iter(told.partition(f"{entry} ")[2].split() if entry else told.split()), "")
    return int(word) if word.isdigit() else 0
