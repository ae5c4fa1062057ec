"""Where an engine runs, with how many threads: the choice and its reason. Asks no driver; callers say what is there."""

import os

from vacli.core.errors import DeviceError
from vacli.core.words import Choice


def choose_device(stage: str, wanted: str, cuda: int, why_none: str = "no CUDA device was found") -> Choice:
    """`wanted` is auto, cpu or cuda; `cuda` is how many such devices the engine can use. DeviceError if it cannot."""
    name = f"{stage}.device"
    if wanted == "cpu":
        return Choice(name, "cpu", "as asked")
    if wanted == "cuda" and not cuda:
        raise DeviceError(f"{stage} cannot run on cuda: {why_none}", f"vacli config set {name} cpu, or --device cpu")
    if wanted == "cuda":
        return Choice(name, "cuda", "as asked")
    return Choice(name, "cuda", f"{cuda} CUDA device(s) found") if cuda else Choice(name, "cpu", why_none)


def usable_cpus() -> int:
    """Processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose_threads(stage: str, wanted: int, cpus: int, most: int) -> Choice:
    """`wanted` 0 means one for each processor, up to `most`."""
    name = f"{stage}.threads"
    if wanted:
        return Choice(name, str(wanted), "as asked")
    reason = f"{cpus} processors" if cpus <= most else f"{cpus} processors; more than {most} only on request"
    return Choice(name, str(max(1, min(cpus, most))), reason)
