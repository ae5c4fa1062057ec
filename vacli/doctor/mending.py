"""Doing what can safely be done for the user, and looking again whether it has helped. Knows no terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vacli.config import Config
from vacli.core.errors import VacliError
from vacli.doctor.checks import look
from vacli.doctor.finding import Finding, Status


@dataclass(frozen=True)
class Mended:
    """What became of a finding: `now` is the status after it, `error` why nothing could be done."""

    name: str
    fix: str
    now: Status
    error: str = ""


def mend(finding: Finding, check: str, settings: Callable[[], Config]) -> tuple[Mended, list[Finding]]:
    """Do it, run the check again, and say what it finds now; `settings` reads them anew."""
    error = ""
    try:
        if finding.mend:
            finding.mend()
    except (VacliError, OSError) as failure:
        error = failure.message if isinstance(failure, VacliError) else str(failure.strerror or failure)
    found = list(look(check, settings()))
    return Mended(finding.name, finding.fix, _left(finding, found), error), found


def _left(before: Finding, found: Sequence[Finding]) -> Status:
    """The status that the same trouble has now; ok if nobody speaks of it any more. Details hold figures, so they may
    have changed while the trouble has not."""
    same = [each for each in found if (each.name, each.fix) == (before.name, before.fix)]
    return same[0].status if same else Status.OK
