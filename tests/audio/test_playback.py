"""What waits to be played and what was heard of it; the twins in memory. No device, no clock."""

import threading
from itertools import pairwise

import numpy as np
import pytest

from vacli.audio.memory import MemoryMic, MemorySpeaker
from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples
from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn

RATE = 1000
PATIENCE = 5.0  # a guard against hangs, in seconds


def level(value: float, count: int = 100) -> Audio:
    """Sound that can be recognised by its value."""
    return Audio(np.full(count, value, np.float32), RATE)


def same(block: Samples, *expected: float) -> bool:
    return bool(np.allclose(block, expected))


def test_what_is_played_comes_out_in_order_and_silence_after_it(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.1, 3), turn)
    playback.play(level(0.2, 2), turn)
    assert same(playback.pull(4), 0.1, 0.1, 0.1, 0.2)
    assert same(playback.pull(4), 0.2, 0, 0, 0)
    block = playback.pull(2)
    assert same(block, 0, 0)
    assert block.dtype == np.float32


def test_sound_of_another_rate_is_refused(turn: Turn) -> None:
    with pytest.raises(ValueError, match="2000 Hz for a speaker at 1000 Hz"):
        Playback(RATE).play(Audio(np.zeros(5, np.float32), 2000), turn)


def test_hold_is_silent_at_once_and_release_goes_on_at_the_same_sample(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(Audio(np.arange(1, 5, dtype=np.float32) / 10, RATE), turn)
    assert same(playback.pull(2), 0.1, 0.2)
    playback.hold()
    assert same(playback.pull(3), 0, 0, 0)
    playback.release()
    assert same(playback.pull(3), 0.3, 0.4, 0)


def test_gain_changes_what_is_still_to_come(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 3), turn)
    playback.pull(1)
    playback.gain(-20)
    assert same(playback.pull(1), 0.05)
    playback.gain(0)
    assert same(playback.pull(1), 0.5)


def test_flush_drops_the_rest_and_says_how_much(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 500), turn, "one two three four five")
    playback.pull(250)
    heard = playback.flush()
    assert heard.text == "one two"  # half of the third word is not a word
    assert heard.seconds_dropped == pytest.approx(0.25)
    assert same(playback.pull(2), 0, 0)
    assert playback.flush().text == "", "it was told once already"


def test_flush_ends_a_hold(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.hold()
    playback.flush()
    playback.play(level(0.3, 1), turn)
    assert same(playback.pull(1), 0.3)


def test_what_was_heard_counts_a_clause_in_several_pieces_as_one(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.1, 100), turn, "alpha beta gamma delta")
    playback.play(level(0.1, 100), turn)  # the same clause goes on
    playback.play(level(0.1, 100), turn, "epsilon")
    playback.pull(150)
    assert playback.flush().text == "alpha beta gamma"


def test_a_clause_that_was_not_begun_was_not_heard(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.1, 10), turn, "first")
    playback.play(level(0.1, 10), turn, "second")
    playback.pull(10)
    assert playback.flush().text == "first"


def test_the_next_turn_starts_a_new_record_of_what_was_heard() -> None:
    playback = Playback(RATE)
    playback.play(level(0.1, 10), Turn(Origin.TEXT), "old answer")
    playback.pull(10)
    playback.play(level(0.1, 10), Turn(Origin.TEXT), "new answer")
    playback.pull(10)
    assert playback.flush().text == "new answer"


def test_a_cancelled_turn_adds_nothing(turn: Turn) -> None:
    playback = Playback(RATE)
    turn.cancel("enough")
    playback.play(level(0.5, 10), turn, "too late")
    assert same(playback.pull(2), 0, 0)
    assert playback.flush().text == ""


def test_a_draft_sounds_only_once_it_is_committed(turn: Turn) -> None:
    playback = Playback(RATE)
    draft = turn.child()
    playback.play(level(0.1, 2), draft, "draft")
    playback.play(level(0.2, 2), draft)
    assert same(playback.pull(4), 0, 0, 0, 0)
    draft.commit()
    assert same(playback.pull(4), 0.1, 0.1, 0.2, 0.2)
    assert playback.flush().text == "draft"


def test_a_draft_that_is_dropped_never_sounds(turn: Turn) -> None:
    playback = Playback(RATE)
    draft = turn.child()
    playback.play(level(0.1, 2), draft)
    draft.cancel("the user went on")
    with pytest.raises(Cancelled):
        draft.commit()
    assert same(playback.pull(2), 0, 0)


def test_no_sound_of_a_turn_after_its_cancel_and_flush_whatever_the_other_thread_does(turn: Turn) -> None:
    playback = Playback(RATE)
    stop = threading.Event()

    def speak() -> None:
        while not stop.is_set():
            playback.play(level(0.5, 20), turn)

    speaking = spawn("test-speak", speak)
    while not playback.pull(20).any():
        pass
    turn.cancel("barge-in")
    playback.flush()
    after = [playback.pull(20) for _ in range(200)]
    stop.set()
    speaking.join(PATIENCE)
    assert not speaking.is_alive()
    assert not any(block.any() for block in after)
    assert not playback.pull(20).any()


def test_drain_waits_for_the_last_sample(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 30), turn)
    left: list[bool] = []
    waiting = spawn("test-drain", lambda: (playback.drain(turn), left.append(True))[0])
    playback.pull(20)
    waiting.join(0.05)
    assert waiting.is_alive(), "there is still sound to come"
    playback.pull(20)
    waiting.join(PATIENCE)
    assert left


def test_drain_ends_when_its_turn_does(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 30), turn)
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            playback.drain(turn)
        except Cancelled as error:
            raised.append(error)

    waiting = spawn("test-drain", wait)
    turn.cancel("enough")
    waiting.join(PATIENCE)
    assert raised


def test_drain_ends_when_another_thread_flushes(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 30), turn)
    waiting = spawn("test-drain", lambda: playback.drain(turn))
    playback.flush()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()


def test_the_speaker_in_memory_keeps_what_sounded(turn: Turn) -> None:
    speaker = MemorySpeaker(RATE)
    speaker.play(level(0.5, 100), turn)
    assert len(speaker.run(0.05)) == 50
    speaker.drain(turn)
    assert np.count_nonzero(speaker.played) == 100
    speaker.play(level(0.5, 100), turn)
    speaker.hold()
    speaker.drain(turn)  # comes back: nothing would ever sound
    assert np.count_nonzero(speaker.played) == 100
    turn.cancel("enough")
    with pytest.raises(Cancelled):
        speaker.drain(turn)


def test_the_microphone_in_memory_gives_whole_frames_on_one_clock() -> None:
    recording = Audio(np.arange(1200, dtype=np.float32) / 2000, 16000)
    mic = MemoryMic(recording)
    assert mic.rate == 16000
    with mic.frames() as frames:
        got = list(frames)
    assert [len(piece) for piece in got] == [512, 512, 512]
    assert all(before.end == after.start for before, after in pairwise(got))
    together = np.concatenate([piece.samples for piece in got])
    assert np.array_equal(together[:1200], recording.samples)
    assert not together[1200:].any()
