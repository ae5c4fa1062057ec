"""The gate of the wake phrase, by tables: when it opens, how long it stays open, what text follows the phrase."""

import pytest

from vacli.live.wake import Verdict, Wake, WakeText

RATE = 16000
TURN = "begun 1, heard 1.6, ended 3 2.8"
NOTHING = "begun 9, ended 11 10, nothing 11"


def at(seconds: float) -> int:
    return round(seconds * RATE)


def play(wake: Wake, script: str) -> list[str]:
    """Steps with their seconds, such as `begun 1, heard 1.6, ended 3 2.6, answered 5`: what they say, if anything."""
    said = []
    for step in script.split(", "):
        what, *when = step.split()
        samples = [at(float(each)) for each in when]
        match what:
            case "begun":
                said.append("awake" if wake.begun(samples[0]) else "asleep")
            case "heard":
                said.append("woken" if wake.heard(samples[0]) else "again")
            case "ended":
                said.append(wake.ended(*samples).value)
            case "answered":
                wake.answered(samples[0])
            case "nothing":
                wake.answered(samples[0], meant=False)
            case "sleep":
                wake.sleep()
    return said


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("begun 1, ended 3 2.8", ["asleep", "ignored"]),
        ("begun 1, heard 1.6, ended 3 2.8", ["asleep", "woken", "turn"]),
        ("begun 1, heard 1.6, ended 2 1.7", ["asleep", "woken", "bare"]),
        ("begun 1, heard 1.6, ended 2 1.84", ["asleep", "woken", "bare"]),
        ("begun 1, heard 1.6, ended 2 1.86", ["asleep", "woken", "turn"]),
        ("begun 1, heard 1.6, ended 2 1.7, begun 9.9, ended 12 11", ["asleep", "woken", "bare", "awake", "turn"]),
        ("begun 1, heard 1.6, ended 2 1.7, begun 10.1, ended 12 11", ["asleep", "woken", "bare", "asleep", "ignored"]),
        (f"{TURN}, begun 99, ended 101 100", ["asleep", "woken", "turn", "awake", "turn"]),
        (f"{TURN}, answered 5, begun 12.9", ["asleep", "woken", "turn", "awake"]),
        (f"{TURN}, answered 5, begun 13", ["asleep", "woken", "turn", "asleep"]),
        (f"{TURN}, answered 5, begun 20, ended 22 21", ["asleep", "woken", "turn", "asleep", "ignored"]),
        (f"{TURN}, answered 5, begun 6, heard 6.6", ["asleep", "woken", "turn", "awake", "again"]),
        (f"{TURN}, answered 5, begun 6, heard 6.6, ended 7 6.7", ["asleep", "woken", "turn", "awake", "again", "turn"]),
        (f"{TURN}, answered 5, {NOTHING}, begun 13.5", ["asleep", "woken", "turn", "awake", "turn", "asleep"]),
        (f"{TURN}, answered 5, {NOTHING}, begun 12.5", ["asleep", "woken", "turn", "awake", "turn", "awake"]),
        (f"{TURN}, answered 5, sleep, begun 6", ["asleep", "woken", "turn", "asleep"]),
        ("begun 1, heard 1.6, sleep, ended 3 2.8", ["asleep", "woken", "ignored"]),
    ],
)
def test_the_gate(script: str, said: list[str]) -> None:
    assert play(Wake(8.0, RATE), script) == said


def test_without_follow_up_only_the_bare_phrase_leaves_it_open() -> None:
    wake = Wake(0.0, RATE)
    assert play(wake, "begun 1, heard 1.6, ended 3 2.8, answered 5, begun 5.1") == ["asleep", "woken", "turn", "asleep"]
    assert play(wake, "heard 5.6, ended 6 5.7, begun 10.9") == ["woken", "bare", "awake"]


def test_it_begins_asleep() -> None:
    wake = Wake(8.0, RATE)
    assert not wake.awake(0) and not wake.awake(at(1))
    assert wake.ended(at(2), at(1)) is Verdict.IGNORED


@pytest.mark.parametrize(
    ("phrase", "text", "rest"),
    [
        ("hey computer", "hey computer what time is it", "what time is it"),
        ("hey computer", "Hey, Computer! What time is it?", "What time is it?"),
        ("Hey Computer", "hey computer \u2014 stop", "stop"),
        ("hey computer", "hay computer stop", "stop"),
        ("hey computer", "hey com puter stop", "stop"),
        ("hey computer", "okay um hey computer stop", "stop"),
        ("hey computer", "hey computer hey computer stop", "stop"),
        ("hey computer", "hey computers lights on", "lights on"),
        ("hey computer", "hey computer", ""),
        ("hey computer", "Hey computer.", ""),
        ("hey computer", "the computer is on", None),
        ("hey computer", "play computer games", None),
        ("hey computer", "I told the hey computer", None),
        ("hey computer", "hey come here", None),
        ("hey computer", "hey", None),
        ("hey computer", "", None),
        ("hey computer", "?!", None),
        ("hey computer", "\u00e9\u00e9 \u65e5\u672c", None),
        ("computer", "computing is fun", None),
        ("computer", "computer, lights", "lights"),
        ("alexa", "alex a stop", "stop"),
        ("alexa", "a lexus is a car", None),
        ("alexa", "alexander the great", None),
        ("jarvis", "jervis hello", "hello"),
        ("jarvis", "service is slow", None),
        ("jarvis", "harvest time", None),
        ("snowboy", "snow boy lights", "lights"),
        ("snowboy", "snowball fight", None),
        ("view glass", "view class open", "open"),
        ("hey mycroft", "hey my croft stop", "stop"),
        ("okay house", "okay house lights off", "lights off"),
    ],
)
def test_the_phrase_in_text(phrase: str, text: str, rest: str | None) -> None:
    assert WakeText(phrase).split(text) == rest


def test_a_long_text_is_looked_at_only_where_it_begins() -> None:
    assert WakeText("hey computer").split("word " * 100_000) is None
