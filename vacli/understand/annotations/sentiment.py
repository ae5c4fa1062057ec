"""Whether a text praises or complains, -1 to 1, by its words. Knows what people say to an assistant, and no irony."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vacli.understand.annotations.sentiment_words import WORDS
from vacli.understand.language import code_of, language
from vacli.understand.text import Token

CLEAR = 0.25
"""From here on a text is praise, or a complaint below the negative of it; between them it is neither."""
REACH = 3
"""Tokens before a word among which a "not" or a "very" counts."""
FLIPPED, MORE, LESS = -0.7, 1.4, 0.6
FULL = 2.0
"""The weight at which the score is a half."""
LONGEST_PHRASE = 7
WHOLE = 3
"""A phrase of so many words says it all: no word before it turns it, and it counts in a question."""


@dataclass(frozen=True, slots=True)
class Sentiment:
    """`words` are those that decided, each with its weight."""

    score: float
    words: tuple[tuple[str, float], ...] = ()

    @property
    def explanation(self) -> str:
        return ", ".join(f"{word!r} {weight:+.1f}" for word, weight in self.words) or "no word of praise or complaint"


def sentiment(text: str, language: str = "en") -> Sentiment:
    """A question about the world judges by whole phrases only, one to the assistant by any: "why are you so slow"."""
    return _judge(code_of(language)).judge(text)


@lru_cache(maxsize=4)
def _judge(code: str) -> "Judge":
    return Judge(code)


class Judge:
    def __init__(self, code: str) -> None:
        self._words = WORDS[code]
        self._reader = language(code).reader

    def judge(self, text: str) -> Sentiment:
        tokens = self._reader.tokens(text)
        least = WHOLE if self._asks(tokens) else 1
        found = tuple(each for each in self._weighed(tokens) if len(each[0].split()) >= least)
        total = sum(weight for _, weight in found)
        return Sentiment(round(total / (abs(total) + FULL), 2), found)

    def _asks(self, tokens: Sequence[Token]) -> bool:
        begins = [
            any(tuple(tokens[: len(each)]) == each for each in some)
            for some in (self._words.asks, self._words.exclaims)
        ]
        personal = any(token in self._words.you for token in tokens[:4])
        return begins[0] and not begins[1] and not personal

    def _weighed(self, tokens: Sequence[Token]) -> Iterator[tuple[str, float]]:
        at = 0
        while at < len(tokens):
            phrase = self._phrase(tokens, at)
            if phrase:
                before = tokens[max(0, at - REACH) : at] if len(phrase) < WHOLE else ()
                yield " ".join(phrase), round(self._words.weights[phrase] * self._factor(before), 2)
            at += len(phrase) or 1

    def _phrase(self, tokens: Sequence[Token], at: int) -> tuple[str, ...]:
        """The longest that begins here."""
        for length in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = tuple(map(str, tokens[at : at + length]))
            if phrase in self._words.weights:
                return phrase
        return ()

    def _factor(self, before: Sequence[Token]) -> float:
        factor = 1.0
        for token in before:
            factor *= FLIPPED if token in self._words.flips else 1.0
            factor *= MORE if token in self._words.more else LESS if token in self._words.less else 1.0
        return factor
