"""`vacli understand`: what a text means to the assistant, and why. Nothing is done about it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli import questions
from vacli.cli.common import Json, print_json
from vacli.core.errors import UsageError

if TYPE_CHECKING:  # heavy
    from vacli.core.meaning import Understood

EXAMPLE = 'vacli understand "set a timer for ten minutes"'

Text = Annotated[str | None, typer.Argument(help="What was said; - reads it from standard input.")]
Language = Annotated[str, typer.Option("--language", help="Language of the text, such as de.")]
Explain = Annotated[bool, typer.Option("--explain", help="Say which rule decided.")]


def understand(text: Text = None, language: Language = "en", explain: Explain = False, as_json: Json = False) -> None:
    """Show what a text is taken for: intent, slots, how finished it sounds. Nothing is done about it."""
    if text is None:
        raise UsageError("no text was given", EXAMPLE)
    from vacli.understand import open_language

    said = questions.one(text)
    understander = open_language(language)
    meant = understander.understand(said)
    command = understander.command(said)
    if as_json:
        print_json(_plain(meant) | {"command": command, "standalone": understander.standalone(said) or None})
        return
    print(f"intent        {(command and 'command') or meant.intent or 'none: for the language model'}")
    for name, value in ({"command": command} if command else dict(meant.slots)).items():
        print(f"  {name:<11} {value}")
    print(f"confidence    {1.0 if command else meant.confidence:.2f}")
    print(f"completeness  {meant.completeness}")
    if explain:
        print(f"because       {'it is a vocal command' if command else meant.explanation}")


def _plain(meant: "Understood") -> dict[str, Any]:
    return asdict(meant) | {"slots": dict(meant.slots)}
