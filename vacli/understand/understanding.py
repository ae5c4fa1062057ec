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
from vacli.understand.free import SHORT, WHOLE, Free, as_said, free_texts, idle_of
from vacli.understand.language import Language, code_of, language
from vacli.understand.moments import Read, Slots
from vacli.understand.own.sentences import extended, own_of
from vacli.understand.prefix import Reading
from vacli.understand.recast import Recast
from vacli.understand.second import Second, second
from vacli.understand.speakable import Templates, templates
from vacli.understand.standalone import Standalone
from vacli.understand.text import LONGEST, Frame, Token, Tokens
from vacli.understand.values import shown, slots_in

if TYPE_CHECKING:  # 0.1 s to import
    from hassil import Intents
    from hassil.recognize import RecognizeResult

    Match: TypeAlias = tuple[RecognizeResult, Slots, list[Free]]

MOST_WORDS = 64
"""A longer text is no command: it is not matched, so that no text takes long."""

MOST_READINGS, MOST_PARTS = 8, 4
"""Ways to read times and days in a text that are looked at, and parts of it that may be a request."""

FREELY, GUESSED, PARTLY, DOUBTFUL = 0.9, 0.89, 0.75, 0.65
"""Confidence in a template with free text, the most in a guess of the second pass, that in a template that fits a part
of a text, and in one whose free text is a clause though it should be none; others are certain: 1."""


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
        self.names: Mapping[str, str] = {}  # of the user's rooms, people and things, and what each is
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
        self._around_commands = Frame(**self._data.words.get("around_commands", {"before": (), "after": ()}))
        self._clausal = frozenset(self._data.words.get("clausal", ()))
        self._idle = idle_of(self._data.words)
        self._never: Mapping[str, frozenset[str]] = {
            slot: frozenset(words) for slot, words in self._data.words.get("never_in", {}).items()
        }
        self._longest = max(len(phrase) for phrase in self._data.backchannels)
        self._second: Second | None = None
        self._intent("hello")  # the first match prepares the templates
        self._second = second(code)  # its weights are read at the first text that needs them

    def understand(self, text: str) -> Understood:
        """All that a final text says; its intent, if a template fits or the second pass has a guess."""
        from vacli.understand.annotations.annotated import annotated  # 50 ms with its tables: at the first utterance

        meant = self._intent(text)
        return annotated(meant, self.names) if len(text) <= LONGEST else meant

    def _intent(self, text: str) -> Understood:
        tokens, again = self._request(text), False
        found = self._match(tokens)
        if found is None and self.own.slots:  # "quick" may be politeness, or a word of the user's own
            found = self._match(self._data.reader.tokens(text))
        if (found is None or self._doubtful(found[2], tokens)) and (other := self._again(text)):
            (found, tokens), again = other, True
        if found is None or self._taken_wrongly(found, text):
            return self._guess(text)
        if found[2] and tokens in self._commands:  # "forget it"
            return Understood(
                text, completeness=self.completeness(text), language=self.language, explanation="a command"
            )
        return self._meant(found, text, self._said(found[2], tokens, " ".join(map(str, tokens)) if again else text))

    def _meant(self, found: "Match", text: str, said: Slots) -> Understood:
        """By a template; `said` are its free texts."""
        result, slots, free = found
        name = result.intent.name
        template = result.intent_sentence.text if result.intent_sentence else ""
        doubtful = any(self._clause(each, slots | said) for each in free)
        why, confidence = f"{name}: {template}", DOUBTFUL if doubtful else FREELY if free else 1.0
        return Understood(text, name, slots | said, confidence, self.completeness(text), self.language, why)

    def _clause(self, free: Free, said: Slots) -> bool:
        """Whether a free text of few words is more than that. What is to be done may be anything."""
        few = free.slot in SHORT and said.get("list") != "to do"
        return few and not self._clausal.isdisjoint(str(said[free.slot]).split())

    def _taken_wrongly(self, found: "Match", text: str) -> bool:
        """Whether a free text let a template of ours fit what means something else."""
        name = found[0].intent.name
        ours = found[2] and name not in self.own.slots
        return bool(ours and self._second and self._second.doubts(text, name))

    def _guess(self, text: str) -> Understood:
        """By the second pass, unless the text steers the conversation or answers a question."""
        known = self.command(text) or self.backchannel(text) or self.assent(text) is not None
        guess = self._second.guess(text) if self._second and not known else None
        if not known and (guess is None or guess.confidence < PARTLY) and (part := self._part(text)):
            return part
        nothing = Understood(text, completeness=self.completeness(text), language=self.language)
        if guess is None:
            return replace(nothing, explanation="no template fits")
        intent, _, command = guess.intent.partition(":")
        slots = {intent: command} if command else guess.slots
        confidence = min(guess.confidence, GUESSED)
        return replace(nothing, intent=intent, slots=slots, confidence=confidence, explanation=guess.explanation)

    def _part(self, text: str) -> Understood | None:
        """The request in a text that says more than it, by templates."""
        whole, second = self._data.reader.tokens(text), self._second
        if second is None or len(whole) > MOST_WORDS:
            return None
        for tokens in islice(self._recast.parts(whole), MOST_PARTS):
            found = self._match(tokens)
            if (
                found
                and not any(each.slot in WHOLE for each in found[2])
                and second.agrees(found[0].intent.name, whole)
            ):
                understood = self._meant(found, text, self._said(found[2], tokens, text))
                return replace(understood, confidence=PARTLY, explanation=f"within more: {understood.explanation}")
        return None

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
        if len(text) > 200:
            return None
        tokens = self._data.reader.tokens(text)
        return self._commands.get(tokens) or self._commands.get(self._around_commands.strip(tokens))

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
            for result, slots, found in self._results(reading):
                free = [each.trimmed(tokens, self._idle) for each in found]
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

        seen = [shown(at, token) for at, token in enumerate(reading.tokens)]
        text = " ".join(map(str, seen))
        values: dict[object, Token | Read] = {
            number: token for number, token in zip(seen, reading.tokens, strict=True) if not isinstance(number, str)
        }
        for result in recognize_all(text, self._only(reading.sentences), language=self.language):
            slots = slots_in(result, values)
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
        never = {*never, *self._never.get(free.slot, ()), *(() if free.begin else self._never.get("first", ()))}
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
