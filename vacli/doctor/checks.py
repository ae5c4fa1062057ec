"""All checks by name, and running them."""

import difflib
from collections.abc import Collection, Iterator

from vacli.config import Config
from vacli.core.errors import UsageError
from vacli.doctor import engines, files, machine, sound
from vacli.doctor.finding import Check, Finding

CHECKS: dict[str, Check] = {
    "python": machine.python,
    "engines": engines.engines,
    "choices": engines.choices,
    "espeak": engines.espeak,
    "models": files.models,
    "settings": files.settings,
    "rules": files.rules,
    "permissions": files.permissions,
    "portaudio": sound.portaudio,
    "devices": sound.devices,
    "processor": machine.processor,
    "threads": machine.threads,
    "load": machine.load,
    "openmp": machine.openmp,
    "memory": machine.memory,
    "disk": machine.disk,
    "gpu": engines.gpu,
}


def examine(config: Config, only: Collection[str] = ()) -> Iterator[Finding]:
    """The findings of all checks, or of those named, as they are made. UsageError for a name that there is not."""
    for name in only:
        if name not in CHECKS:
            near = difflib.get_close_matches(name, CHECKS, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no check {name!r}", f"{meant}there are: {', '.join(CHECKS)}")
    for name, check in CHECKS.items():
        if not only or name in only:
            yield from check(config)
