"""`vacli bench`: where the time goes on this machine, kept, compared, and held to limits."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from vacli.bench.benches import BENCHES, OWN
from vacli.cli import bench_replay
from vacli.cli.common import Device, Json, Threads, note, print_json, turn_of
from vacli.core.errors import UsageError

app = typer.Typer(help="Measure this machine: how soon it answers, and where the time goes.")
QUICK = "quick"

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name of `vacli bench list`, `last`, or a file.")]
Report = Annotated[Path | None, typer.Option("--report", help="Write a page with charts: FILE.html")]
Engines = Annotated[list[str] | None, typer.Option("--engine", metavar="NAME", help="Only this engine; one a stage.")]
Models = Annotated[
    list[str] | None, typer.Option("--model", metavar="NAME", help="Catalog name or path; `vacli models list`.")
]
Often = Annotated[int | None, typer.Option("--n", min=1, max=100_000, help="How often to measure.")]
Input = Annotated[Path | None, typer.Option("--input", help="Your own recordings: a file, folder or manifest.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show every figure, not only the headlines.")]
Save = Annotated[str | None, typer.Option("--save", metavar="NAME", help="Keep the result under this name.")]
CompareTo = Annotated[str | None, typer.Option("--compare", metavar="NAME", help="Say what changed since then.")]
Gates = Annotated[str | None, typer.Option("--gate", help="Limits: p50=350,p95=500,cutoff=5%,wer=12%. Broken: exit 1.")]
Under = Annotated[str | None, typer.Option("--under", help="cpu=1: once more beside a busy core.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A setting, for this run.")]
Baseline = Annotated[str | None, typer.Option("--baseline", help="sequential: the same engines, one after the other.")]
Through = Annotated[str | None, typer.Option("--through", help="virtual devices, or memory.")]
Callers = Annotated[str | None, typer.Option("--callers", metavar="1,2,5", help="How many at once.")]
Target = Annotated[int | None, typer.Option("--target", min=1, max=100_000, help="p95 in ms that must be kept.")]
Minutes = Annotated[float | None, typer.Option("--minutes", min=0.01, max=10_000, help="How long.")]


def _every_option(
    engine: Engines = None,
    model: Models = None,
    device: Device = None,
    threads: Threads = None,
    n: Often = None,
    input: Input = None,
    baseline: Baseline = None,
    through: Through = None,
    callers: Callers = None,
    target: Target = None,
    minutes: Minutes = None,
    under: Under = None,
    settings: Settings = None,
    save: Save = None,
    compare: CompareTo = None,
    report: Report = None,
    gate: Gates = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """The options of the commands; each has those that mean something to it."""


def _command(word: str, does: str, own: Sequence[str] = ()) -> Callable[..., None]:
    """A command with the options above, but those that only others have."""

    def command(ctx: typer.Context, **given: Any) -> None:
        if ctx.invoked_subcommand:
            _check_nothing_given(ctx, given)
        else:
            from vacli.cli.bench_run import measure

            measure(word, given, turn_of(ctx))

    few = set(OWN) - set(own)
    hints = get_type_hints(_every_option, include_extras=True)
    every = inspect.signature(_every_option).parameters.values()
    chosen = [each.replace(annotation=hints[each.name]) for each in every if each.name not in few]
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    command.__signature__ = inspect.Signature([context, *chosen])  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in (context, *chosen)}
    command.__doc__ = does
    return command


app.callback(invoke_without_command=True)(
    _command(QUICK, "Measure this machine in two minutes: every installed engine, then whole turns.")
)
for _bench in BENCHES.values():
    app.command(_bench.word, epilog=f"Example: vacli bench {_bench.word} --save before")(
        _command(_bench.word, _bench.help, _bench.options)
    )


app.command("replay", epilog="Example: vacli bench replay FOLDER --set stt.engine=vosk")(bench_replay.replay)


@app.command("list", epilog="Example: vacli bench list")
def show_stored(as_json: Json = False) -> None:
    """Results that are kept: the named ones, and the latest fifty others."""
    from vacli.bench import store
    from vacli.cli.bench_table import show_list

    found = list(store.stored())
    if as_json:
        keys = ("what", "started", "seconds", "partial", "verdict")
        print_json(
            [{"name": name} | {key: each[key] for key in keys} if each else {"name": name} for name, each in found]
        )
    elif found:
        show_list(found)
    else:
        print("nothing has been measured yet")


@app.command("show", epilog="Example: vacli bench show last --report bench.html")
def show(name: Name, report: Report = None, verbose: Verbose = False, as_json: Json = False) -> None:
    """A result once more, with every figure with -v; or as a page with charts."""
    from vacli.bench import store
    from vacli.cli.bench_table import show as show_result

    document = store.load(name)
    if report:
        from vacli.bench.report import check_target, write

        check_target(report)
        write(report, document)
        note(f"vacli: {report} is written: open it in a browser")
    elif as_json:
        print_json(document)
    else:
        show_result(document, all_figures=verbose)


@app.command("compare", epilog="Example: vacli bench compare before after")
def compare_stored(before: Name, after: Name, verbose: Verbose = False, as_json: Json = False) -> None:
    """What changed from one result to another, and what is noise."""
    from dataclasses import asdict

    from vacli.bench import store
    from vacli.bench.compare import compare
    from vacli.cli.bench_table import show_comparison

    found = compare(store.load(before), store.load(after))
    if as_json:
        print_json(asdict(found))
    else:
        show_comparison(found, before, after, all_figures=verbose)


def _check_nothing_given(ctx: typer.Context, given: Mapping[str, Any]) -> None:
    """Options before the name of a bench would be lost."""
    if any(value not in (None, False) for value in given.values()):
        word = ctx.invoked_subcommand
        raise UsageError(f"options come after the name of the bench: {word}", f"vacli bench {word} --help")
