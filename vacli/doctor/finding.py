"""What a check says. Knows no check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from vacli.config import Config


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"  # something works less well, or not, that not everybody needs
    FAIL = "fail"  # vacli cannot do its main job, or an explicit wish of the settings
    SKIP = "skip"  # it could not be looked at here, and the detail says why


@dataclass(frozen=True, slots=True)
class Finding:
    """`detail` says what was seen, `why` why it matters, `fix` is the command that mends it.

    `mend` does what `fix` says, where that is safe to do for the user: it loses nothing that cannot be had again. It
    raises a VacliError or an OSError if it cannot.
    """

    name: str
    status: Status
    detail: str
    fix: str = ""
    why: str = ""
    mend: Callable[[], None] | None = None


Check = Callable[[Config], Iterator[Finding]]


def ok(name: str, detail: str) -> Finding:
    return Finding(name, Status.OK, detail)


def warn(name: str, detail: str, fix: str, why: str = "", mend: Callable[[], None] | None = None) -> Finding:
    return Finding(name, Status.WARN, detail, fix, why, mend)


def fail(name: str, detail: str, fix: str, why: str = "", mend: Callable[[], None] | None = None) -> Finding:
    return Finding(name, Status.FAIL, detail, fix, why, mend)


def skip(name: str, detail: str, fix: str = "") -> Finding:
    return Finding(name, Status.SKIP, detail, fix)
