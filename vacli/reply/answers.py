"""Answers of the language model that may be given again. Knows no language: whether a question stands alone is told.

A key is the question's plain form and everything else that shapes the answer: language, persona, model, settings. An
answer is kept when its turn was committed and heard to its end, never one that was cut short.
"""

import hashlib

from vacli.cache import Cache, Kind
from vacli.config import LlmSettings
from vacli.core.meaning import Understander
from vacli.core.turn import Turn


class Answers:
    """Of one model, as it is set up now. `identity` tells it from others."""

    def __init__(
        self,
        cache: Cache,
        kind: Kind,
        understander: Understander,
        settings: LlmSettings,
        identity: str,
    ) -> None:
        self._cache = cache
        self._kind = kind
        self._understander = understander
        shape = (understander.language, settings.system, settings.max_tokens, settings.temperature, identity)
        self._shape = "\0".join(map(str, shape))

    def known(self, question: str) -> str | None:
        """The answer that was given to it, or to the same question in other words."""
        key = self._key(question)
        found = self._cache.get(self._kind, key) if key else None
        return None if found is None else found.decode()

    def keep(self, question: str, answer: str, turn: Turn) -> None:
        """Once the turn is committed; not what was broken off."""
        key = self._key(question)
        if key and answer.strip():
            turn.act(lambda: self._cache.put(self._kind, key, answer.encode(), f"{question} -> {answer}"[:200]))

    def _key(self, question: str) -> str:
        plain = self._understander.standalone(question)
        return hashlib.sha256(f"{plain}\0{self._shape}".encode()).hexdigest() if plain else ""
