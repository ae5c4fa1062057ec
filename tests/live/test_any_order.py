"""Whole conversations in which everything happens in any order, from several threads, and that end at any moment.

Nobody deadlocks; every turn that was begun is ended once; nothing of a turn sounds after it was broken off but 5 ms in
which it fades; whoever gets no answer is told why. Speech is SYNTHETIC, recognition real, the voice a level per turn.
"""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from person import Person, Sound
from support import VOSK

from vacli.audio.playback import FADE, Playback
from vacli.config import TtsSettings
from vacli.config import load as load_config
from vacli.core.audio import Audio, Samples
from vacli.core.flow import spawn
from vacli.core.turn import Turn
from vacli.core.words import Announcement, Choice, Heard, Urgency
from vacli.engines import Engines, load

pytest.importorskip("vosk")
SEEDS = 100
STUCK = 20.0
"""Seconds after which a conversation hangs."""
PHRASES = (
    *("what time is it", "tell me a joke", "tell me a joke", "set a timer for five minutes", "no ten minutes"),
    *("stop", "okay", "pause", "resume", "repeat that", "cancel the timer", "thirty seconds", "cancel", "hello"),
)
LINES = ("what is two plus two", "hello there", "set a timer for one hour", "stop", "never mind", "repeat")
LONG = "one two three four five six seven eight nine ten. Eleven twelve thirteen fourteen fifteen sixteen"


class Level:
    """A voice whose sound is a level of its own for every turn, so that each sample tells whose it is."""

    name = model = "level"
    device = "cpu"
    rate = 16000
    language = "en"
    choices: tuple[Choice, ...] = ()

    def __init__(self, settings: TtsSettings, model: Path | None = None) -> None:
        return

    def synthesize(self, text: str, turn: Turn, *, speed: float = 1.0) -> Iterator[Audio]:
        for _ in text.split():
            turn.check()
            yield Audio(np.full(3200, level(turn), np.float32), self.rate)

    def close(self) -> None:
        return


def level(turn: Turn) -> np.float32:
    return np.float32(0.1 + int(turn.root.id[1:]) % 5000 / 10_000)


class Watched(Playback):
    """A loudspeaker that knows what left it before each flush, and how often it may have faded."""

    def __init__(self, rate: int) -> None:
        super().__init__(rate)
        self.emitted: list[Samples] = []
        self.flushed: list[tuple[Turn, int]] = []  # and how many blocks had left by then
        self.levels: set[np.float32] = set()
        self.fades = 0
        self._order = threading.Lock()

    def play(self, audio: Audio, turn: Turn, text: str = "") -> None:
        self.levels.add(level(turn))
        super().play(audio, turn, text)

    def pull(self, frames: int, at: float | None = None, *, live: bool = False) -> Samples:
        with self._order:
            block = super().pull(frames, at, live=live)
            self.emitted.append(block)
        return block

    def flush(self, turn: Turn | None = None) -> Heard:
        with self._order:
            found = super().flush(turn)
            assert turn is not None
            self.flushed.append((turn, len(self.emitted)))
            self.fades += 1
        return found

    def hold(self) -> None:
        self.fades += 1
        super().hold()

    def release(self) -> None:
        self.fades += 1
        super().release()


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    flags = {"stt.engine": "vosk", "stt.model": str(VOSK), "llm.engine": "scripted", "llm.model": "|".join([LONG] * 99)}
    flags |= {"cache.speech": "0", "cache.response": "0"}  # 16 bits are too few for levels that tell turns apart
    loaded = load(load_config(flags).config, ("vad", "stt", "llm"))
    loaded.loaded["tts"] = Level(loaded.config.tts)
    yield loaded
    loaded.close()


