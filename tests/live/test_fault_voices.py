"""A voice that fails while it speaks: another one goes on, and is named; without any, everything is shown."""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from victim import JOKE, NEXT, SAY_AGAIN, Victim, shared_engines

from vacli import registry
from vacli.config import TtsSettings
from vacli.core.audio import Audio
from vacli.core.turn import Turn
from vacli.core.words import Announcement, ReplyClass, Urgency
from vacli.engines import Engines
from vacli.tts.tone import Tone


@pytest.fixture(scope="module")
def shared() -> Iterator[Engines]:
    loaded = shared_engines()
    yield loaded
    loaded.close()


class Voice(Tone):
    """Falls silent for good at the word `fails_at`; without one, before it says anything."""

    def __init__(self, fails_at: str = "") -> None:
        super().__init__(TtsSettings(voice=fails_at))
        self.fails = not fails_at

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        if self.fails:
            raise RuntimeError("hoarse")
        yield from super().synthesize(text, turn, speed=speed)


FIRST, LAST = "Five six seven eight.", "Nine ten."


class Second(Tone):
    """The voice that stands in. `said` is what it was given to say."""

    name = "second"
    said: ClassVar[list[str]] = []

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        self.said.append(text)
        yield from super().synthesize(text, turn, speed=speed)


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """It is the only one that can be taken by itself."""
    row = registry.Row("tts", "second", f"{__name__}:Second")
    monkeypatch.setattr(
        registry, "TABLE", (*(each for each in registry.TABLE if each.name not in ("piper", "espeak")), row)
    )
    Second.said.clear()
    return Second.said


@pytest.mark.parametrize(
    ("fails_at", "rest"),
    [("", [FIRST, LAST]), ("five", [FIRST, LAST]), ("seven", [LAST]), ("nine", [LAST]), ("ten", [])],
)
def test_a_voice_that_fails_and_another_one_that_goes_on(
    shared: Engines, second: list[str], fails_at: str, rest: list[str]
) -> None:
    """With the clause on which the first one failed, unless something of it had sounded."""
    person = Victim(shared, llm=f"{FIRST} {LAST}", voice=Voice(fails_at)).asks()
    fault = person.one_fault("tts")
    assert fault.data["message"].startswith("voice tone failed")
    assert fault.data["message"].endswith("second speaks instead")
    assert second[:-1] == rest, "the last one is the answer to the next question"
    person.answered(0, JOKE, f"{FIRST} {LAST}", ReplyClass.LLM)
    person.goes_on()


def test_a_real_voice_stands_in_at_the_rate_of_the_one_that_failed(shared: Engines) -> None:
    pytest.importorskip("espeakng_loader")
    person = Victim(shared, llm=f"{FIRST} {LAST}", voice=Voice()).asks()
    assert person.one_fault("tts").data["message"].endswith("espeak speaks instead")
    person.answered(0, JOKE, f"{FIRST} {LAST}", ReplyClass.LLM)
    person.goes_on()


@pytest.mark.parametrize("where", ["reply", "apology", "announcement"])
def test_no_voice_is_left(shared: Engines, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is shown, and nothing waits for sound that never comes."""
    monkeypatch.setattr(registry, "TABLE", tuple(row for row in registry.TABLE if row.name not in ("piper", "espeak")))
    person = Victim(shared, ["!fail" if where == "apology" else JOKE, NEXT], voice=Voice())
    if where == "announcement":
        person.session.announce(Announcement("Your timer is over.", Urgency.WHEN_QUIET))
    person.asks()
    (fault,) = [event for event in person.told("fault") if event.data["stage"] == "tts"]
    assert fault.data["message"] == "voice tone failed (hoarse): answers are printed, not spoken"
    assert [event.data["text"] for event in person.told("turn.announcement")] == (
        ["Your timer is over."] if where == "announcement" else []
    )
    assert person.ended(0)["reply"] == (SAY_AGAIN if where == "apology" else "fine")
    assert person.ended(1)["reply"].startswith("It is ")
