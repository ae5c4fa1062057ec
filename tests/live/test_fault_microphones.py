"""A microphone that is moved, late, or asleep while somebody talks: it is told, it is mended, the next turn works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest
from person import RATE, STEP, Person, Sound, spoken
from victim import JOKE, NEXT, Cancels, Victim, shared_engines

from vacli.audio.memory import MemoryMic, MemorySpeaker
from vacli.audio.paced import PacedMic
from vacli.audio.playback import Playback
from vacli.cli.listen_told import Told
from vacli.core.audio import Audio, Samples, join
from vacli.core.engines import NO_HINTS, Mic, SttStream
from vacli.core.turn import Turn
from vacli.core.words import Hints, ReplyClass
from vacli.engines import Engines
from vacli.live import lateness
from vacli.live.conversation import Conversation
from vacli.live.frames import frames

LONG = " ".join(f"and {number} more" for number in range(12))


@pytest.fixture(scope="module")
def shared() -> Iterator[Engines]:
    loaded = shared_engines()
    yield loaded
    loaded.close()


class Device(PacedMic):
    """A microphone that a test does to what happens to devices. It tells when it is opened anew."""

    def __init__(self, sound: Sound, speaker: Playback, said: list[Samples]) -> None:
        super().__init__(sound, pace="fast", speaker=speaker, sink=said.append)
        self.late = 0.0
        self.dropped = 0
        self.reopened = 0
        self.away = 0  # samples that pass before the next frame
        self.moved = False  # to the monitor of the loudspeaker
        self._said = said
        self._gaps: list[tuple[int, int]] = []

    @contextmanager
    def frames(self) -> Iterator[Iterator[Audio]]:
        with super().frames() as pieces:
            yield map(self._changed, pieces)

    def time_of(self, sample: int) -> float:
        return super().time_of(sample - sum(size for at, size in self._gaps if sample >= at))

    def reopen(self) -> None:
        self.reopened += 1
        self.moved = False

    def _changed(self, piece: Audio) -> Audio:
        start = piece.start + sum(size for _, size in self._gaps)
        if self.away:
            self._gaps.append((start + self.away, self.away))
            start, self.away = start + self.away, 0
        return Audio(self._said[-1] if self.moved else piece.samples, piece.rate, start)


class Owner(Victim):
    """A person with a device."""

    device: Device

    def mic(self, sound: Sound) -> Mic:
        self.device = Device(sound, self.speaker, self.said)
        return self.device


def test_a_microphone_that_is_said_to_be_moved_is_opened_anew_each_time(shared: Engines) -> None:
    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        for _ in range(2):
            yield from p.wait(1.0)
            echo.monitored = True
            yield from p.wait(1.0)
            echo.monitored = False
        yield from p.ask(NEXT)

    echo, person = Cancels(), Owner(shared, [NEXT])
    person.talk(script, echo=echo)
    assert person.device.reopened == 2
    faults = [event.data for event in person.told("fault")]
    assert [fault["stage"] for fault in faults] == ["mic", "mic"]
    assert all("hears the loudspeaker itself" in fault["message"] and "--mic" in fault["hint"] for fault in faults)
    person.goes_on()


def test_a_microphone_that_was_moved_to_the_loudspeaker_is_found_out(shared: Engines) -> None:
    """Without echo cancellation; by what the two have in common."""

    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        yield from p.say(JOKE)
        yield from p.until(lambda: p.told("speak.begin"))
        p.device.moved = True
        yield from p.until(lambda: p.told("turn.end") and not p.speaker.sounding)
        yield from p.wait(1.0)
        yield from p.ask(NEXT)

    person = Owner(shared, llm=LONG)
    person.talk(script, half_duplex=True)
    assert person.device.reopened == 1
    assert "hears the loudspeaker itself" in person.one_fault("mic").data["message"]
    person.answered(0, JOKE, LONG, ReplyClass.LLM)
    person.goes_on()


@pytest.fixture
def mic_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[["Owner"], None]:
    """Lateness by the clock of that person's microphone: it runs faster than real time."""

    def follow(person: Owner) -> None:
        class Clock:
            def monotonic(self) -> float:
                return 1000.0 + sum(map(len, person.said)) / RATE

        monkeypatch.setattr(lateness, "time", Clock())

    return follow


