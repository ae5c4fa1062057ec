"""The user's `home.yaml`: what it may hold, and mistakes told with their line."""

import re
from pathlib import Path

import pytest

from vacli.core.errors import UsageError
from vacli.rules.actions import Http, Say
from vacli.rules.home import Home, Place, Thing, home_of, read_home
from vacli.understand.understanding import open_language

GOOD = """
here: Kitchen
floors: [{id: up, name: Upstairs}]
areas:
  - {id: kitchen, name: Kitchen, aliases: [cooking room]}
  - {name: Bedroom, floor: up}
things:
  - {id: light.night, name: Night light, aliases: Bedroom Lamp, area: Bedroom, state: "off"}
  - name: Big   Door
    domain: cover
    device_class: garage
  - {id: cover.left, name: Shade, area: Bedroom, attributes: {device_class: shade, position: 0}}
actions:
  HassTurnOn:
    - say: on
  any:
    - http: {url: "http://192.168.1.5:8123/api/intent/handle", json: {name: "{intent}", data: "{slots}"}, speak: true}
"""


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "home.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_whole_home(tmp_path: Path) -> None:
    home = read_home(write(tmp_path, GOOD))
    assert home is not None
    assert home.here == "Kitchen"
    assert home.areas == (Place("kitchen", ("Kitchen", "cooking room")), Place("Bedroom", ("Bedroom",), "up"))
    assert home.things[0] == Thing(("Night light", "Bedroom Lamp"), "light", "", "Bedroom", "light.night")
    assert home.things[1] == Thing(("Big Door",), "cover", "garage")
    assert home.things[2].device_class == "shade"
    assert home.actions["HassTurnOn"] == (Say("on"),)
    assert isinstance(home.actions["any"][0], Http)


def test_which_things_are_meant(tmp_path: Path) -> None:
    home = read_home(write(tmp_path, GOOD))
    assert home is not None
    night, door, shade = home.things
    assert home.meant({"name": "Night light"}) == [night]
    assert home.meant({"domain": "cover"}) == [door, shade]
    assert home.meant({"domain": "cover", "device_class": "blind,shade"}) == [shade]
    assert home.meant({"area": "Bedroom"}) == home.meant({"floor": "Upstairs"}) == [night, shade]
    assert home.meant({"area": "Kitchen", "domain": "light", "name": "all"}) == []
    assert home.meant({"area": "Bedroom", "domain": "light", "name": "all"}) == [night]


def test_no_file_is_no_home_and_an_empty_one_is(tmp_path: Path) -> None:
    assert read_home(tmp_path / "home.yaml") is None
    assert read_home(write(tmp_path, "")) == Home()


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("things:\n  - name: Lamp\n", 2, "needs its domain"),
        ("things:\n  - {domain: light}\n", 2, "a name has"),
        ("things:\n  - {domain: light, name: ''}\n", 2, "a name has"),
        ("things:\n  - {domain: light, name: [a, b]}\n", 2, "a name has"),
        ("things:\n  - {domain: light, name: L, area: attic}\n", 2, "no area with the id attic"),
        ("things:\n\n  - {domain: light, name: L, colour: red}\n", 3, "colour is not known"),
        ("things:\n  - lamp\n", 2, "each of the things"),
        ("things:\n  a: b\n", 1, "things is a list"),
        ("areas: [{name: Kitchen}]\nhere: Kichen\n", 2, "no area Kichen"),
        ("actions:\n  HassTurnOnn: [{say: hi}]\n", 2, "HassTurnOnn is not known"),
        ("actions:\n  any:\n    - shout: hi\n", 3, "no action shout"),
        ("actions:\n  any: []\n", 2, "takes a list"),
        ("actions:\n  any:\n    - run: rm -rf /\n", 3, "no shell"),
        ("here: [a\n", 2, "no YAML"),
        ("a: &a [*a]\n", 1, ""),
        ("- a\n", 0, "sections"),
        (b"\xff\xfe\x00", 1, "UTF-8"),
        (b"\x00" * 10, 1, "no YAML"),
        (b"# " + b"x" * 1_000_001, 0, "larger"),
        ("areas: [" + ", ".join(f"{{name: n{at}}}" for at in range(2001)) + "]", 0, "more than 2000 names"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path: Path, content: str | bytes, line: int, told: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(UsageError) as raised:
        read_home(path)
    where = rf"{re.escape(str(path))}:{line}:\d+: " if line else rf"{re.escape(str(path))}: "
    assert re.match(where, raised.value.message), raised.value.message
    assert told in raised.value.message
    assert raised.value.hint


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "home.yaml").mkdir()
    with pytest.raises(UsageError, match="no plain file"):
        read_home(tmp_path / "home.yaml")


def test_one_that_anybody_may_write_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.chmod(0o646)
    with pytest.raises(UsageError, match="anybody may write it") as raised:
        read_home(path)
    assert raised.value.hint == f"chmod o-w {path}"


def test_the_examples_of_the_guide_are_right() -> None:
    page = (Path(__file__).parents[2] / "docs" / "home.md").read_text(encoding="utf-8")
    whole, with_home_assistant = re.findall(r"```yaml\n(.*?)```", page, re.S)
    home = home_of(whole)
    assert home.here == "Kitchen" and len(home.things) == 3 and home.things[2].device_class == "garage"
    assert set(home.actions) == {"HassTurnOn", "HassTurnOff", "HassGetState", "any"}
    assert all(isinstance(each, Http) for actions in home_of(with_home_assistant).actions.values() for each in actions)


def test_the_users_own_words_are_named(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(
        "areas: [{name: Green Room}]\nthings: [{name: Reading Lamp, domain: light, area: Green Room}, "
        "{name: Anna, domain: person}]\n"
    )
    path.chmod(0o600)
    home = read_home(path)
    assert home and dict(home.names) == {"Green Room": "room", "Reading Lamp": "thing", "Anna": "person"}
    understanding = open_language()
    understanding.names = home.names
    found = understanding.understand("anna is in the green room beside the reading lamp").entities
    assert [(each.kind, each.text) for each in found] == [
        ("person", "anna"),
        ("room", "green room"),
        ("thing", "reading lamp"),
    ]
