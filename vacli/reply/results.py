"""The number that an answer ends with, to go on calculating with it. Knows how languages write numbers."""

import re

MARKS = {"en": (",", "."), "de": (".", ","), "es": (".", ","), "fr": (" ", ",")}
"""What sets thousands apart, and what stands before decimals."""
_NUMBER = re.compile(r"-?\d[\d., \u00a0\u202f]*")


def result(answer: str, language: str) -> int | float | None:
    """ "12 times 4 is 48." is 48; None where there is none."""
    found = _NUMBER.findall(answer)
    if not found:
        return None
    thousands, decimal = MARKS.get(language, MARKS["en"])
    plain = re.sub(r"\s", "", found[-1]).replace(thousands, "").replace(decimal, ".").rstrip(".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return int(value) if value.is_integer() else value
