"""`vacli doctor`: is everything there and fast enough, what is not, and the command that mends it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vacli.cli.common import Json, print_json, turn_of
from vacli.core.errors import CheckFailed, UsageError

if TYPE_CHECKING:
    from vacli.cli.doctor_page import Page
    from vacli.config import Config
    from vacli.core.turn import Turn
    from vacli.doctor.finding import Finding
    from vacli.doctor.mending import Mended


def doctor(
    ctx: typer.Context,
    only: Annotated[list[str] | None, typer.Option("--only", help="Run this check alone; repeatable.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="3 seconds: load no engine, open no device.")] = False,
    sound: Annotated[bool, typer.Option("--sound/--no-sound", help="Play a short, quiet sweep; or not.")] = True,
    fix: Annotated[bool, typer.Option("--fix", help="Do what is safe to do, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix: do not ask.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write a report without personal data here.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Prove that nothing tries to reach past this machine.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Look over engines, models, devices and the machine. Exit code 1 if anything fails."""
    if offline:
        from vacli.cli.doctor_offline import offline as prove

        prove(turn_of(ctx), as_json, alone=not (only or quick or fix or report))
        return
    from vacli.cli.doctor_page import Page
    from vacli.doctor.checks import SOUNDING, chosen

    names, turn = [name for name in chosen(only or ()) if sound or name not in SOUNDING], turn_of(ctx)
    _check_wishes(fix, yes, report)
    page = Page(silent=as_json)
    found = _look(names, quick, turn, page)
    mended = _mend(found, yes, turn, page) if fix else []
    if report:
        _write(report, found, page)
    findings = [each for each_check in found.values() for each in each_check]
    if as_json:
        print_json(_plain(findings, mended))
    else:
        page.end(findings)
    if any(finding.status == "fail" for finding in findings):
        raise typer.Exit(CheckFailed.exit_code)


def _check_wishes(fix: bool, yes: bool, report: Path | None) -> None:
    """UsageError for what would come to nothing after half a minute."""
    if yes and not fix:
        raise UsageError("--yes without --fix asks for nothing", "vacli doctor --fix --yes")
    if fix and not yes and not (sys.stdin and sys.stdin.isatty()):
        raise UsageError("nobody is there to ask: nothing was done", "vacli doctor --fix --yes")
    if report:
        from vacli.doctor.report import check_writable

        check_writable(report)


def _look(names: list[str], quick: bool, turn: "Turn", page: "Page") -> "dict[str, list[Finding]]":
    from vacli.doctor.checks import GROUPS, SOUNDING, look

    config = _settings()
    found: dict[str, list[Finding]] = {}
    groups = {name: group for group, checks in GROUPS.items() for name in checks}
    with page.busy(len(names), turn):
        for name in names:
            turn.check()
            page.begin(groups[name], name)
            if name in SOUNDING and not quick:
                page.note("the loudspeaker plays half a second of a quiet sweep (not wanted: --no-sound)")
            found[name] = list(look(name, config, quick))
            page.show(found[name])
    return found


def _mend(found: "dict[str, list[Finding]]", yes: bool, turn: "Turn", page: "Page") -> "list[Mended]":
    """Each finding with a safe way out, one after the other; `found` holds what is found afterwards."""
    from vacli.doctor.mending import mend

    done, touched = [], set()
    for name, findings in list(found.items()):
        for finding in findings:
            turn.check()
            if finding.mend and (yes or page.ask(finding)):
                result, found[name] = mend(finding, name, _settings)
                page.told(result)
                done.append(result)
                touched.add(name)
    if done:
        _look_again(found, touched)
    elif not any(finding.mend for findings in found.values() for finding in findings):
        page.note("there is nothing that can be mended by itself")
    return done


def _look_again(found: "dict[str, list[Finding]]", mended: set[str]) -> None:
    """At what else was bad: it may have had the same cause. What takes long is left as it was."""
    from vacli.doctor.checks import SLOW, look

    for name, findings in found.items():
        if name not in mended | SLOW and any(each.status in ("warn", "fail") for each in findings):
            found[name] = list(look(name, _settings()))


def _settings() -> "Config":
    """The settings in force; the defaults if they are broken, which a check of its own tells."""
    from vacli import config

    try:
        return config.load().config
    except UsageError:
        return config.Config()


def _write(path: Path, found: "dict[str, list[Finding]]", page: "Page") -> None:
    from vacli.doctor.checks import GROUPS
    from vacli.doctor.report import report, write

    grouped = {group: [each for name in checks for each in found.get(name, ())] for group, checks in GROUPS.items()}
    write(path, report({group: findings for group, findings in grouped.items() if findings}))
    page.note(f"written without personal data, as far as it can tell: {path}")


def _plain(findings: "list[Finding]", mended: "list[Mended]") -> dict[str, object]:
    """The keys are kept from version to version."""
    count = {status: sum(each.status == status for each in findings) for status in ("ok", "warn", "fail", "skip")}
    keys = ("name", "status", "detail", "why", "fix")
    return {
        "healthy": not count["fail"],
        **count,
        "findings": [{key: str(getattr(each, key)) for key in keys} for each in findings],
        "mended": [{"name": each.name, "fix": each.fix, "now": each.now, "error": each.error} for each in mended],
    }