class Anyone(Person):
    """A person who does anything at any time. `seed` says what."""

    def __init__(self, engines: Engines, seed: int) -> None:
        super().__init__(engines, speaker=Watched(engines.tts.rate))
        self.rng = np.random.default_rng(seed)
        self.closed: float | None = None
        self.threads: list[threading.Thread] = []
        self.done: list[str] = []

    def script(self) -> Sound:
        closes = self.rng.random() < 0.5
        for _ in range(self.rng.integers(2, 9)):
            yield from self._act()
        if closes:
            self._elsewhere(self._close)
            yield from self.wait(20.0)
        for thread in self.threads:
            thread.join(STUCK)
        self.conversation.release()  # the key, if it is down
        yield from self.wait(0.1)

    def _act(self) -> Sound:
        act = self.rng.integers(0, 10)
        self.done.append(str(act))
        if act < 4:
            yield from self._speak()
        elif act < 6:
            yield from self.wait(self.rng.uniform(0.0, 2.0))
        else:
            key = self._key()
            if self.rng.random() < 0.5:
                self._elsewhere(key)
            else:
                key()
            yield from self.wait(self.rng.uniform(0.0, 0.3))

    def _speak(self) -> Sound:
        phrase = str(self.rng.choice(PHRASES))
        self.done.append(phrase)
        yield from self.say(phrase)
        if self.rng.random() < 0.6:
            begun = len(self.told("speak.begin"))
            for _ in range(100):
                if len(self.told("speak.begin")) > begun:
                    break
                yield from self.wait(0.02)
            yield from self.wait(self.rng.uniform(0.0, 1.5))

    def _key(self) -> Callable[[], None]:
        talk, rng = self.conversation, self.rng
        line = str(rng.choice(LINES))
        urgency = Urgency.NOW if rng.random() < 0.5 else Urgency.WHEN_QUIET
        muted = bool(rng.random() < 0.4)
        keys: list[tuple[str, Callable[[], None]]] = [
            (f"type {line}", lambda: talk.type(line)),
            ("stop", talk.stop),
            (f"mute {muted}", lambda: talk.mute(muted)),
            ("press", talk.press),
            ("release", talk.release),
            (f"announce {urgency}", lambda: self.session.announce(Announcement("Your timer is over.", urgency))),
        ]
        name, key = keys[rng.integers(len(keys))]
        self.done.append(name)
        return key

    def _close(self) -> None:
        self.closed = time.monotonic()
        self.conversation.close()

    def _elsewhere(self, act: Callable[[], None]) -> None:
        pause = self.rng.uniform(0.0, 0.01)
        self.threads.append(spawn("anyone", lambda: (time.sleep(pause), act())[1]))


def test_whatever_happens_in_whatever_order(engines: Engines) -> None:
    for seed in range(SEEDS):
        person = Anyone(engines, seed)
        try:
            hold(person)
            nothing_sounds_after_it_was_broken_off(person)
            silence_has_a_reason(person)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}; did: {person.done}") from error


def hold(person: Anyone) -> None:
    """The conversation is over in time, after `close` within a second, and all its turns with it."""
    failed: list[BaseException] = []

    def talk() -> None:
        try:
            person.talk(lambda p: person.script())
        except BaseException as error:
            failed.append(error)

    running = spawn("whole", talk)
    running.join(STUCK)
    assert not running.is_alive(), f"it hangs: {stacks()}"
    ended = time.monotonic()
    if failed:
        raise AssertionError(str(failed[0])) from failed[0]
    for thread in person.threads:
        thread.join(STUCK)
    assert person.closed is None or ended - person.closed < 1.0


def nothing_sounds_after_it_was_broken_off(person: Anyone) -> None:
    speaker = person.speaker
    assert isinstance(speaker, Watched)
    for turn, blocks in speaker.flushed:
        after = np.concatenate([np.zeros(1, np.float32), *speaker.emitted[blocks:]])
        assert np.count_nonzero(after == level(turn)) <= 1, f"{turn.id} sounds after it was broken off: {turn.reason}"
    everything = np.concatenate(speaker.emitted)
    known = np.array([0.0, *speaker.levels], np.float32)
    faded = everything[~np.isin(everything, known)]
    assert len(faded) <= speaker.fades * round(FADE * speaker.rate)


def silence_has_a_reason(person: Anyone) -> None:
    obeyed = {event.turn for event in person.told("command")}
    failed = {event.turn for event in person.told("fault")}
    for event in person.told("turn.end"):
        answered = event.data["reply"] or event.turn in obeyed | failed
        assert answered or (event.data["cancelled"] and event.data["reason"]), f"silence after {event.data}"


def stacks() -> str:
    """Where every thread of vacli is."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frames = sys._current_frames().items()
    wanted = [(names.get(ident, ""), frame) for ident, frame in frames if "vacli-" in names.get(ident, "")]
    return "\n".join(name + "\n" + "".join(traceback.format_stack(frame)[-4:]) for name, frame in wanted)
