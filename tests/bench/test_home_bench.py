"""How answers are counted, on rows of our own; and on Home Assistant's, where they are, that enough are right."""

import json

import pytest

from vacli.bench.own import home
from vacli.core.errors import ModelMissing
from vacli.rules.home import Place, Thing

pytest.importorskip("home_assistant_intents", reason="the extra `home` is not installed")


@pytest.mark.parametrize(
    ("wanted", "got", "right"),
    [
        ({"brightness": "50"}, {"brightness": 50}, True),
        ({"brightness": "50"}, {"brightness": 50.0}, True),
        ({"name": "Küche"}, {"name": "küche "}, True),
        ({"device_class": ["blind", "shade"]}, {"device_class": "blind,shade"}, True),
        ({"name": ["pizza ", "pizza"]}, {"name": "pizza"}, True),
        ({"device_class": ["blind", "shade"]}, {"device_class": "curtain"}, False),
        ({"brightness": "50"}, {"brightness": 5}, False),
        ({"name": "Lamp"}, {"name": "Lamp", "area": "Kitchen"}, False),
        ({"name": "Lamp", "area": "Kitchen"}, {"name": "Lamp"}, False),
        ({}, {}, True),
    ],
)
def test_what_counts_as_the_same(wanted: dict[str, object], got: dict[str, object], right: bool) -> None:
    assert home.same(wanted, got) is right


def test_mistakes_are_sorted() -> None:
    row = {"intent": "HassTurnOn", "slots": {"name": "Lamp", "domain": "light"}}
    assert home.missed_as(row, "", {}) == "HassTurnOn: no template fits"
    assert home.missed_as(row, "HassTurnOff", row["slots"]) == "HassTurnOn: taken for HassTurnOff"  # type: ignore[arg-type]
    assert home.missed_as(row, "HassTurnOn", {"name": "Fan", "area": "x"}) == (
        "HassTurnOn: without domain, also area, another name"
    )


def test_a_home_from_fixtures() -> None:
    fixtures = {
        "floors": [{"id": "up", "name": "Upstairs"}],
        "areas": [{"id": "k", "name": "Kitchen", "floor": "up"}],
        "entities": [
            {"id": "todo.joe", "name": "Joe[']s", "state": "x"},
            {"id": "cover.c", "name": "C ", "area": "k", "attributes": {"device_class": "curtain"}},
        ],
    }
    found = home.home_of(fixtures)
    assert found.areas == (Place("k", ("Kitchen",), "up"),)
    assert set(found.things[0].names) == {"Joe's", "Joes"}
    assert found.things[1] == Thing(("C",), "cover", "curtain", "k", "cover.c")


def test_without_the_sentences_it_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_SPEECH_DIR", "/nowhere")
    with pytest.raises(ModelMissing):
        home.figures()


@pytest.mark.parametrize("language", ["en", "fr", "es", "de"])
def test_enough_of_home_assistants_own_are_right(language: str) -> None:
    """A part of them; the whole measure is `python -m vacli.bench.own home`."""
    from vacli.understand.home.pack import Pack, content

    try:
        folder = home.sentences()
    except ModelMissing as error:
        pytest.skip(error.message)
    fixtures = json.loads((folder / f"ha_{language}_fixtures.json").read_text(encoding="utf-8"))
    pack = Pack(home.home_of(fixtures), content(language))
    lines = (folder / f"ha_{language}.jsonl").read_text(encoding="utf-8").splitlines()[::20]
    wrong = []
    for row in map(json.loads, lines):
        meant = pack.meant(row["text"], row["context"] or {})
        if meant is None or meant.intent != row["intent"] or not home.same(row["slots"], meant.slots):
            wrong.append(row["text"])
    assert len(wrong) <= (1 - home.LANGUAGES[language]) * len(lines), wrong
