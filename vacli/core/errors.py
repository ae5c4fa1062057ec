"""Everything that can go wrong, as one tree. The message says what happened and why, the hint says the way out.

VacliError                 70  a bug of ours, when raised bare
├── CheckFailed             1  a check or a gate did not pass
├── UsageError              2  the command line or the configuration is wrong
├── DeviceError             3  no microphone, no loudspeaker, or it went away
├── InputError              4  this input cannot be read; others may be fine
├── MissingError            5
│   ├── EngineMissing          a package is not installed
│   └── ModelMissing           its model is not here, or not whole
├── ResourceError           6  disk, memory, permissions of our own folders
└── EngineError            70  an engine failed in the middle of its work

Cancelled is control flow, not an error.
"""

from typing import ClassVar


class VacliError(Exception):
    """What the user is told. `hint` is a command or a step that mends it."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CheckFailed(VacliError):
    exit_code = 1


class UsageError(VacliError):
    exit_code = 2


class DeviceError(VacliError):
    exit_code = 3


class InputError(VacliError):
    exit_code = 4


class MissingError(VacliError):
    exit_code = 5


class EngineMissing(MissingError):
    pass


class ModelMissing(MissingError):
    pass


class ResourceError(VacliError):
    exit_code = 6


class EngineError(VacliError):
    exit_code = 70


class Cancelled(Exception):
    """The turn this work belonged to was cancelled."""


INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
