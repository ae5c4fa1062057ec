"""Does what the user's own rules say: programs, addresses at home, the voice, kept values. Knows no sentence.

What reaches out of the process cannot be taken back, so nothing of it is prepared: a draft that comes to it is given
up, and the turn is answered in earnest once it has ended.
"""

import json
import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from vacli.core.meaning import Command
from vacli.core.turn import Turn
from vacli.rules.actions import Action, Http, Run, Say, Set, acts
from vacli.rules.fill import Values, filled, names, said
from vacli.skills.lan import AddressError, ask
from vacli.skills.program import ProgramError, run
from vacli.skills.store import Entry, Store
from vacli.skills.voice import Adjust

KIND = "own"
"""Of entries that hold the values of the user's own."""
LONGEST = 300
"""Characters of what is said that an argument takes."""
LONGEST_TOKEN = 4096
"""Characters of a token's file that are read."""
IN_EARNEST = "what acts is not prepared"


class ActionError(Exception):
    """It was not done, or not to its end; the message says why, in English."""


@dataclass(frozen=True)
class Reach:
    """What actions may touch. `store` None: nothing is kept; `adjust` None: there is no voice of ours; `hosts`: names
    and addresses beyond the home network.
    """

    store: Store | None
    adjust: Adjust | None = None
    hosts: frozenset[str] = frozenset()


def perform(actions: Sequence[Action], values: Values, turn: Turn, reach: Reach) -> str:
    """Do them one after the other, on this thread; what they have to say.

    The first that fails ends it with an ActionError. Cancelled with the turn.
    """
    if any(map(acts, actions)):
        turn.cancel(IN_EARNEST, draft_only=True)
    outcome = []
    for action in actions:
        turn.check()
        outcome.append(_do(action, values, turn, reach))
        values = with_set(values, [action])
    return " ".join(filter(None, outcome))


def with_set(values: Values, actions: Sequence[Action]) -> dict[str, str | int | float]:
    """The values as they are once these actions are done."""
    now = dict(values)
    for action in actions:
        if isinstance(action, Set):
            now[action.name] = filled(str(action.value), now)
    return now


def kept_values(store: Store | None) -> dict[str, str]:
    """What `set` has kept, by name."""
    return {each.name: each.text for each in store.all(KIND)} if store else {}


def hosts_of(setting: str) -> frozenset[str]:
    """The hosts that a setting names, separated by commas."""
    return frozenset(host.strip().lower() for host in setting.split(",") if host.strip())


def _do(action: Action, values: Values, turn: Turn, reach: Reach) -> str:
    try:
        match action:
            case Say(text):
                return filled(text, values)
            case Run():
                text = run(arguments(action, values), turn, action.limit, action.speak)
                return text if action.speak else ""
            case Http():
                return ask(request(action, values), turn, reach.hosts)
            case Set("volume" | "speed"):
                _adjust(action, values, turn, reach)
            case Set(name, value):
                _keep(name, filled(str(value), values), turn, reach.store)
    except (ProgramError, AddressError) as error:
        raise ActionError(f"{_called(action)}: {error}") from None
    return ""


def arguments(action: Run, values: Values) -> list[str]:
    """Filled in: one argument stays one, and none becomes an option by what was said."""
    program, *others = action.arguments
    return [str(Path(program).expanduser()), *(_argument(each, values) for each in others)]


def request(action: Http, values: Values) -> Http:
    """Filled in, with its token."""
    headers = dict(action.headers)
    if token := _token(action):
        headers["Authorization"] = f"Bearer {token}"
    url = filled(action.url, values, lambda value: quote(value, safe=""))
    return replace(action, url=url, json=_filled_json(action.json, values), headers=headers)


def _argument(template: str, values: Values) -> str:
    short = {name: value[:LONGEST] if isinstance(value, str) else value for name, value in values.items()}
    argument = filled(template, short)
    spoken = [name for name in names(template) if isinstance(values.get(name), str)]
    if argument.startswith("-") and not template.partition("{")[0].strip("-") and spoken:
        raise ActionError(f"{argument[:30]!r} would be an option of the program, so it was not started")
    return argument


def _token(action: Http) -> str:
    if action.token_env:
        token = os.environ.get(action.token_env, "")
        if not token:
            raise ActionError(f"the environment has no {action.token_env}")
    elif action.token_file:
        try:
            with Path(action.token_file).expanduser().open(encoding="utf-8") as file:
                token = file.read(LONGEST_TOKEN).strip()
        except (OSError, ValueError) as error:
            raise ActionError(f"the token cannot be read: {error}") from None
    else:
        return ""
    if not token.isascii() or not token.isprintable():
        raise ActionError("the token is none: it holds other characters than a header may")
    return token


def _filled_json(written: object, values: Values) -> object:
    """A text that is nothing but the place of a number becomes that number."""
    if isinstance(written, dict):
        return {str(name): _filled_json(value, values) for name, value in written.items()}
    if isinstance(written, list):
        return [_filled_json(each, values) for each in written]
    if not isinstance(written, str):
        return written
    only = names(written)
    number = values.get(only[0]) if len(only) == 1 and not filled(written, {only[0]: ""}) else None
    return number if isinstance(number, int | float) else filled(written, values)


def _adjust(action: Set, values: Values, turn: Turn, reach: Reach) -> None:
    adjust, value = reach.adjust, filled(str(action.value), values)
    if adjust is None:
        raise ActionError("only a conversation with vacli listen has a volume and a speed")
    if action.name == "speed":
        if value not in ("faster", "slower"):
            raise ActionError(f"the speed cannot become {value[:30]!r}: faster or slower")
        wanted: Command | float = Command(value)
    else:
        wanted = _percent(value)
    before: list[Callable[[], None]] = []
    turn.act(lambda: before.append(adjust(wanted)), lambda: before.pop()())


def _percent(value: str) -> float:
    try:
        percent = float(value)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise ActionError(f"the volume lies between 0 and 100, not at {value[:30]!r}")
    return percent


def _keep(name: str, text: str, turn: Turn, store: Store | None) -> None:
    if store is None:
        raise ActionError(f"{name} cannot be kept here")
    before = store.all(KIND, name=name)
    store.change(turn, [Entry(KIND, name, text[:LONGEST])], before)


def _called(action: Action) -> str:
    return Path(action.arguments[0]).name if isinstance(action, Run) else said(getattr(action, "url", ""))[:60]


def described(action: Action, values: Values | None = None) -> str:
    """What it does, for people, with the values put in where there are any."""
    match action:
        case Run(given):
            return f"run {shlex.join(given if values is None else arguments(action, values))}"
        case Http():
            if values is not None:
                action = request(replace(action, token_env="", token_file=""), values)
            return f"{action.method} {action.url}" + (f" {json.dumps(action.json)}" if action.json is not None else "")
        case Set(name, value):
            return f"set {name} to {value if values is None else filled(str(value), values)}"
        case Say(text):
            return f"say {text if values is None else filled(text, values)}"
