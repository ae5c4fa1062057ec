"""The machine that figures are taken on, and the versions of what ran on it."""

import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from vacli import __version__
from vacli.core.device import usable_cpus

FEATURES = (
    "sse4_2",
    "avx",
    "avx2",
    "f16c",
    "fma",
    "avx512f",
    "avx512_vnni",
    "avx_vnni",
    "amx_int8",
    "asimd",
    "asimddp",
)
"""Those that decide how fast the engines' inner loops are."""
PACKAGES = (
    *("faster-whisper", "ctranslate2", "onnxruntime", "vosk", "pocketsphinx", "llama-cpp-python", "piper-tts"),
    *("espeakng-loader", "livekit", "numpy", "sounddevice", "torch"),
)


def machine() -> dict[str, Any]:
    """Plain JSON. Read when a run begins: the load is that of the minute before."""
    cpu = _cpu()
    return {
        "vacli": __version__,
        "revision": revision(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "cpu": cpu.get("model name") or platform.processor() or platform.machine(),
        "cpu_features": [name for name in FEATURES if name in cpu.get("flags", cpu.get("Features", "")).split()],
        "cores": os.cpu_count(),
        "cores_usable": usable_cpus(),
        "memory_mb": round(psutil.virtual_memory().total / 1e6),
        "load_average": [round(load, 2) for load in os.getloadavg()],
        "packages": dict(_versions()),
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def revision() -> str:
    """Of the checkout that this vacli lies in, with a plus if it was changed; empty outside of one."""
    folder = Path(__file__).parents[2]
    if not (folder / ".git").exists():
        return ""
    try:
        told = subprocess.run(
            ["git", "-C", folder, "describe", "--always", "--dirty=+", "--exclude=*"], capture_output=True, text=True
        )
    except OSError:
        return ""
    return told.stdout.strip()


def _cpu() -> dict[str, str]:
    """The first processor of /proc/cpuinfo; nothing where there is none."""
    try:
        first = Path("/proc/cpuinfo").read_text().partition("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _versions() -> list[tuple[str, str]]:
    found = []
    for package in PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return found
