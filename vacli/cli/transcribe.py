"""`vacli transcribe`: recordings in, text, subtitles or JSON out."""

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vacli.cli.common import Device, Engine, Json, Model, Threads, Verbose, note, turn_of
from vacli.core.errors import InputError, UsageError, VacliError

if TYPE_CHECKING:  # not needed until there is something to do
    from vacli.cli.transcripts import Plan
    from vacli.core.turn import Turn
    from vacli.core.words import Hints
    from vacli.text.cues import Layout
    from vacli.transcribe.inputs import Input
    from vacli.transcribe.job import Request
    from vacli.transcribe.outputs import Outputs

TOGETHER = ("txt", "json", "jsonl")
"""Formats in which several recordings can stand one after the other on standard output."""

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, globs; - is standard input.")]
Format = Annotated[
    str | None, typer.Option("--format", help="txt, srt, vtt, tsv, json, jsonl, csv, lrc; several with commas, or all.")
]
OutputDir = Annotated[
    Path | None, typer.Option("--output-dir", "-o", help="Write a file for each recording and format there.")
]
Recursive = Annotated[bool, typer.Option("--recursive", "-r", help="Folders with all that is below them.")]
SkipExisting = Annotated[bool, typer.Option("--skip-existing", help="Leave out what --output-dir has already.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Recordings to work on at once.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first recording that fails.")]
Language = Annotated[str | None, typer.Option("--language", help="Code such as en; else it is detected.")]
Words = Annotated[bool, typer.Option("--words", help="Time of each word, in json and jsonl.")]
Hotwords = Annotated[str | None, typer.Option("--hotwords", help="Names and terms to expect, separated by commas.")]
GrammarFile = Annotated[
    Path | None, typer.Option("--grammar", help="File with phrases, one a line: only these are recognised.")
]
Width = Annotated[int, typer.Option("--max-line-width", min=0, max=1000, help="Longest line of a subtitle; 0 = any.")]
Count = Annotated[int, typer.Option("--max-line-count", min=0, max=100, help="Most lines in a subtitle; 0 = any.")]
Highlight = Annotated[
    bool, typer.Option("--highlight-words", help="Underline each word of a subtitle while it is spoken.")
]
Shape = Annotated[
    bool | None,
    typer.Option("--shape/--no-shape", help="Figures, capitals and a full stop where the engine writes none."),
]
Raw = Annotated[bool, typer.Option("--raw", help="Input without a header: s16le, mono.")]
Rate = Annotated[int | None, typer.Option("--rate", help="Samples a second of --raw; 16000 if not given.")]
Progress = Annotated[
    bool | None, typer.Option("--progress/--no-progress", help="A bar; by itself for several, on a terminal.")
]


