"""Every command in one place. The module of a command is imported when that command is given, and no other's."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

from vacli.cli.main import Group
from vacli.cli.version import show_version

COMMANDS = {
    "listen": (
        "Talk with vacli. It answers aloud, and you can interrupt it.",
        "vacli listen --on-transcript 'tee -a said.jsonl'",
    ),
    "transcribe": (
        "Write down what is said in recordings: any format that FFmpeg reads, of any length.",
        "vacli transcribe talk.mp3 --format srt",
    ),
    "ask": (
        "Ask: skills answer what they know, the local language model the rest. The answer is printed as it is made.",
        'vacli ask "why is the sky blue?" --speak',
    ),
    "say": (
        "Say a text aloud. It sounds while the rest is still being made.",
        'vacli say "dinner is ready" --out dinner.wav',
    ),
    "understand": (
        "Show what a text is taken for: intent, slots, entities, sentiment, action items, how finished it sounds.",
        'vacli understand "wake me up at seven"',
    ),
    "models": ("Models: which there are, getting them, checking them.", "vacli models pull whisper-base.en"),
    "devices": ("Microphones and loudspeakers; * marks the ones in use.", "vacli devices --test"),
    "config": ("Settings: what is in force and why, and changing it.", "vacli config set stt.language en"),
    "explain": ("Why a turn of the conversation went as it did.", "vacli explain last"),
    "stats": (
        "How long answers took, and where the time went: of every turn, numbers only, kept 30 days on this machine.",
        "vacli stats --last 30d --by engine",
    ),
    "bench": ("Measure this machine: how soon it answers, and where the time goes.", "vacli bench --save before"),
    "doctor": (
        "Look over engines, models, devices and the machine. Exit code 1 if anything fails.",
        "vacli doctor --json",
    ),
    "cache": ("Answers and spoken clauses that are kept a while.", "vacli cache stats"),
    "skills": ("What answers without the language model: built-in, your own, of packages.", "vacli skills list"),
    "data": ("All that vacli keeps on this machine.", "vacli data remove"),
}
"""What the list says of each, which must be what it says of itself, and its example."""


class Commands(Group):
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Where one is about to run, or to say its own --help: until then a name and a line stand for it."""
        if args and args[0] in COMMANDS:
            self.commands[args[0]] = loaded(args[0])
        return super().resolve_command(ctx, args)


def loaded(name: str) -> Any:
    """The command itself: the module's `app`, or its function of that name."""
    module, epilog = import_module(f"vacli.cli.{name}"), f"Example: {COMMANDS[name][1]}"
    alone = typer.Typer()
    if isinstance(group := getattr(module, "app", None), typer.Typer):
        alone.add_typer(group, name=name, epilog=epilog)
    else:
        alone.command(name, epilog=epilog)(getattr(module, name))
    return get_group(alone).commands[name]


app = typer.Typer(
    name="vacli",
    cls=Commands,
    help="A voice assistant that runs entirely on your own machine. Nothing leaves it.",
    epilog="Example: vacli transcribe meeting.wav",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Versions of vacli and its engines.")
    ] = False,
) -> None:
    """A voice assistant that runs entirely on your own machine. Nothing leaves it."""


def _not_loaded() -> None:
    raise AssertionError("a command is loaded before it runs")


for _name, (_help, _) in COMMANDS.items():
    app.command(_name, help=_help)(_not_loaded)
