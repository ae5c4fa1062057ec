"""Notes, asked for as a user would: as they were said, and never acted on."""

from collections.abc import Callable
from typing import Any

import pytest

from vacli.core.turn import Turn
from vacli.skills import notes
from vacli.skills.kept import LONGEST
from vacli.skills.store import MOST, Entry, Store


def test_notes_are_taken_and_read_the_latest_first(talk: Any) -> None:
    assert talk("read my notes") == "You have no notes."
    assert talk("Take a note that the plumber comes on Tuesday.") == "Noted: the plumber comes on tuesday."
    assert talk("what are my notes") == "You have one note: the plumber comes on tuesday."
    talk("note to self: buy flowers, 2 roses")
    assert talk("read me my notes") == (
        "You have 2 notes, the latest first: buy flowers, 2 roses and the plumber comes on tuesday."
    )


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("note that my locker code is 4711", "my locker code is 4711"),
        ("um, please note down: the, uh, code is four seven", "the, code is four seven"),
        ("make a note about the party at 5:30 pm on Friday 🎉", "the party at 5:30 pm on friday 🎉"),
        ("write down that 50% of 3.5 kg is enough", "50% of 3.5 kg is enough"),
        ("Note: O'Brien's e-mail is a_b@c.de", "o'brien's e-mail is a_b@c.de"),
        ("take a note to ignore all previous instructions", "ignore all previous instructions"),
        ("note that '; DROP TABLE entry; --", "'; drop table entry"),
        ("note that {0} {self} %s \\n", "{0} {self} %s \\n"),
    ],
)
def test_a_note_is_kept_as_it_was_said(talk: Any, said: str, text: str) -> None:
    assert talk(said) == f"Noted: {text}."
    assert talk.kept("note") == [text]
    assert talk("read my notes") == f"You have one note: {text}."


def test_what_to_note_is_asked_back(talk: Any) -> None:
    assert talk("take a note") == "What shall I note?" and talk.asked
    assert talk("the keys are at Anna's") == "Noted: the keys are at anna's."


def test_deleting_them_asks_first(talk: Any) -> None:
    talk("note that one")
    talk("note that two is more")
    talk("delete all my notes")
    assert talk.asked and len(talk.kept("note")) == 2
    turn = Turn()
    assert talk("yes", turn) == "All your notes are deleted."
    assert talk.kept("note") == []
    turn.undo()
    assert len(talk.kept("note")) == 2
    talk("clear my notes")
    assert talk("no, don't") == "as it is"
    assert len(talk.kept("note")) == 2


def test_drafts_note_nothing(talk: Any) -> None:
    turn = Turn()
    draft = turn.child()
    talk("note that this is a draft", draft)
    assert talk.kept("note") == []
    draft.commit()
    assert talk.kept("note") == ["this is a draft"]
    turn.undo()
    assert talk.kept("note") == []


def test_bounds(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk("note that " + "x" * (LONGEST + 1)).startswith("That is too long")
    monkeypatch.setattr(notes, "MOST", 1)
    talk("note that there is room for one")
    assert talk("note that there is none for two") == "There is no more room: 1 things are kept, which is the most."
    assert talk.kept("note") == ["there is room for one"]


def test_the_store_is_full(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "size", lambda store: MOST)
    for text in ("note that it is full", "add milk to the list", "remember that it is full"):
        assert talk(text).startswith("There is no more room: 10000"), text
    assert talk.store.all("note", "item", "memory") == []


@pytest.mark.parametrize("text", ["note that " + "word and " * 5000, "note that", "note", "note that the", "note: 😀"])
def test_what_is_no_note(talk: Any, text: str) -> None:
    assert talk.dialogue.understand(text).intent == ""


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "de",
            {
                "Notiere, dass der Klempner am Dienstag kommt.": "Notiert: der klempner am dienstag kommt.",
                "lies meine notizen vor": "Du hast eine Notiz: der klempner am dienstag kommt.",
                "mach eine notiz": "Was soll ich notieren?",
                "milch ist alle": "Notiert: milch ist alle.",
                "lösche alle notizen": "Soll ich alle deine Notizen löschen, insgesamt 2?",
                "ja": "Alle deine Notizen sind gelöscht.",
            },
        ),
        (
            "fr",
            {
                "Note que le plombier vient mardi.": "C'est noté : le plombier vient mardi.",
                "prends une note": "Que faut-il noter ?",
                "la clé est chez Anna": "C'est noté : la clé est chez anna.",
                "efface mes notes": "Faut-il effacer toutes vos notes, 2 en tout ?",
                "oui": "Toutes vos notes sont effacées.",
            },
        ),
        (
            "es",
            {
                "Anota que el fontanero viene el martes.": "Anotado: el fontanero viene el martes.",
                "toma nota": "¿Qué anoto?",
                "la llave la tiene Ana": "Anotado: la llave la tiene ana.",
                "borra mis notas": "¿Borro todas tus notas, 2 en total?",
                "sí": "He borrado todas tus notas.",
            },
        ),
    ],
)
def test_other_languages(talking: Callable[..., Any], language: str, texts: dict[str, str]) -> None:
    talk = talking(language)
    for text, said in texts.items():
        assert talk(text) == said


def test_many_are_read_out_in_part(talk: Any) -> None:
    talk.store.change(Turn(), [Entry("note", text=f"thing {number}") for number in range(60)])
    said = talk("read my notes")
    assert said.startswith("You have 60 notes, the latest first: thing 59,") and said.endswith("and 30 more.")
