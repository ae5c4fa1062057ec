"""`vacli understand`: what a text means to the assistant, and why. Nothing is done about it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli.cli import questions
from vacli.cli.common import Json, print_json
from vacli.core.errors import UsageError

if TYPE_CHECKING:  # heavy
    from vacli.core.meaning import Command, Understood

EXAMPLE = 'vacli understand "set a timer for ten minutes"'

Text = Annotated[str | None, typer.Argument(help="What was said; - reads it from standard input.")]
Language = Annotated[str, typer.Option("--language", help="Language of the text, such as de.")]
Explain = Annotated[bool, typer.Option("--explain", help="Say which rules decided.")]


def understand(text: Text = None, language: Language = "en", explain: Explain = False, as_json: Json = False) -> None:
    """Show what a text is taken for: intent, slots, entities, sentiment, action items, how finished it sounds.

    Nothing is done about it.
    """
    if text is None:
        raise UsageError("no text was given", EXAMPLE)
    from vacli.cli.skills_found import opened
    from vacli.rules.home import file, read_home
    from vacli.understand.language import code_of

    said = questions.one(text)
    understander = opened(code_of(language))
    if home := read_home(file()):
        understander.names = home.names
    meant = understander.understand(said)
    command = understander.command(said)
    if as_json:
        print_json(_plain(meant) | {"command": command, "standalone": understander.standalone(said) or None})
        return
    for line in (
        *_intent(meant, command, explain),
        *_entities(meant, explain),
        *_mood(meant, explain),
        *_items(meant, explain),
    ):
        print(line)


def _intent(meant: "Understood", command: "Command | None", explain: bool) -> Iterator[str]:
    yield f"intent        {(command and 'command') or meant.intent or 'none: for the language model'}"
    for name, value in ({"command": command} if command else dict(meant.slots)).items():
        yield f"  {name:<11} {value}"
    yield f"confidence    {1.0 if command else meant.confidence:.2f}"
    yield f"completeness  {meant.completeness}"
    if explain:
        yield f"because       {'it is a vocal command' if command else meant.explanation}"


def _entities(meant: "Understood", explain: bool) -> Iterator[str]:
    if meant.entities:
        yield "entities"
    for each in meant.entities:
        counted = f"{each.value} {each.unit}".strip()
        yield f"  {each.kind:<11} {counted}, said as {each.text!r}" + (f": {each.explanation}" if explain else "")


def _mood(meant: "Understood", explain: bool) -> Iterator[str]:
    from vacli.understand.annotations.sentiment import CLEAR, sentiment

    score = meant.sentiment
    word = "praise" if score >= CLEAR else "a complaint" if score <= -CLEAR else "neutral"
    why = f": {sentiment(meant.text, meant.language).explanation}" if explain else ""
    yield f"sentiment     {score:+.2f}, {word}{why}"


def _items(meant: "Understood", explain: bool) -> Iterator[str]:
    if meant.action_items:
        yield "action items"
    for each in meant.action_items:
        when = f", {each.when}" + (f" ({each.due})" if each.due else "") if each.when else ""
        yield f"  {each.who:<11} {each.what}{when}" + (f": {each.explanation}" if explain else "")


def _plain(meant: "Understood") -> dict[str, Any]:
    return asdict(meant) | {"slots": dict(meant.slots)}
