"""What can be judged of a reply without its question: length, repetition, language, whether it is whole and speakable.

Each check gives 0 (bad) to 1 (good). Knows no truth: a false sentence in good order passes.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from vacli.reply.quality_words import NONE, WORDS, QualityWords

WORDS_A_SECOND = 2.5
COMFORTABLE, TOO_LONG = 12.0, 30.0
"""Seconds of speech up to which a reply loses nothing, and from which on it loses all that length can cost."""
LIST = 3
"""Different numbers from which on a reply is a list of them."""
LEAST_EVIDENCE = 2
"""Common words of another language before a reply is taken for being in it."""
MANY_NAMES = 6
"""Words without a common one among them from which on that is odd in any language."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*'?")
_LOOPED = re.compile(r"(\d)\1{6}|(?:\b\d{1,2}\.){4}|[.,]\d{7}|\d([.,])\d{3}\2\d{1,2}(?!\d)|([^\W\d_])\3{5}")
_MARKUP = re.compile(r"\*\*|__|```|`\w|^#{1,6} |^[ \t]*(?:[-*•]|\d+[.)])\s|\]\(|https?://|\|.+\||<\w+>", re.M)
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'(?=\w)")
_QUOTED = re.compile(r'["“”«»„]')
_NUMBERED = re.compile(r"(?:^|(?<=\s))\d{1,2}[.)]\s")
_BETWEEN = re.compile(r"(?<=[.!?])\s+|\n+")
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


@dataclass(frozen=True)
class Said:
    """A text, cut to what is looked at, and its words in lower case."""

    text: str
    words: QualityWords

    @cached_property
    def tokens(self) -> list[str]:
        return _WORD.findall(self.text.lower().replace("’", "'"))

    @cached_property
    def plain(self) -> str:
        """Words with single spaces, for phrases."""
        return f" {' '.join(self.tokens)} "

    @cached_property
    def content(self) -> list[str]:
        """Beginnings of the words that carry meaning: sleep and sleeping are one, eau and l'eau."""
        words = (_ELIDED.sub("", token) for token in self.tokens if token not in self.words.stop)
        return [word[:5] for word in words]

    @cached_property
    def long(self) -> list[str]:
        """Without single letters, which may spell something."""
        return [token for token in self.tokens if len(token) > 1 or token.isdigit()]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """In digits."""
        return frozenset(token for token in self.tokens if token[0].isdigit())

    @cached_property
    def figures(self) -> frozenset[str]:
        """Numbers, but for those that only number the items of a list."""
        return Said(_NUMBERED.sub(" ", self.text), self.words).numbers

    @cached_property
    def sentences(self) -> list["Said"]:
        return [Said(each, self.words) for each in _BETWEEN.split(self.text) if _WORD.search(each)]

    def has(self, phrases: Iterable[str]) -> list[str]:
        return [phrase for phrase in phrases if f" {phrase} " in self.plain]


def length(said: Said, seconds: float = COMFORTABLE, most: float = TOO_LONG) -> float:
    """Digits are read out, about two a word."""
    spoken = sum(max(1, sum(map(str.isdigit, token)) // 2) for token in said.tokens) / WORDS_A_SECOND
    return _within((most - spoken) / (most - seconds))


def repetition(said: Said) -> float:
    """The share of three words in a row that were there before; a word twice in a row, digits in a loop.

    What is said once for each of several numbers is a list: "5 minutes on your tea timer, 9 minutes on your egg timer".
    """
    if _LOOPED.search(said.text):
        return 0.0
    tokens = said.long
    doubled = any(one == other and one.isalpha() for one, other in pairwise(tokens))
    threes = Counter(zip(tokens, tokens[1:], tokens[2:], strict=False))
    listed = [times for three, times in threes.items() if times > len(said.numbers) or _digits(three)]
    again = sum(times - 1 for times in listed) / threes.total() if threes else 0.0
    content = [word for word in said.content if len(word) > 1 and not word[0].isdigit()]
    variety = len(set(content)) / len(content) if len(content) >= 8 and len(said.numbers) < LIST else 1.0
    return min(_within(1 - 4 * (again - 0.05)), _within(variety / 0.7), 0.3 if doubled else 1.0)


def whole(said: Said) -> float:
    """Ends like a sentence, begins like one, closes its brackets and quotes."""
    text = said.text.strip()
    ended = bool(_ENDS.search(text[-20:]))
    if not ended and (said.tokens[-1] in said.words.dangling or text[-1] in ",:;-–("):
        return 0.0
    if said.tokens[0] in said.words.verbs_first and not text.endswith("?"):
        return 0.0
    if text.count('"') % 2 or text.count("(") != text.count(")"):
        return 0.2
    return 1.0 if ended else 0.6 if len(said.tokens) <= 10 else 0.2


def plain(said: Said) -> float:
    """No markup, and nothing laid out for the eye: paragraphs, a reply in quotation marks."""
    if _MARKUP.search(said.text):
        return 0.0
    quotes, breaks = bool(_QUOTED.search(said.text)), "\n" in said.text.strip()
    return 0.2 if quotes and breaks else 0.4 if quotes or breaks else 1.0


def in_language(said: Said) -> float:
    """Its common words are more often those of the language than those of any other."""
    if said.words is NONE:
        return 1.0
    here = _share(said, said.words)
    other = max(_share(said, words) for words in WORDS.values() if words is not said.words)
    if other >= LEAST_EVIDENCE and other > here:
        return 0.0
    names = sum(not token[0].isdigit() for token in said.long)
    return 1.0 if here or names <= MANY_NAMES else 0.5


def consistent(said: Said) -> float:
    """Takes nothing back that it has just said."""
    return 0.0 if said.has(said.words.turns) else 1.0


def straight(asked: Said, said: Said) -> float:
    """0..1: a sentence turns on itself if it says a word of the question again, the more if nothing new stands between.

    "A volcano is a volcano that erupts"; "a kind of bee honey that bees make".
    """
    old = {token for token in asked.long if token not in asked.words.stop and token.isalpha()}
    old -= {token for token in old if asked.tokens.count(token) > 1}  # "how do i tie a tie"
    told = [_uttered(each) for each in said.sentences]
    if any(one == other and one in old for each in told for one, other in pairwise(each)):
        return 0.3
    return 0.75 if any(token in old and each.count(token) > 1 for each in told for token in set(each)) else 1.0


def _uttered(sentence: Said) -> list[str]:
    """Its words, but for names: "the largest ocean is the Pacific Ocean"."""
    text = sentence.text[:1].lower() + sentence.text[1:]
    return [
        word for word in _WORD.findall(text) if len(word) > 1 and word.islower() and word not in sentence.words.stop
    ]


def _digits(words: Iterable[str]) -> bool:
    return any(word[0].isdigit() for word in words)


def _share(said: Said, words: QualityWords) -> int:
    return sum(token in words.stop for token in said.long)


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))
