"""Notes: taken down, read out, deleted. What they say is never acted on."""

from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.skills.base import Quiet
from vacli.skills.kept import full, some_of, too_long
from vacli.skills.note_words import Say, say
from vacli.skills.store import Entry, Store

MOST = 500


class Notes(Quiet):
    name = "notes"
    intents = frozenset({"note_add", "note_read", "note_clear"})

    def __init__(self, language: str, store: Store) -> None:
        self._language = language
        self._store = store

    def answer(self, meant: Understood, turn: Turn) -> str | Ask:
        if meant.intent == "note_add":
            return self._add(meant, turn)
        notes = self._store.all("note")
        if not notes:
            return say(Say.NO_NOTES, self._language)
        return self._read(notes) if meant.intent == "note_read" else self._clear(notes, meant, turn)

    def _add(self, meant: Understood, turn: Turn) -> str | Ask:
        text = str(meant.slots.get("text", ""))
        if not text:
            return Ask(say(Say.NOTE_WHAT, self._language), say(Say.NOTE_SENTENCE, self._language))
        wrong = too_long(text, self._language) or full(self._store, "note", 1, MOST, self._language)
        if wrong:
            return wrong
        self._store.change(turn, [Entry("note", text=text, language=self._language)])
        return say(Say.NOTED, self._language, text=text)

    def _read(self, notes: list[Entry]) -> str:
        texts = some_of([each.text for each in reversed(notes)], self._language)
        return say(Say.NOTES if len(notes) > 1 else Say.ONE_NOTE, self._language, count=len(notes), texts=texts)

    def _clear(self, notes: list[Entry], meant: Understood, turn: Turn) -> str | Ask:
        if "sure" not in meant.slots:
            return Ask(say(Say.CLEAR_NOTES, self._language, count=len(notes)))
        self._store.change(turn, drop=notes)
        return say(Say.NOTES_CLEARED, self._language)
