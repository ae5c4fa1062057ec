"""How finished a text sounds by its last words alone, where no template tells. Knows one language's word lists."""

import re
from collections.abc import Mapping
from typing import Any

from vacli.core.words import Completeness
from vacli.understand.text import Tokens

LONGEST_FORM = 20
"""Words up to which the form of a sentence is looked at."""


class Ending:
    def __init__(self, words: Mapping[str, Any]) -> None:
        self._open = frozenset(words["open"])
        self._counted_after = frozenset(words["counted_after"])
        self._orders = frozenset(words["orders"])
        self._questions = frozenset(words["questions"])
        self._whole = [re.compile(form) for form in words["whole"]]

    def trails_off(self, text: str) -> bool:
        """A recogniser that writes punctuation heard that more was to come."""
        return text.rstrip().endswith(("...", "…", ",", "-", "–", ";", ":"))

    def completeness(self, request: Tokens, text: str) -> Completeness:
        """`request` is the text without politeness, never empty."""
        if self._asks_for_more(request):
            return Completeness.UNFINISHED
        if len(request) <= LONGEST_FORM:
            plain = " ".join(map(str, request))
            if any(form.fullmatch(plain) for form in self._whole):
                return Completeness.COMPLETE
            if len(request) > 2 and request[0] in self._questions and text.rstrip().endswith("?"):
                return Completeness.COMPLETE
        return Completeness.UNKNOWN

    def after_free_text(self, request: Tokens, text: str) -> Completeness:
        """Behind a request that could be over, or whose last words, anything at all, could go on."""
        if request[0] in self._questions:
            return self.completeness(request, text)
        return Completeness.UNFINISHED if self._asks_for_more(request) else Completeness.UNKNOWN

    def within_free_text(self, request: Tokens, text: str) -> Completeness:
        """Behind words that would be anything at all of a request that goes on, if it is one: "add milk" to what?"""
        return Completeness.UNFINISHED if request[0] in self._orders else self.completeness(request, text)

    def _asks_for_more(self, request: Tokens) -> bool:
        if len(request) <= 2 and request[0] in self._questions:
            return True
        last = request[-1]
        if isinstance(last, str):
            return last in self._open
        before = request[-2] if len(request) > 1 else ""
        return before in self._counted_after
