"""The templates of a language as trees: one to tell beginnings from whole sentences, one for closed grammars."""

from collections.abc import Set
from functools import cached_property, lru_cache

from vacli.core.grammar import Alternatives, Grammar, Literal, Maybe, Node, Sequence
from vacli.understand.compile import FREE, NUMBER, READ, Compiler, parsed, phrases, spoken
from vacli.understand.language import LANGUAGES, Language, language
from vacli.understand.numbers import numerals
from vacli.understand.prefix import Prefixes

KNOWN = ("place",)
"""Free texts that are whole with a word of their list: behind "the weather in paris" nothing need follow."""

COMMANDS, BACKCHANNELS = 4, 12
"""How many ways to say each command, and signs of listening, a recogniser with a closed grammar listens for: the first
ones. Each further short word is one more that noise and other words are taken for.
"""


@lru_cache(maxsize=len(LANGUAGES))
def templates(code: str) -> "Templates":
    """Built once per process: nothing of it ever changes."""
    return Templates(language(code))


class Templates:
    def __init__(self, data: Language) -> None:
        self._data = data
        known = {FREE + name: Alternatives((Literal(FREE + name), self._said(name))) for name in KNOWN}
        compiler = Compiler(data.intents, data.reader.words, fill=known)
        self.prefixes = Prefixes(*self._nodes(compiler), unfit=data.unnamed)
        self.beside = frozenset(-1 - at for at, each in enumerate(data.sentences) if "beside" in (each.metadata or ()))
        """Ends of sentences that are no whole ones."""

    @cached_property
    def grammar(self) -> Grammar:
        """All that is listened for in words that are spoken: templates, politely or not, commands, back-channels."""
        words = self._data.words
        fill = {NUMBER + name: self._numbers(numbers) for name, numbers in self._data.ranges.items()}
        fill |= {FREE + name: self._said(name) for name in words["free"]}
        short = {tuple(full.split()): short for short, full in words["contractions"].items() if "'" in short}
        polite = phrases(tuple(phrase.split()) for phrase in words["said_before"])
        commands = [said for all_said in words["commands"].values() for said in all_said[:COMMANDS]]
        plain = phrases(tuple(said.split()) for said in (*commands, *words["backchannels"][:BACKCHANNELS]))
        fill |= {READ + name: Grammar.parse(said).root for name, said in self._data.calendar.heard.items()}
        compiler = Compiler(self._data.intents, self._data.reader.words, self._data.heard)
        heard = Alternatives(tuple(self._nodes(compiler, {"beside", "unheard"})))
        return Grammar(Alternatives((Sequence((Maybe(polite), spoken(heard, fill, short))), plain)))

    def _nodes(self, compiler: Compiler, without: Set[str] = frozenset()) -> list[Node]:
        """All sentences but those whose metadata name one of `without`, then those that no skill answers."""
        said = [each.sentence_texts[0] for each in self._data.sentences if without.isdisjoint(each.metadata or ())]
        return [compiler.node(parsed(text)) or Sequence(()) for text in (*said, *self._data.words["chat"])]

    def _said(self, name: str) -> Node:
        """What a recogniser listens for in place of a free text."""
        return phrases(tuple(said.split()) for said in self._data.words["free"][name])

    def _numbers(self, numbers: range) -> Node:
        spell = numerals(self._data.code).spell
        return phrases(spell(number) for number in numbers)
