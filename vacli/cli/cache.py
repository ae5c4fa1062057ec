"""`vacli cache`: answers and spoken clauses that are kept a while, how often they served, and emptying them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from vacli.cli.common import Json, Verbose, explain, print_json, turn_of
from vacli.cli.data import size_text
from vacli.core.errors import UsageError

if TYPE_CHECKING:  # needs SQLite
    from vacli.cache import Cache, Kind, Stats

app = typer.Typer(help="Answers and spoken clauses that are kept a while.", no_args_is_help=True)

Which = Annotated[str | None, typer.Option("--kind", help="response or speech; both if not given.")]


@app.command("stats", epilog="Example: vacli cache stats --json")
def stats(kind: Which = None, as_json: Json = False) -> None:
    """What is kept, and how often it was there when it was wanted."""
    with _open() as cache:
        found = {each.name: cache.stats(each) for each in _kinds(kind)}
    if as_json:
        print_json({name: _figures(each) for name, each in found.items()})
        return
    for name, each in found.items():
        asked = each.hits + each.misses
        rate = f"{100 * each.hits / asked:.0f} % of {asked} served from it" if asked else "never asked for"
        print(f"{name:<9} {each.entries:>6} entries  {size_text(each.size):>10}  {rate}")


@app.command("ls", epilog="Example: vacli cache ls --kind speech")
def ls(
    kind: Which = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, max=100_000, help="Entries of each kind.")] = 50,
    as_json: Json = False,
) -> None:
    """What is kept, the latest used first."""
    with _open() as cache:
        found = [(each.name, entry) for each in _kinds(kind) for entry in cache.entries(each, most)]
    if as_json:
        print_json(
            [
                {"kind": name, "about": each.about, "bytes": each.size, "made": each.made, "used": each.used}
                for name, each in found
            ]
        )
        return
    for name, each in found:
        used = datetime.fromtimestamp(each.used).isoformat(" ", "minutes")
        print(f"{name:<9} {used}  {size_text(each.size):>10}  {' '.join(each.about.split())}")
    if not found:
        print("nothing is kept")


@app.command("clear", epilog="Example: vacli cache clear --kind response")
def clear(kind: Which = None, as_json: Json = False) -> None:
    """Forget it all. It is made again when it is wanted."""
    with _open() as cache:
        gone = {each.name: cache.clear(each) for each in _kinds(kind)}
    if as_json:
        print_json(gone)
    else:
        print("; ".join(f"{name}: {count} forgotten" for name, count in gone.items()))


@app.command("warm", epilog="Example: vacli cache warm")
def warm(ctx: typer.Context, verbose: Verbose = False, as_json: Json = False) -> None:
    """Speak the fixed phrases now, so that they need not be made when they are wanted."""
    from vacli import config, engines
    from vacli.reply.phrases import Phrase, phrase
    from vacli.text.clauses import clauses
    from vacli.text.ear import for_the_ear

    turn = turn_of(ctx)
    loaded = engines.load(config.load().config, ("tts",), lambda choice: explain(verbose, choice))
    try:
        voice = loaded.voice()
        said = [clause for each in Phrase for clause in clauses(iter([phrase(each, voice.language)]))]
        for clause in said:
            for _ in voice.synthesize(for_the_ear(clause, voice.language), turn):
                pass
    finally:
        loaded.close()
    if as_json:
        print_json({"speech": len(said)})
    else:
        print(f"speech: {len(said)} clauses are ready")


def _open() -> "Cache":
    from vacli.cache import open_cache

    return open_cache()


def _kinds(wanted: str | None) -> "list[Kind]":
    from vacli import config
    from vacli.cache import response, speech

    settings = config.load().config.cache
    kinds = {each.name: each for each in (response(settings), speech(settings))}
    if wanted is not None and wanted not in kinds:
        raise UsageError(f"--kind {wanted} is unknown", f"take one of: {', '.join(kinds)}")
    return [kinds[wanted]] if wanted else list(kinds.values())


def _figures(found: "Stats") -> dict[str, int | float | None]:
    asked = found.hits + found.misses
    rate = round(found.hits / asked, 3) if asked else None
    return {"entries": found.entries, "bytes": found.size, "hits": found.hits, "misses": found.misses, "rate": rate}
