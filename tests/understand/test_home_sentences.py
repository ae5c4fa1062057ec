"""What is asked of a home that a file describes: Home Assistant's sentences, the user's names, and no wrong action."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vacli.core.errors import EngineMissing
from vacli.core.words import Completeness
from vacli.rules.home import Home, home_of
from vacli.understand import open_language
from vacli.understand.home.at_home import AtHome

pytest.importorskip("home_assistant_intents", reason="the extra `home` is not installed")

HOME = """
here: kitchen
floors: [{id: up, name: Upstairs}]
areas:
  - {id: kitchen, name: Kitchen}
  - {id: bedroom, name: Bedroom, aliases: [sleeping room], floor: up}
  - {id: office, name: Office}
things:
  - {id: light.bedroom, name: Bedroom Lamp, aliases: [night light], area: bedroom}
  - {id: light.kitchen, name: Kitchen ceiling, area: kitchen}
  - {id: lock.front, name: Front Door}
  - {id: binary_sensor.front, name: Front Window, attributes: {device_class: window}}
  - {id: media_player.tv, name: TV, area: bedroom}
  - {id: cover.tv, name: TV lift, area: bedroom}
"""
NAMES = {
    "de": {"Kitchen": "Küche", "Bedroom Lamp": "Nachttischlampe", "Bedroom": "Schlafzimmer"},
    "fr": {"Kitchen": "cuisine", "Bedroom Lamp": "lampe de chevet", "Bedroom": "chambre"},
    "es": {"Kitchen": "Cocina", "Bedroom Lamp": "Lámpara de noche", "Bedroom": "Dormitorio"},
}


@pytest.fixture(scope="module")
def at_home() -> Callable[[str], AtHome]:
    opened: dict[str, AtHome] = {}

    def of(language: str = "en", more: str = "") -> AtHome:
        if language + more not in opened:
            text = HOME + more
            for english, name in NAMES.get(language, {}).items():
                text = text.replace(english, name)
            opened[language + more] = AtHome(open_language(language), home_of(text))
        return opened[language + more]

    return of


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("turn on the bedroom lamp", "HassTurnOn", {"name": "Bedroom Lamp"}),
        ("Turn on the Bedroom Lamp.", "HassTurnOn", {"name": "Bedroom Lamp"}),
        ("could you please turn on the night light", "HassTurnOn", {"name": "Bedroom Lamp"}),
        ("uh switch off um the bedroom lamp", "HassTurnOff", {"name": "Bedroom Lamp"}),
        ("turn off the lights in the sleeping room", "HassTurnOff", {"domain": "light", "area": "Bedroom"}),
        ("turn on the lights upstairs", "HassTurnOn", {"domain": "light", "floor": "Upstairs"}),
        ("turn on the lights", "HassTurnOn", {"domain": "light", "area": "Kitchen"}),
        ("set the bedroom lamp to fifty percent", "HassLightSet", {"name": "Bedroom Lamp", "brightness": 50}),
        ("set the bedroom lamp to 50%", "HassLightSet", {"name": "Bedroom Lamp", "brightness": 50}),
        ("unlock the front door", "HassTurnOff", {"name": "Front Door"}),
        ("open the tv lift", "HassTurnOn", {"name": "TV lift"}),
        ("set the tv volume to 30", "HassSetVolume", {"name": "TV", "volume_level": 30}),
        ("turn off the kitchen ceiling no the bedroom lamp", "HassTurnOff", {"name": "Bedroom Lamp"}),
    ],
)
def test_names_rooms_and_values(
    at_home: Callable[..., AtHome], said: str, intent: str, slots: dict[str, object]
) -> None:
    meant = at_home().understand(said)
    assert (meant.intent, dict(meant.slots)) == (intent, slots)
    assert meant.text == said and meant.confidence == 1.0 and meant.language == "en"
    assert meant.explanation.startswith(f"{intent}: ")


@pytest.mark.parametrize(
    ("language", "said", "slots"),
    [
        ("de", "schalte die Nachttischlampe an", {"name": "Nachttischlampe", "domain": "light"}),
        ("de", "mach bitte das Licht in der Küche an", {"domain": "light", "area": "Küche"}),
        ("fr", "allume la lampe de chevet", {"name": "lampe de chevet"}),
        ("fr", "allume la lumière de la cuisine", {"domain": "light", "area": "cuisine"}),
        ("es", "enciende la lámpara de noche", {"name": "Lámpara de noche"}),
        ("es", "enciende las luces de la cocina", {"domain": "light", "area": "Cocina"}),
    ],
)
def test_other_languages(at_home: Callable[..., AtHome], language: str, said: str, slots: dict[str, object]) -> None:
    meant = at_home(language).understand(said)
    assert (meant.intent, dict(meant.slots), meant.language) == ("HassTurnOn", slots, language)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("what time is it", "time"),
        ("set a timer for five minutes", "timer_set"),
        ("set the volume to 30", "volume"),
        ("add bedroom lamp to the shopping list", "list_add"),
        ("note turn on the bedroom lamp", "note_add"),
    ],
)
def test_other_skills_keep_what_is_theirs(at_home: Callable[..., AtHome], said: str, intent: str) -> None:
    assert at_home().understand(said).intent == intent


@pytest.mark.parametrize(
    "said",
    [
        "do not turn on the bedroom lamp",
        "please don't unlock the front door",
        "never turn off the bedroom lamp",
        "how do i turn on the bedroom lamp",
        "why did you turn off the bedroom lamp",
        "i turned on the bedroom lamp",
        "turn on the bedroom lamp in ten minutes",
        "turn on the bedroom lamp and unlock the front door",
        "the bedroom lamp is nice",
        "what is the capital of france",
        "play some jazz",  # no action of the user's wants it
    ],
)
def test_what_is_no_request_of_the_home_is_none(at_home: Callable[..., AtHome], said: str) -> None:
    assert not at_home().understand(said).intent.startswith("Hass")


def test_free_words_are_taken_where_an_action_wants_them(at_home: Callable[..., AtHome]) -> None:
    listening = at_home("en", 'actions: {HassMediaSearchAndPlay: [{say: "{search_query}"}]}')
    meant = listening.understand("play some jazz")
    assert (meant.intent, meant.slots["search_query"]) == ("HassMediaSearchAndPlay", "some jazz")
    assert meant.confidence < 1.0


def test_requests_about_some_home_become_the_users(at_home: Callable[..., AtHome]) -> None:
    meant = at_home().understand("kill the kitchen lights")
    assert (meant.intent, dict(meant.slots)) == ("HassTurnOff", {"domain": "light", "area": "Kitchen"})
    asked = at_home().understand("did i leave the kitchen lights on")
    assert asked.intent == "HassGetState", "a question switches nothing"


def test_a_thing_that_is_not_there_is_named(at_home: Callable[..., AtHome]) -> None:
    assert at_home().understand("turn on the fountain").slots == {"device": "fountain"}
    assert at_home("de").understand("schalte den Springbrunnen an").slots == {"device": "springbrunnen"}
    assert at_home().understand("turn on the charm of a very long story now").intent == ""


def test_how_finished_it_sounds(at_home: Callable[..., AtHome]) -> None:
    assert at_home().completeness("turn on the night light") is Completeness.COMPLETE
    assert at_home().completeness("turn on the") is Completeness.UNFINISHED
    assert at_home().completeness("") is Completeness.UNKNOWN


@pytest.mark.parametrize(
    "said", ["", " ", "?!", "\x00\x01", "turn on " * 2000, "🦄" * 500, "{name} <turn> [on]", "a" * 100_000]
)
def test_bad_input_means_nothing(at_home: Callable[..., AtHome], said: str) -> None:
    assert not at_home().understand(said).intent.startswith("Hass")
    at_home().completeness(said)


def test_any_thread_may_ask() -> None:
    from concurrent.futures import ThreadPoolExecutor

    said = ["turn on the night light", "set the bedroom lamp to fifty percent", "is the front door locked", "hello"] * 8
    listening = AtHome(open_language("en"), home_of(HOME))
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda text: listening.understand(text).intent, said))
    assert found == ["HassTurnOn", "HassLightSet", "HassGetState", ""] * 8


def test_names_are_no_templates(at_home: Callable[..., AtHome]) -> None:
    odd = AtHome(open_language("en"), home_of('things: [{domain: light, name: "(a|b) {area} [lamp]"}]'))
    assert odd.understand("turn on the (a|b) {area} [lamp]").slots.get("name") == "(a|b) {area} [lamp]"
    assert odd.understand("turn on a kitchen lamp").intent in ("", "home")


def test_an_empty_home_is_one(at_home: Callable[..., AtHome]) -> None:
    assert AtHome(open_language("en"), Home()).understand("turn on the bedroom lamp").intent == "home"


def test_without_the_package_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "home_assistant_intents", None)
    with pytest.raises(EngineMissing) as raised:
        AtHome(open_language("en"), Home())
    assert "install" in raised.value.hint


def test_choosing_sentences_first_loses_none() -> None:
    """What hassil finds among all of them it finds among those that were chosen."""
    from hassil import Intents, SlotList, TextSlotList, recognize_best

    from vacli.bench.own.home import home_of as home_of_fixtures
    from vacli.understand.home.pack import Pack, content

    folder = Path(os.environ.get("VACLI_SPEECH_DIR", "../shared/speech")) / "intents" / "dev"
    if not folder.exists():
        pytest.skip("Home Assistant's test sentences are not here (VACLI_SPEECH_DIR)")
    for language, every in (("en", 20), ("de", 60), ("fr", 20), ("es", 20)):
        home = home_of_fixtures(json.loads((folder / f"ha_{language}_fixtures.json").read_text(encoding="utf-8")))
        pack, whole = Pack(home, content(language)), Intents.from_dict(content(language))
        named = [
            (name, each.names[0], {"domain": each.domain, "device_class": each.device_class})
            for each in home.things
            for name in each.names
        ]
        lists: dict[str, SlotList] = {
            "name": TextSlotList.from_tuples(named, False),
            "area": TextSlotList.from_strings([name for each in home.areas for name in each.names], False),
            "floor": TextSlotList.from_strings([name for each in home.floors for name in each.names], False),
        }
        lines = (folder / f"ha_{language}.jsonl").read_text(encoding="utf-8").splitlines()[::every]
        for row in map(json.loads, lines):
            context = row["context"] or {}
            slow = recognize_best(row["text"], whole, lists, intent_context=dict(context), best_slot_name="name")
            fast = pack.meant(row["text"], context)
            assert (fast.intent if fast else None) == (slow.intent.name if slow else None), row["text"]
            assert not fast or not slow or set(fast.slots) == set(slow.entities), row["text"]


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_what_is_listened_for_is_understood(at_home: Callable[..., AtHome], language: str) -> None:
    """What a closed grammar has for the user's things holds their names, and means something when it is heard."""
    from vacli.understand.home.heard import heard
    from vacli.understand.language import language as data
    from vacli.understand.prefix import Prefixes

    listening = at_home(language)
    root = heard(listening._home, data(language))
    assert root is not None
    said = {
        "en": [
            "turn on the bedroom lamp",
            "please switch the night light off",
            "turn off the lights in the sleeping room",
        ],
        "de": ["schalte die nachttischlampe an", "mach das licht im schlafzimmer aus"],
        "fr": ["allume la lampe de chevet", "éteins la lumière de la cuisine"],
        "es": ["enciende la lámpara de noche", "apaga las luces de la cocina"],
    }[language]
    for text in said:
        assert Prefixes(root).walk(text.split()).whole, text
        assert listening.understand(text).intent.startswith("Hass"), text
    assert listening.grammar().words() > listening.inner.grammar().words()


def test_figures_in_names_are_listened_for_in_words(at_home: Callable[..., AtHome]) -> None:
    rooms = "areas: [{name: Room 204}]\nthings: [{domain: light, name: Lamp 2, area: Room 204}]"
    listening = AtHome(open_language("en"), home_of(rooms))
    assert {"lamp", "two", "zero", "four"} <= listening.grammar().words()
    assert not {"2", "204"} & listening.grammar().words()
    assert listening.understand("turn on lamp two").slots == {"name": "Lamp 2"}


def test_a_home_without_names_adds_nothing_to_listen_for(at_home: Callable[..., AtHome]) -> None:
    empty = AtHome(open_language("en"), Home())
    assert empty.grammar().words() == empty.inner.grammar().words()
