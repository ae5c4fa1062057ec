"""Small language models run in circles and write out the marks of their own training. What is spoken stops before that.

Works on the pieces of an answer as they come; knows no model.
"""

import re
from collections.abc import Callable, Iterator

TIMES = 3
"""So often in a row the same words are a circle ..."""
LONGEST = 12
"""... of so many words at the most."""
AGAIN = 6
"""Words alike from which a sentence is taken for one that was said before."""
MARKS = (
    "<|",
    "|>",
    "<s>",
    "</s>",
    "[INST]",
    "[/INST]",
    "###",
    "```",
    "\nUser:",
    "\nuser\n",
    "\nAssistant:",
    "\nSystem:",
)
"""Where these begin the answer is over: the model writes the next turn, or another document."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sane(pieces: Iterator[str], on_cut: Callable[[str], None]) -> Iterator[str]:
    """The pieces up to the point where it goes wrong; `on_cut` is then told why.

    The end of a piece that may be the beginning of a mark waits for the next one.
    """
    text, told = "", 0
    for piece in pieces:
        text += piece
        end = _marked(text)
        if end is not None:
            yield from _rest(text[told:end])
            on_cut("template text")
            return
        if _circles(text):
            on_cut("repetition")
            return
        safe = len(text) - _begun(text)
        if safe > told:
            yield text[told:safe]
            told = safe
    yield from _rest(text[told:])


def _rest(text: str) -> Iterator[str]:
    if text:
        yield text


def _marked(text: str) -> int | None:
    """Where the first mark stands."""
    return min((at for mark in MARKS if (at := text.find(mark)) >= 0), default=None)


def _begun(text: str) -> int:
    """How many characters at the end may be the beginning of a mark."""
    most = max(map(len, MARKS)) - 1
    ends = (size for size in range(min(most, len(text)), 0, -1) if _begins(text[-size:]))
    return next(ends, 0)


def _begins(end: str) -> bool:
    return any(mark.startswith(end) for mark in MARKS)


def _circles(text: str) -> bool:
    *before, last = _SENTENCE.split(text)
    words = _words(text)
    for size in range(1, LONGEST + 1):
        tail = words[-size * TIMES :]
        if len(tail) == size * TIMES and tail == tail[:size] * TIMES and not (size == 1 and len(tail[0]) < 2):
            return True
    said = _words(last)
    return len(said) >= AGAIN and any(_words(sentence)[: len(said)] == said for sentence in before)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
