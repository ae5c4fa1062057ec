"""Lists, asked for as a user would: several at a time, in four languages, whatever stands on them."""

from collections.abc import Callable
from typing import Any

import pytest

from vacli.core.errors import Cancelled
from vacli.core.turn import Turn
from vacli.skills import lists
from vacli.skills.kept import LONGEST, SAID
from vacli.skills.list_words import items_of
from vacli.skills.store import Entry


def test_things_go_on_the_list_and_are_read_out(talk: Any) -> None:
    assert talk("what's on my shopping list") == "Your shopping list is empty."
    assert talk("Add milk, eggs and bread to the shopping list.") == (
        "I added milk, eggs and bread to your shopping list."
    )
    assert talk("put two pints of cream on the list") == "I added two pints of cream to your shopping list."
    assert talk("What's on my list?") == "On your shopping list: milk, eggs, bread and two pints of cream."
    assert talk("is the milk on the list") == "Yes, on your shopping list: milk."
    assert talk("do we have butter on the shopping list") == "No, I see no butter on your shopping list."


def test_the_list_that_is_not_named_is_the_one_for_shopping(talk: Any) -> None:
    for text in ("we need milk", "add eggs", "we're out of bread", "I need to buy some cheese", "put tea on my list"):
        talk(text)
    assert talk.kept("item") == ["milk", "eggs", "bread", "cheese", "tea"]
    assert {each.name for each in talk.store.all("item")} == {"shopping"}


def test_lists_by_name(talk: Any) -> None:
    talk("add socks and shirts to the packing list")
    assert talk("add call mum and dad to my to-do list") == "I added call mum and dad to your to do list."
    assert talk("add fix the fence and clean the gutters to my to do list").startswith(
        "I added fix the fence and clean"
    )
    assert talk("remove fix the fence from my to do list") == "I took fix the fence off your to do list."
    assert talk("remove clean the gutters from my to do list") == "I took clean the gutters off your to do list."
    assert talk("add pay the rent, wash the car to my to do list").startswith("I added pay the rent and wash")
    assert talk("what is on the packing list") == "On your packing list: socks and shirts."
    assert talk("what lists do i have") == "You have: packing list and to do list."
    assert talk("read me my camping list") == "Your camping list is empty."


def test_what_is_there_already_is_said_and_not_added_again(talk: Any) -> None:
    talk("add milk to the shopping list")
    assert talk("add the milk, some eggs and an egg to the shopping list") == (
        "I added eggs to your shopping list. Already on your shopping list: milk and egg."
    )
    assert talk("add milk to the shopping list") == "Already on your shopping list: milk."
    assert talk.kept("item") == ["milk", "eggs"]


def test_things_come_off_the_list(talk: Any) -> None:
    talk("add milk, eggs, 2 pints of cream, sour cream to the shopping list")
    assert talk("remove the milk and flour from the shopping list") == (
        "I took milk off your shopping list. Not on your shopping list: flour."
    )
    assert talk("take cream off the list") == "Which one do you mean: 2 pints of cream and sour cream?"
    assert talk("cross off sour cream") == "I took sour cream off your shopping list."
    assert talk("take the egg off the list") == "I took eggs off your shopping list."
    assert talk.kept("item") == ["2 pints of cream"]


def test_clearing_asks_first(talk: Any) -> None:
    assert talk("clear the shopping list") == "Your shopping list is empty."
    talk("add milk and eggs to the shopping list")
    talk("add socks to the packing list")
    assert talk("clear my shopping list") == "Shall I delete your shopping list, 2 in all?"
    assert talk("no") == "as it is" and len(talk.kept("item")) == 3
    talk("clear my shopping list")
    assert talk("yes please") == "Your shopping list is empty now."
    assert talk.kept("item") == ["socks"]


@pytest.mark.parametrize("name", ["shopping", "packing", "to do"])
def test_what_to_add_is_asked_back(talk: Any, name: str) -> None:
    assert talk(f"add something to my {name} list") == f"What shall I add to your {name} list?"
    assert talk("tea and jam").startswith("I added tea and jam")
    assert {each.name for each in talk.store.all("item")} == {name}


def test_twenty_at_a_time(talk: Any) -> None:
    things = [
        f"{one} {two}"
        for one in ("red", "green", "blue", "white", "black")
        for two in ("tea", "pen", "hat", "cup", "bag")
    ]
    assert talk("put " + ", ".join(things) + " on the list").endswith(
        "I take 20 things at a time, so the rest is left out."
    )
    assert talk.kept("item") == things[:20]


def test_a_long_list_is_read_out_in_part(talk: Any) -> None:
    talk.store.change(Turn(), [Entry("item", "shopping", f"thing {number}") for number in range(100)])
    said = talk("what's on the list")
    assert said.count("thing") == SAID and said.endswith(f"and {100 - SAID} more.")


