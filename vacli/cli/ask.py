"""`vacli ask`: a question to the skills or the language model, answered as text as it is made, and aloud if wanted."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli import questions
from vacli.cli.common import Device, Engine, Json, Model, Threads, Verbose, explain, note, print_json, turn_of
from vacli.core.errors import InputError, UsageError
from vacli.core.words import ReplyClass

if TYPE_CHECKING:  # heavy, or not needed until there is a question
    from vacli.audio.memory import MemorySpeaker
    from vacli.config import Config
    from vacli.core.engines import Llm, Speaker
    from vacli.core.turn import Turn
    from vacli.engines import Engines
    from vacli.session import Session

SLOW = 1.0
"""Seconds of loading after which the user is told what he is waiting for."""

_INVISIBLE = dict.fromkeys(code for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n")


def ask(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The question; - reads it from standard input.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="One question a line of standard input.")] = False,
    speak: Annotated[bool, typer.Option("--speak", help="Say the answer aloud as well.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write the answer as sound: .wav .flac .mp3 .ogg")] = None,
    system: Annotated[str | None, typer.Option("--system", help="What the model is told to be.")] = None,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", help="Longest answer in tokens.")] = None,
    temperature: Annotated[float | None, typer.Option("--temperature", help="0 = always the likeliest word.")] = None,
    model: Model = None,
    engine: Engine = None,
    device: Device = None,
    threads: Threads = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Ask: skills answer what they know, the local language model the rest. The answer is printed as it is made."""
    from vacli import config as settings

    flags = {"system": system, "max_tokens": max_tokens, "temperature": temperature}
    flags |= {"model": model, "engine": engine, "device": device, "threads": threads}
    config = settings.load({f"llm.{name}": value for name, value in flags.items()}).config
    question = _question(text, lines)
    _check(speak, out)
    turn = turn_of(ctx)
    with ExitStack() as stack:
        engines = _engines(config, ("tts",) if speak or out else (), verbose)
        stack.callback(engines.close)
        loading = _Loading(engines, verbose)
        engines.open_later(loading.open)
        turn.check()
        speaker = _speaker(engines, stack) if speak else None
        recording = _recording(engines) if out else None
        session = engines.session(speaker or recording, skills="once")
        if question is None:
            failed = _converse(session, turn, as_json, loading)
        else:
            failed = 0
            report = _answer(session, question, turn, show=not as_json)
            if as_json:
                print_json(report | loading.told())
        if recording is not None and out is not None:
            _save(recording, out, turn)
    if failed:
        raise InputError(f"{failed} of the questions got no answer", "the reasons stand above")


def _question(text: str | None, lines: bool) -> str | None:
    """The one question, read and checked before anything is loaded; None for a conversation by lines."""
    if lines and text not in (None, "-"):
        raise UsageError("--lines reads its questions from standard input", "echo hello | vacli ask --lines")
    if lines:
        return None
    if text is None:
        raise UsageError("no question was given", f"{questions.EXAMPLE}, or - to read it from standard input")
    return questions.one(text)


def _check(speak: bool, out: Path | None) -> None:
    if speak and out:
        raise UsageError("--speak and --out exclude each other", "leave one of them out")
    if str(out) == "-":
        raise UsageError("--out - would mix sound and text", "name a file, or: vacli ask TEXT | vacli say - --out -")
    if out:
        from vacli.audio.write import check_target, format_of

        format_of(str(out))
        check_target(out)


def _engines(config: "Config", stages: tuple[str, ...], verbose: bool) -> "Engines":
    from vacli import engines

    return engines.load(config, stages, lambda choice: explain(verbose, choice))


