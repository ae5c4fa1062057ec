"""The user's home: what is done, what is asked first, and what is said where nothing can be done."""

import json
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from vacli.core.errors import Cancelled
from vacli.core.meaning import Ask, Understood
from vacli.core.turn import Turn
from vacli.rules import read
from vacli.rules.home import home_of
from vacli.skills.home import Home
from vacli.skills.own_actions import Reach
from vacli.skills.store import Store

HOME = """
areas: [{id: kitchen, name: Kitchen}, {id: office, name: Office}]
things:
  - {id: light.kitchen, name: Ceiling, area: kitchen}
  - {id: lock.front, name: Front Door}
  - {id: cover.garage, name: Big Door, device_class: garage}
  - {id: cover.blind, name: Blind, area: kitchen, device_class: blind}
  - {id: alarm_control_panel.home, name: Alarm}
  - {id: switch.kettle, name: Kettle, area: kitchen}
  - {id: valve.main, name: Water}
  - {id: lawn_mower.m, name: Mower}
"""
QUIET = "actions: {any: [{set: {last: '{intent} {name} {area}'}}]}"


@pytest.fixture
def home(tmp_path: Path) -> Callable[..., Home]:
    def of(actions: str = QUIET, language: str = "en", **more: object) -> Home:
        reach = Reach(Store(tmp_path / "skills.db"), hosts=frozenset({"127.0.0.1"}))
        return Home(language, home_of(HOME + actions), reach, **more)  # type: ignore[arg-type]

    return of


def ask(home: Home, intent: str, turn: Turn | None = None, /, **slots: str | int) -> str:
    answer = home.answer(Understood("said so", intent, slots), turn or Turn())
    return f"ASKS {answer.text}" if isinstance(answer, Ask) else answer


@pytest.mark.parametrize(
    ("intent", "slots", "said"),
    [
        ("HassTurnOn", {"name": "Ceiling"}, "Ceiling: on."),
        ("HassTurnOff", {"area": "Kitchen", "domain": "light"}, "lights, Kitchen: off."),
        ("HassTurnOn", {"name": "Front Door"}, "Front Door: locked."),
        ("HassTurnOff", {"name": "Blind"}, "Blind: closed."),
        (
            "HassTurnOn",
            {"area": "Kitchen", "domain": "cover", "device_class": "blind,shade"},
            "blinds, Kitchen: opened.",
        ),
        ("HassLightSet", {"name": "Ceiling", "brightness": 50}, "Ceiling: set."),
        ("HassTurnOff", {"domain": "light"}, "lights: off."),
        ("HassTurnOff", {"name": "Big Door"}, "Big Door: closed."),
        ("HassSetPosition", {"name": "Big Door", "position": 0}, "Big Door: set."),
        ("HassMediaNext", {"area": "Kitchen"}, "Done."),
    ],
)
def test_what_was_done_is_said(home: Callable[..., Home], intent: str, slots: dict[str, str], said: str) -> None:
    assert ask(home(), intent, **slots) == said


@pytest.mark.parametrize(
    ("intent", "slots", "asked"),
    [
        ("HassTurnOff", {"name": "Front Door"}, "Front Door: unlock."),
        ("HassTurnOff", {"domain": "lock"}, "locks: unlock."),
        ("HassTurnOn", {"name": "Big Door"}, "Big Door: open."),
        ("HassTurnOn", {"domain": "cover"}, "blinds: open."),
        ("HassTurnOn", {"domain": "cover", "device_class": "garage"}, "garage door: open."),
        ("HassSetPosition", {"name": "Big Door", "position": 100}, "Big Door: open."),
        ("HassSetPosition", {"name": "Water", "position": 100}, "Water: open."),
        ("HassTurnOff", {"name": "Alarm"}, "Alarm: disarm."),
        ("HassTurnOff", {"domain": "switch"}, "switches: switch off."),
        ("HassTurnOff", {}, "everything: unlock."),
        ("HassLawnMowerStartMowing", {"name": "Mower"}, "Mower: start."),
    ],
)
def test_what_lets_in_is_asked_first(home: Callable[..., Home], intent: str, slots: dict[str, str], asked: str) -> None:
    house = home()
    assert ask(house, intent, **slots) == f"ASKS {asked} Are you sure?"
    assert not house._reach.store.all("own"), "nothing was done yet"  # type: ignore[union-attr]
    assert not ask(house, intent, sure=1, **slots).startswith("ASKS")
    assert house._reach.store.all("own")  # type: ignore[union-attr]


def test_a_thing_that_is_not_there_is_told(home: Callable[..., Home]) -> None:
    assert (
        ask(home(), "HassTurnOn", area="Office", domain="light") == "I know of no such thing at home: lights, Office."
    )
    assert "Ceiling, Office" in ask(home(), "HassTurnOn", area="Office", name="Ceiling")
    assert "fountain" in ask(home(), "home", device="fountain")
    assert ask(home("actions: {any: [{say: hello}]}"), "HassSetVolume", area="Office") == "hello"


