"""What the user's own rules may do: say something, run a program, ask an address at home, keep a value.

Reads and checks how actions are written; does none of them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from pathlib import PurePath
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from vacli.rules.fill import is_more, names
from vacli.rules.marked import At, Wrong, near

LIMIT, LONGEST = 5.0, 60.0
"""Seconds that an action may take, unless its file says otherwise, and at the most."""
MOST = 10
"""Actions of one intent."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
VOICE = {"volume": (), "speed": ("faster", "slower")}
"""What `set` changes of the voice; every other name is a value of the user's own."""
_INTERPRETER = re.compile(r"(?:(?:|ba|da|a|z|k|c|tc|fi)sh|cmd|powershell|pwsh|python[\d.]*|perl|ruby|node)(?:\.exe)?")
_CODE = re.compile(r"-\w*[ce]|/c|-command", re.I)
"""Programs that take a program as an argument, and the option before it."""


@dataclass(frozen=True)
class Say:
    text: str


@dataclass(frozen=True)
class Run:
    """Never through a shell. `speak`: what it writes is said."""

    arguments: tuple[str, ...]
    limit: float = LIMIT
    speak: bool = False


@dataclass(frozen=True)
class Http:
    """`json` holds plain values, with places in its texts. `speak`: say the answer, or what stands there in it."""

    url: str
    method: str = "GET"
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    token_env: str = ""
    token_file: str = ""
    limit: float = LIMIT
    speak: bool | str = False


@dataclass(frozen=True)
class Set:
    """`volume` in percent, `speed` (faster or slower), or a value that is kept and may be put in by its name."""

    name: str
    value: str | int | float


Action: TypeAlias = Say | Run | Http | Set


def read_action(written: Any, at: At) -> Action:
    """One entry of a list of actions. Wrong says what is not right about it."""
    if not isinstance(written, dict) or len(written) != 1:
        raise Wrong("an action is one of say, run, http and set, with a colon", at, '- run: [notify-send, "Tea"]')
    [(kind, content)] = written.items()
    if kind not in _KINDS:
        raise Wrong(f"there is no action {kind}", kind, near(kind, _KINDS))
    return _KINDS[kind](content, kind)


def read_actions(written: Any, at: At) -> tuple[Action, ...]:
    """A whole list of them. Wrong says what is not right about it."""
    if not isinstance(written, list) or not 0 < len(written) <= MOST:
        raise Wrong(f"{at} takes a list of 1 to {MOST} actions", at, '- say: "Hello."')
    return tuple(read_action(each, at) for each in written)


def texts(action: Action) -> Iterator[str]:
    """All that has places for values."""
    match action:
        case Say(text):
            yield text
        case Run(arguments):
            yield from arguments
        case Http(url, _, json):
            yield url
            yield from _leaves(json)
        case Set(_, value):
            yield str(value)


def speaks(action: Action) -> bool:
    return isinstance(action, Say) or (isinstance(action, Run | Http) and bool(action.speak))


def acts(action: Action) -> bool:
    """It reaches out of the process, where nothing can be taken back."""
    return isinstance(action, Run | Http)


def plain(text: object, at: object, what: str) -> str:
    """A text with nothing to evaluate in it."""
    if not isinstance(text, At | int | float) or isinstance(text, bool):
        raise Wrong(f"{what} must be a text", at)
    if is_more(str(text)):
        raise Wrong("templates are not evaluated here: only {slot} is filled in", at, "{slot}, or {{ slots.slot }}")
    return text if isinstance(text, At) else str(text)


def _say(content: Any, at: At) -> Say:
    return Say(plain(content, at, "what is said"))


def _run(content: Any, at: At) -> Run:
    if isinstance(content, At):
        raise Wrong("run takes a list of arguments, for there is no shell", content, "run: [program, argument]")
    options = content if isinstance(content, dict) else {"command": content}
    _known(options, ("command", "limit", "speak"), at)
    command = options.get("command")
    if not isinstance(command, list) or not command:
        raise Wrong("run takes a list of arguments", at, "run: [program, argument]")
    arguments = tuple(plain(each, each if isinstance(each, At) else at, "an argument") for each in command)
    if names(arguments[0]) or not arguments[0]:
        raise Wrong("what was said must not choose the program", command[0], "name the program itself")
    if any(map(names, _code(arguments))):
        raise Wrong(
            "what was said must not become a piece of a program", at, """run: [sh, -c, 'ls "$1"', sh, "{slot}"]"""
        )
    return Run(arguments, _limit(options, at), _truth(options, "speak", at))


