"""The lists and rules of the user's files under names that nothing else in a language has, and templates that use them.

A list or rule that is not theirs may be one of ours.
"""

import difflib
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from vacli.rules import Rules
from vacli.rules.files import Anything, File, List, Range, Words
from vacli.rules.marked import At, Wrong, text_at
from vacli.understand.language import Language
from vacli.understand.own.templates import TemplateError, Writer

_INLINE = re.compile(r"(\d{1,6})\.\.(\d{1,6})(?:,(\d{1,6}))?")


class Names:
    """`lists` and `rules` as hassil takes them, and `sentences` by what they were, once all files are taken; `own`: the
    lists as they were read.
    """

    def __init__(self, data: Language, rules: Rules, prefix: str) -> None:
        self.prefix = prefix
        self.rules: dict[str, str] = {}
        self.sentences: dict[At, str] = {}
        self.own: dict[str, List] = {}
        self._lists: dict[str, dict[str, Any]] = {}
        self._data = data
        self._theirs = {str(name) for file in rules.files for name in file.lists}
        self._their_rules = {str(name) for file in rules.files for name in file.expansions}
        self._writer = Writer(data.reader.tokens, self._list_named, self._rule_named)

    @property
    def lists(self) -> dict[str, dict[str, Any]]:
        return self._lists | {name: {"range": {"from": 0, "to": 9999}} for name in self._writer.exact}

    @property
    def ranges(self) -> dict[str, range]:
        found = {
            name: range(each.low, each.high + 1, each.step)
            for name, each in self.own.items()
            if isinstance(each, Range)
        }
        exact = {name: range(int(number), int(number) + 1) for name, number in self._writer.exact.items()}
        return found | exact

    @cached_property
    def pronounced(self) -> frozenset[str]:
        """Words of our own sentences."""
        texts = " ".join(each.sentence_texts[0] for each in self._data.sentences)
        return frozenset(re.findall(r"[^\W_]+", re.sub(r"[{<][^}>]*[}>]", " ", texts)))

    def take(self, file: File) -> None:
        for name, each in file.lists.items():
            self._list(name, each)
        for name, text in file.expansions.items():
            self.rules[self.prefix + name] = self.written(text)
        for blocks in file.intents.values():
            for text in (text for block in blocks for text in block.texts):
                self.sentences[text] = self.written(text)

    def written(self, text: At) -> str:
        """A template in the form of ours. Wrong where it is none."""
        try:
            written = self._writer.written(text)
        except TemplateError as error:
            raise Wrong(str(error), text) from None
        if not written:
            raise Wrong("there are no words in it", text)
        return written

    def _list(self, name: At, found: List) -> None:
        whole = self.prefix + name
        self.own[whole] = found
        match found:
            case Words(values):
                self._lists[whole] = {"values": [{"in": self._words(text), "out": out} for text, out in values]}
            case Range(low, high, step):
                self._lists[whole] = {"range": {"from": low, "to": high, "step": step}}
            case Anything():
                self._lists[whole] = {"wildcard": True}

    def _words(self, text: At) -> str:
        written = self.written(text)
        for mark, name in re.findall(r"([{<])([^}>:]*)", written):
            if mark == "<" or name not in self._writer.exact:
                raise Wrong("a list holds words, no other lists or rules", text)
        return written

    def _list_named(self, name: str) -> str:
        if inline := _INLINE.fullmatch(name):
            return self._inline(int(inline[1]), int(inline[2]), int(inline[3] or 1))
        if name in self._theirs:
            return self.prefix + name
        if name in self._data.intents.slot_lists:
            return name
        raise TemplateError(f"there is no list {{{name}}}{near(name, self._theirs)}")

    def _inline(self, low: int, high: int, step: int) -> str:
        if low > high or not step:
            raise TemplateError(f"there is no number in {{{low}..{high},{step}}}")
        name = text_at(f"from_{low}_to_{high}_by_{step}", 0, 0)
        self._list(name, Range(low, high, step))
        return self.prefix + name

    def _rule_named(self, name: str) -> str:
        if name in self._their_rules:
            return self.prefix + name
        if name in self._data.intents.expansion_rules:
            return name
        raise TemplateError(f"there is no rule <{name}>{near(name, self._their_rules)}")


def near(name: str, known: Iterable[str]) -> str:
    """A way out for messages: what may have been meant."""
    found = difflib.get_close_matches(name, sorted(known), n=1)
    return f": did you mean {found[0]}?" if found else ""
