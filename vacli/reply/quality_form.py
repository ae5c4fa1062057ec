"""Whether a reply has the form that its question asks for: a number for how many, a name for who, a yes or no.

Goes by beginnings of questions and small lists of words. Knows no facts: a wrong number is a number.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from vacli.reply.quality_text import Said

SHORT = 15
"""Words of an answer that may be to the point without naming it, or say that there is nothing to be said."""

_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+")
_YES_NO = re.compile(r"\W*\w+\s*(?:[,;:.!–-]|$)")  # "No, ...", not "No timer is running"
_ITEMS = re.compile(r"[,;](?: and| und| et| y)?| (?:and|und|et|y) |\n")


class Form(StrEnum):
    """What a question asks for; the names are those of `QualityWords.asks`, tried in this order."""

    WELLBEING = "wellbeing"
    QUANTITY = "quantity"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    COUNTING = "counting"
    TRANSLATION = "translation"
    YES_NO = "yes_no"
    CLAIM = "claim"
    TELLING = "telling"  # a joke, a story
    NO_QUESTION = "no question"  # something said, or to be done


def asked_for(question: Said) -> Form:
    words, rest = question.words, question.plain
    while polite := next((each for each in words.polite if rest.startswith(f" {each} ")), ""):
        rest = rest[len(polite) + 1 :]
    if words.telling & set(rest.split()[:6]):
        return Form.TELLING
    for form in Form:
        if any(rest.startswith(f" {each} ") for each in words.asks.get(form, ())):
            measured = form is Form.CLAIM and rest.split()[0] in _first_words(words.asks[form]) and _measured(question)
            return Form.QUANTITY if measured else form
    left_off = rest != question.plain
    return Form.CLAIM if left_off or question.text.rstrip().endswith("?") else Form.NO_QUESTION


def form(question: Said, answer: Said, wanted: Form) -> float:
    """0..1: how far the answer is of the form that is wanted."""
    if wanted is Form.NO_QUESTION:
        of_oneself = question.tokens[:1] and question.tokens[0] in question.words.i
        return 0.0 if of_oneself and not new_words(question, answer) else 1.0
    if wanted is not Form.COUNTING and _echoes(question, answer):
        return 1.0 if _chooses(question, answer) else 0.0
    value = _CHECKS[wanted](question, answer)
    if wanted not in (Form.YES_NO, Form.TELLING) and _YES_NO.match(answer.text) and _begins_with_yes_no(answer):
        value = min(value, 0.4)
    elif value < 0.8 and len(answer.tokens) <= SHORT and answer.words.denials & set(answer.tokens):
        value = 0.8  # that it does not know, or that there is none, answers any question
    asks_back = answer.text.rstrip().endswith("?") and wanted not in (Form.WELLBEING, Form.TELLING)
    return min(value, 0.3) if asks_back else value


def on_point(question: Said, answer: Said, wanted: Form, fits: float) -> float:
    """It speaks of what was asked, or is of a form that tells that it need not: "In 34 days." """
    asked = set(question.content)
    if (
        wanted not in _ON_SOMETHING
        or question.has(question.words.about_you)
        or not asked
        or asked & set(answer.content)
    ):
        return 1.0
    told = wanted is not Form.CLAIM or len(answer.tokens) <= SHORT
    return 0.9 if fits >= 0.8 and told else 0.3


def new_words(question: Said, answer: Said) -> set[str]:
    """Whole ones: "children" is new beside "child"."""
    return set(answer.tokens) - set(question.tokens) - answer.words.stop


def _first_words(phrases: Sequence[str]) -> set[str]:
    return {phrase.split()[0] for phrase in phrases}


def _measured(question: Said) -> bool:
    return bool(question.words.measures & set(question.tokens))


def _echoes(question: Said, answer: Said) -> bool:
    """The question again, or half of it, or the whole of it before anything else."""
    half = 2 * len(answer.tokens) >= len(question.tokens) > 2
    return half and (answer.plain in question.plain or answer.plain.startswith(question.plain))


def _chooses(question: Said, answer: Said) -> bool:
    """One of two that were named: "The sun." """
    offered = bool(question.words.choice & set(question.tokens))
    return offered and not question.words.choice & set(answer.tokens) and bool(answer.content)


def _begins_with_yes_no(answer: Said) -> bool:
    return answer.tokens[0] in answer.words.yes_no


def _has(answer: Said, words: frozenset[str]) -> bool:
    return any(token in words or token[0].isdigit() for token in answer.tokens)


def _wellbeing(question: Said, answer: Said) -> float:
    return 1.0 if answer.words.states & set(answer.tokens) else 0.2


def _quantity(question: Said, answer: Said) -> float:
    return 1.0 if _has(answer, answer.words.numbers) else 0.1


def _time(question: Said, answer: Said) -> float:
    return 1.0 if _has(answer, answer.words.times) else 0.1


def _person(question: Said, answer: Said) -> float:
    """A name that was not in the question; a model that writes no capitals gets by with new words.

    Who the assistant is, it may tell without a name.
    """
    if question.has(question.words.about_you):
        return _claim(question, answer)
    new = [name for name in _NAME.findall(answer.text) if name.lower() not in answer.words.stop]
    if any(name.lower() not in question.tokens for name in new):
        return 1.0
    return 0.6 if len(new_words(question, answer)) >= 2 else 0.1


def _place(question: Said, answer: Said) -> float:
    return 1.0 if answer.words.places & set(answer.tokens) or len(answer.tokens) <= 3 else 0.4


def _counting(question: Said, answer: Said) -> float:
    numbers = sum(token in answer.words.numbers or token[0].isdigit() for token in answer.tokens)
    return 1.0 if max(numbers, len(_ITEMS.findall(answer.text.strip())) + 1) >= 3 else 0.2


def _translation(question: Said, answer: Said) -> float:
    return 1.0 if len(answer.tokens) <= len(question.tokens) + 6 and "\n" not in answer.text.strip() else 0.2


def _yes_no(question: Said, answer: Said) -> float:
    if _begins_with_yes_no(answer):
        return 1.0
    return 0.5 if set(question.content) & set(answer.content) else 0.2


def _claim(question: Said, answer: Said) -> float:
    return 1.0 if new_words(question, answer) or _chooses(question, answer) else 0.0


def _telling(question: Said, answer: Said) -> float:
    return 1.0 if len(answer.tokens) >= 8 else 0.2


_ON_SOMETHING = frozenset({Form.CLAIM, Form.YES_NO, Form.PERSON, Form.PLACE, Form.TIME, Form.QUANTITY})
_CHECKS: dict[Form, Callable[[Said, Said], float]] = {
    Form.WELLBEING: _wellbeing,
    Form.QUANTITY: _quantity,
    Form.TIME: _time,
    Form.PERSON: _person,
    Form.PLACE: _place,
    Form.COUNTING: _counting,
    Form.TRANSLATION: _translation,
    Form.YES_NO: _yes_no,
    Form.CLAIM: _claim,
    Form.TELLING: _telling,
}
