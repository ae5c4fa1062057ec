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


def test_hold_fades_within_5_ms_and_is_silent_then(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 100), turn)
    playback.pull(10)
    playback.hold()
    assert same(playback.pull(10), 0.4, 0.3, 0.2, 0.1, 0, 0, 0, 0, 0, 0)
    assert same(playback.pull(3), 0, 0, 0)


def test_a_hold_that_was_released_before_it_began_changes_nothing(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(Audio(np.arange(1, 5, dtype=np.float32) / 10, RATE), turn)
    assert same(playback.pull(2), 0.1, 0.2)
    playback.hold()
    playback.release()
    assert same(playback.pull(3), 0.3, 0.4, 0)


def spoken(*words: tuple[float, int], gap: int = 80) -> Audio:
    """Words, each a level and so many samples, with gaps between them."""
    parts = [np.concatenate([np.full(count, value), np.zeros(gap)]) for value, count in words]
    return Audio(np.concatenate(parts).astype(np.float32), RATE)


def test_release_begins_the_word_again_in_which_hold_stopped(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(spoken((0.1, 300), (0.2, 300), (0.3, 300)), turn, "one two three")
    playback.pull(500)  # 120 ms into the second word
    playback.hold()
    playback.pull(40)
    playback.release()
    again = playback.pull(370)
    began = int(np.flatnonzero(again > 0.19)[0])
    assert began <= 25, "within a few milliseconds the word is there"
    assert np.count_nonzero(again > 0.19) >= 300 - 5, "and it is whole, but for its fade"
    assert not np.any(again > 0.21)
    assert playback.flush().text == "one", "what is said again was not heard yet"


def test_release_goes_back_over_pieces_but_not_into_another_turn() -> None:
    playback = Playback(RATE)
    playback.play(level(0.1, 300), Turn(Origin.TEXT), "before")
    turn = Turn(Origin.TEXT)
    for _ in range(10):
        playback.play(level(0.3, 50), turn)
    playback.pull(400)
    playback.hold()
    playback.pull(20)
    playback.release()
    again = playback.pull(600)
    assert np.count_nonzero(again > 0.29) == 496, "all of the word that it cut, 4 samples of which fade in"
    assert not np.any(np.isclose(again, 0.1))


def test_a_hold_in_a_pause_goes_on_there(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(spoken((0.1, 200), (0.2, 200)), turn)
    playback.pull(240)
    playback.hold()
    playback.pull(20)
    playback.release()
    assert not np.any(np.isclose(playback.pull(300), 0.1)), "the first word is not said again"


def test_a_hold_after_the_last_sample_says_nothing_again(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.3, 200), turn)
    playback.pull(200)
    playback.hold()
    playback.pull(20)
    playback.release()
    assert not playback.pull(300).any()


def test_the_longest_way_back_is_a_second(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.3, 5000), turn)
    playback.pull(4000)
    playback.hold()
    playback.pull(20)
    playback.release()
    left = playback.flush().seconds_dropped
    assert 0.995 < left <= 1.0 + 0.995, "never farther, however long it goes on without a pause"


def test_gain_changes_what_is_still_to_come(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 3), turn)
    playback.pull(1)
    playback.gain(-20)
    assert same(playback.pull(1), 0.05)
    playback.gain(0)
    assert same(playback.pull(1), 0.5)


def test_gain_glides(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 100), turn)
    playback.pull(20)
    playback.gain(-100)
    block = playback.pull(20)
    assert np.abs(np.diff(block, prepend=0.5)).max() < 0.03
    assert block[-1] < 1e-4


def test_flush_drops_the_rest_and_says_how_much(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.5, 500), turn, "one two three four five")
    playback.pull(250)
    heard = playback.flush()
    assert heard.text == "one two"  # half of the third word is not a word
    assert heard.seconds_dropped == pytest.approx(0.25)
    assert same(playback.pull(7), 0.4, 0.3, 0.2, 0.1, 0, 0, 0), "it fades within 5 ms"
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
    assert not after[0][5:].any(), "what was sounding fades for 5 ms"
    assert not any(block.any() for block in after[1:])
    assert not playback.pull(20).any()


