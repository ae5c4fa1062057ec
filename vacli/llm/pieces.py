"""From the bytes of tokens to pieces of text: whole characters only, and nothing of a stop string. Knows no model."""

import codecs
from collections.abc import Sequence


class Pieces:
    """`ended` once a stop string was met; what comes before it was given out."""

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self.ended = False
        self._stop = [text for text in stop if text]
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._held = ""

    def add(self, data: bytes) -> str:
        """The text that is certain now; empty while a character or a possible stop string is incomplete."""
        text = self._held + self._decoder.decode(data)
        found = [at for at in (text.find(stop) for stop in self._stop) if at >= 0]
        self.ended = bool(found)
        sure = min(found) if found else len(text) - self._open(text)
        self._held = "" if found else text[sure:]
        return text[:sure]

    def rest(self) -> str:
        """What was held back for a stop string that never came."""
        held, self._held = self._held, ""
        return held

    def _open(self, text: str) -> int:
        """Length of the longest end of `text` that a stop string begins with."""
        longest = max((len(stop) for stop in self._stop), default=1) - 1
        for length in range(min(longest, len(text)), 0, -1):
            if any(stop.startswith(text[-length:]) for stop in self._stop):
                return length
        return 0
