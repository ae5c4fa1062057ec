"""Free text that is kept: how much of it, and what it is alike. Content is data: it is kept, compared and said back.

Knows what may be kept at all, not what a list or a note is.
"""

import re
from collections.abc import Sequence

from vacli.skills.durations import together
from vacli.skills.store import MOST, Store

LONGEST = 300
"""Characters of one text."""
SAID = 30
"""Things that are read out at a time."""

_TOO_LONG = {
    "en": "That is too long to keep: {most} characters at the most.",
    "de": "Das ist zu lang: höchstens {most} Zeichen.",
    "fr": "C'est trop long : {most} caractères au plus.",
    "es": "Es demasiado largo: {most} caracteres como máximo.",
}
_FULL = {
    "en": "There is no more room: {most} things are kept, which is the most.",
    "de": "Mehr passt nicht hinein: es sind höchstens {most} Einträge.",
    "fr": "Il n'y a plus de place : {most} choses au plus.",
    "es": "No cabe nada más: {most} cosas como máximo.",
}
_MORE = {"en": "{count} more", "de": "{count} weitere", "fr": "{count} autres", "es": "{count} más"}
_BOUND = re.compile(r"[ldLD]['’](\S+)")


def _of(**words: str) -> dict[str, frozenset[str]]:
    return {language: frozenset(all_words.split()) for language, all_words in words.items()}


ARTICLES = _of(
    en="a an the some any more another my our your his her their its this that these those of",
    de="ein eine einen einem einer eines der die das den dem des etwas noch mehr mein meine meinen meinem meiner"
    " unser unsere unseren dein deine deinen von",
    fr="un une des du de la le les l d mon ma mes notre nos ton ta tes votre vos ce cet cette ces quelques",
    es="un una unos unas el la los las lo mi mis nuestro nuestra tu tus su sus este esta ese esa algo más de del",
)
_EMPTY = _of(
    en="i you he she it we they is are was were be am do does did have has had can will to in on at for with and or"
    " what where when who which how me us put left told said",
    de="ich du er sie es wir ihr ist sind war waren sein bin hat habe hatte kann wird zu in im an am auf für mit und"
    " oder was wo wann wer wie mir mich dir dich uns dass liegt",
    fr="je tu il elle on nous vous ils elles est sont était être suis a ai as ont avait peut à au aux dans en sur"
    " pour avec et ou que qui où quand quoi comment me moi te toi j c n s m t qu",
    es="yo él ella nosotros ellos es son era ser está están estaba soy ha he tiene tengo puede a al en por para con y"
    " o que qué dónde cuándo quién cómo me te se",
)


def too_long(text: str, language: str) -> str:
    """What to say of a text that is too long to keep; nothing if it is not."""
    return _TOO_LONG[language].format(most=LONGEST) if len(text) > LONGEST else ""


def full(store: Store, kind: str, more: int, most: int, language: str) -> str:
    """What to say if no more of this kind can be kept, or of all kinds together; nothing if they can."""
    if len(store.all(kind)) + more > most:
        return _FULL[language].format(most=most)
    return _FULL[language].format(most=MOST) if store.size() + more > MOST else ""


def some_of(texts: Sequence[str], language: str) -> str:
    """ "a, b and c", the first ones of many."""
    first = list(texts[:SAID])
    more = len(texts) - len(first)
    return together([*first, _MORE[language].format(count=more)] if more else first, language)


def bare(text: str, language: str) -> str:
    """Without the articles that it begins with: "the milk" and "some milk" are milk."""
    words = text.split()
    while len(words) > 1 and words[0].lower() in ARTICLES[language]:
        del words[0]
    bound = _BOUND.fullmatch(words[0]) if words and language == "fr" else None
    return " ".join([bound[1], *words[1:]] if bound else words)


def content(text: str, language: str) -> frozenset[str]:
    """The words of a text that tell what it is about, alike in the singular and the plural."""
    words = re.findall(r"\w+", text.lower().replace("-", "").replace("'s ", " "))
    empty = ARTICLES[language] | _EMPTY[language]
    return frozenset(_singular(word) for word in words if word not in empty) or frozenset(map(_singular, words))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("oes", "ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
