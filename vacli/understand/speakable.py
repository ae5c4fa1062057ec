"""The templates of a language as trees: one to tell beginnings from whole sentences, one for closed grammars."""

from vacli.core.grammar import Alternatives, Grammar, Maybe, Node, Sequence
from vacli.understand.compile import FREE, NUMBER, Compiler, phrases, spoken
from vacli.understand.language import Language
from vacli.understand.numbers import numerals
from vacli.understand.prefix import Prefixes

NAME = FREE + "timer_name"

COMMANDS, BACKCHANNELS = 4, 12
"""How many ways to say each command, and signs of listening, a recogniser with a closed grammar listens for: the first
ones. Each further short word is one more that noise and other words are taken for.
"""


class Templates:
    def __init__(self, data: Language) -> None:
        self._data = data
        self.prefixes = Prefixes(self._tree(Compiler(data.intents, data.reader.words)), data.unnamed)

    def grammar(self) -> Grammar:
        """All that is listened for in words that are spoken: templates, politely or not, commands, back-channels."""
        words = self._data.words
        fill = {NUMBER + name: self._numbers(numbers) for name, numbers in self._data.ranges.items()}
        fill[NAME] = phrases(tuple(name.split()) for name in words["names"])
        short = {tuple(full.split()): short for short, full in words["contractions"].items() if "'" in short}
        polite = phrases(tuple(phrase.split()) for phrase in words["said_before"])
        commands = [said for all_said in words["commands"].values() for said in all_said[:COMMANDS]]
        plain = phrases(tuple(said.split()) for said in (*commands, *words["backchannels"][:BACKCHANNELS]))
        heard = self._tree(Compiler(self._data.intents, self._data.reader.words, self._data.heard))
        return Grammar(Alternatives((Sequence((Maybe(polite), spoken(heard, fill, short))), plain)))

    def _tree(self, compiler: Compiler) -> Node:
        from hassil import parse_sentence

        data = [data for intent in self._data.intents.intents.values() for data in intent.data]
        said = [sentence for each in data if not (each.metadata or {}).get("beside") for sentence in each.sentences]
        said += [parse_sentence(text) for text in self._data.words["chat"]]
        return Alternatives(tuple(filter(None, (compiler.node(sentence.expression) for sentence in said))))

    def _numbers(self, numbers: range) -> Node:
        spell = numerals(self._data.code).spell
        return phrases(spell(number) for number in numbers)
