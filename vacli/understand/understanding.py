"""What one language's user meant: intents by sentence templates, commands, back-channels, how finished a text sounds.

Knows no skill, no turn and no clock. All of it is read-only after loading, so any thread may ask.
"""

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from vacli.core.grammar import Grammar
from vacli.core.meaning import Command, Understood
from vacli.core.words import Completeness
from vacli.rules import Rules
from vacli.understand.ending import Ending
from vacli.understand.free import WHOLE, Free, as_said, free_texts
from vacli.understand.language import BLOCK, READ, Language, code_of, language
from vacli.understand.moments import LISTS, Day, Every, Moment, Read, moment, slots_of
from vacli.understand.own import extended, own_of
from vacli.understand.own_templates import EXACTLY
from vacli.understand.prefix import Reading
from vacli.understand.recast import Recast
from vacli.understand.speakable import Templates, templates
from vacli.understand.standalone import Standalone
from vacli.understand.text import Token, Tokens

if TYPE_CHECKING:  # 0.1 s to import
    from hassil import Intents
    from hassil.recognize import RecognizeResult

    Match: TypeAlias = tuple[RecognizeResult, "Slots", list["Free"]]

MOST_WORDS = 64
"""A longer text is no command: it is not matched, so that no text takes long."""

MOST_READINGS = 8
"""Ways to read times and days in a text that are looked at."""

Slots = dict[str, str | int | float]

WAS = "was_"
"""What the slots begin with that tell which of several is to be changed."""
_DAY = 24 * 3600
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1, "fixed": 1}
_SECONDS |= {"timer_days": _DAY, "timer_weeks": 7 * _DAY, "timer_years": 365 * _DAY}


def open_language(language: str = "en", stop_words: Sequence[str] = (), rules: Sequence[Rules] = ()) -> "Understanding":
    """Everything that is understood in a language such as en or de-DE. UsageError if there is nothing in it.

    `stop_words` are said alone, and stop the reply like the language's own. `rules` add sentences; what of them could
    not be taken is told by `own.problems`.
    """
    collecting = gc.isenabled()
    gc.disable()  # all of it stays: looking for what does not takes a quarter of the time
    try:
        return Understanding(code_of(language), stop_words, rules)
    finally:
        if collecting:
            gc.enable()


