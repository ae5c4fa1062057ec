"""All checks by name and group, and running one. A check that breaks is a finding of its own: the others go on."""

import difflib
import os
import traceback
from collections.abc import Collection, Iterator

from vacli.config import Config
from vacli.core.errors import Cancelled, UsageError, VacliError
from vacli.doctor import (
    databases,
    engines,
    files,
    gpu,
    installation,
    machine,
    memory,
    sound,
    speed,
    storage,
    surroundings,
    trials,
)
from vacli.doctor.finding import Check, Finding, fail, skip

GROUPS: dict[str, dict[str, Check]] = {
    "installation": {"python": installation.python, "packages": installation.packages},
    "machine": {
        "processor": machine.processor,
        "threads": machine.threads,
        "openmp": machine.openmp,
        "memory": memory.memory,
        "disk": storage.disk,
        "writing": storage.writing,
        "gpu": gpu.gpu,
        "clock": surroundings.clock,
        "open-files": surroundings.open_files,
        "locale": surroundings.language,
        "terminal": surroundings.terminal,
        "load": machine.load,
    },
    "your files": {
        "settings": files.settings,
        "rules": files.rules,
        "databases": databases.databases,
        "permissions": files.permissions,
    },
    "models": {"models": files.models, "digests": files.digests, "leftovers": files.leftovers},
    "sound": {
        "portaudio": sound.portaudio,
        "devices": sound.devices,
        "microphone": sound.microphone,
        "loudspeaker": sound.loudspeaker,
    },
    "engines": {
        "engines": engines.engines,
        "choices": engines.choices,
        "espeak": engines.espeak,
        "trials": trials.trials,
    },
    "speed": {"speed": speed.speed},
}
CHECKS: dict[str, Check] = {name: check for group in GROUPS.values() for name, check in group.items()}
SLOW = frozenset({"digests", "microphone", "loudspeaker", "trials", "speed"})
"""These read whole models, load engines or open devices: `--quick` leaves them out, and says so."""

SOUNDING = frozenset({"loudspeaker"})
"""These are heard by whoever is in the room: half a second of a quiet sweep."""


def chosen(only: Collection[str] = ()) -> list[str]:
    """The names of all checks, or of those asked for, in their order. UsageError for a name that there is not."""
    for name in only:
        if name not in CHECKS:
            near = difflib.get_close_matches(name, CHECKS, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no check {name!r}", f"{meant}there are: {', '.join(CHECKS)}")
    return [name for name in CHECKS if not only or name in only]


def look(name: str, config: Config, quick: bool = False) -> Iterator[Finding]:
    """The findings of one check, as they are made."""
    if quick and name in SLOW:
        yield skip(name, "left out by --quick")
        return
    try:
        yield from CHECKS[name](config)
    except Cancelled:
        raise
    except VacliError as error:
        yield fail(name, error.message, error.hint)
    except PermissionError as error:
        mend = "vacli doctor --only permissions --fix"
        yield fail(name, f"no permission: {error.filename}", mend, "what is there cannot be looked at")
    except Exception as error:
        if os.environ.get("VACLI_DEBUG"):
            traceback.print_exc()
        said = f"this check broke off, {type(error).__name__}: {str(error).partition(chr(10))[0]}"
        yield fail(
            name, said, f"VACLI_DEBUG=1 vacli doctor --only {name}", "what it should have seen was not looked at"
        )
