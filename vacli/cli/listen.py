"""`vacli listen`: a spoken conversation, by microphone and loudspeaker, by files and pipes, or typed."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli.common import Device, Json, Verbose, note, turn_of
from vacli.core.errors import UsageError

if TYPE_CHECKING:  # not needed until the conversation begins
    from vacli.cli.listen_sound import Ways
    from vacli.config import Config

EXAMPLE = "vacli listen"

Input = Annotated[str | None, typer.Option("--input", "-i", help="Hear a file instead; - is standard input.")]
Output = Annotated[str | None, typer.Option("--output", "-o", help="Speak into a file; - is standard output.")]
PaceOption = Annotated[str | None, typer.Option("--pace", help="With --input: real, or fast, as fast as it goes.")]
Raw = Annotated[bool, typer.Option("--raw", help="Pipes without a header: s16le, mono.")]
Rate = Annotated[int | None, typer.Option("--rate", help="Samples a second of --raw; 16000 if not given.")]
Typed = Annotated[bool, typer.Option("--text", help="Type instead of speaking, line by line.")]
Mic = Annotated[str | None, typer.Option("--mic", help="Microphone: name, part of it, or number.")]
Loudspeaker = Annotated[str | None, typer.Option("--speaker", help="Loudspeaker: name, part of it, or number.")]
Remember = Annotated[bool, typer.Option("--remember", help="Keep --mic and --speaker in the settings.")]
Wake = Annotated[str | None, typer.Option("--wake", help='Answer only after these words: "smart mirror".')]
PushToTalk = Annotated[bool, typer.Option("--push-to-talk", help="Hear between two presses of enter, or while held.")]
Duplex = Annotated[
    bool | None, typer.Option("--full-duplex/--half-duplex", help="Listen while speaking; by itself with echo off.")
]
Patient = Annotated[bool, typer.Option("--patient", help="Wait longer before you count as done.")]
NoSpeculation = Annotated[bool, typer.Option("--no-speculation", help="Prepare no answer before you are done.")]
Language = Annotated[str | None, typer.Option("--language", help="Language that is spoken, such as de.")]
Plain = Annotated[bool, typer.Option("--plain", help="A line for what matters: for screen readers and logs.")]
OnTranscript = Annotated[str | None, typer.Option("--on-transcript", help="Run this on what you said; JSON on stdin.")]
OnReply = Annotated[str | None, typer.Option("--on-reply", help="Run this on each answer.")]
OnWake = Annotated[str | None, typer.Option("--on-wake", help="Run this on the wake phrase.")]
Keep = Annotated[
    Path | None,
    typer.Option("--keep", help="Key k writes the latest turn there, with its sound: `vacli bench replay`."),
]
KeepWrong = Annotated[bool, typer.Option("--keep-wrong", help="With --keep: also what is cut off, fails or is late.")]
SttEngine = Annotated[str | None, typer.Option("--stt-engine", help="Recogniser; `vacli doctor` lists them.")]
SttModel = Annotated[str | None, typer.Option("--stt-model", help="Its model; `vacli models list`.")]
LlmEngine = Annotated[str | None, typer.Option("--llm-engine", help="Language model runner.")]
LlmModel = Annotated[str | None, typer.Option("--llm-model", help="Its model.")]
TtsEngine = Annotated[str | None, typer.Option("--tts-engine", help="Voice engine.")]
Voice = Annotated[str | None, typer.Option("--voice", help="Catalog name, path, or espeak voice (en-gb).")]


@dataclass(frozen=True)
class Plan:
    """What was asked for, checked. `view`: screen, plain or json. `hooks`: option name to words of the command.

    `typed`: lines instead of sound; `aloud`: a loudspeaker was named for the answers. `keep`: the folder for turns that
    are kept; `keep_wrong`: also by themselves.
    """

    ways: "Ways"
    typed: bool
    aloud: bool
    view: str
    hooks: dict[str, list[str]]
    verbose: bool
    keep: Path | None
    keep_wrong: bool


def listen(
    ctx: typer.Context,
    input: Input = None,
    output: Output = None,
    pace: PaceOption = None,
    raw: Raw = False,
    rate: Rate = None,
    text: Typed = False,
    mic: Mic = None,
    speaker: Loudspeaker = None,
    remember: Remember = False,
    wake: Wake = None,
    push_to_talk: PushToTalk = False,
    duplex: Duplex = None,
    patient: Patient = False,
    no_speculation: NoSpeculation = False,
    language: Language = None,
    plain: Plain = False,
    as_json: Json = False,
    on_transcript: OnTranscript = None,
    on_reply: OnReply = None,
    on_wake: OnWake = None,
    keep: Keep = None,
    keep_wrong: KeepWrong = False,
    stt_engine: SttEngine = None,
    stt_model: SttModel = None,
    llm_engine: LlmEngine = None,
    llm_model: LlmModel = None,
    tts_engine: TtsEngine = None,
    voice: Voice = None,
    device: Device = None,
    verbose: Verbose = False,
) -> None:
    """Talk with vacli. It answers aloud, and you can interrupt it.

    Keys: space mutes, esc stops the answer, q ends; with --push-to-talk, enter begins and ends what you say.
    """
    given = {key: value for key, value in ctx.params.items() if value not in (None, False)}
    _check(given)
    flags = _flags(given) | {"audio.duplex": duplex if duplex is None else "full" if duplex else "half"}
    config = _settings(flags, language)
    plan = _plan(given, config)
    if remember:
        _remember(given)
    from vacli.cli.listen_run import converse

    converse(config, plan, turn_of(ctx))


EXCLUDE = (
    ("text", "input", "typed lines and sound do not come in together"),
    ("text", "mic", "what is typed needs no microphone"),
    ("text", "wake", "what is typed needs no wake phrase"),
    ("text", "push_to_talk", "what is typed needs no key to talk"),
    ("text", "keep", "what is typed has no sound that could be kept"),
    ("input", "mic", "the sound comes from --input"),
    ("output", "speaker", "the sound goes to --output"),
    ("wake", "push_to_talk", "one way to begin is enough"),
    ("plain", "as_json", "one view at a time"),
)
"""Pairs of options, and why they cannot be together."""

NEEDS = (
    ("pace", ("input",), "--pace says how fast a file is heard", f"{EXAMPLE} --input talk.wav --pace fast"),
    ("rate", ("raw",), "--rate goes with --raw", f"{EXAMPLE} --input - --raw --rate 8000"),
    ("remember", ("mic", "speaker"), "--remember keeps --mic and --speaker", f"{EXAMPLE} --mic usb --remember"),
    ("keep_wrong", ("keep",), "--keep-wrong says when, --keep where", f"{EXAMPLE} --keep FOLDER --keep-wrong"),
    ("on_wake", ("wake",), "--on-wake waits for a wake phrase", f'{EXAMPLE} --wake "smart mirror" --on-wake CMD'),
)


def _check(given: dict[str, Any]) -> None:
    """UsageError for combinations that mean nothing."""
    for one, other, why in EXCLUDE:
        if one in given and other in given:
            raise UsageError(f"{_name(one)} and {_name(other)} exclude each other: {why}", "leave one of them out")
    for name, others, why, hint in NEEDS:
        if name in given and not any(each in given for each in others):
            raise UsageError(why, hint)
    if given.get("pace", "real") not in ("real", "fast"):
        raise UsageError(f"--pace {given['pace']} is unknown", "take real or fast")
    if "keep" in given and given.get("pace") == "fast":
        raise UsageError("--keep does not go with --pace fast: times would mean nothing", f"{EXAMPLE} --keep FOLDER")
    piped = "-" in (given.get("input"), given.get("output"))
    if "raw" in given and not piped:
        raise UsageError("--raw is for pipes", f"{EXAMPLE} --input - --output - --raw; files say what they are")
    if "push_to_talk" in given and given.get("input", "-") != "-":
        raise UsageError("--push-to-talk does not go with a file", f"{EXAMPLE} --push-to-talk")
    if given.get("input") == "-" and sys.stdin is not None and sys.stdin.isatty():
        raise UsageError("standard input is this terminal, not sound", f"arecord -f S16_LE -r 16000 | {EXAMPLE} -i -")
    if given.get("output") == "-" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("sound would be written to this terminal", f"{EXAMPLE} --output - | aplay, or name a file")


def _name(option: str) -> str:
    return "--json" if option == "as_json" else "--" + option.replace("_", "-")


def _flags(given: dict[str, Any]) -> dict[str, Any]:
    """Options as settings."""
    mode = "wake" if "wake" in given else "talk" if "push_to_talk" in given else None
    flags: dict[str, Any] = {
        "audio.input": given.get("mic"),
        "audio.output": given.get("speaker"),
        "listen.wake": given.get("wake"),
        "listen.mode": mode,
        "turns.patient": given.get("patient"),
        "listen.speculate": False if "no_speculation" in given else None,
        "stt.language": given.get("language"),
        "tts.voice": given.get("voice"),
    }
    flags |= {f"{stage}.engine": given.get(f"{stage}_engine") for stage in ("stt", "llm", "tts")}
    flags |= {f"{stage}.model": given.get(f"{stage}_model") for stage in ("stt", "llm")}
    return flags | {f"{stage}.device": given.get("device") for stage in ("stt", "llm", "tts")}


def _settings(flags: dict[str, Any], language: str | None) -> "Config":
    """A language alone also chooses the voice, where none is set."""
    from vacli import config

    found = config.load(flags).config
    if language and not found.tts.voice:
        return config.load({**flags, "tts.voice": language}).config
    return found


def _plan(given: dict[str, Any], config: "Config") -> Plan:
    from vacli.audio.write import check_target, format_of
    from vacli.cli.listen_hooks import EVENTS, parse
    from vacli.cli.listen_sound import Ways
    from vacli.stt.spotter import plain

    output = given.get("output", "")
    format = format_of(output) if output else "wav"
    if output not in ("", "-"):
        check_target(Path(output))
    if config.listen.mode == "wake":
        plain(config.listen.wake)
    options = {name: given[name.replace("-", "_")] for name in EVENTS.values() if name.replace("-", "_") in given}
    hooks = {name: parse(name, command) for name, command in options.items()}
    rate = given.get("rate", 16000) if "raw" in given else None
    ways = Ways(given.get("input", ""), output, format, given.get("pace", "real"), rate)
    typed, aloud, verbose, wrong = (name in given for name in ("text", "speaker", "verbose", "keep_wrong"))
    return Plan(ways, typed, aloud, _view(given), hooks, verbose, _kept_in(given), wrong)


def _kept_in(given: dict[str, Any]) -> Path | None:
    if "keep" not in given:
        return None
    from vacli.live.kept import prepare

    return prepare(given["keep"])


def _view(given: dict[str, Any]) -> str:
    if "as_json" in given:
        return "json"
    stream = sys.stderr if given.get("output") == "-" else sys.stdout
    painted = stream is not None and stream.isatty() and os.environ.get("TERM", "") not in ("", "dumb", "unknown")
    return "screen" if painted and not {"plain", "text"} & given.keys() else "plain"


def _remember(given: dict[str, Any]) -> None:
    """Into the settings' file; checked by then."""
    from vacli import config_file, paths

    for option, key in (("mic", "audio.input"), ("speaker", "audio.output")):
        if option in given:
            config_file.put(paths.config_file(), key, given[option])
            note(f"vacli: {key} = {given[option]} is remembered; to forget it: vacli config unset {key}")