class _Loading:
    """The language model, loaded when a question comes that nothing else answers."""

    def __init__(self, engines: "Engines", verbose: bool) -> None:
        self._engines = engines
        self._verbose = verbose
        self._llm: Llm | None = None
        self._seconds = 0.0

    def open(self) -> "Llm":
        from vacli import registry
        from vacli.llm import gguf

        row, model, _ = registry.choose("llm", self._engines.config.llm)
        if row.name == "llamacpp" and not row.missing() and model and model.is_file() and gguf.pending(model):
            note("vacli: first use: making a faster copy of the built-in model, which takes a few seconds")
        begin = time.monotonic()
        with _patience("vacli: loading the language model ..."):
            self._engines.open("llm", lambda choice: explain(self._verbose, choice))
        self._seconds = time.monotonic() - begin
        self._llm = self._engines.llm
        return self._llm

    def told(self) -> dict[str, Any]:
        """What answered; without a model where none was needed."""
        names = {name: getattr(self._llm, name, None) for name in ("name", "model", "device")}
        about = {"engine": names["name"], "model": names["model"], "device": names["device"]}
        return about | {"load_s": round(self._seconds, 3) if self._llm else None}


@contextmanager
def _patience(text: str) -> Iterator[None]:
    """Say `text` if the block takes longer than `SLOW`."""
    from vacli.core.flow import spawn

    done = Event()
    spawn("patience", lambda: None if done.wait(SLOW) else note(text))
    try:
        yield
    finally:
        done.set()


def _speaker(engines: "Engines", stack: ExitStack) -> "Speaker":
    from vacli.audio.portaudio_speaker import PortAudioSpeaker

    return stack.enter_context(PortAudioSpeaker(engines.config.audio.output, engines.tts.rate))


def _recording(engines: "Engines") -> "MemorySpeaker":
    from vacli.audio.memory import MemorySpeaker

    return MemorySpeaker(engines.tts.rate)


def _save(recording: "MemorySpeaker", out: Path, turn: "Turn") -> None:
    from vacli.audio.write import format_of, write_file
    from vacli.core.audio import Audio

    recording.drain(turn)
    seconds = write_file(iter([Audio(recording.played, recording.rate)]), recording.rate, out, format_of(str(out)))
    note(f"vacli: {seconds:.1f} s of speech in {out}")


def _converse(session: "Session", turn: "Turn", as_json: bool, loading: "_Loading") -> int:
    """Answer line by line, each as soon as it is there. A question that fails is named; how many did."""
    failed = 0
    for number, line in enumerate(questions.lines(), 1):
        try:
            question = questions.checked(line, f"line {number}")
            if not question:
                continue
            report = _answer(session, question, turn, show=not as_json)
        except UsageError as error:
            note(f"vacli: {error.message}\n  hint: {error.hint}")
            failed += 1
            continue
        if as_json:
            print(json.dumps(report | loading.told(), ensure_ascii=False), flush=True)
    return failed


def _answer(session: "Session", question: str, process: "Turn", *, show: bool) -> dict[str, Any]:
    """Generate, print and speak one answer. What there is to tell about it."""
    from vacli.core.turn import Origin

    turn = session.begin(Origin.TEXT)
    begin, times, answer = time.monotonic(), [], ""
    with process.on_cancel(lambda: (turn.cancel("interrupted"), None)[1]):
        try:
            for piece in session.answer(question, turn):
                times.append(time.monotonic())
                answer += piece.translate(_INVISIBLE)
                if show:
                    print(piece.translate(_INVISIBLE), end="", flush=True)
            if session.speaker is not None:
                session.speaker.drain(turn)
        finally:
            if show and times and not answer.endswith("\n"):
                print(flush=True)
            if turn.cancelled:
                session.interrupt(turn, "interrupted")
    session.end(turn)
    if turn.reply_class is ReplyClass.FALLBACK and session.replies.abilities.speaks:
        note("vacli: the model ended its answer before the first word")
    return _report(session, question, answer.strip(), turn, [moment - begin for moment in times])


def _report(session: "Session", question: str, answer: str, turn: "Turn", times: list[float]) -> dict[str, Any]:
    """`times`: seconds from the question to each piece of the answer."""
    assert session.chat is not None
    usage = session.chat.usage
    took = times[-1] - times[0] if times else 0.0
    return {
        "question": question,
        "answer": answer,
        "reply_class": turn.reply_class,
        "ttft_ms": round(times[0] * 1000, 1) if times else None,
        "prompt_tokens": usage.prompt_tokens,
        "cached_tokens": usage.cached_tokens,
        "tokens": usage.tokens,
        "tokens_per_s": round((usage.tokens - 1) / took, 1) if took and usage.tokens > 1 else None,
    }
