"""Every command in one place. Command modules import nothing heavy; what they need they import when they run."""

from typing import Annotated

import typer

from vacli.cli import (
    ask,
    bench,
    cache,
    data,
    devices,
    doctor,
    explain,
    listen,
    models,
    say,
    skills,
    stats,
    transcribe,
    understand,
)
from vacli.cli import config as config_command
from vacli.cli.main import Group
from vacli.cli.version import show_version

app = typer.Typer(
    name="vacli",
    cls=Group,
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


app.command("listen", epilog="Example: vacli listen --on-transcript 'tee -a said.jsonl'")(listen.listen)
app.command("transcribe", epilog="Example: vacli transcribe talk.mp3 --format srt")(transcribe.transcribe)
app.command("ask", epilog='Example: vacli ask "why is the sky blue?" --speak')(ask.ask)
app.command("say", epilog='Example: vacli say "dinner is ready" --out dinner.wav')(say.say)
app.command("understand", epilog='Example: vacli understand "wake me up at seven"')(understand.understand)
app.add_typer(models.app, name="models", epilog="Example: vacli models pull whisper-base.en")
app.command("devices", epilog="Example: vacli devices --test")(devices.devices)
app.add_typer(config_command.app, name="config", epilog="Example: vacli config set stt.language en")
app.add_typer(explain.app, name="explain", epilog="Example: vacli explain last")
app.command("stats", epilog="Example: vacli stats --last 30d --by engine")(stats.stats)
app.add_typer(bench.app, name="bench", epilog="Example: vacli bench --save before")
app.command("doctor", epilog="Example: vacli doctor --json")(doctor.doctor)
app.add_typer(cache.app, name="cache", epilog="Example: vacli cache stats")
app.add_typer(skills.app, name="skills", epilog="Example: vacli skills list")
app.add_typer(data.app, name="data", epilog="Example: vacli data remove")
