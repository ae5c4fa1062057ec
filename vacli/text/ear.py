"""Text in shape for the ear: Markdown, emoji and addresses made readable, figures, dates, units and signs in words.

English, German, French and Spanish are spoken in full; in other languages only what is not prose is taken away. Time
is linear in the text; what comes back is one line without control characters, and doing it twice changes nothing.
"""

import re
import unicodedata

from vacli.core.words import primary
from vacli.text.ear_markup import plain
from vacli.text.ear_rules import LANGUAGES, expand

_PUNCTUATION = set(".,;:!?'\"()-…“”„‘’«»¿¡。！？，、；：・「」『』،؟")
_CODE = "Code omitted."


def for_the_ear(text: str, language: str = "en") -> str:
    """`language` is a code such as en or de-AT. Empty if there is nothing to say."""
    spoken = LANGUAGES.get(primary(language))
    words = plain(text, spoken.words["code"] if spoken else _CODE)
    return _tidy(expand(words, spoken) if spoken else words)


def _tidy(text: str) -> str:
    text = re.sub(r"\s?[—–|]\s?|\s-{1,3}\s", ", ", text)
    text = "".join(letter if _is_spoken(letter) else " " for letter in text)
    text = re.sub(r"\(\s*\)|\"\s*\"", " ", text)
    text = " ".join(text.split())
    text = re.sub(r" (?=[.,;:!?)…](?:\s|$|[.,;:!?]))", "", text)
    text = re.sub(r"(?<=\w),(?=\w)", ", ", text)
    text = re.sub(r"([,;:])(?: ?[,;:])+", r"\1", text)
    return text if any(letter.isalnum() for letter in text) else ""


def _is_spoken(letter: str) -> bool:
    """Letters with their marks, digits and the punctuation that voices understand."""
    return letter.isalnum() or letter == " " or letter in _PUNCTUATION or unicodedata.category(letter)[0] == "M"
