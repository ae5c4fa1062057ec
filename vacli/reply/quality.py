"""How good a reply was, 0 to 100, by what can be seen of it: its form, and what the user said next. Decides nothing.

    score = 100 - sum of WEIGHTS[part] * (1 - part), at least 0

A part is 0 (bad) to 1 (good). No part knows the truth: a false sentence of the right form loses nothing. Who made the
reply counts for two things only: a fallback ("I have no answer") answers nothing, and figures that a language model
gives cannot be relied on (`checkable`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vacli.core.meaning import Understood
from vacli.core.words import ReplyClass, primary
from vacli.reply import quality_form, quality_text
from vacli.reply.quality_form import Form
from vacli.reply.quality_text import Said
from vacli.reply.quality_words import ENGLISH, NONE, WORDS
from vacli.understand.annotations.sentiment import CLEAR

WEIGHTS: Mapping[str, int] = {
    "form": 35,
    "on_point": 15,
    "own_words": 40,
    "repetition": 40,
    "whole": 35,
    "consistent": 40,
    "language": 60,
    "plain": 25,
    "checkable": 20,
    "length": 20,
    "next_turn": 50,
}
"""What a part costs at the most. `next_turn` is there only once the user has said something."""

WHY: Mapping[str, str] = {
    "form": "not the kind of answer that was asked for",
    "on_point": "does not speak of what was asked",
    "own_words": "talks of itself or in set phrases",
    "repetition": "repeats itself",
    "whole": "not a whole sentence",
    "consistent": "takes back what it says",
    "language": "not in the user's language",
    "plain": "laid out for the eye",
    "checkable": "gives figures from memory",
    "length": "long to listen to",
    "next_turn": "the user complained or corrected it",
}

MOST_CHARACTERS = 2000
"""Of a text no more is looked at: that is minutes of speech."""

POOR = 80
"""A reply below it is called poor."""

_LONG = (30.0, 60.0)
"""Seconds like `COMFORTABLE` and `TOO_LONG`, for what cannot be short."""
_LIST = 0.9
"""What the parts for the eye are at the least where a list was asked for."""
_OF_THE_WORLD = frozenset(Form) - {Form.WELLBEING, Form.TELLING, Form.TRANSLATION, Form.NO_QUESTION}
_CORRECTED = "correct"


@dataclass(frozen=True, slots=True)
class Quality:
    """`parts` by the names of `WEIGHTS`; `explanation` names what points were lost for, the most first."""

    score: int
    parts: Mapping[str, float]
    explanation: str


def score(
    question: str,
    answer: str,
    *,
    language: str = "en",
    reply_class: ReplyClass | str | None = None,
    next_turn: Understood | None = None,
) -> Quality:
    """`next_turn`: what the user said after the reply. Takes bounded time, whatever the texts."""
    words = WORDS.get(primary(language), NONE)
    asked, said = Said(question[:MOST_CHARACTERS], words), Said(answer.strip()[:MOST_CHARACTERS], words)
    if not said.tokens:
        return Quality(0, {}, "no words in it")
    parts = _parts(asked, said, reply_class)
    if next_turn is not None:
        parts["next_turn"] = _accepted(asked, next_turn)
    lost = {part: round(WEIGHTS[part] * (1 - value)) for part, value in parts.items()}
    return Quality(max(0, 100 - sum(lost.values())), parts, _explained(lost))


def _parts(asked: Said, said: Said, reply_class: ReplyClass | str | None) -> dict[str, float]:
    wanted = quality_form.asked_for(asked)
    fits = 0.0 if reply_class == ReplyClass.FALLBACK else quality_form.form(asked, said, wanted)
    limits = _LONG if _may_be_long(asked, said, wanted) else (quality_text.COMFORTABLE, quality_text.TOO_LONG)
    parts = {
        "form": fits,
        "on_point": quality_form.on_point(asked, said, wanted, fits),
        "own_words": _own_words(asked, said, wanted),
        "repetition": _repetition(asked, said, wanted),
        "whole": quality_text.whole(said),
        "consistent": quality_text.consistent(said),
        "language": 1.0 if wanted is Form.TRANSLATION else quality_text.in_language(said),
        "plain": quality_text.plain(said),
        "checkable": _checkable(asked, said, reply_class),
        "length": quality_text.length(said, *limits),
    }
    if wanted is Form.COUNTING and fits == 1.0:
        parts |= {part: max(parts[part], _LIST) for part in ("whole", "plain")}
    return {part: round(value, 2) for part, value in parts.items()}


def _may_be_long(asked: Said, said: Said, wanted: Form) -> bool:
    """A story, a list of figures, what it can do."""
    return wanted is Form.TELLING or len(said.numbers) > quality_text.LIST or bool(asked.has(asked.words.about_you))


def _repetition(asked: Said, said: Said, wanted: Form) -> float:
    own = quality_text.repetition(said)
    return min(own, quality_text.straight(asked, said)) if wanted in _OF_THE_WORLD else own


def _checkable(asked: Said, said: Said, reply_class: ReplyClass | str | None) -> float:
    """A skill has worked its figures out; a language model has only a memory for them, and a small one a bad one."""
    by_heart = reply_class in (ReplyClass.LLM, ReplyClass.CACHED) and said.figures - asked.numbers
    return 0.0 if by_heart else 1.0


def _own_words(asked: Said, said: Said, wanted: Form) -> float:
    """No set phrases, nor the English ones that small models fall back into; no talk of itself unless asked for."""
    phrases = {*said.words.stale, *ENGLISH.stale}
    of_itself = False
    if not asked.has(asked.words.about_you):
        phrases.update(said.words.about_self)
        of_itself = wanted in _OF_THE_WORLD and _speaks_of_itself(said)
    return (1.0, 0.3, 0.0)[min(2, len(said.has(phrases)) + of_itself)]


def _speaks_of_itself(said: Said) -> bool:
    """ "I can make ...", where it was asked how; not that it does not know."""
    begins = any(sentence.tokens[0] in said.words.i for sentence in said.sentences)
    return begins and not said.words.denials & set(said.tokens)


def _accepted(question: Said, next_turn: Understood) -> float:
    """No complaint, no correction, not the same question again."""
    then = Said(next_turn.text[:MOST_CHARACTERS], question.words)
    if _CORRECTED in next_turn.intent or (next_turn.sentiment <= -CLEAR and _of_the_reply(then)):
        return 0.0
    return 0.4 if then.plain == question.plain else 1.0


def _of_the_reply(then: Said) -> bool:
    """ "That is wrong", "nonsense"; not "I feel sad today" or "the weather is awful"."""
    words = then.words
    short = len(then.tokens) <= 3 and then.tokens[:1] and then.tokens[0] not in words.i
    return words is NONE or bool(short or words.pointing & set(then.tokens))


def _explained(lost: Mapping[str, int]) -> str:
    most = sorted((part for part in lost if lost[part]), key=lambda part: -lost[part])
    return "; ".join(f"-{lost[part]} {WHY[part]}" for part in most) or "nothing to object to"
