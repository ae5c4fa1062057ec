"""Free text in a request: names, items, notes. Which words it may hold, and how it was said.

A template matches tokens; what a skill keeps and says back is what the user said, with its commas and figures. Knows no
template and no skill.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vacli.understand.text import LONGEST, Frame, Reader, Tokens

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.models import MatchEntity

MOST = {"name": 3, "list": 3, "place": 5, "item": 6, "word": 4, "about": 6}
"""Words that a free text may have, by slot. Others are bounded by the length of a request."""
WHOLE = frozenset({"text"})
"""Slots whose text may end anyhow: who notes something down decides what is in it."""
SHORT = frozenset({"place", "item", "items", "about"})
"""Slots whose text is never a clause, but for what is to be done."""
STRETCH = 4
"""Pieces of a text after which one more word has made a number of those before it, at the most."""
MOST_PIECES = 200
"""Pieces of a text that are looked at; a request of more is one of hesitations."""
_ENDS = " \t\r\n.,;:!?…-–¿¡"


@dataclass(frozen=True, slots=True)
class Free:
    """A slot's free text: the tokens from `begin` up to `end`."""

    slot: str
    begin: int
    end: int

    def fits(self, tokens: Tokens, stop: Collection[str], never: Collection[str]) -> bool:
        """`stop` are words that say nothing alone and end no phrase, `never` those that it must not hold."""
        said = tokens[self.begin : self.end]
        if not 0 < len(said) <= MOST.get(self.slot, len(said)) or all(token in stop for token in said):
            return False
        if any(token in never for token in said):
            return False
        if self.slot == "name":
            return all(isinstance(token, str) and token not in stop for token in said)
        return self.slot in WHOLE or said[-1] not in stop

    def trimmed(self, tokens: Tokens, idle: Mapping[str, Frame]) -> "Free":
        """Without what belongs to the request and not to the text: the "at the moment" behind a place."""
        said = tokens[self.begin : self.end]
        kept = idle[self.slot].strip(said) if self.slot in idle else said
        if not kept or kept == said:
            return self
        skipped = next(at for at in range(len(said)) if said[at : at + len(kept)] == kept)
        return replace(self, begin=self.begin + skipped, end=self.begin + skipped + len(kept))


def idle_of(words: Mapping[str, Any]) -> dict[str, Frame]:
    """What stands around a slot's free text and is none of it, by the language's list `idle_around`."""
    around: Mapping[str, Any] = words.get("idle_around", {})
    return {slot: Frame(each.get("before", ()), each.get("after", ())) for slot, each in around.items()}


def free_texts(entities: "Sequence[MatchEntity]", text: str) -> list[Free]:
    """Those among what was matched in `text`, tokens with a space between."""
    found, at = [], 0
    for entity in entities:
        if entity.is_wildcard:
            words = entity.text.split()
            before = f" {text} ".find(f" {' '.join(words)} ", at)  # -1: it begins or ends within a word
            begin = text[:before].count(" ") if before >= 0 else 0
            found.append(Free(entity.name, begin, begin + len(words) if before >= 0 else 0))
            at = max(at, before + len(entity.text))
    return found


def as_said(free: Free, text: str, tokens: Tokens, reader: Reader) -> str:
    """The free text as it stands in `text`, of which `tokens` were read: lower case, without hesitations."""
    pieces = list(re.finditer(r"\S+", text[:LONGEST]))[:MOST_PIECES]

    def read(count: int) -> Tokens:
        """The tokens of the first pieces."""
        return reader.tokens(text[: pieces[count - 1].end()]) if count else ()

    def place(at: int) -> int | None:
        """How many pieces, at the least, give exactly the tokens before `at`."""
        least = bisect_left(range(len(pieces) + 1), at, key=lambda count: len(read(count)))
        some = range(least, min(least + STRETCH, len(pieces) + 1))
        return next((count for count in some if read(count) == tokens[:at]), None)

    begin, end = place(free.begin), place(free.end)
    if begin is None or end is None:
        return " ".join(map(str, tokens[free.begin : free.end]))
    while begin < end and reader.words(pieces[begin].group()) and read(begin + 1) == tokens[: free.begin]:
        begin += 1  # a hesitation, or the last word before it once more
    while end < len(pieces) and not reader.words(pieces[end].group()):  # a smiley belongs to the words before it
        end += 1
    said = [piece.group() for piece in pieces[begin:end]]
    return " ".join(each for each in said if reader.tokens(each) or not reader.words(each)).lower().strip(_ENDS)
