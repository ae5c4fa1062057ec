"""Sound that fails while somebody talks: the loudspeaker, the microphone, what listens and what cancels the echo."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from person import Person, Sound
from victim import FAILED, JOKE, NEXT, Cancels, Victim, shared_engines

from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples
from vacli.core.engines import Chat
from vacli.core.errors import DeviceError
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.engines import Engines

LONG = " ".join(f"and {number} more" for number in range(12))


@pytest.fixture(scope="module")
def shared() -> Iterator[Engines]:
    loaded = shared_engines()
    yield loaded
    loaded.close()


class Torn(Playback):
    """A loudspeaker that is away so many times: when it is to play, or until it has played."""

    def __init__(self, *, plays: int = 0, drains: int = 0) -> None:
        super().__init__(16000)
        self._plays, self._drains = plays, drains

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        self._plays -= 1
        if self._plays >= 0:
            raise DeviceError("the loudspeaker went away", "vacli devices")
        super().play(audio, turn, text)

    def drain(self, turn: Turn) -> None:
        self._drains -= 1
        if self._drains >= 0:
            raise DeviceError("the loudspeaker went away", "vacli devices")
        super().drain(turn)


@pytest.mark.parametrize("speculate", [True, False])
@pytest.mark.parametrize("speaker", [{"plays": 1}, {"drains": 1}])
def test_a_loudspeaker_that_goes_away(shared: Engines, speaker: dict[str, int], speculate: bool) -> None:
    person = Victim(shared, llm=LONG, speaker=Torn(**speaker), speculate=speculate).asks()
    assert person.one_fault("speaker").data["message"] == "the loudspeaker went away"
    end = person.ended(0)
    assert (end["text"], end["reply"], end["reply_class"]) == (JOKE, LONG, ReplyClass.LLM), "it is shown"
    person.goes_on()


def test_a_loudspeaker_that_goes_away_while_the_answer_is_made(shared: Engines) -> None:
    """The rest of it is made and shown."""

    class Slow:
        def __init__(self, chat: Chat) -> None:
            self.prepare, self._generate = chat.prepare, chat.generate

        def generate(self, *given: Any, **named: Any) -> Iterator[str]:
            for piece in self._generate(*given, **named):
                yield piece
                time.sleep(0.005)

    person = Victim(shared, llm=LONG, speaker=Torn(plays=1))
    assert person.session.chat
    person.session.replies.chat = Slow(person.session.chat)  # type: ignore[assignment]
    person.asks()
    person.one_fault("speaker")
    assert person.ended(0)["reply"] == LONG
    person.goes_on()


def test_a_loudspeaker_that_stays_away(shared: Engines) -> None:
    """Commands, apologies and answers are shown; each turn ends."""
    person = Victim(shared, [JOKE, "louder", "!fail", NEXT], llm="!fail", speaker=Torn(plays=999)).asks(4)
    assert {event.data["stage"] for event in person.told("fault")} == {"reply", "speaker", "stt"}
    replies = [event.data["reply"] for event in person.told("turn.end")]
    assert replies[:2] == [FAILED, "Louder."]
    assert len(replies) == 4 and replies[3].startswith("It is ")


class Nods:
    """A VAD that fails on the frames for which `wrong` holds, counted from 0."""

    def __init__(self, person: Person, wrong: Callable[[int], bool]) -> None:
        assert person.session.vad is not None
        self._vad, self._wrong, self._count = person.session.vad, wrong, -1
        person.session.vad = self

    def __call__(self, samples: Samples) -> float:
        self._count += 1
        if self._wrong(self._count):
            raise RuntimeError("nodded off")
        return self._vad(samples)


@pytest.mark.parametrize("frame", [0, 9, 25, 40])
def test_a_frame_that_cannot_be_judged(shared: Engines, frame: int) -> None:
    """Before, in, at the end of and after what is said."""
    person = Victim(shared)
    Nods(person, lambda count: count == frame)
    person.asks()
    assert person.one_fault("listen").data["message"] == "RuntimeError: nodded off"
    person.answered(0, JOKE, "fine", ReplyClass.LLM)
    person.goes_on()


@pytest.mark.parametrize("frame", [0, 15])
def test_a_vad_that_fails_for_good(shared: Engines, frame: int) -> None:
    """It is not listened on in vain; what was said by then is answered."""
    person = Victim(shared)
    Nods(person, lambda count: count >= frame)

    def script(p: Person) -> Sound:
        yield from p.say(NEXT)
        yield from p.wait(3600.0)

    person.talk(script)
    faults = [event.data["message"] for event in person.told("fault")]
    assert faults == ["RuntimeError: nodded off"] * 2, "when it began, and when there was no hope"
    assert sum(map(len, person.said)) / 16000 < 60.0
    assert [event.data["reply"] for event in person.told("turn.end")] == (["fine"] if frame else [])


def test_echo_cancellation_that_fails(shared: Engines) -> None:
    """From then on it does not listen while it speaks."""

    def script(p: Person) -> Sound:
        yield from p.say(JOKE)
        yield from p.until(lambda: p.told("speak.begin"))
        yield from p.wait(1.0)
        yield from p.say(JOKE)
        yield from p.until(lambda: p.told("turn.end") and not p.speaker.sounding)
        yield from p.wait(1.0)
        yield from p.ask(NEXT)

    person = Victim(shared, llm=LONG)
    person.talk(script, echo=Cancels(fails_at=3))
    assert "it does not listen while it speaks any more" in person.one_fault("echo").data["message"]
    assert not person.told("barge_in.hold")
    person.answered(0, JOKE, LONG, ReplyClass.LLM)
    person.goes_on()
