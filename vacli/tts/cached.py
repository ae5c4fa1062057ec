"""A voice that says what it has said before without making it again. Knows no conversation.

A clause is kept once all of it was made, under its text and everything that shapes its sound. The voices that are used
here begin a clause in milliseconds or in hundreds of them: what is cached begins at once in either case.
"""

import hashlib
from collections.abc import Iterator

from vacli.cache import Cache, Kind
from vacli.config import TtsSettings
from vacli.core.audio import Audio, from_pcm16, join
from vacli.core.engines import Tts
from vacli.core.turn import Turn

LONGEST = 20.0
"""Seconds of sound that are kept of one clause, at the most."""


class Cached:
    """A `Tts` around `voice`. `identity` tells its model file from others of the same name; `cache` is its owner's."""

    def __init__(self, voice: Tts, settings: TtsSettings, cache: Cache, kind: Kind, identity: str = "") -> None:
        self.name, self.model, self.device, self.choices = voice.name, voice.model, voice.device, voice.choices
        self.rate, self.language = voice.rate, voice.language
        self._voice = voice
        self._settings = settings
        self._cache = cache
        self._kind = kind
        self._identity = identity

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        key = self._key(text, speed)
        if (known := self._cache.get(self._kind, key)) is not None:
            turn.check()
            yield Audio(from_pcm16(known), self.rate)
            return
        pieces: list[Audio] = []
        for piece in self._voice.synthesize(text, turn, speed=speed):
            pieces.append(piece)
            yield piece
        if pieces and pieces[-1].end <= LONGEST * self.rate and {piece.rate for piece in pieces} == {self.rate}:
            self._cache.put(self._kind, key, join(pieces).pcm16(), text)

    def close(self) -> None:
        self._voice.close()

    def _key(self, text: str, speed: float) -> str:
        settings = self._settings
        shape = (self.name, self.model, self._identity, self.language, settings.speaker, settings.speed, speed, text)
        return hashlib.sha256("\0".join(map(str, shape)).encode()).hexdigest()
