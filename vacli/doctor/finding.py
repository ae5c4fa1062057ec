"""What a check says. Knows no check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from vacli.config import Config


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"  # something works less well, or not, that not everybody needs
    FAIL = "fail"  # vacli cannot do its main job, or an explicit wish of the settings


@dataclass(frozen=True, slots=True)
class Finding:
    """`detail` says what is and why; `fix` is the command that mends it, empty where there is nothing to mend."""

    name: str
    status: Status
    detail: str
    fix: str = ""


Check = Callable[[Config], Iterator[Finding]]


def ok(name: str, detail: str) -> Finding:
    return Finding(name, Status.OK, detail)


def warn(name: str, detail: str, fix: str) -> Finding:
    return Finding(name, Status.WARN, detail, fix)


def fail(name: str, detail: str, fix: str) -> Finding:
    return Finding(name, Status.FAIL, detail, fix)
