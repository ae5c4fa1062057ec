"""`vacli say`: a text read aloud, through the loudspeaker or into a file."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vacli.cli import questions
from vacli.cli.common import Device, Engine, Json, Verbose, explain, note, print_json, turn_of
from vacli.core.errors import DeviceError, UsageError

if TYPE_CHECKING:
    from vacli.config import Config
    from vacli.core.audio import Audio
    from vacli.core.engines import Tts
    from vacli.core.turn import Turn
    from vacli.tts.spoken import Pace

EXAMPLE = 'vacli say "dinner is ready"'
AHEAD = 20.0
"""Seconds of sound that are made before they are played; a long text is not whole in memory."""

SLOW = 1.0
"""Seconds after which progress is shown on a terminal."""


def say(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="What to say; - reads it from standard input.")] = None,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Write a file instead; - is standard output.")] = None,
    format: Annotated[str | None, typer.Option("--format", help="wav, flac, mp3 or ogg; else by the ending.")] = None,
    voice: Annotated[str | None, typer.Option("--voice", help="Catalog name, path, or espeak voice (en-gb).")] = None,
    engine: Engine = None,
    speed: Annotated[float | None, typer.Option("--speed", help="2 = twice as fast.")] = None,
    speaker: Annotated[int | None, typer.Option("--speaker", help="Speaker of a voice that has several.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the text, such as de.")] = None,
    device: Device = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Say a text aloud. It sounds while the rest is still being made."""
    from vacli import engines, registry
    from vacli.tts.spoken import Pace, spoken

    turn = turn_of(ctx)
    target = _target(out, format, as_json)
    flags = {"voice": voice, "engine": engine, "speed": speed, "speaker": speaker, "device": device}
    config = _settings({f"tts.{name}": value for name, value in flags.items()}, language)
    words = _text(text)
    registry.choose("tts", config.tts)  # a wrong name is told before anything is loaded
    if target is None:
        _check_loudspeaker(config)
    loaded = engines.load(config, ["tts"], lambda choice: explain(verbose, choice))
    try:
        turn.check()
        tts, pace = loaded.tts, Pace()
        sound = spoken(words, tts, turn, pace, language or "")
        if target is None:
            _play(sound, tts, config, turn)
        else:
            _write(_with_progress(sound, pace), tts.rate, *target)
    finally:
        loaded.close()
    if as_json:
        print_json(_report(tts, pace, out))


def _target(out: str | None, format: str | None, as_json: bool) -> tuple[str, str] | None:
    """Where the sound goes and its format, checked before any work is done; None for the loudspeaker."""
    from vacli.audio.write import check_target, format_of

    if out is None:
        if format:
            raise UsageError("--format says how to write a file, but no --out was given", f"{EXAMPLE} --out dinner.mp3")
        return None
    if out != "-":
        check_target(Path(out))
        return out, format_of(out, format)
    if as_json:
        raise UsageError("--out - and --json would mix on standard output", "name a file: --out speech.wav")
    if sys.stdout.isatty():
        raise UsageError("sound would be written to this terminal", f"{EXAMPLE} --out - | aplay, or name a file")
    return out, format_of(out, format)


def _settings(flags: dict[str, object], language: str | None) -> "Config":
    """A language alone also chooses the voice, where none is set."""
    from vacli import config

    found = config.load(flags).config
    if language and not found.tts.voice:
        return config.load({**flags, "tts.voice": language}).config
    return found


def _text(text: str | None) -> str:
    """The argument, or all of standard input for `-`: bounded, and checked to be text."""
    if text is None:
        raise UsageError("nothing to say", f"{EXAMPLE}, or: echo hello | vacli say -")
    if text != "-":
        data, where = text.encode("utf-8", "surrogateescape"), "the text"
    elif sys.stdin is None:
        raise UsageError("standard input is closed", EXAMPLE)
    else:
        data, where = sys.stdin.buffer.read(questions.LIMIT + 1), "standard input"
    if len(data) > questions.LIMIT:
        raise UsageError(f"{where} is longer than {questions.LIMIT // 1024} KiB", "say it in parts: split -C 200k FILE")
    try:
        words = questions.checked(data, where)
    except UsageError as error:
        raise UsageError(error.message, f"send text, e.g.: {EXAMPLE}") from None
    if not any(map(str.isalnum, words)):
        raise UsageError(f"{where} holds no word to say" if words else f"{where} is empty", EXAMPLE)
    return words


def _check_loudspeaker(config: "Config") -> None:
    """Better said before a voice is loaded."""
    from vacli.audio.portaudio import find

    try:
        find(config.audio.output, "output")
    except DeviceError as error:
        raise _no_loudspeaker(error) from None


def _no_loudspeaker(error: DeviceError) -> DeviceError:
    return DeviceError(error.message, f"{error.hint}; or write a file: --out FILE".removeprefix("; or "))


def _play(sound: "Iterator[Audio]", tts: "Tts", config: "Config", turn: "Turn") -> None:
    from vacli.audio.portaudio import PortAudioSpeaker

    try:
        opened = PortAudioSpeaker(config.audio.output, tts.rate)
    except DeviceError as error:
        raise _no_loudspeaker(error) from None
    with opened as loudspeaker:

        def hush() -> None:
            loudspeaker.flush()

        with turn.on_cancel(hush):
            begin, queued = time.monotonic(), 0.0
            for audio in sound:
                loudspeaker.play(audio, turn)
                queued += audio.seconds
                turn.wait(begin + queued - AHEAD - time.monotonic())
            loudspeaker.drain(turn)


def _write(sound: "Iterator[Audio]", rate: int, out: str, format: str) -> None:
    from vacli.audio.write import write_file, write_stream

    if out == "-":
        write_stream(sound, rate, sys.stdout.buffer, format)
        return
    seconds = write_file(sound, rate, Path(out), format)
    note(f"vacli: {seconds:.1f} s of speech in {out}")


def _with_progress(sound: "Iterator[Audio]", pace: "Pace") -> "Iterator[Audio]":
    """The same sound. What takes longer than SLOW is told on a terminal."""
    shown = time.monotonic() + (SLOW if sys.stderr.isatty() else float("inf"))
    told = False
    try:
        for audio in sound:
            if time.monotonic() > shown:
                print(f"\r  {pace.sound:.0f} s of speech so far", end="", file=sys.stderr, flush=True)
                shown, told = time.monotonic() + 0.2, True
            yield audio
    finally:
        if told:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _report(tts: "Tts", pace: "Pace", out: str | None) -> dict[str, object]:
    return {
        "engine": tts.name,
        "voice": tts.model,
        "language": tts.language,
        "seconds": round(pace.sound, 3),
        "ttfa_ms": round((pace.first or 0.0) * 1000, 1),
        "rtf": round(pace.rtf, 4),
        "out": out,
    }
