"""How the assistant's voice is to change: louder or quieter, faster or slower, from English tokens in any order."""

import re
from collections.abc import Sequence

from vacli.understand.amounts import numbers
from vacli.understand.moments import Slots
from vacli.understand.text import Tokens

_LOUDER = (
    " (too|so|very) (quiet|quietly|soft|softly|low|faint)( |$)| (not|barely|hardly|never|can) hear | hard of hearing "
    "| speak up | deaf ",
    " (up|louder|higher|raise|increase|boost|crank|pump|more) ",
)
_QUIETER = (
    " (too|so|that|this|less) (loud|loudly|noisy|high) | (shouting|yelling|shout|yell|whisper) ",
    " (down|quieter|softer|lower|decrease|reduce|drop|less|quiet|softly|quietly|gentler|hush) ",
)
_FASTER = (
    " (too|so|that|this|very|less) (slow|slowly) | (dragging|drags) ",
    " (faster|quicker|quick|quickly|more fast|up|increase|raise|hurry|accelerate) ",
)
_SLOWER = (
    " (too|so|that|this|less) (fast|quick|quickly|rapidly|speed) | (not|never) (follow|keep up) ",
    " (slower|slow|slowly|down|lower|decrease|reduce|gentler|ease off) ",
)
"""What is complained of, which decides; and what is asked for."""


def _changed(words: str, up: Sequence[str], down: Sequence[str]) -> Slots | None:
    for more, less in zip(up, down, strict=True):
        found = [name for name, pattern in (("up", more), ("down", less)) if re.search(pattern, words)]
        if found:
            return {"change": found[0]} if len(found) == 1 else None
    return None


def speed(tokens: Tokens) -> Slots | None:
    return _changed(f" {' '.join(map(str, tokens))} ", _FASTER, _SLOWER)


def volume(tokens: Tokens) -> Slots | None:
    """In percent, where that is said."""
    words = f" {' '.join(map(str, tokens))} "
    said = [tokens[at] for at in numbers(tokens)]
    if said:
        return {"percent": said[0]} if len(said) == 1 and not isinstance(said[0], str) else None
    for pattern, percent in ((" (full|max|maximum) ", 100), (" half ", 50), (" (mute|muted) ", 0)):
        if re.search(pattern, words):
            return {"percent": percent}
    return _changed(words, _LOUDER, _QUIETER)