class Understanding:
    """See the module; the protocol is core's `Understander`."""

    def __init__(self, code: str, stop_words: Sequence[str] = (), rules: Sequence[Rules] = ()) -> None:
        self.language = code
        self.own = own_of(language(code), rules)
        self._data: Language = extended(language(code), self.own)
        self._templates = templates(code) if self._data is language(code) else Templates(self._data)
        own = {self._data.reader.tokens(word): Command.STOP for word in stop_words if word.strip()}
        self._commands: Mapping[Tokens, Command] = {**self._data.commands, **own}
        self._ending = Ending(self._data.words)
        self._standalone = Standalone(self._data.words)
        self._recast = Recast(self._data.words)
        self._stop = frozenset(self._data.words["open"])
        self._goods = frozenset(self._data.words["goods"])
        self._longest = max(len(phrase) for phrase in self._data.backchannels)
        self._intent("hello")  # the first match prepares the templates

    def understand(self, text: str) -> Understood:
        """All that a final text says; its intent, if a template fits."""
        from vacli.understand.annotated import annotated  # 50 ms with its tables: at the first utterance

        return annotated(self._intent(text))

    def _intent(self, text: str) -> Understood:
        tokens = self._request(text)
        found, again = self._match(tokens), None
        if found is None and self.own.slots:  # "quick" may be politeness, or a word of the user's own
            found = self._match(self._data.reader.tokens(text))
        if found is None or self._doubtful(found[2], tokens):
            again = self._again(text)
            found, tokens = again or (found, tokens)
        completeness = self.completeness(text)
        if found is None:
            return Understood(text, completeness=completeness, language=self.language, explanation="no template fits")
        result, slots, free = found
        if free and tokens in self._commands:  # "forget it"
            return Understood(text, completeness=completeness, language=self.language, explanation="a command")
        slots |= self._said(free, tokens, " ".join(map(str, tokens)) if again else text)
        name = result.intent.name
        template = result.intent_sentence.text if result.intent_sentence else ""
        confidence = 0.9 if free else 1.0
        return Understood(text, name, slots, confidence, completeness, self.language, f"{name}: {template}")

    def completeness(self, text: str) -> Completeness:
        """How finished a partial text sounds, by templates, then by its last words."""
        heard, tokens = self._data.reader.words(text), self._data.reader.tokens(text)
        if not heard:
            return Completeness.UNKNOWN
        if tokens and len(heard) > MOST_WORDS:
            return self._ending.completeness(tokens, text)
        if tokens in self._commands or self._only_backchannels(tuple(heard)):
            return Completeness.COMPLETE
        if heard[-1] in self._data.words["fillers"] or self._ending.trails_off(text):
            return Completeness.UNFINISHED
        request = self._data.frame.strip(tokens)
        walks = [self._templates.prefixes.walk(each, self._data.calendar.read(each)) for each in {tokens, request}]
        beside = self._templates.beside
        if any(walk.ends - beside for walk in walks):
            return Completeness.COMPLETE
        if not request or any(walk.more for walk in walks):
            return Completeness.UNFINISHED
        if any(walk.loose - beside for walk in walks):
            return self._ending.after_free_text(request, text)
        if any(walk.drifts for walk in walks):
            return self._ending.within_free_text(request, text)
        return self._ending.completeness(request, text)

    def command(self, text: str) -> Command | None:
        """Only a text that is nothing else: "cancel the timer" is none."""
        return self._commands.get(self._data.reader.tokens(text)) if len(text) <= 200 else None

    def backchannel(self, text: str) -> bool:
        """Signs of listening, one or several."""
        return len(text) <= 200 and self._only_backchannels(tuple(self._data.reader.words(text)))

    def assent(self, text: str) -> bool | None:
        """A yes or a no, politely or not: "yes please", "no, don't"."""
        said = " ".join(self._data.reader.words(text))
        return True if said in self._data.words["yes"] else False if said in self._data.words["no"] else None

    def standalone(self, text: str) -> str:
        """The plain form of a question that means the same whoever asks it and whenever; else empty."""
        return self._standalone.key(self._request(text))

    def grammar(self) -> Grammar:
        """Templates, commands, back-channels, and questions for the language model."""
        return self._templates.grammar

    def _request(self, text: str) -> Tokens:
        tokens = self._data.reader.tokens(text)
        return tokens if len(tokens) > MOST_WORDS else self._data.frame.strip(tokens) or tokens

    def _only_backchannels(self, tokens: Tokens) -> bool:
        at = 0
        while at < len(tokens):
            lengths = range(self._longest, 0, -1)
            length = next((n for n in lengths if tokens[at : at + n] in self._data.backchannels), 0)
            if not length:
                return False
            at += length
        return at > 0

    def _match(self, tokens: Tokens) -> "Match | None":
        """What fits with the least free text."""
        if not tokens or len(tokens) > MOST_WORDS:
            return None
        best, least = None, MOST_WORDS + 1
        readings = self._templates.prefixes.readings(tokens, self._data.calendar.read(tokens))
        for reading in islice(readings, MOST_READINGS):
            for result, slots, free in self._results(reading):
                words = sum(each.end - each.begin for each in free)
                marks = result.intent_data.metadata or ()
                if words < least and all(self._fits(each, tokens, marks) for each in free):
                    best, least = (result, slots, free), words
                if not least:
                    return best
        return best

    def _again(self, text: str) -> "tuple[Match, Tokens] | None":
        """What another reading of the words means, and that reading."""
        whole = self._data.reader.tokens(text)
        if len(whole) <= MOST_WORDS:
            for tokens in self._recast.readings(whole):
                found = self._match(tokens)
                if found and not self._doubtful(found[2], tokens):
                    return found, tokens
        return None

    def _doubtful(self, free: "Sequence[Free]", tokens: Tokens) -> bool:
        return any(self._recast.doubts(tokens[each.begin : each.end], each.slot in WHOLE) for each in free)

    def _results(self, reading: Reading) -> "Iterator[tuple[RecognizeResult, Slots, list[Free]]]":
        """hassil sees an index for what was read, and only sentences that fit but for their slots."""
        from hassil import recognize_all

        shown = [_shown(at, token) for at, token in enumerate(reading.tokens)]
        text = " ".join(map(str, shown))
        values: dict[object, Token | Read] = {
            number: token for number, token in zip(shown, reading.tokens, strict=True) if not isinstance(number, str)
        }
        for result in recognize_all(text, self._only(reading.sentences), language=self.language):
            slots = _slots(result, values)
            free = [
                replace(each, begin=reading.places[each.begin], end=reading.places[each.end])
                for each in free_texts(result.entities_list, text)
            ]
            if slots is not None:
                yield result, slots, free

    def _only(self, sentences: Sequence[int]) -> "Intents":
        from hassil import Intents
        from hassil.intents import Intent

        chosen: dict[str, Intent] = {}
        for number in sentences:
            if number < len(self._data.sentences):  # beyond them are those that no skill answers
                name = self._data.named[number]
                chosen.setdefault(name, Intent(name)).data.append(self._data.sentences[number])
        whole = self._data.intents
        return Intents(self.language, chosen, whole.slot_lists, whole.expansion_rules)

    def _fits(self, free: Free, tokens: Tokens, marks: Collection[str]) -> bool:
        """`marks`: the metadata of the sentence. A `vague` one names no list, one of `goods` is no order at all."""
        named = free.slot in ("name", "list")
        never = self._data.unnamed if named else self._data.words["never_vague"] if "vague" in marks else ()
        said = tokens[free.begin : free.end]
        if not free.begin and tokens[0] in self._data.words["questions"]:  # "do not add milk to the list"
            return False
        bought = any(token in self._goods or f"{token}s" in self._goods for token in said)
        return free.fits(tokens, self._stop, never) and (bought or "goods" not in marks)

    def _said(self, free: Sequence[Free], tokens: Tokens, text: str) -> Slots:
        """The free texts of a request in the words of the text that it was read from."""
        whole = self._data.reader.tokens(text)
        polite = next((at for at in range(len(whole)) if whole[at : at + len(tokens)] == tokens), 0)
        shifted = [Free(each.slot, each.begin + polite, each.end + polite) for each in free]
        return {each.slot: as_said(each, text, whole, self._data.reader) for each in shifted}


