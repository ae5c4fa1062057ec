"""Lists: one for shopping and any number of others by name. What stands on them is kept and said back, nothing else."""

from collections.abc import Callable, Mapping

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.kept import bare, content, full, some_of, too_long
from vacli.skills.list_words import SHOPPING, Say, called, items_of, say
from vacli.skills.store import Entry, Store

MOST = 2000
"""Things on all lists together."""
AT_ONCE = 20
"""Things that are taken at a time."""


class Lists(Quiet):
    name = "lists"

    def __init__(self, language: str, store: Store) -> None:
        self._language = language
        self._store = store
        self._answers: Mapping[str, Callable[[Understood, str, Turn], str | Ask]] = {
            "list_add": self._add,
            "list_remove": self._remove,
            "list_read": self._read,
            "list_has": self._has,
            "list_clear": self._clear,
        }
        self.intents = frozenset(self._answers)

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        return self._answers[meant.intent](meant, str(meant.slots.get("list", SHOPPING)), turn)

    def _add(self, meant: Understood, name: str, turn: Turn) -> str | Ask:
        if "items" not in meant.slots:
            plain = called(name, self._language).replace("{", "{{").replace("}", "}}")
            return Ask(self._said(Say.WHAT, name), say(Say.ADD_WHAT, self._language, list=plain))
        every = self._items(meant, "items", name)
        wanted = every[:AT_ONCE]
        kept = {content(each.text, self._language) for each in self._on(name)}
        new: list[str] = []
        already: list[str] = []
        for item in wanted:
            (already if content(item, self._language) in kept else new).append(item)
            kept.add(content(item, self._language))
        if new:
            wrong = too_long(max(new, key=len), self._language)
            wrong = wrong or full(self._store, "item", len(new), MOST, self._language)
            if wrong:
                return wrong
            self._store.change(turn, [Entry("item", name, item, self._language) for item in new])
        said = [self._said(Say.ADDED, name, new)] if new else []
        said += [self._said(Say.ALREADY, name, already)] if already else []
        said += [say(Say.TOO_MANY, self._language, most=AT_ONCE)] if len(every) > AT_ONCE else []
        return " ".join(said)

    def _remove(self, meant: Understood, name: str, turn: Turn) -> str:
        gone: list[Entry] = []
        missing: list[str] = []
        for item in self._items(meant, "items", name)[:AT_ONCE]:
            found = [each for each in self._like(item, name) if each not in gone]
            if len(found) > 1:
                return say(Say.WHICH, self._language, items=some_of([each.text for each in found], self._language))
            gone += found
            missing += [] if found else [item]
        if gone:
            self._store.change(turn, drop=gone)
        said = [self._said(Say.REMOVED, name, [each.text for each in gone])] if gone else []
        return " ".join([*said, *([self._said(Say.NOT_ON, name, missing)] if missing else [])])

    def _read(self, meant: Understood, name: str, turn: Turn) -> str:
        if "which" in meant.slots:
            names = dict.fromkeys(called(each.name, self._language) for each in self._store.all("item"))
            items = some_of([*names], self._language) if names else ""
            return say(Say.LISTS if names else Say.NO_LISTS, self._language, items=items)
        texts = [each.text for each in self._on(name)]
        return self._said(Say.READ if texts else Say.EMPTY, name, texts)

    def _has(self, meant: Understood, name: str, turn: Turn) -> str:
        item = bare(str(meant.slots["item"]), self._language)
        found = [each.text for each in self._like(item, name)]
        return self._said(Say.HAS if found else Say.HAS_NOT, name, found or [item])

    def _clear(self, meant: Understood, name: str, turn: Turn) -> str | Ask:
        items = self._on(name)
        if not items:
            return self._said(Say.EMPTY, name)
        if "sure" not in meant.slots:
            return Ask(say(Say.CLEAR, self._language, list=called(name, self._language), count=len(items)))
        self._store.change(turn, drop=items)
        return self._said(Say.CLEARED, name)

    def _items(self, meant: Understood, slot: str, name: str) -> list[str]:
        """As they were named, without articles; none twice."""
        found = [bare(item, self._language) for item in items_of(str(meant.slots[slot]), self._language, name)]
        return list(dict.fromkeys(item for item in found if item))

    def _like(self, item: str, name: str) -> list[Entry]:
        """What is meant by `item`: the same, or what says more ("2 pints of milk")."""
        words = content(item, self._language)
        kept = [(each, content(each.text, self._language)) for each in self._on(name)]
        return [each for each, its in kept if its == words][:1] or [each for each, its in kept if words <= its]

    def _on(self, name: str) -> list[Entry]:
        return self._store.all("item", name=name)

    def _said(self, what: Say, name: str, items: list[str] | None = None) -> str:
        listed = some_of(items, self._language) if items else ""
        return say(what, self._language, list=called(name, self._language), items=listed)
