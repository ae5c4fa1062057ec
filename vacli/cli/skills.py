"""`vacli skills`: what answers requests without the language model, and the user's own rules: new, checked, tried."""

import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vacli import paths
from vacli.cli import questions
from vacli.cli.common import Json, note, print_json, turn_of
from vacli.core.errors import CheckFailed, InputError, ResourceError, UsageError

if TYPE_CHECKING:  # not needed until it is known
    from vacli.cli.skills_found import Found
    from vacli.core.meaning import Understood
    from vacli.rules import Problem
    from vacli.understand import Understanding

app = typer.Typer(
    help="What answers without the language model: built-in, your own, of packages.", no_args_is_help=True
)

Language = Annotated[
    str | None, typer.Option("--language", help="Language such as de; that of the settings if not given.")
]

EXAMPLE = """\
# Your own sentences, answers and actions. After a change: vacli skills check
# All that can stand here: docs/skills.md
language: {language}
intents:
  {intent}:
    data:
      - sentences:
          - "(note|write) in the {name} file {{{list}:words}}"
lists:
  {list}: {{wildcard: true}}
responses:
  intents:
    {intent}: {{default: "I was told: {{output}}"}}
actions:
  {intent}:
    - run: {{command: [echo, "{{words}}"], speak: true}}
"""


@app.command("list", epilog="Example: vacli skills list --json")
def show_all(language: Language = None, as_json: Json = False) -> None:
    """Every skill: whose it is, its languages, how many sentences it has. What is left out is said."""
    from vacli.cli.skills_found import found

    skills = found(_code(language))
    if as_json:
        print_json([_told(each) for each in skills])
        return
    print(f"{'NAME':<14} {'WHOSE':<22} {'LANGUAGES':<12} {'SENTENCES':>9}  INTENTS")
    for each in skills:
        what = ", ".join(each.intents) if not each.problem else f"left out: {each.problem}"
        print(f"{each.name:<14} {each.kind:<22} {' '.join(each.languages):<12} {each.sentences:>9}  {what}")


