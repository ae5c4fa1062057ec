"""Honest answers: weather and news offline or from a program, what can be done, what was said, volume and speed."""

import shlex
import sys
from collections.abc import Callable
from typing import Any

import pytest

from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.meaning import Command
from vacli.core.turn import Turn
from vacli.skills import program
from vacli.skills.program import MOST, ProgramError, text_of


def python(code: str, *arguments: str) -> str:
    return shlex.join([sys.executable, "-c", code, *arguments])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what's the weather like in New York tomorrow", "I work offline, so I do not know the weather."),
        ("will it rain on Monday", "I work offline, so I do not know the weather."),
        ("what's the news", "I work offline, so I have no news."),
        ("what did I just say", "You have not said anything before."),
        ("set the volume to 50 percent", "Only a conversation with vacli listen has a volume and a speed."),
        ("speak a little slower", "Only a conversation with vacli listen has a volume and a speed."),
    ],
)
def test_without_anything(talk: Any, text: str, said: str) -> None:
    assert talk(text) == said


@pytest.mark.parametrize("text", ["what can you do", "help", "what can I ask you", "what are your skills"])
def test_what_can_be_done(talk: Any, text: str) -> None:
    assert "set a timer for five minutes" in talk(text)


def test_every_example_of_the_help_is_understood(talk: Any) -> None:
    for text in ("set a timer for five minutes", "add milk to the shopping list", "how many kilometres is five miles"):
        assert text in talk("what can you do")
        assert talk.dialogue.understand(text).intent


def test_what_was_said(talking: Callable[..., Any]) -> None:
    talk = talking(last=lambda: "Tell me a joke.")
    assert talk("what did i just say") == "You said: Tell me a joke."


def test_a_program_tells_the_weather(talking: Callable[..., Any]) -> None:
    code = "import sys; print('In', *sys.argv[1:], ': sunny.\\n\\x1b[31mWarm.')"
    talk = talking(commands={"weather": python(code, "{place}", "{days}", "{weekday}", "{language}")})
    assert talk("what's the weather in New York tomorrow") == "In new york 1 en : sunny. Warm."
    assert talk("what's the news").startswith("I work offline")


@pytest.mark.parametrize(
    "place", ["$(touch hacked)", "; touch hacked", "`touch hacked`", "| touch hacked", "a && touch hacked"]
)
def test_what_is_said_is_one_argument_and_no_shell(
    talking: Callable[..., Any], place: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    talk = talking(commands={"weather": python("import sys; print(len(sys.argv), sys.argv[1])", "{place}")})
    said = talk(f"what is the weather in {place} city")
    assert said.startswith("2 ") and "touch hacked" in said
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/does/not/exist", "cannot be started"),
        ("'unbalanced", "cannot be started"),
        ("", "cannot be started"),
        (python("raise SystemExit(3)"), "wrote nothing and ended with 3"),
        (python("print(' \\n\\t ')"), "wrote nothing"),
    ],
)
def test_a_program_that_gives_nothing_says_why(command: str, why: str) -> None:
    with pytest.raises(ProgramError, match=why):
        text_of(command, {}, Turn())


def test_failures_are_said(talking: Callable[..., Any]) -> None:
    said = talking(commands={"news": "/does/not/exist"})("what's the news")
    assert said.startswith("The program for the news gave no answer: it cannot be started")


def test_a_program_that_hangs_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "LIMIT", 0.3)
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with pytest.raises(ProgramError, match=r"longer than 0\.3 seconds"):
        text_of(python(code), {}, Turn())


def test_endless_text_is_cut() -> None:
    text = text_of(python("while True: print('word ' * 1000)"), {}, Turn())
    assert len(text) <= MOST and text.endswith("word")
    assert len(text_of(python("print('x' * 10**6)"), {}, Turn())) == MOST
    assert text_of(python("import os; os.write(1, b'\\xff\\xfe ok')"), {}, Turn()).endswith("ok")


def test_a_turn_that_is_over_waits_for_no_program() -> None:
    turn = Turn()
    spawn("test", lambda: (turn.cancel("enough"), None)[1])
    with pytest.raises(Cancelled):
        text_of(python("import time; time.sleep(60)"), {}, turn)


class Speaker:
    """Where a voice can be adjusted."""

    def __init__(self) -> None:
        self.done: list[Command | float] = []

    def adjust(self, what: Command | float) -> Callable[[], None]:
        self.done.append(what)
        return lambda: self.done.remove(what)


@pytest.mark.parametrize(
    ("text", "said", "done"),
    [
        ("set the volume to 50 percent", "Volume 50 percent.", [50.0]),
        ("volume 30", "Volume 30 percent.", [30.0]),
        ("full volume", "Volume 100 percent.", [100.0]),
        ("turn the volume up a bit", "Louder.", [Command.LOUDER]),
        ("you're too loud", "Quieter.", [Command.QUIETER]),
        ("speak a little faster", "Faster.", [Command.FASTER]),
        ("you talk too fast", "Slower.", [Command.SLOWER]),
        ("set the volume to 900 percent", "The volume lies between 0 and 100 percent.", []),
        ("set the volume to minus 5", "The volume lies between 0 and 100 percent.", []),
    ],
)
def test_volume_and_speed(talking: Callable[..., Any], text: str, said: str, done: list[Command | float]) -> None:
    speaker = Speaker()
    turn = Turn()
    draft = turn.child()
    assert talking(adjust=speaker.adjust)(text, draft) == said
    assert speaker.done == []
    draft.commit()
    assert speaker.done == done
    turn.undo()
    assert speaker.done == []


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (
            "de",
            {
                "wie wird das wetter morgen": "Wetter",
                "was gibt es neues": "Nachrichten",
                "was kannst du alles": "Timer",
            },
        ),
        (
            "fr",
            {"quel temps fait-il": "météo", "quelles sont les nouvelles": "nouvelles", "que sais-tu faire": "minuteur"},
        ),
        (
            "es",
            {"qué tiempo hace": "tiempo", "cuáles son las noticias": "noticias", "qué puedes hacer": "temporizador"},
        ),
        ("de", {"stell die lautstärke auf 50 prozent": "vacli listen", "was habe ich gesagt": "nichts"}),
        ("fr", {"mets le volume à 50 pour cent": "vacli listen", "qu'est-ce que j'ai dit": "rien"}),
        ("es", {"pon el volumen al 50 por ciento": "vacli listen", "qué he dicho": "nada"}),
    ],
)
def test_other_languages(talking: Callable[..., Any], language: str, texts: dict[str, str]) -> None:
    for text, part in texts.items():
        assert part in talking(language)(text)


def test_a_place_is_text_whatever_it_says() -> None:
    command = python("import sys; print(sys.argv[1:])") + " {place} {days} {else}"
    told = text_of(command, {"place": "{days} $(id)", "days": "3"}, Turn())
    assert told == "['{days} $(id)', '3', '{else}']"
    with pytest.raises(ProgramError, match="would be an option"):
        text_of(command, {"place": "--help", "days": ""}, Turn())
