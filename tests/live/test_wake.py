"""The gate of the wake phrase, by tables: when it opens, how long it stays open, what text follows the phrase."""

import pytest

from vacli.live.wake import Wake, WakeText

RATE = 16000
NOTHING = "begun 9, nothing 11"


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
            case "called":
                wake.called()
            case "bare":
                wake.bare(samples[0])
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
        ("begun 1, begun 2", ["asleep", "asleep"]),
        ("begun 1, called, begun 99", ["asleep", "awake"]),
        ("begun 1, called, bare 2, begun 9.9", ["asleep", "awake"]),
        ("begun 1, called, bare 2, begun 10.1", ["asleep", "asleep"]),
        ("begun 1, called, answered 5, begun 12.9", ["asleep", "awake"]),
        ("begun 1, called, answered 5, begun 13", ["asleep", "asleep"]),
        ("begun 1, called, answered 5, begun 6, begun 99", ["asleep", "awake", "awake"]),
        (f"begun 1, called, answered 5, {NOTHING}, begun 13.5", ["asleep", "awake", "asleep"]),
        (f"begun 1, called, answered 5, {NOTHING}, begun 12.5", ["asleep", "awake", "awake"]),
        ("begun 1, called, answered 5, sleep, begun 6", ["asleep", "asleep"]),
        ("begun 1, called, sleep, begun 3", ["asleep", "asleep"]),
    ],
)
def test_the_gate(script: str, said: list[str]) -> None:
    assert play(Wake(8.0, RATE), script) == said


def test_without_follow_up_only_the_bare_phrase_leaves_it_open() -> None:
    wake = Wake(0.0, RATE)
    assert play(wake, "begun 1, called, answered 5, begun 5.1") == ["asleep", "asleep"]
    assert play(wake, "called, bare 6, begun 10.9") == ["awake"]


def test_it_begins_asleep() -> None:
    wake = Wake(8.0, RATE)
    assert not wake.awake(0) and not wake.awake(at(1))


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