def transcribe(
    ctx: typer.Context,
    paths: Paths,
    formats: Format = None,
    output_dir: OutputDir = None,
    recursive: Recursive = False,
    skip_existing: SkipExisting = False,
    jobs: Jobs = 1,
    fail_fast: FailFast = False,
    engine: Engine = None,
    model: Model = None,
    language: Language = None,
    device: Device = None,
    threads: Threads = None,
    words: Words = False,
    hotwords: Hotwords = None,
    grammar: GrammarFile = None,
    max_line_width: Width = 0,
    max_line_count: Count = 0,
    highlight_words: Highlight = False,
    shape: Shape = None,
    raw: Raw = False,
    rate: Rate = None,
    progress: Progress = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Write down what is said in recordings: any format that FFmpeg reads, of any length.

    One recording is printed while it is decoded, several one after the other: as text, JSON or JSON lines.

    Subtitles and tables of several go into files: add --output-dir.

    A recording that fails is reported and the rest goes on; the exit code is then 4.
    """
    from vacli import config as settings
    from vacli.cli.transcripts import Plan
    from vacli.text.cues import Layout
    from vacli.transcribe.inputs import expand
    from vacli.transcribe.job import Request

    flags = {"engine": engine, "model": model, "language": language, "device": device, "threads": threads}
    config = settings.load({f"stt.{name}": value for name, value in {**flags, "shape": shape}.items()}).config
    layout = Layout(max_line_width, max_line_count, highlight_words)
    hints = _hints(grammar, hotwords, words or layout != Layout())
    request = Request(config, hints, _raw_rate(raw, rate))
    inputs = expand(paths, recursive)
    several = len(inputs) > 1 or inputs[0].path != paths[0]
    printed, outputs = _destinations(formats, as_json, output_dir, layout, several)
    left = _left(inputs, outputs, skip_existing)
    bar = sys.stderr.isatty() and (several or outputs is not None) if progress is None else progress
    plan = Plan(printed, layout, several, outputs, verbose, config.stt.engine == "auto" and grammar is None, bar)
    failed = _run(left, request, plan, turn_of(ctx), jobs, fail_fast)
    if skipped := len(inputs) - len(left):
        note(f"vacli: {skipped} of {len(inputs)} were there already")
    if failed:
        raise typer.Exit(InputError.exit_code) if several else failed[0]


def _run(
    inputs: "list[Input]", request: "Request", plan: "Plan", turn: "Turn", jobs: int, fail_fast: bool
) -> list[VacliError]:
    """Transcribe and show. What failed."""
    from vacli.cli.transcripts import View
    from vacli.transcribe.workers import transcribe_all

    with View(plan, inputs) as view, closing(transcribe_all(inputs, request, turn, view, jobs)) as outcomes:
        for outcome in outcomes:
            view.finished(outcome)
            if fail_fast and outcome.error:
                break
        return view.failed


def _left(inputs: "list[Input]", outputs: "Outputs | None", skip_existing: bool) -> "list[Input]":
    """What is still to be done."""
    if outputs is None:
        if skip_existing:
            raise UsageError("--skip-existing looks into a folder", "add --output-dir DIR")
        return inputs
    outputs.prepare(inputs)
    return [each for each in inputs if not (skip_existing and outputs.complete(each))]


def _raw_rate(raw: bool, rate: int | None) -> int | None:
    if rate is not None and not raw:
        raise UsageError("--rate goes with --raw", "other recordings say their rate themselves")
    return (rate or 16000) if raw else None


def _destinations(
    formats: str | None, as_json: bool, output_dir: Path | None, layout: "Layout", several: bool
) -> "tuple[str, Outputs | None]":
    """The format that is printed, empty for none, and the files that are written."""
    from vacli.transcribe.outputs import Outputs

    names = _names(formats or ("json" if as_json and not output_dir else "txt"))
    if output_dir is not None:
        return "json" if as_json else "", Outputs(output_dir, names, layout)
    if len(names) > 1:
        raise UsageError("several formats cannot be printed at once", "write them to files: --output-dir DIR")
    if as_json and names != ("json",):
        raise UsageError(f"--json prints JSON, so {names[0]} has to go into files", "add --output-dir DIR")
    if several and names[0] not in TOGETHER:
        message = f"several recordings as {names[0]} cannot be printed one after the other"
        raise UsageError(message, f"write them to files: --output-dir DIR; or print {', '.join(TOGETHER)}")
    return names[0], None


def _names(formats: str) -> tuple[str, ...]:
    from vacli.text.formats import FORMATS

    names = tuple(dict.fromkeys(name.strip().lower() for name in formats.split(",")))
    if "all" in names:
        return tuple(FORMATS)
    for name in names:
        if name not in FORMATS:
            raise UsageError(f"unknown format {name!r}", f"there are: {', '.join(FORMATS)}, all")
    return names


def _hints(grammar: Path | None, hotwords: str | None, words: bool) -> "Hints":
    from vacli.core.grammar import Grammar
    from vacli.core.words import Hints

    phrases = tuple(phrase for word in (hotwords or "").split(",") if (phrase := word.strip()))
    if grammar is None:
        return Hints(phrases=phrases, words=words)
    try:
        text = grammar.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"cannot read the grammar {grammar}: {why}", "a text file with one phrase a line") from None
    return Hints(grammar=Grammar.parse(text), phrases=phrases, words=words)
