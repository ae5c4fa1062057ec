"""Two texts made alike before their words are compared: another spelling, case or punctuation is no error.

English follows the rules that Whisper was published with, which the field quotes: lower case, no punctuation and no
words in brackets, contractions and titles written out, hesitations (uh, um, hmm) left out, British spellings made
American, numbers, sums of money and per cent as figures. Any other language: lower case, symbols and what stands in
brackets out, vowel signs kept; a language that writes no spaces is split into letters. In any, what holds neither a
letter nor a figure is no word (the English rules leave the last of three full stops), and a typographic apostrophe is
an apostrophe (for them it is none). Knows no error rate.
"""

from collections.abc import Callable
from functools import cache

from vacli.core.errors import EngineMissing
from vacli.core.words import primary
from vacli.extras import install
from vacli.text.document import UNSPACED

APOSTROPHES = str.maketrans("\u2019\u02bc\uff07", "'''")


def plain(text: str, language: str = "en") -> str:
    """EngineMissing without the package. May be empty: there may be nothing in it that counts as a word."""
    return normaliser(primary(language) or "en")(text.translate(APOSTROPHES))


@cache
def normaliser(code: str) -> Callable[[str], str]:
    """For a language; loading the English one takes 40 ms."""
    try:
        from whisper_normalizer.basic import BasicTextNormalizer
        from whisper_normalizer.english import EnglishTextNormalizer
    except ImportError:
        raise EngineMissing("package whisper-normalizer is not installed", install("bench")) from None
    found = (
        EnglishTextNormalizer()
        if code == "en"
        else BasicTextNormalizer(split_letters=code in UNSPACED, preserve_marks=True)
    )
    return lambda text: " ".join(word for word in found(text).split() if any(map(str.isalnum, word)))
