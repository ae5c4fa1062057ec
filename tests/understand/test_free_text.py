"""Free text in requests: the least of it, as it was said, and never so that a request seems over too early."""

import pytest
from support import A_TIMER, times_the_work

from vacli.core.words import Completeness
from vacli.understand import open_language
from vacli.understand.free import Free, as_said
from vacli.understand.language import LANGUAGES, language

WHOLE, OPEN, UNSURE = Completeness.COMPLETE, Completeness.UNFINISHED, Completeness.UNKNOWN


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("add milk to the shopping list", "list_add", {"items": "milk", "list": "shopping"}),
        ("add milk to the list to the shopping list", "list_add", {"items": "milk to the list", "list": "shopping"}),
        ("add milk to the packing list", "list_add", {"items": "milk", "list": "packing"}),
        ("add milk", "list_add", {"items": "milk", "list": "shopping"}),
        ("add five minutes", "timer_add", {"duration": 300}),
        ("add five and three", "sum", {"a": 5, "operator": "+", "b": 3}),
        ("add a dentist appointment to my to do list", "list_add", {"items": "a dentist appointment", "list": "to do"}),
        ("what do you know about me", "memory_list", {}),
        ("what do you know about anna", "recall", {"about": "anna"}),
        ("take a note that it rains", "note_add", {"text": "it rains"}),
        ("delete everything", "forget_all", {}),
        ("what is the weather in paris tomorrow", "weather", {"place": "paris", "days": 1}),
    ],
)
def test_the_least_free_text_is_meant(text: str, intent: str, slots: dict[str, object]) -> None:
    meant = open_language().understand(text)
    assert (meant.intent, dict(meant.slots)) == (intent, slots)


@pytest.mark.parametrize(
    "text",
    [
        *("add the to the shopping list", "remember", "remember that the", "note that", "spell the"),
        *("we need to talk", "forget it", "forget that", "add milk to the", "how do you spell"),
        *("where are my", "is on the list", "put it", "buy it"),
        "remember " + "word and " * 400,
    ],
)
def test_nothing_in_it_is_nothing_meant(text: str) -> None:
    assert open_language().understand(text).intent == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Remember that, um, my PIN is 4-7-1-1!", "my pin is 4-7-1-1"),
        ("please remember that it's O'Brien's 2nd e-mail, thanks", "it's o'brien's 2nd e-mail"),
        ("remember remember that the, uh, bins go out on twenty five may", "the, bins go out on twenty five may"),
        ("could you remember that 3.5 kg + 50% is 5,25 €", "3.5 kg + 50% is 5,25 €"),
        ("remember that we meet at 5:30 pm tomorrow 🎉🎉", "we meet at 5:30 pm tomorrow 🎉🎉"),
        ("Remember  that\n\ttabs   and\u00a0spaces", "tabs and spaces"),
        ("remember that naïve Zürich ß", "naïve zürich ß"),
    ],
)
def test_as_it_was_said(text: str, kept: str) -> None:
    assert open_language().understand(text).slots["text"] == kept


def test_where_the_text_cannot_be_found_again_the_tokens_are_taken() -> None:
    reader = language("en").reader
    assert as_said(Free("text", 1, 3), "what's five", reader.tokens("what's five"), reader) == "is 5"


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        *(
            (text, OPEN)
            for text in ("add milk", "add milk and", "add milk to the", "add milk to the shopping", "put milk on")
        ),
        *(
            (text, OPEN)
            for text in ("remember that", "remember that the key is in", "note that my", "what is the weather in")
        ),
        *((text, UNSURE) for text in ("remember that the key fits", "note that it rains", "where did i put the key")),
        *(
            (text, WHOLE)
            for text in ("add milk to the shopping list", "what is on my list", "what is the weather in new york")
        ),
        ("what is the weather in new", OPEN),
        *(
            (text, WHOLE)
            for text in ("roll two dice", "what can you do", "convert five miles to kilometers", "clear my list")
        ),
        *((text, UNSURE) for text in ("is the earth flat", "what is the largest lake", "banana")),
    ],
)
def test_how_finished_it_sounds(text: str, sounds: Completeness) -> None:
    assert open_language().completeness(text) is sounds


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_free_text_that_is_listened_for_has_words(code: str) -> None:
    assert not [word for word in open_language(code).grammar().words() if word.startswith("*")]


@pytest.mark.parametrize(
    "text",
    [
        *("add " + "to the list " * 20, "is " + "on the list " * 20, "put " + "on my list list " * 15),
        *(
            "remember " * 60,
            "what's the weather " + "in the " * 28,
            "add " + " and ".join(["milk", "eggs"] * 15) + " to the list",
        ),
        *(
            "take a note that " + "the note that " * 18,
            "\U0001f389 " * 2000,
            "add " + "um " * 1300 + "milk to the list",
        ),
    ],
)
def test_texts_that_fit_in_many_ways_take_no_long(text: str) -> None:
    understanding = open_language()

    def both(text: str) -> None:
        understanding.understand(text)
        understanding.completeness(text)

    assert times_the_work(lambda: both(text), lambda: both(A_TIMER["en"])) < 100


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        *((text, "list_add") for text in ("we need milk", "we're out of dog food", "i need some more eggs")),
        *((text, "list_remove") for text in ("i bought the milk", "we don't need bread anymore", "delete the eggs")),
        *(
            (text, "")
            for text in (
                "we need a hug",
                "i need some advice",
                "we're out of time",
                "i bought a house",
                "delete facebook",
            )
        ),
        *((text, "") for text in ("i need a recipe for chicken soup", "add up")),
    ],
)
def test_only_goods_are_bought_where_nothing_is_ordered(text: str, intent: str) -> None:
    assert open_language().understand(text).intent == intent


@pytest.mark.parametrize(
    "text",
    ["what is the largest lake in africa", "where is the eiffel tower", "do cats like fish", "is milk good for you"],
)
def test_questions_about_the_world_are_no_requests(text: str) -> None:
    assert open_language().understand(text).intent == ""
    assert open_language().completeness(text) is not OPEN