def _shown(at: int, token: Token | Read) -> str | int:
    """What hassil sees of a token: a word as it is, anything else as a number that tells its kind and place."""
    if isinstance(token, str):
        return token if token != ":" else "colon"  # which hassil would leave out
    return at + BLOCK * (1 + READ.index(LISTS[type(token)]) if isinstance(token, Moment | Day | Every) else 0)


def _slots(result: "RecognizeResult", values: Mapping[object, Token | Read]) -> Slots | None:
    """Plain values; durations are summed up as `duration` in seconds. None if there is no such time of the day."""
    slots: Slots = {}
    read: list[Read | None] = []
    was: list[Read | None] = []  # of what is to be changed: "from seven to eight"
    for entity in result.entities_list:
        value = entity.value
        if not isinstance(value, str) and str(entity.text).strip().isdigit():
            value = values[int(value)]
        kept = was if entity.name.startswith(WAS) else read
        if isinstance(value, Moment | Day | Every):
            kept.append(value)
        elif entity.name.startswith(EXACTLY):
            if value != float(entity.name[len(EXACTLY) :]):
                return None
        elif entity.name.removeprefix(WAS) == "hour":
            kept.append(moment(value) if isinstance(value, int) else None)
        elif entity.name in _SECONDS:
            before = slots.get("duration", 0)
            assert not isinstance(before, str)
            slots["duration"] = before + value * _SECONDS[entity.name]
        else:
            slots[entity.name] = value.strip() if isinstance(value, str) else value
    if None in read or None in was:
        return None
    earlier = {f"{WAS}{name}": value for name, value in slots_of(each for each in was if each).items()}
    return slots | slots_of(each for each in read if each) | earlier