def test_an_announcement_between_two_clauses_is_no_part_of_the_reply(turn: Turn) -> None:
    """The texts of several turns were joined once."""
    playback = Playback(RATE)
    announcement = Turn(Origin.ANNOUNCEMENT)
    playback.play(level(0.1, 100), turn, "the first clause")
    playback.play(level(0.2, 100), announcement, "the timer is over")
    playback.play(level(0.1, 100), turn, "the second clause")
    playback.pull(300)
    assert playback.flush().text == "the first clause the second clause"


def test_one_turn_can_be_flushed_alone(turn: Turn) -> None:
    playback = Playback(RATE)
    announcement = Turn(Origin.ANNOUNCEMENT)
    playback.play(level(0.1, 100), turn, "alpha beta gamma delta")
    playback.play(level(0.2, 100), announcement, "the timer is over")
    playback.play(level(0.1, 100), turn, "epsilon")
    playback.pull(50)
    heard = playback.flush(turn)
    assert (heard.text, heard.seconds_dropped) == ("alpha beta", 0.15)
    rest = playback.pull(200)
    assert np.allclose(rest[5:100], 0.2)
    assert not rest[100:].any()
    assert playback.flush().text == "the timer is over"


def test_what_was_heard_of_a_turn_is_known_after_another_one_spoke(turn: Turn) -> None:
    playback = Playback(RATE)
    playback.play(level(0.1, 100), turn, "the reply")
    playback.pull(100)
    playback.play(level(0.2, 100), Turn(Origin.ANNOUNCEMENT), "the timer is over")
    playback.pull(100)
    assert playback.flush(turn).text == "the reply"
    assert playback.flush(turn).text == ""


def test_the_turn_is_told_once_when_its_first_audible_sample_leaves() -> None:
    playback = Playback(RATE)
    told: list[tuple[Turn, float]] = []
    playback.on_heard = lambda turn, at: told.append((turn, at))
    first, second = Turn(Origin.TEXT), Turn(Origin.TEXT)
    draft = first.child()
    playback.play(level(0.001, 130), draft, "silence of the voice's own")  # -60 dBFS
    playback.play(level(0.1, 100), draft)
    draft.commit()
    playback.play(level(0.1, 100), first, "more")
    playback.play(Audio(np.pad(level(0.1).samples, (17, 0)), RATE), second, "other")
    playback.pull(100, at=50.0)
    assert not told
    for number in range(1, 5):
        playback.pull(100, at=50.0 + number * 0.1)
    assert told == [(first, pytest.approx(50.13)), (second, pytest.approx(50.347))]


def test_a_word_said_again_is_not_told_again(turn: Turn) -> None:
    playback = Playback(RATE)
    told: list[Turn] = []
    playback.on_heard = lambda turn, at: told.append(turn)
    playback.play(level(0.1, 200), turn)
    playback.pull(100)
    playback.hold()
    playback.pull(20)
    playback.release()
    playback.pull(200)
    assert told == [turn]


def test_everything_that_leaves_is_told_with_its_time(turn: Turn) -> None:
    playback = Playback(RATE)
    told: list[tuple[Samples, float]] = []
    playback.on_emitted = lambda block, at: told.append((block, at))
    playback.gain(-20)
    playback.pull(10, at=7.0)
    playback.play(level(0.5, 10), turn)
    playback.pull(10, at=7.01)
    assert [at for _, at in told] == [7.0, 7.01]
    assert not told[0][0].any()
    assert same(told[1][0], *[0.05] * 10), "as it leaves, loudness and all"


def test_sounding_is_true_until_all_has_left(turn: Turn) -> None:
    playback = Playback(RATE)
    assert not playback.sounding
    playback.play(level(0.001, 100), turn)
    assert not playback.sounding, "silence does not sound"
    playback.play(level(0.1, 100), turn)
    assert playback.sounding
    playback.pull(150)
    playback.hold()
    assert playback.sounding, "until the device asks for more"
    playback.pull(20)
    playback.pull(20)
    assert not playback.sounding
    playback.release()
    assert playback.sounding
    playback.pull(500)
    assert playback.sounding, "this block is on its way"
    playback.pull(20)
    assert not playback.sounding


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
    assert mic.time_of(16000) - mic.time_of(0) == pytest.approx(1.0)
    together = np.concatenate([piece.samples for piece in got])
    assert np.array_equal(together[:1200], recording.samples)
    assert not together[1200:].any()
