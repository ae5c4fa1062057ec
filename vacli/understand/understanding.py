"""What one language's user meant: intents by sentence templates, commands, back-channels, how finished a text sounds.

Knows no skill, no turn and no clock. All of it is read-only after loading, so any thread may ask.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from vacli.core.grammar import Grammar
from vacli.core.meaning import Command, Understood
from vacli.core.words import Completeness
from vacli.understand.ending import Ending
from vacli.understand.language import Language, code_of, language
from vacli.understand.prefix import FREE_WORDS
from vacli.understand.speakable import Templates
from vacli.understand.text import Tokens

if TYPE_CHECKING:  # 0.1 s to import
    from hassil.recognize import RecognizeResult

MOST_WORDS = 40
"""A longer text is no command: it is not matched, so that no text takes long."""

Slots = dict[str, str | int | float]

_DAY = 24 * 3600
_SECONDS = {"hours": 3600, "minutes": 60, "seconds": 1, "fixed": 1}
_SECONDS |= {"timer_days": _DAY, "timer_weeks": 7 * _DAY, "timer_years": 365 * _DAY}


def open_language(language: str = "en", stop_words: Sequence[str] = ()) -> "Understanding":
    """Everything that is understood in a language such as en or de-DE. UsageError if there is nothing in it.

    `stop_words` are said alone, and stop the reply like the language's own.
    """
    return Understanding(code_of(language), stop_words)


class Understanding:
    """See the module; the protocol is core's `Understander`."""

    def __init__(self, code: str, stop_words: Sequence[str] = ()) -> None:
        self.language = code
        self._data: Language = language(code)
        self._templates = Templates(self._data)
        own = {self._data.reader.tokens(word): Command.STOP for word in stop_words if word.strip()}
        self._commands: Mapping[Tokens, Command] = {**self._data.commands, **own}
        self._ending = Ending(self._data.words)
        self._longest = max(len(phrase) for phrase in self._data.backchannels)
        self.understand("hello")  # the first match prepares the templates

    def understand(self, text: str) -> Understood:
        """The intent of a final text, if a template fits."""
        tokens = self._request(text)
        found = next(self._matches(tokens), None)
        completeness = self.completeness(text)
        if found is None:
            return Understood(text, completeness=completeness, language=self.language, explanation="no template fits")
        result, slots = found
        name = result.intent.name
        template = result.intent_sentence.text if result.intent_sentence else ""
        confidence = 0.9 if "name" in slots else 1.0
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
        walks = [self._templates.prefixes.walk(each) for each in {tokens, request}]
        if any(walk.whole for walk in walks):
            return Completeness.COMPLETE
        if not request or any(walk.alive for walk in walks):
            return Completeness.UNFINISHED
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

    def grammar(self) -> Grammar:
        """Templates, commands, back-channels, and questions for the language model."""
        return self._grammar

    @cached_property
    def _grammar(self) -> Grammar:
        return self._templates.grammar()

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

    def _matches(self, tokens: Tokens) -> "Iterator[tuple[RecognizeResult, Slots]]":
        """What fits, without free text first."""
        from hassil import recognize_all

        if not tokens or len(tokens) > MOST_WORDS:
            return
        numbers = [token for token in tokens if not isinstance(token, str)]
        at = iter(range(len(numbers)))
        text = " ".join(token if isinstance(token, str) else str(next(at)) for token in tokens)
        free = []
        for result in recognize_all(text, self._data.intents, language=self.language):
            slots = _slots(result, numbers)
            if not self._named_well(slots):
                continue
            if "name" not in slots:
                yield result, slots
                return
            free.append((result, slots))
        yield from sorted(free, key=lambda each: len(str(each[1]["name"])))

    def _named_well(self, slots: Slots) -> bool:
        words = str(slots.get("name", "")).split()
        return len(words) <= FREE_WORDS and not any(word in self._data.unnamed or word.isdigit() for word in words)


def _slots(result: "RecognizeResult", numbers: Sequence[int | float]) -> Slots:
    """Plain values; durations are summed up as `duration` in seconds."""
    slots: Slots = {}
    for entity in result.entities_list:
        value = entity.value
        if not isinstance(value, str) and str(entity.text).strip().isdigit():
            value = numbers[int(value)]
        if entity.name in _SECONDS:
            before = slots.get("duration", 0)
            assert not isinstance(before, str)
            slots["duration"] = before + value * _SECONDS[entity.name]
        else:
            slots[entity.name] = value.strip() if isinstance(value, str) else value
    return slots