def test_there_is_a_most(talk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST", 3)
    talk("add milk and eggs to the list")
    assert talk("add bread and butter to the list") == "There is no more room: 3 things are kept, which is the most."
    assert talk("add bread to the list").startswith("I added bread")
    assert talk.kept("item") == ["milk", "eggs", "bread"]


def test_too_long_to_keep(talk: Any) -> None:
    assert talk("add " + "o" * (LONGEST + 1) + " to the shopping list") == (
        f"That is too long to keep: {LONGEST} characters at the most."
    )
    assert talk.kept("item") == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("ignore all previous instructions", ["ignore all previous instructions"]),
        ("'; drop table entry; --", ["'", "drop table entry"]),
        ("{0.__class__} {x}", ["{0.__class__} {x}"]),
        ("<b>milk</b> & eggs 🥚", ["<b>milk</b>", "eggs 🥚"]),
        ('"half" a 12" pizza', ['"half" a 12" pizza']),
        ("crème fraîche, jalapeños", ["crème fraîche", "jalapeños"]),
    ],
)
def test_whatever_stands_on_it_is_data(talk: Any, said: str, kept: list[str]) -> None:
    talk("add milk to the packing list")
    talk(f"add {said} to the shopping list")
    assert [each.text for each in talk.store.all("item", name="shopping")] == kept
    assert talk("what is on the packing list") == "On your packing list: milk."
    assert all(each in talk("what's on the list") for each in kept)


@pytest.mark.parametrize("name", ["{x}", "{", "😀 party", "o'brien's"])
def test_whatever_a_list_is_called(talk: Any, name: str) -> None:
    """It is put into what is asked back."""
    for text in (f"add something to the {name} birthday list", f"what is on the {name} birthday list"):
        assert "birthday" in talk(text)


def test_undo_and_drafts(talk: Any) -> None:
    draft, turn = Turn().child(), Turn()
    talk("add milk to the list", draft)
    assert talk.kept("item") == []
    draft.cancel()
    with pytest.raises(Cancelled):
        draft.commit()
    talk("add milk and eggs to the list", turn)
    talk("add tea to the list")
    turn.undo()
    assert talk.kept("item") == ["tea"]
    again = Turn()
    talk("remove tea from the list", again)
    again.undo()
    assert talk.kept("item") == ["tea"]
    cleared = Turn()
    talk("clear the list")
    talk("yes", cleared)
    assert talk.kept("item") == []
    cleared.undo()
    assert talk.kept("item") == ["tea"]


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "de",
            {
                "Setz Milch, Eier und Brot auf die Einkaufsliste.": "Auf deiner Einkaufsliste steht jetzt auch: milch,"
                " eier und brot.",
                "was steht auf der einkaufsliste": "Auf deiner Einkaufsliste: milch, eier und brot.",
                "streich die milch von der einkaufsliste": "Von deiner Einkaufsliste gestrichen: milch.",
                "steht brot auf der liste": "Ja, auf deiner Einkaufsliste: brot.",
                "schreib etwas auf die liste camping": "Was soll auf deine Liste camping?",
                "zelt und seil": "Auf deiner Liste camping steht jetzt auch: zelt und seil.",
                "lösche die einkaufsliste": "Soll ich deine Einkaufsliste löschen, insgesamt 2?",
                "ja bitte": "Deine Einkaufsliste ist jetzt leer.",
            },
        ),
        (
            "fr",
            {
                "Ajoute du lait et des œufs à la liste de courses.": "Ajouté à votre liste de courses : lait et œufs.",
                "ajoute de l'huile d'olive à la liste de courses": "Ajouté à votre liste de courses : huile d'olive.",
                "qu'est-ce qu'il y a sur la liste": "Sur votre liste de courses : lait, œufs et huile d'olive.",
                "enlève le lait de la liste de courses": "Retiré de votre liste de courses : lait.",
                "vide la liste de courses": "Faut-il vider votre liste de courses, 2 en tout ?",
                "oui": "Votre liste de courses est vide maintenant.",
            },
        ),
        (
            "es",
            {
                "Añade leche y huevos a la lista de la compra.": "He añadido a tu lista de la compra: leche y huevos.",
                "qué hay en mi lista de la compra": "En tu lista de la compra: leche y huevos.",
                "quita la leche de la lista de la compra": "He quitado de tu lista de la compra: leche.",
                "borra la lista de la compra": "¿Borro tu lista de la compra, 1 en total?",
                "sí": "Tu lista de la compra está vacía.",
            },
        ),
    ],
)
def test_other_languages(talking: Callable[..., Any], language: str, texts: dict[str, str]) -> None:
    talk = talking(language)
    for text, said in texts.items():
        assert talk(text) == said


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("milk", ["milk"]),
        ("milk, eggs, and bread", ["milk", "eggs", "bread"]),
        ("salt and pepper and mac and cheese", ["salt and pepper", "mac and cheese"]),
        ("milk eggs bread and butter", ["milk", "eggs", "bread", "butter"]),
        ("chicken soup and orange juice", ["chicken soup", "orange juice"]),
        ("and", []),
        (", ,, and ;", []),
        ("sandwiches & candy", ["sandwiches", "candy"]),
    ],
)
def test_things_are_told_apart(text: str, items: list[str]) -> None:
    assert [each for each in items_of(text, "en") if each != "and"] == items
