"""The product as it is used: `vacli listen` in a process of its own, spoken to for ten turns through real PortAudio.

Among them an interruption, corrections, a timer that goes off, a stop word, a sound server that dies, and a goodbye.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from street import Street
from support import VOSK, heard_through, sound_server

for package in ("vosk", "espeakng_loader"):
    pytest.importorskip(package)

HELLO = "Hello to you too."
LONG = "Once upon a time there was a machine that talked and talked " + "and nobody told it to be quiet " * 4
ENGINES = {
    "VACLI_STT_ENGINE": "vosk",
    "VACLI_STT_MODEL": str(VOSK),
    "VACLI_LLM_ENGINE": "scripted",
    "VACLI_LLM_MODEL": "|".join([HELLO] + [LONG] * 9),  # drafts that are dropped take answers too
    "VACLI_TTS_ENGINE": "espeak",
}


@pytest.fixture
def street(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    for name, value in ENGINES.items():
        monkeypatch.setenv(name, value)
    with sound_server() as variables, heard_through(variables):
        flags = ("--mic", "vmic", "--speaker", "vspk", "--full-duplex")
        street = Street(Path(variables["VACLI_AUDIO_DIR"]), tmp_path, *flags)
        try:
            street.until("listen.level", 0)
            yield street
        finally:
            street.close()


def test_ten_turns_with_everything_that_happens_in_a_day(street: Street) -> None:
    def asks(text: str, reply: str, reply_class: str) -> None:
        ended = street.ask(text)
        assert (ended["text"], ended["reply_class"], ended["cancelled"]) == (text, reply_class, False)
        assert reply in ended["reply"]

    asks("hello", HELLO, "llm")
    asks("what time is it", "It is ", "quick")
    before, heard = len(street.events), len(street.sounds)
    asks("set a timer for five seconds", "5 second timer", "quick")
    rung(street, before, heard)
    interrupted(street, "tell me a joke", "what day is it")
    corrected(street)
    asks("no ten minutes", "10 minute", "quick")
    stopped(street, "tell me a joke")
    asks("repeat that", "Once upon a time", "command")
    unplugged(street)
    asks("what is the date", "Today is ", "quick")
    assert street.ask("goodbye")["reply"] == "Goodbye."
    assert street.ended() == 0
    assert street.events[-1]["event"] == "listen.end" and street.events[-1]["reason"] == "goodbye"
    begun, ended = street.told("turn.begin"), street.told("turn.end")
    assert sorted(each["turn"] for each in begun) == sorted(each["turn"] for each in ended)
    assert len(ended) >= 11
    assert {each["stage"] for each in street.told("fault")} == {"mic", "speaker"}, "nothing failed but what was killed"


def rung(street: Street, before: int, heard: int) -> None:
    """The timer goes off, and is heard to."""
    rang = street.until("turn.announcement", before)
    assert rang["source"] == "timer"
    street.wait(
        "the timer to be heard", lambda: [1 for began, at in street.sounds[heard:] if began and at > rang["at"]]
    )
    street.wait("quiet", lambda: not street.sounds[-1][0])


def interrupted(street: Street, question: str, another: str) -> None:
    """A new question over a long reply: it falls silent, and the new one is answered."""
    before, heard = len(street.events), len(street.sounds)
    spoken_over(street, question, another)
    stopped = street.until("barge_in.stop", before)
    street.silent_after(stopped["at"])
    street.wait("both to end", lambda: len(street.told("turn.end", before)) > 1)
    first, second = street.told("turn.end", before)
    assert (first["text"], first["cancelled"]) == (question, True)
    assert (second["text"], second["reply_class"], second["cancelled"]) == (another, "quick", False)
    assert LONG.startswith(street.told("turn.interrupted", before)[0]["heard"]), "what was heard is the beginning"
    street.wait("the answer", lambda: [1 for began, at in street.sounds[heard:] if began and at > stopped["at"]])
    street.wait("quiet", lambda: not street.sounds[-1][0])


def corrected(street: Street) -> None:
    """Speech that goes on just as the reply begins: the turn is taken back, and both are one question."""
    before, heard = len(street.events), len(street.sounds)
    street.say("set a timer for five minutes")
    street.until("speak.begin", before)
    street.say("thirty seconds")
    again = street.until("turn.continued", before)
    assert again["false_cutoff"] is True
    street.wait("both to end", lambda: len(street.told("turn.end", before)) > 1)
    assert street.told("turn.end", before)[1]["text"] == "set a timer for five minutes thirty seconds"
    street.wait("the answer", lambda: street.spoke(heard))


def stopped(street: Street, question: str) -> None:
    """A stop word ends a long reply, and nothing is answered to it."""
    before = len(street.events)
    spoken_over(street, question, "stop")
    stop = street.until("command", before)
    assert stop["name"] == "stop"
    street.silent_after(stop["at"])
    assert street.until("turn.end", before)["cancelled"] is True
    heard = len(street.sounds)
    time.sleep(2.0)  # in which nothing may sound
    assert not any(began for began, _ in street.sounds[heard:])


def spoken_over(street: Street, question: str, another: str) -> None:
    """Ask, listen to the long answer for a while, and speak over it."""
    before, heard = len(street.events), len(street.sounds)
    street.say(question)
    street.until("speak.begin", before)
    street.wait("the reply to be heard", lambda: any(began for began, _ in street.sounds[heard:]))
    time.sleep(1.2)  # later than speech that would only go on with the question
    street.say(another)


def unplugged(street: Street) -> None:
    """The sound server is killed in the middle of a reply and started again: both devices come back by themselves."""
    before = len(street.events)
    street.say("what time is it")
    street.until("speak.begin", before)
    street.unplug()
    street.wait("both to fail", lambda: {"mic", "speaker"} <= {each["stage"] for each in street.told("fault", before)})
    street.plug_in()
    street.wait("both to be back", lambda: len(street.told("listen.back", before)) >= 2)
    street.until("turn.end", before)
    street.meet()
