"""YAML whose texts know where they stand, read without trusting it: no tags, no bombs, "on" and "no" as words.

Knows nothing of what a file means.
"""

import difflib
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEEPEST = 30
"""Levels of a file that are looked at."""
MOST_NODES = 50_000
"""Values of a file, those that are repeated by an alias counted again."""
LISTED = 30
"""Known names that a message tells."""
_NUMBER = re.compile(r"[-+]?\d{1,15}(\.\d{1,15})?")
_TAGS = {"str", "int", "float", "bool", "null", "seq", "map", "timestamp", "merge", "value"}
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class At(str):
    """A text of a file, with its line and column, counted from 1."""

    __slots__ = ("column", "line")
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file of the user's, where, and the way out. Line 0: the file as a whole."""

    file: Path
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{where}: {self.message}"


class Wrong(Exception):
    """Something in a file is wrong at this text, or in the file as a whole."""

    def __init__(self, message: str, at: object = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line, self.column = (at.line, at.column) if isinstance(at, At) else (0, 0)

    def problem(self, file: Path) -> Problem:
        return Problem(file, self.line, self.column, self.message, self.hint)


def text_at(text: str, line: int, column: int) -> At:
    marked = At(text)
    marked.line, marked.column = line, column
    return marked


def near(name: str, known: Iterable[str]) -> str:
    """A way out for messages: what may have been meant, and what there is."""
    there = list(known)
    close = difflib.get_close_matches(str(name), there, n=1)
    return (f"did you mean {close[0]}? " if close else "") + f"known: {', '.join(there[:LISTED])}"


def load(content: str) -> Any:
    """Mappings, lists, numbers, truth values, and texts as `At`. Wrong says where it is not YAML, or not taken."""
    import yaml  # type: ignore[import-untyped]

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _bounded(yaml.parse(content, Loader=loader))
        node = yaml.compose(content, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = text_at("", mark.line + 1, mark.column + 1) if mark else None
        raise Wrong(
            f"this is no YAML: {error.problem or error.context}", at, "indent with spaces, quote texts"
        ) from None
    except yaml.reader.ReaderError as error:
        at = _place(content, error.position)
        raise Wrong(f"this is no YAML: {error.reason}", at, "take out the control characters") from None
    return _Values().value(node, 0) if node is not None else None


def _bounded(events: Iterable[Any]) -> None:
    """Wrong for what is too deep: the composer recurses in C, and would bring the process down."""
    depth = 0
    for event in events:
        depth += type(event).__name__.endswith("StartEvent") - type(event).__name__.endswith("EndEvent")
        if depth > DEEPEST + 2:  # the stream and the document
            at = text_at("", event.start_mark.line + 1, event.start_mark.column + 1)
            raise Wrong(f"it is nested deeper than {DEEPEST} levels", at)


def _place(content: str, position: int) -> At:
    before = content[:position]
    return text_at("", before.count("\n") + 1, position - before.rfind("\n"))


class _Values:
    """From nodes to values, counted: an alias can stand for many, or for what it stands in."""

    def __init__(self) -> None:
        self._count = 0

    def value(self, node: Any, depth: int) -> Any:
        at = text_at("", node.start_mark.line + 1, node.start_mark.column + 1)
        self._count += 1
        if depth > DEEPEST:
            raise Wrong(f"it is nested deeper than {DEEPEST} levels", at)
        if self._count > MOST_NODES:
            raise Wrong(f"it holds more than {MOST_NODES} values", at, "split the file; aliases count each time")
        if node.tag.removeprefix("tag:yaml.org,2002:") not in _TAGS:
            raise Wrong(f"tags such as {node.tag} are not read", at, "write the value itself")
        if node.id == "sequence":
            return [self.value(each, depth + 1) for each in node.value]
        if node.id == "mapping":
            return self._mapping(node, depth)
        if not node.style and node.value in _CONSTANTS:
            return _CONSTANTS[node.value]
        if not node.style and _NUMBER.fullmatch(node.value):
            return float(node.value) if "." in node.value else int(node.value)
        return text_at(node.value, at.line, at.column)

    def _mapping(self, node: Any, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            key = self.value(key_node, depth + 1)
            at = text_at(str(key), mark.line + 1, mark.column + 1)
            if not isinstance(key, Hashable) or isinstance(key, bool | None):
                raise Wrong("a name is wanted here", at, 'quote it: "on":')
            if at in found:
                raise Wrong(f"{at} stands here twice", at, "put both into one")
            found[at] = self.value(value_node, depth + 1)
        return found