@app.command("show", epilog="Example: vacli skills show timers")
def show(
    name: Annotated[str, typer.Argument(help="A skill, or an intent.")],
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Its sentences, what they fill, what is answered and done, and the file."""
    from vacli.cli.skills_found import OWN, named, opened

    code = _code(language)
    skills = named(name, code)
    understanding = opened(code) if any(each.kind == OWN for each in skills) else None
    only = {intent for each in skills for intent in each.intents if name in (intent, each.name)}
    details = {intent: _details(intent, understanding) for intent in only}
    if as_json:
        print_json(
            [_told(each) | {"details": {one: details[one] for one in each.intents if one in only}} for each in skills]
        )
        return
    for each in skills:
        print(f"{each.name} ({each.kind}){f'  {each.file}' if each.file else ''}")
        if each.problem:
            print(f"  left out: {each.problem}")
        for intent in (intent for intent in each.intents if intent in only):
            _print_intent(intent, each.intents[intent], details[intent])


@app.command("test", epilog='Example: vacli skills test "set a timer for ten minutes"')
def test(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What would be said; - reads it from standard input.")],
    run: Annotated[bool, typer.Option("--run", help="Do what your own rules say, in earnest.")] = False,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """What would happen: intent, slots, actions with values filled in. Nothing is done, unless --run says so.

    Exit code 1 if nothing fits, or if what was run failed.
    """
    from vacli.cli.skills_found import opened

    said = questions.one(text)
    understanding = opened(_code(language))
    meant = understanding.understand(said)
    command = understanding.command(said)
    told = {"text": said, "intent": "command" if command else meant.intent, "slots": dict(meant.slots)}
    if command:
        _tell_test(told | {"command": command}, as_json)
        return
    if not meant.intent:
        _tell_test(told, as_json)
        raise CheckFailed("no sentence fits: this would go to the language model", "all sentences: vacli skills list")
    told |= _would(meant, understanding, ctx, run)
    _tell_test(told, as_json)
    if told.get("failed"):
        raise CheckFailed("this does not work", "the reason stands above")


@app.command("new", epilog="Example: vacli skills new garage")
def new(
    name: Annotated[str, typer.Argument(help="Of the file: letters, digits, - and _")],
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Write a file of your own rules to begin with. One that is there already is never touched."""
    from vacli.rules import folder

    if not re.fullmatch(r"[A-Za-z0-9][\w-]{0,59}", name):
        raise UsageError(f"{name!r} is no name for a file", "letters, digits, - and _: vacli skills new garage")
    code = _code(language)
    file = paths.private(folder() / code) / f"{name}.yaml"
    intent = "".join(part.capitalize() for part in re.split(r"[-_]", f"my-{name}"))
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UsageError(f"{file} is there already", f"edit it, then: vacli skills check {file}") from None
    except OSError as error:
        raise ResourceError(f"cannot write {file}: {error.strerror}", f"ls -ld {file.parent}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        spoken = re.sub(r"[-_]", " ", name).lower()
        its_list = f"{spoken.replace(' ', '_')}_words"  # two files must not define the same list
        opened.write(EXAMPLE.format(language=code, intent=intent, name=spoken, list=its_list))
    print_json({"file": str(file), "intent": intent}) if as_json else print(file)


@app.command("check", epilog="Example: vacli skills check")
def check(
    file: Annotated[Path | None, typer.Argument(help="Only this file; its folder's name is its language.")] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Say all that is wrong in your own rules, each with file, line and column. Exit code 1 if there is anything."""
    from vacli.cli.skills_found import codes, problems, problems_of
    from vacli.rules import folder

    if file is not None and not file.exists():
        raise InputError(f"there is no {file}", f"your own rules are in {folder()}")
    if file is not None:
        parent = file.resolve().parent.name
        wrong = problems_of(file, parent if language is None and parent in codes() else _code(language))
    else:
        wrong = [problem for code in ([_code(language)] if language else codes()) for problem in problems(code)]
    if as_json:
        print_json({"ok": not wrong, "problems": [_problem(each) for each in wrong]})
    for each in () if as_json else wrong:
        note(f"vacli: {each}" + (f"\n  hint: {each.hint}" if each.hint else ""))
    if wrong:
        raise typer.Exit(CheckFailed.exit_code)
    if not as_json:
        print(f"ok: {file or folder()}")


def _code(language: str | None) -> str:
    """UsageError for a language without sentences."""
    from vacli import config
    from vacli.understand.language import code_of

    return code_of(language or config.load().config.stt.language or "en")


def _told(skill: "Found") -> dict[str, Any]:
    return asdict(skill) | {"sentences": skill.sentences}


def _problem(problem: "Problem") -> dict[str, Any]:
    return asdict(problem) | {"file": str(problem.file)}


def _details(intent: str, understanding: "Understanding | None") -> dict[str, Any]:
    """What is known beside the sentences; nothing of a built-in one."""
    if understanding is None:
        return {}
    from vacli.skills.own_actions import described

    own = understanding.own
    responses = {name: text for rules in own.rules for name, text in rules.responses.items()}
    actions = {name: each for rules in own.rules for name, each in rules.actions.items()}
    return {
        "slots": sorted(own.slots.get(intent, ())),
        "response": responses.get(intent, ""),
        "actions": [described(each) for each in actions.get(intent, ())],
    }


def _print_intent(intent: str, sentences: list[str], details: dict[str, Any]) -> None:
    print(f"  {intent}")
    for sentence in sentences:
        print(f"    - {sentence}")
    for name, value in details.items():
        for each in (value if isinstance(value, list) else [value]) if value else ():
            print(f"    {name:<9} {each}")


def _would(meant: "Understood", understanding: "Understanding", ctx: typer.Context, run: bool) -> dict[str, Any]:
    """What its own rule would say and do, or has said."""
    from vacli import config
    from vacli.skills.own import Own
    from vacli.skills.own_actions import ActionError, Reach, hosts_of
    from vacli.skills.store import Store

    own, kept = understanding.own, paths.data_dir() / "skills.db"
    store = Store(kept) if run or kept.exists() else None
    try:
        reach = Reach(store, None, hosts_of(config.load().config.skills.http_allow))
        skill = Own(meant.language, own.rules, reach, own.bounds)
        if meant.intent not in skill.intents:
            if run:
                raise UsageError(f"{meant.intent} is answered by a skill", f'vacli ask "{meant.text}"')
            return {}
        if run:
            return {"answer": skill.do(meant, turn_of(ctx))}
        answer, actions = skill.would(meant)
        return {"answer": answer, "actions": actions}
    except ActionError as error:
        return {"failed": str(error)}
    finally:
        if store:
            store.close()


def _tell_test(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if name == "slots":
            for slot, filler in value.items():
                print(f"  {slot:<11} {filler}")
        else:
            for line in value if isinstance(value, list) else [value]:
                print(f"{name:<13} {line}")