def test_a_machine_that_is_short_of_cpu(shared: Engines, mic_clock: Callable[[Owner], None]) -> None:
    """First nothing is prepared ahead, then answers are short; and it recovers."""
    drafts: list[int] = []

    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        for late, wait in ((0.0, 0.0), (0.4, 0.1), (0.4, 2.0), (0.0, 12.0)):
            p.device.late = late
            yield from p.wait(wait)
            before = len(p.told("draft.begin"))
            yield from p.ask(JOKE)
            drafts.append(len(p.told("draft.begin")) - before)

    words = "one two three four five six seven eight"
    person = Owner(shared, [JOKE] * 4, llm="|".join([words] * 9), speculate=True, max_tokens=6)
    mic_clock(person)
    person.talk(script)
    assert [bool(count) for count in drafts] == [True, False, False, True]
    whole, half = "one two three four five six", "one two three"
    assert [event.data["reply"] for event in person.told("turn.end")] == [whole, whole, half, whole]
    assert {event.data["ms"] for event in person.told("listen.late")} == {400}
    assert not person.told("fault")


def test_what_was_said_before_anybody_listened_is_not_late(shared: Engines, mic_clock: Callable[[Owner], None]) -> None:
    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        p.device.late = 4.0
        yield from p.say(JOKE)
        yield from p.wait(0.2)
        p.device.late = 0.0
        yield from p.until(lambda: p.told("turn.end"))

    person = Owner(shared, [JOKE], speculate=True)
    mic_clock(person)
    person.talk(script)
    assert person.told("draft.used")
    assert not person.told("listen.late")


def test_sound_that_was_lost_is_told(shared: Engines) -> None:
    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        yield from p.wait(0.5)
        p.device.dropped, p.device.away = 8000, 8000
        yield from p.ask(NEXT)

    person = Owner(shared, [NEXT])
    person.talk(script)
    (lost,) = person.told("listen.lost")
    assert lost.data["ms"] == 500
    assert Told()(lost) == ["! 500 ms of sound were lost: the machine is short of CPU"]
    person.goes_on()


@pytest.mark.parametrize("away", [0.7, 3600.0])
@pytest.mark.parametrize("where", ["before", "in the middle", "in the reply"])
def test_a_machine_that_was_asleep(shared: Engines, where: str, away: float) -> None:
    """The clock of the microphone jumps; what is said before and after it belongs to turns that end."""

    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        question, gap = spoken(NEXT), round(away * RATE)
        p.device.away = gap if where == "before" else 0
        yield Audio(question[: len(question) // 2], RATE)
        p.device.away = gap if where == "in the middle" else 0
        yield Audio(question[len(question) // 2 :], RATE)
        if where == "in the reply":
            yield from p.until(lambda: p.told("speak.begin"))
            p.device.away = gap
        yield from p.until(lambda: p.told("turn.end") and not p.speaker.sounding)
        yield from p.wait(1.0)
        count = len(p.told("turn.end"))
        p.device.away = gap
        yield from p.ask(NEXT)
        assert len(p.told("turn.end")) > count

    person = Owner(shared, [NEXT] * 5)
    person.talk(script)
    assert not person.told("fault")
    person.goes_on()


def test_what_was_heard_before_the_machine_slept_is_no_part_of_what_is_said_after(shared: Engines) -> None:
    fed: list[Audio] = []

    def script(p: Person) -> Sound:
        assert isinstance(p, Owner)
        hear = p.session.hear

        def hearing(turn: Turn, hints: Hints = NO_HINTS) -> SttStream:
            stream = hear(turn, hints)
            feed = stream.feed
            stream.feed = lambda audio: fed.append(audio) or feed(audio)  # type: ignore
            return stream

        p.session.hear = hearing  # type: ignore[method-assign]
        yield from p.wait(2.0)
        p.device.away = 100_000
        yield from p.ask(NEXT)

    person = Owner(shared, [NEXT])
    person.talk(script)
    assert fed[0].start >= 100_000 + 2 * RATE
    assert all(one.end == two.start for one, two in pairwise(fed))
    person.goes_on()


def test_a_frame_does_not_reach_over_a_gap() -> None:
    pieces = [Audio(np.zeros(size, np.float32), RATE, start) for start, size in ((0, 320), (9000, 512), (9512, 512))]
    assert [(each.start, len(each)) for each in frames(iter(pieces), 512)] == [(9000, 512), (9512, 512)]


def test_sound_that_ends_in_the_middle_of_a_word(shared: Engines) -> None:
    """What was said by then is answered."""
    said = spoken(NEXT)
    speaker = MemorySpeaker(16000)
    person = Victim(shared, speaker=speaker)
    cut = join([Audio(np.zeros(STEP * 5, np.float32), RATE), Audio(said[: len(said) * 2 // 3], RATE, STEP * 5)])
    Conversation(person.session, MemoryMic(cut)).run()
    assert (person.ended(0)["text"], person.ended(0)["reply"]) == (JOKE, "fine")
    assert np.abs(speaker.played).max() > 0.1
    assert person.told("turn.endpoint")[0].data["rule"] == "end_of_sound"
    assert len(person.told("turn.end")) == len(person.told("turn.begin")) == 1
    assert not person.told("fault")
