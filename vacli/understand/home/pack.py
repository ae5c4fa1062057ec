"""Home Assistant's sentences of one language about the user's own rooms and things, matched by hassil.

hassil tries every sentence; here those are chosen first whose words, rooms and things are all in the text, so that it
takes a tenth of the time. Which of several that fit is meant, hassil says: one with a thing's name goes before others,
then the longer name, then more words of the sentence. Knows no skill, and no sentence that is not installed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from vacli.core.errors import EngineMissing, UsageError
from vacli.extras import install
from vacli.rules.home import Home
from vacli.understand.compile import parsed

if TYPE_CHECKING:  # 0.1 s to import
    from hassil import Intents, Sentence
    from hassil.expression import Expression
    from hassil.intents import IntentData, SlotList
    from hassil.recognize import RecognizeResult

MOST_WORDS, LONGEST = 30, 200
"""Words and characters of a text that may be a request; the longest of Home Assistant's own has 17 words."""
OWN = ("name", "area", "floor")
"""The lists that the user's home fills."""

Slots: TypeAlias = dict[str, str | int | float]
Values: TypeAlias = list[tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Meant:
    """`free`: a slot holds words that stand on no list. `sentence`: the template that fits."""

    intent: str
    slots: Slots
    sentence: str
    free: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One sentence. Each of `needs` is a set of bits: one of these pieces must be in the text."""

    intent: str
    data: "IntentData"
    needs: tuple[int, ...]
    here: bool  # the assistant's own area must be known
    named: bool  # it names a thing
    free: bool  # it has a place for any words


class Pack:
    """Read-only after it is made, so any thread may ask. `sentences` are those of `content`. `intents`: of these only;
    `free`: those of them that may hold words which stand on no list. None is all that there are.
    """

    def __init__(
        self,
        home: Home,
        sentences: Mapping[str, Any],
        intents: Collection[str] | None = None,
        free: Collection[str] | None = None,
    ) -> None:
        from hassil import Intents

        every = sentences["intents"]
        wanted = {name: each for name, each in every.items() if intents is None or name in intents}
        self.language = sentences["language"]
        self._whole: Intents = Intents.from_dict({**sentences, "intents": wanted})
        self._here = {"area": home.here} if home.here else {}
        self._own = _own(home)
        self._bits: dict[str, int] = {_own_piece(name): 1 << at for at, name in enumerate(OWN)}
        self._candidates = [each for each in self._all() if free is None or not each.free or each.intent in free]
        self._pieces = [(piece, bit) for piece, bit in self._bits.items() if not piece.startswith("{")]

    def meant(self, text: str, context: Mapping[str, str] | None = None) -> Meant | None:
        """What a text asks of the home. `context`: what is known of where it was said; by itself, the user's `here`."""
        if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
            return None
        from hassil import TextSlotList, recognize_best

        known = self._here if context is None else dict(context)
        said = _folded(text)
        found = {name: [value for its, value in values if its in said] for name, values in self._own.items()}
        present = sum(bit for piece, bit in self._pieces if piece in said)
        present |= sum(self._bits[_own_piece(name)] for name, values in found.items() if values)
        chosen = self._chosen(present, "area" in known, [value[2] for value in found["name"]])
        if not chosen.intents:
            return None
        lists: dict[str, SlotList] = {
            name: TextSlotList.from_tuples(values, False, name) for name, values in found.items()
        }
        result = recognize_best(text, chosen, lists, intent_context=known, best_slot_name="name")
        return _meant(result) if result else None

    def prepare(self) -> None:
        """Have hassil read every sentence, which it does when one is first wanted."""
        from hassil.numbers import get_rbnf_engine

        for each in self._candidates:
            _ = each.data.sentences
        get_rbnf_engine(self.language)

    def _chosen(self, present: int, somewhere: bool, things: list[dict[str, str]]) -> "Intents":
        """The sentences that may fit. `things`: the kinds of those whose names are in the text."""
        from hassil import Intents
        from hassil.intents import Intent
        from hassil.util import check_required_context

        chosen: dict[str, Intent] = {}
        for each in self._candidates:
            if (each.here and not somewhere) or not all(need & present for need in each.needs):
                continue
            wanted = each.data.requires_context if each.named else {}
            if not wanted or any(check_required_context(wanted, thing, allow_missing_keys=True) for thing in things):
                chosen.setdefault(each.intent, Intent(each.intent)).data.append(each.data)
        whole = self._whole
        return Intents(self.language, chosen, whole.slot_lists, whole.expansion_rules, whole.skip_words, whole.settings)

    def _all(self) -> Iterator[_Candidate]:
        from hassil import Sentence
        from hassil.intents import WildcardSlotList

        whole = self._whole
        listed = {name: self._listed(found) for name, found in whole.slot_lists.items()}
        listed |= {name: self._bits[_own_piece(name)] for name in OWN}
        for name, data in ((name, data) for name, intent in whole.intents.items() for data in intent.data):
            rules = {**whole.expansion_rules, **data.expansion_rules}
            slot_lists = {**whole.slot_lists, **data.slot_lists}
            lists = {**listed, **{name: self._listed(found) for name, found in data.slot_lists.items()}}
            for text in data.sentence_texts:
                alone = replace(data, sentence_texts=[text])  # hassil reads it when it is first wanted
                sentence = alone.sentences[0] if set(text) & set(";\\") else Sentence(parsed(text))
                needs = {self._bit(clause) for clause in sentence.get_required_clauses(rules)}
                required = _required(sentence.expression, rules)
                needs |= {lists.get(each, 0) for each in required} - {0}
                free = any(isinstance(slot_lists.get(each), WildcardSlotList) for each in sentence.list_names(rules))
                here = "area" in data.requires_context
                yield _Candidate(name, alone, tuple(needs), here, "name" in required, free)

    def _listed(self, found: "SlotList") -> int:
        """One of which pieces a word of the list needs; 0 if one of them needs none."""
        from hassil import Sentence
        from hassil.intents import TextSlotList

        if not isinstance(found, TextSlotList):
            return 0
        found.get_candidates(" ")  # builds its index, which two threads must not do at once
        needs = [Sentence(value.text_in).get_required_clauses(self._whole.expansion_rules) for value in found.values]
        return self._bit(chain(*(min(each, key=len) for each in needs))) if all(needs) else 0

    def _bit(self, pieces: Iterable[str]) -> int:
        found = 0
        for piece in pieces:
            found |= self._bits.setdefault(piece.translate(_NO_HYPHENS), 1 << len(self._bits))
        return found


def content(language: str) -> dict[str, Any]:
    """The sentences of a language as they are installed."""
    try:
        from home_assistant_intents import get_intents
    except ImportError:
        raise EngineMissing("Home Assistant's sentences are not installed", install("home")) from None
    try:
        found: dict[str, Any] | None = get_intents(language)
    except (OSError, ValueError) as error:
        raise EngineMissing(f"Home Assistant's sentences cannot be read: {error}", install("home")) from None
    if found is None:
        raise UsageError(f"Home Assistant has no sentences in {language}", "--language en")
    return found


def _own(home: Home) -> dict[str, Values]:
    """What may be said of the home: how it looks in a folded text, then as hassil takes it."""
    things = [
        (name, (name, each.names[0], {"domain": each.domain, "device_class": each.device_class}))
        for each in home.things
        for name in each.names
    ]
    areas, floors = (
        [(name, (name, each.names[0])) for each in found for name in each.names] for found in (home.areas, home.floors)
    )
    own: dict[str, Values] = dict(zip(OWN, (things, areas, floors), strict=True))
    return {kind: [(_folded(name), value) for name, value in values] for kind, values in own.items()}


def _own_piece(name: str) -> str:
    return f"{{{name}}}"


def _folded(text: str) -> str:
    """As hassil compares it, and with spaces for hyphens, which it takes for the same."""
    from hassil.util import normalize_for_matching

    return normalize_for_matching(text).text.casefold().translate(_NO_HYPHENS)


_NO_HYPHENS = str.maketrans("-_", "  ")


def _required(expression: "Expression", rules: "Mapping[str, Sentence]") -> frozenset[str]:
    """The lists without which it cannot be said."""
    from hassil import expression as hassil

    match expression:
        case hassil.ListReference():
            return frozenset({expression.list_name})
        case hassil.RuleReference():
            return _required(rules[expression.rule_name].expression, rules)
        case hassil.Alternative():
            each = [_required(item, rules) for item in expression.items]
            return frozenset() if expression.is_optional or not each else frozenset.intersection(*each)
        case hassil.Group():
            return frozenset().union(*(_required(item, rules) for item in expression.items))
    return frozenset()


def _meant(result: "RecognizeResult") -> Meant:
    slots = {name: _plain(entity.value) for name, entity in result.entities.items()}
    free = any(entity.is_wildcard for entity in result.entities_list)
    return Meant(result.intent.name, slots, result.intent_sentence.text or "" if result.intent_sentence else "", free)


def _plain(value: object) -> str | int | float:
    """A list as one text, with commas."""
    if isinstance(value, list | tuple | set):
        return ",".join(map(str, value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    return int(value) if float(value).is_integer() else value
