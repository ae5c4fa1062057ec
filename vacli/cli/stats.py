"""`vacli stats`: how long turns took in use, where the time went, how often something went wrong."""

import gc
import re
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from vacli.cli.common import Json, confirmed, note, print_json
from vacli.core.errors import UsageError

if TYPE_CHECKING:  # needs SQLite
    from vacli.config import StatsSettings
    from vacli.metrics.ledger import Ledger

UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
BY = ("class", "engine", "hour")
FORMATS = ("table", "json", "csv", "prometheus")
WEEK = "7d"

Last = Annotated[str | None, typer.Option("--last", help="How far back: 90m, 12h, 7d (if not given), 4w.")]
By = Annotated[str, typer.Option("--by", help="A table a class of reply, engine or hour of the day.")]
Format = Annotated[
    str | None, typer.Option("--format", help="table, json, csv (a turn a line), prometheus (all there ever were).")
]
Clear = Annotated[bool, typer.Option("--clear", help="Forget all turns, after asking.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def stats(
    last: Last = None,
    by: By = "class",
    format: Format = None,
    as_json: Json = False,
    clear: Clear = False,
    yes: Yes = False,
) -> None:
    """How long answers took, and where the time went: of every turn, numbers only, kept 30 days on this machine.

    Times in use are ESTIMATED: the clock starts at the end of speech as the detector heard it. vacli bench measures.
    """
    form = format or ("json" if as_json else "table")
    _check(by, form, last)
    if (as_json and form != "json") or (yes and not clear):
        raise UsageError("--json and --format exclude each other, and --yes goes with --clear", "vacli stats --help")
    asked = WEEK if last is None else last
    seconds = span(asked)
    settings = _settings()
    with _open(settings) as ledger:
        if clear:
            _clear(ledger, yes)
        elif form == "prometheus":
            from vacli.metrics.export import prometheus

            print(prometheus(ledger.counts()), end="")
        else:
            _show(ledger, by, form, asked, seconds)
            if not settings.enabled:
                note("vacli: turns are not recorded now; to record them: vacli config set stats.enabled true")


def span(last: str) -> int:
    """7d as seconds. UsageError for what is none."""
    found = re.fullmatch(r"([0-9]{1,5})([mhdw])", last.strip().lower())
    if not found or int(found[1]) == 0:
        raise UsageError(f"--last {last!r} is no span of time", "a number and m, h, d or w: vacli stats --last 7d")
    return int(found[1]) * UNITS[found[2]]


def _check(by: str, form: str, last: str | None) -> None:
    if by not in BY:
        raise UsageError(f"--by {by} is unknown", f"take one of: {', '.join(BY)}")
    if form not in FORMATS:
        raise UsageError(f"--format {form} is unknown", f"take one of: {', '.join(FORMATS)}")
    if form == "prometheus" and last is not None:
        raise UsageError(
            "--last does not go with prometheus: counts that a monitor reads never fall",
            "vacli stats --format prometheus; the span is chosen in the query",
        )


def _settings() -> "StatsSettings":
    from vacli import config

    return config.load().config.stats


def _open(settings: "StatsSettings") -> "Ledger":
    from vacli.metrics.ledger import Ledger

    return Ledger(settings.keep_days)


def _show(ledger: "Ledger", by: str, form: str, last: str, seconds: int) -> None:
    gc.disable()  # 100,000 turns are read in half the time; the process ends with them
    now = time.time()
    rows = ledger.rows(now - seconds)
    if form == "csv":
        from vacli.metrics.export import write_csv

        write_csv(rows, sys.stdout)
        return
    from vacli.metrics.figures import figures

    found = figures(rows, by, now - seconds, now)
    if form == "json":
        print_json(found)
    else:
        from vacli.cli.stats_table import lines

        print("\n".join(lines(found, last)))


def _clear(ledger: "Ledger", yes: bool) -> None:
    if not yes:
        confirmed("Forget how long all turns took?", "nothing was forgotten", "vacli stats --clear --yes")
    count = ledger.clear()
    print(f"{count} turn{'' if count == 1 else 's'} forgotten")