def test_questions_are_answered_by_an_action_or_not_at_all(home: Callable[..., Home]) -> None:
    assert ask(home(), "HassGetState", name="Ceiling").startswith("I cannot know that")
    assert ask(home(""), "HassGetState", name="Ceiling").startswith("I cannot know that")
    telling = home('actions: {HassGetState: [{say: "The {name} is off."}]}')
    assert ask(telling, "HassGetState", name="Ceiling") == "The Ceiling is off."


def test_without_an_action_it_says_so(home: Callable[..., Home]) -> None:
    assert "home.yaml" in ask(home(""), "HassTurnOn", name="Ceiling")
    assert ask(Home("en"), "home") == "I understood you, but no lights or other devices are connected to me."
    assert Home("en").intents == {"home"}, "without a home its intents are the user's own rules'"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_answer_in_every_language(home: Callable[..., Home], language: str) -> None:
    words = {"name": "Ceiling"}
    answers = [
        ask(home(language=language), "HassTurnOn", **words),
        ask(home(language=language), "HassTurnOff", name="Front Door"),
        ask(home(language=language), "HassGetState", **words),
        ask(home("", language), "HassTurnOn", **words),
        ask(home(language=language), "home", device="x"),
        ask(home('actions: {any: [{run: ["/nowhere"]}]}', language), "HassTurnOn", **words),
    ]
    assert len(set(answers)) == len(answers)
    assert all("{" not in answer and answer for answer in answers)


def test_a_program_of_the_users_is_run_with_what_was_said(home: Callable[..., Home], tmp_path: Path) -> None:
    program = tmp_path / "do.py"
    program.write_text("import sys; print('did', *sys.argv[1:])")
    command = f'[{sys.executable}, {program}, "{{name}}", "{{brightness}}"]'
    written = f"actions: {{HassLightSet: [{{run: {{command: {command}, speak: true}}}}]}}"
    assert ask(home(written), "HassLightSet", name="Ceiling", brightness=50) == "did Ceiling 50"


def test_a_program_that_fails_is_told(home: Callable[..., Home]) -> None:
    assert ask(home('actions: {any: [{run: ["/nowhere/at/all"]}]}'), "HassTurnOn", name="Ceiling").startswith(
        "That did not"
    )


def test_nothing_is_done_in_a_draft(home: Callable[..., Home], tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    written = f"actions: {{any: [{{run: [touch, {touched}]}}]}}"
    draft = Turn().child()
    with pytest.raises(Cancelled):
        ask(home(written), "HassTurnOn", draft, name="Ceiling")
    assert not touched.exists()
    assert ask(home(written), "HassTurnOn", name="Ceiling") == "Ceiling: on."
    assert touched.exists()


def test_the_users_own_rules_go_first(home: Callable[..., Home], tmp_path: Path) -> None:
    folder = tmp_path / "sentences" / "en"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(
        "language: en\nactions:\n  HassTurnOn:\n    - set: {last: mine}\n"
        'responses:\n  intents:\n    HassTurnOn:\n      default: "As you wish, {name}."\n'
    )
    rules = read(tmp_path / "sentences", "en")
    assert not rules.problems
    house = home(rules=(rules,))
    assert ask(house, "HassTurnOn", name="Ceiling") == "As you wish, Ceiling."
    assert [each.text for each in house._reach.store.all("own")] == ["mine"]  # type: ignore[union-attr]


class Sink(BaseHTTPRequestHandler):
    got: list[dict[str, object]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"speech": {"plain": {"speech": "Turned on the light"}}}).encode())

    def log_message(self, *_: object) -> None:
        pass


def test_home_assistants_own_door(home: Callable[..., Home]) -> None:
    """The request of docs/home.md: the intent, and what was said of it and nothing else."""
    server = HTTPServer(("127.0.0.1", 0), Sink)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/api/intent/handle"
        written = (
            f'actions: {{any: [{{http: {{url: "{url}", json: {{name: "{{intent}}", data: "{{slots}}"}},'
            " speak: speech.plain.speech}}]}"
        )
        assert ask(home(written), "HassLightSet", name="Ceiling", brightness=50) == "Turned on the light"
        ask(home(written), "HassTurnOn", area="Kitchen", domain="cover", device_class="blind,shade")
        ask(home(written), "HassTurnOff", name="Front Door", sure=1)
    finally:
        server.shutdown()
        server.server_close()
    assert Sink.got == [
        {"name": "HassLightSet", "data": {"name": "Ceiling", "brightness": 50}},
        {"name": "HassTurnOn", "data": {"area": "Kitchen", "domain": "cover", "device_class": ["blind", "shade"]}},
        {"name": "HassTurnOff", "data": {"name": "Front Door"}},
    ]
