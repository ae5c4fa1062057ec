"""What the user asked to be remembered, found again by the words that it shares with what is asked.

Knows nothing but what it was told: no synonyms, no inference.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.kept import content, full, some_of, too_long
from vacli.skills.note_words import Say, say
from vacli.skills.store import Entry, Store

MOST = 1000
TOLD = 3
"""Memories that an answer tells, where they fit alike."""
FORGOTTEN = ("item", "note", "memory")
"""Kinds of what is kept that go when everything is to be forgotten."""


class Memory(Quiet):
    name = "memory"

    def __init__(self, language: str, store: Store) -> None:
        self._language = language
        self._store = store
        self._answers: Mapping[str, Callable[[Understood, Turn], str | Ask | None]] = {
            "remember": self._remember,
            "recall": self._recall,
            "memory_list": self._list,
            "forget": self._forget,
            "forget_all": self._forget_all,
        }
        self.intents = frozenset(self._answers)

    def answer(self, meant: Understood, turn: Turn) -> str | Ask | None:
        return self._answers[meant.intent](meant, turn)

    def _remember(self, meant: Understood, turn: Turn) -> str | Ask:
        text = str(meant.slots.get("text", ""))
        if not text:
            return Ask(self._say(Say.REMEMBER_WHAT), self._say(Say.REMEMBER_SENTENCE))
        if any(each.text == text for each in self._store.all("memory")):
            return self._say(Say.KNOWN)
        wrong = too_long(text, self._language) or full(self._store, "memory", 1, MOST, self._language)
        if wrong:
            return wrong
        self._store.change(turn, [Entry("memory", text=text, language=self._language)])
        return self._say(Say.REMEMBERED, text=text)

    def _recall(self, meant: Understood, turn: Turn) -> str | None:
        """`maybe`: it is no request to remember. Then there is an answer only if all that is asked about was told."""
        about, asked = str(meant.slots["about"]), content(str(meant.slots["about"]), self._language)
        found = self._about(about)[:TOLD]
        if "maybe" in meant.slots:
            found = [each for each in found if asked and asked <= content(each.text, self._language)]
            return self._say(Say.TOLD, texts=self._texts(found)) if found else None
        return self._say(Say.TOLD, texts=self._texts(found)) if found else self._say(Say.NOTHING_ABOUT, about=about)

    def _list(self, meant: Understood, turn: Turn) -> str:
        found = self._store.all("memory")[::-1]
        return self._say(Say.ALL_TOLD if found else Say.NOTHING, count=len(found), texts=self._texts(found))

    def _forget(self, meant: Understood, turn: Turn) -> str | Ask:
        about = str(meant.slots["about"])
        found = self._about(about)
        if not found:
            return self._say(Say.NOTHING_ABOUT, about=about)
        if len(found) > 1 and "sure" not in meant.slots:
            return Ask(self._say(Say.FORGET_ALL_OF, texts=self._texts(found)))
        self._store.change(turn, drop=found)
        return self._say(Say.FORGOT, texts=self._texts(found))

    def _forget_all(self, meant: Understood, turn: Turn) -> str | Ask:
        found = self._store.all(*FORGOTTEN)
        if not found:
            return self._say(Say.NOTHING_KEPT)
        if "sure" not in meant.slots:
            return Ask(self._say(Say.CLEAR_ALL, count=len(found)))
        self._store.change(turn, drop=found)
        return self._say(Say.ALL_CLEARED)

    def _about(self, about: str) -> list[Entry]:
        """Those that share most with what is asked, the latest first. A word that few share counts for more."""
        kept = [(each, content(each.text, self._language)) for each in self._store.all("memory")]
        often = Counter(word for _, words in kept for word in words)
        asked = content(about, self._language)
        near = {each.id: asked & words for each, words in kept}
        worth = {
            each: sum(1 / often[word] for word in words) if 2 * len(words) >= len(asked) else 0.0
            for each, words in near.items()
        }
        best = max(worth.values(), default=0.0)
        return [each for each, _ in reversed(kept) if worth[each.id] == best > 0]

    def _texts(self, entries: list[Entry]) -> str:
        return some_of([each.text for each in entries], self._language) if entries else ""

    def _say(self, what: Say, **parts: object) -> str:
        return say(what, self._language, **parts)
