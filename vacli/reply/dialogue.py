"""What is meant, given what was said and asked before. Knows no skill; what is said next may be about something else.

An open question of ours lasts for one turn, a request can be leaned on for two. Both change when a turn is committed:
a draft changes nothing, and a turn that is taken back is not leaned on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vacli.core.meaning import CERTAIN, Ask, Understander, Understood
from vacli.core.turn import Turn
from vacli.reply.asking import Asking
from vacli.reply.followups import INSTEAD, LAST, TAKEN_BACK, Followups, Past
from vacli.reply.phrases import Phrase, did_you_mean
from vacli.understand.language import code_of, language

REFUSED = "refused"
"""The intent of a no to what was asked."""
MISTAKEN = "mistaken"
"""The intent of a no to "did you mean"."""
UNCLEAR = "unclear"
"""The intent of an order that only skills could carry out, and that none of them understood."""
SAID = {UNCLEAR: Phrase.SAY_AGAIN, REFUSED: Phrase.AS_IT_IS, MISTAKEN: Phrase.OTHER_WORDS, TAKEN_BACK: Phrase.UNDONE}
"""What is said to what no skill answers."""
THRESHOLD = 0.7
CHOSEN = frozenset({"alarm_cancel", "alarm_move", "reminder_cancel", "timer_cancel", "timer_add", "timer_correct"})
"""Requests that can be about one of several: "the second one" is an answer."""
CHANGES = frozenset(
    {"timer_set", "timer_cancel", "timer_cancel_all", "timer_add", "timer_correct", "list_add", "list_remove"}
    | {"alarm_set", "alarm_move", "alarm_cancel", "alarm_cancel_all", "alarm_snooze", "list_clear", "note_add"}
    | {"reminder_set", "reminder_cancel", "reminder_cancel_all", "note_clear", "remember", "forget", "forget_all"}
)
"""What sets or deletes something: where the words were hardly heard, it is asked first."""


@dataclass(frozen=True)
class Open:
    """A question of ours, and the request that it is about. `guessed`: it was whether this was meant."""

    ask: Ask
    request: Understood
    guessed: bool = False


class Dialogue:
    """Of one conversation. Below `threshold` of confidence it is asked back what was meant."""

    def __init__(self, understander: Understander, threshold: float = THRESHOLD) -> None:
        self._understander = understander
        self._threshold = threshold
        self._asking = Asking(understander.language)
        self._data = language(code_of(understander.language))
        self._followups = Followups(understander)
        self._open: Open | None = None
        self._past: tuple[Past, ...] = ()  # the latest first

    def understand(self, text: str) -> Understood:
        """What is meant, where it may be the answer to what was asked last, or lean on what was said before."""
        plain = self._understander.understand(text)
        if plain.intent and plain.confidence >= CERTAIN and not self._leans(plain):
            return plain
        found = self._answered(text) or self._followups.meant(text, self._past)
        found = found.words_of(plain) if found else self._guessed(plain)
        return replace(found, intent=UNCLEAR, confidence=1.0) if not found.intent and self._orders(text) else found

    def doubt(self, meant: Understood, heard: float | None = None, least: float = 0.0) -> Ask | None:
        """What to ask before it is done: whether it was meant at all, or `heard` right where it is below `least`."""
        hardly = heard is not None and heard < least and meant.intent in CHANGES and "sure" not in meant.slots
        if not meant.intent or meant.intent in SAID or not (hardly or meant.confidence < self._threshold):
            return None
        words = self._asking.words(meant)
        return Ask(did_you_mean(words, meant.language)) if words else None

    def takes(self, text: str) -> bool:
        """It answers what was asked, or leans on what was said, whatever else the words may mean elsewhere."""
        return self._answered(text) is not None or self._followups.meant(text, self._past) is not None

    def begin(self, turn: Turn, meant: Understood) -> None:
        """What it corrects is undone first."""
        before = next((each for each in self._past if each.turn.id == meant.slots.get(INSTEAD)), None)
        if before:
            turn.act(before.turn.undo)

    def go_on(
        self,
        turn: Turn,
        ask: Ask | None = None,
        request: Understood | None = None,
        answer: str = "",
        *,
        guessed: bool = False,
    ) -> None:
        """What was open is over with this turn; `ask` is open from now on."""
        before, root = self._open, turn.root
        now = Open(ask, request, guessed) if ask and request else None
        newest = (Past(request, answer, root, asked=ask is not None),) if request else ()

        def do() -> None:
            self._open, self._past = now, (*newest, *self._past)[:LAST]

        def undo() -> None:
            self._open, self._past = before, tuple(each for each in self._past if each.turn is not root)

        turn.act(do, undo)

    def _orders(self, text: str) -> bool:
        """To set or change what only a skill keeps."""
        said = self._data.frame.strip(self._data.reader.tokens(text))
        words = self._data.words
        return bool(said) and said[0] in words["ordering"] and any(token in words["ordered"] for token in said)

    def _sure(self, meant: Understood) -> bool:
        return bool(meant.intent) and meant.confidence >= self._threshold

    def _leans(self, plain: Understood) -> bool:
        """ "no, ten minutes" after a reminder is about that, not about a timer."""
        latest = self._past[0].request.intent if self._past else ""
        return plain.intent == "timer_correct" and latest == "reminder_set"

    def _guessed(self, plain: Understood) -> Understood:
        """What is left of it: nothing, where it is not sure and cannot be asked. Twice in a row nobody is asked."""
        if not plain.intent or self._sure(plain):
            return plain
        if (self._open and self._open.guessed) or not self._asking.words(plain):
            return replace(plain, intent="", slots={}, explanation=f"{plain.explanation}: not sure, not asked")
        return plain

    def _answered(self, text: str) -> Understood | None:
        """What it means as an answer to what is open."""
        asked = self._open
        if asked is None:
            return None
        yes = False if self._followups.cancels(text) else self._understander.assent(text)
        if yes is False:
            refused = MISTAKEN if asked.guessed else REFUSED
            return replace(asked.request, intent=refused, slots={}, confidence=1.0, explanation="no, as asked")
        place = self._followups.place(text)
        if place == 0 and not asked.ask.sentence and not asked.guessed:  # "shall I cancel them all?"
            return self._agreed(asked)
        if place is not None and asked.request.intent in CHOSEN and not asked.guessed:
            slots = {**asked.request.slots, "choice": place}
            return replace(asked.request, slots=slots, explanation=f"choice {place}, as asked")
        if not asked.ask.sentence:
            return self._agreed(asked) if yes else None
        return None if self._followups.asks(text) else self._filled(asked, (text, self._followups.bare(text)))

    def _agreed(self, asked: Open) -> Understood:
        slots = {**asked.request.slots, "sure": 1}
        return replace(asked.request, slots=slots, confidence=1.0, explanation="yes, as asked")

    def _filled(self, asked: Open, answers: Sequence[str]) -> Understood | None:
        """The answer within the sentence that was kept for it."""
        for each in filter(None, answers):
            filled = self._understander.understand(asked.ask.sentence.format(each))
            if self._sure(filled):
                return replace(filled, explanation=f"answer to {asked.ask.text!r}: {filled.explanation}")
        return None
