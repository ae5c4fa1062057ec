"""Requests that also tell why, and free texts beside which other words stand: what is the request, what the text."""

import pytest

from vacli.config import ReplySettings
from vacli.core.meaning import Command, Understood
from vacli.understand import open_language
from vacli.understand.examples import examples, explained
from vacli.understand.free import Free, idle_of
from vacli.understand.language import language

ENGLISH = language("en")
READ = ENGLISH.reader.tokens
SURE = ReplySettings().threshold


def understood(text: str) -> Understood:
    return open_language().understand(text)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("what time is it in lima at the moment", "time", {"place": "lima"}),
        ("what time is it in quito at present", "time", {"place": "quito"}),
        ("what's the weather in oslo right now", "weather", {"place": "oslo"}),
        ("you can forget about the passports now", "forget", {"about": "passports"}),
        ("are there any pears on my list", "list_has", {"item": "pears", "list": "shopping"}),
        ("have we got rice down on the shopping list", "list_has", {"item": "rice", "list": "shopping"}),
        ("jot down tape for the hardware list", "list_add", {"items": "tape", "list": "hardware"}),
        ("reminder walk the dog five p m", "reminder_set", {"text": "walk the dog", "at": "17:00"}),
        ("reminder for ten minutes stir the soup", "reminder_set", {"text": "stir the soup", "duration": 600}),
        ("who's my dentist", "recall", {"about": "dentist"}),
        ("note something down the gate sticks", "note_add", {"text": "the gate sticks"}),
    ],
)
def test_what_belongs_to_the_request_is_not_in_the_text(text: str, intent: str, slots: dict[str, object]) -> None:
    found = understood(text)
    assert (found.intent, dict(found.slots)) == (intent, slots)
    assert found.confidence >= SURE


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("shut the windows upstairs it's starting to rain", "home", {"action": "close", "cover": "windows"}),
        ("i've changed banks so forget about the account number", "forget", {"about": "account number"}),
        ("my phone is broken can you tell me the date", "date", {}),
        ("turn the lights off downstairs because we are going out", "home", {"switch": "off", "area": "downstairs"}),
    ],
)
def test_a_request_is_found_beside_its_reason(text: str, intent: str, slots: dict[str, object]) -> None:
    found = understood(text)
    assert found.intent == intent and slots.items() <= found.slots.items()


@pytest.mark.parametrize(
    "text", ["i sold the car so do that", "it broke so cancel it", "she was late so we left", "so so", ""]
)
def test_what_only_points_is_no_request(text: str) -> None:
    assert not understood(text).intent or understood(text).confidence < SURE


@pytest.mark.parametrize(
    "text", ["we could do with leeks and chives put them on the shopping list", "add them to the shopping list"]
)
def test_a_clause_is_no_item(text: str) -> None:
    found = understood(text)
    assert "them" not in str(found.slots.get("items", "")) and "we could" not in str(found.slots.get("items", ""))


def test_a_clause_as_a_free_text_is_asked_back() -> None:
    found = understood("is it true that we have jam on the shopping list")
    assert found.intent != "list_has" or found.confidence < SURE


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("open the garage door", {"action": "open", "cover": "garage door"}),
        ("kill the lights upstairs", {"switch": "off", "device": "lights", "area": "upstairs"}),
        ("draw the curtains it's late", {"action": "close", "cover": "curtains"}),
        ("get the fan going", {"switch": "on", "device": "fan"}),
        ("i've left the heater on can you turn it off", {"switch": "off", "device": "heater"}),
        ("raise the blinds in the office", {"action": "open", "cover": "blinds", "area": "office"}),
    ],
)
def test_things_of_the_home(text: str, slots: dict[str, object]) -> None:
    assert dict(understood(text).slots) == slots


@pytest.mark.parametrize(("text", "every"), [("weekend alarm for nine", "weekend"), ("daily alarm at six", "day")])
def test_alarms_that_come_again(text: str, every: str) -> None:
    assert understood(text).slots["every"] == every


@pytest.mark.parametrize(("text", "command"), [("ok stop please", Command.STOP), ("carry on then", Command.RESUME)])
def test_a_command_may_be_polite(text: str, command: Command) -> None:
    assert open_language().command(text) is command


@pytest.mark.parametrize("text", ["ok", "please", "right back", "okay then", "stop the timer please"])
def test_what_is_no_command(text: str) -> None:
    assert open_language().command(text) is None


def test_a_text_is_trimmed_to_what_is_its_own() -> None:
    tokens = READ("is there any jam down on the list")
    idle = idle_of(ENGLISH.words)
    assert Free("item", 1, 5).trimmed(tokens, idle) == Free("item", 3, 4)
    assert Free("item", 1, 3).trimmed(tokens, idle) == Free("item", 1, 3), "nothing would be left"
    assert Free("name", 1, 5).trimmed(tokens, idle) == Free("name", 1, 5)
    assert idle_of({}) == {}


def test_examples_are_explained_by_clauses_that_are_no_examples() -> None:
    text = "## list_add\nput [milk](items) on the list\n## command:stop\nplease stop\n## + before\nmy hands are full\n"
    written = list(examples(text, ENGLISH))
    assert [each.intent for each in written] == ["list_add", "command:stop"]
    [more] = explained(text, written, ENGLISH)
    assert more.names == ("my", "hands", "are", "full", "put", "milk", "on", "the", "list")
    assert more.tags[5] == "B-items" and set(more.tags[:4]) == {"O"}
    assert not list(explained("## list_add\nadd [milk](items)\n", written, ENGLISH))
