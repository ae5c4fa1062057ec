"""Is a reading odd? The signs by which a Whisper that has lost its way is known. Knows text and numbers only."""

import zlib

LOW = -1.0
"""Mean log probability of a token below which a reading is doubtful."""

SQUEEZED = 2.4
"""Bytes of text to bytes of the same compressed, above which it repeats itself."""

FASTEST = 8.0
"""Words a second that nobody speaks."""

LOOPS = 5
"""The same words that often in a row are a loop; a single word may come twice as often ("no no no no no")."""


def odd(text: str, seconds: float, log_probability: float, *, silent: bool = False) -> str:
    """What is odd about a text read from `seconds` of speech, or nothing. `silent`: no text is not odd."""
    words = text.lower().split()
    if not words:
        return "" if silent else "no text"
    if repeats(words) or len(text.encode()) / len(zlib.compress(text.encode())) > SQUEEZED:
        return "repeats itself"
    if log_probability < LOW:
        return f"low log probability {log_probability:.2f}"
    if len(words) > 4 + FASTEST * seconds:
        return f"{len(words)} words in {seconds:.1f} s"
    return ""


def repeats(words: list[str]) -> bool:
    """Do one to eight words come over and over?"""
    for size in range(1, min(8, len(words) // 2) + 1):
        needed = (2 * LOOPS if size == 1 else LOOPS) - 1
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            if run >= needed * size:
                return True
    return False