def _code(arguments: Sequence[str]) -> Iterator[str]:
    """What a shell or another interpreter among them, perhaps behind sudo or env, would run: no quotes help there."""
    for at, program in enumerate(arguments):
        if _INTERPRETER.fullmatch(PurePath(program).name):
            options = takewhile(lambda pair: pair[0].startswith(("-", "/")), pairwise(arguments[at + 1 :]))
            yield from (code for option, code in options if _CODE.fullmatch(option))


def _http(content: Any, at: At) -> Http:
    options = content if isinstance(content, dict) else {"url": content}
    _known(options, ("url", "method", "json", "headers", "token_env", "token_file", "limit", "speak"), at)
    url = options.get("url")
    if not isinstance(url, At) or (why := _wrong_url(plain(url, url, "an address"))):
        raise Wrong(f"http needs a url{': ' + why if isinstance(url, At) else ''}", url or at, "http://192.168.1.5/on")
    json, speak = options.get("json"), options.get("speak", False)
    for each in _leaves(json):
        plain(each, each, "a text")
    method = options.get("method", "GET" if json is None else "POST")
    if method not in METHODS:
        raise Wrong(f"there is no method {method}", method, ", ".join(METHODS))
    if not isinstance(speak, bool | At):
        raise Wrong("speak is true, false, or where the text stands in the answer", at, "speak: attributes.state")
    token_env, token_file = (str(options.get(name, "")) for name in ("token_env", "token_file"))
    return Http(url, str(method), json, _headers(options, at), token_env, token_file, _limit(options, at), speak)


def _set(content: Any, at: At) -> Set:
    if not isinstance(content, dict) or len(content) != 1:
        raise Wrong("set takes one name and its value", at, "set: {volume: 40}")
    [(name, value)] = content.items()
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise Wrong(f"{name} is no name for a value", name, "small letters, digits and _")
    text = plain(value, name, "the value")
    if not names(text) and (wrong := _wrong_voice(name, text)):
        raise Wrong(wrong, name, "set: {volume: 40}, or: set: {speed: slower}")
    return Set(str(name), value)


_KINDS: Mapping[str, Callable[[Any, At], Action]] = {"say": _say, "run": _run, "http": _http, "set": _set}


def _wrong_voice(name: str, text: str) -> str:
    if name == "volume" and not (text.isdigit() and int(text) <= 100):
        return "volume lies between 0 and 100"
    return "speed is faster or slower" if name == "speed" and text not in VOICE["speed"] else ""


def _wrong_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "it begins with http:// or https:// and a host"
    if names(parts.netloc) or "{" in parts.netloc:
        return "what was said must not choose the host"
    if parts.username is not None:
        return "no passwords in addresses: token_env or token_file"
    return "no spaces or control characters" if re.search(r"[\s\x00-\x1f\x7f]", url) else ""


def _headers(options: Mapping[str, Any], at: At) -> dict[str, str]:
    headers = options.get("headers") or {}
    if not isinstance(headers, dict):
        raise Wrong("headers are names with values", at, "headers: {Accept: text/plain}")
    for name, value in headers.items():
        if not re.fullmatch(r"[A-Za-z0-9-]+", name) or not re.fullmatch(r"[\x20-\x7e]*", plain(value, name, name)):
            raise Wrong(f"{name} is no header", name, "headers: {Accept: text/plain}")
        if names(str(value)):
            raise Wrong("what was said goes into the url or json, not into a header", name)
    return {str(name): str(value) for name, value in headers.items()}


def _limit(options: Mapping[str, Any], at: At) -> float:
    limit = options.get("limit", LIMIT)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not 0 < limit <= LONGEST:
        raise Wrong(f"limit is a number of seconds, {LONGEST:g} at the most", at)
    return float(limit)


def _truth(options: Mapping[str, Any], name: str, at: At) -> bool:
    value = options.get(name, False)
    if not isinstance(value, bool):
        raise Wrong(f"{name} is true or false", at)
    return value


def _known(options: Mapping[str, Any], known: tuple[str, ...], at: At) -> None:
    for name in options:
        if name not in known:
            raise Wrong(f"{at} has no option {name}", name, near(name, known))


def _leaves(json: Any) -> Iterator[str]:
    """The texts of a value, however deep."""
    if isinstance(json, str):
        yield json
    elif isinstance(json, dict | list):
        for each in json.values() if isinstance(json, dict) else json:
            yield from _leaves(each)
