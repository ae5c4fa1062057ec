"""Whether a question means the same whoever asks it, whenever and after whatever was said before; and its plain form.

Only then may an answer be given again. Words decide, and in doubt it does not: a wrong answer from yesterday is worse
than making one. Knows no cache.
"""

from collections.abc import Iterable, Mapping, Sequence

from vacli.understand.text import Frame, Tokens

FEWEST = 3
"""Words below which a question leans on what was said before: "why not", "and then"."""


class Standalone:
    """Of one language: `words` has its lists `questions` (how one begins), `leaning` (words that lean on a time, a
    speaker, what was said before, or that ask for something new each time), `anybodys` (phrases with such words that
    lean on nobody), `idle` (words that change nothing), `asking` (before a question that is told) and `possessive`
    endings. What is no question is a wish, which is to be done again.
    """

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._questions = frozenset(words["questions"])
        self._leaning = [tuple(phrase.split()) for phrase in words["leaning"]]
        self._anybodys = tuple(tuple(phrase.split()) for phrase in words.get("anybodys", ()))
        self._idle = frozenset(words["idle"])
        self._asking = Frame(words["asking"], ())
        self._of = words.get("possessive", ())

    def key(self, tokens: Tokens) -> str:
        """The question in its plain form; empty where the answer may be another one next time."""
        asked = self._asking.strip(tokens)
        if asked == tokens and tokens and tokens[0] not in self._questions:
            return ""
        said = self._without_anybodys(asked)
        if len(asked) < FEWEST or any(_holds(said, phrase) for phrase in self._leaning):
            return ""
        plain = [str(token) for token in self._turned(asked) if token not in self._idle]
        return " ".join(plain) if len(plain) > 1 else ""

    def _without_anybodys(self, tokens: Tokens) -> Tokens:
        for phrase in self._anybodys:
            for at in range(len(tokens) - len(phrase) + 1):
                if tokens[at : at + len(phrase)] == phrase:
                    tokens = tokens[:at] + tokens[at + len(phrase) :]
        return tokens

    def _turned(self, tokens: Iterable[object]) -> list[object]:
        """ "france's capital" as "capital of france": one word for what is had, no more."""
        found = list(tokens)
        for ending in self._of:
            for at, token in enumerate(found[:-1]):
                if isinstance(token, str) and token.endswith(ending) and len(token) > len(ending):
                    found[at : at + 2] = [found[at + 1], "of", token.removesuffix(ending)]
        return found


def _holds(tokens: Tokens, phrase: tuple[str, ...]) -> bool:
    return any(tokens[at : at + len(phrase)] == phrase for at in range(len(tokens) - len(phrase) + 1))
