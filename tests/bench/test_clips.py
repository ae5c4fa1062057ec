"""Clips: the same from the same seed, and their end of speech agrees with measures of another kind."""

import numpy as np
import pytest

from vacli.bench.speech.clips import LEAD, QUICK, RATE, ROOM, SETS, TAIL, Clip, Spoken, clips, edges, in_a_room


def made(kind: str = "quick", n: int = 8, seed: int = 1) -> list[Clip]:
    return list(clips(kind, n, seed))


def test_a_seed_gives_the_same_clips_and_another_one_others() -> None:
    one, two, other = made(), made(), made(seed=2)
    assert all(np.array_equal(a.audio.samples, b.audio.samples) for a, b in zip(one, two, strict=True))
    assert [clip.text for clip in one] == list(QUICK[:8])
    assert [(clip.voice, clip.speed) for clip in one] != [(clip.voice, clip.speed) for clip in other]


def test_every_set_has_texts_of_its_own_and_can_be_spoken() -> None:
    assert len({text for texts in SETS.values() for text in texts}) >= sum(map(len, SETS.values())) - 3
    assert min(len(SETS["quick"]), len(SETS["llm"])) >= 20
    with pytest.raises(KeyError):
        made("poems", 1)


def test_the_end_of_speech_holds_against_the_energy_of_the_finished_recording() -> None:
    """Measured otherwise: on the sound with noise, by how far 20 ms of it rise above the room, in steps of a sample."""
    for clip in made("quick") + made("llm"):
        power = np.convolve(np.square(clip.audio.samples), np.ones(320) / 320, "same")
        loud = np.flatnonzero(power > 10 ** ((ROOM + 15) / 10))
        late = (loud[-1] - clip.end) / RATE
        assert -0.06 < late < 0.16, f"{clip.text}: sound ends {late:.3f} s after the label"
        assert abs(loud[0] - clip.start) / RATE < 0.06
        assert clip.start == round(LEAD * RATE) and len(clip.audio) - clip.end == round(TAIL * RATE)


def test_edges_of_a_tone_are_its_own() -> None:
    sound = np.zeros(RATE, np.float32)
    sound[3200:8000] = 0.3 * np.sin(np.arange(4800) * 0.3)
    assert edges(sound) == (3200, 8000)
    sound[8000:9600] = 0.3 * 10 ** (-34 / 20) * np.sin(np.arange(1600) * 0.3)
    assert edges(sound)[1] == 9600, "34 dB below the loudest is speech"
    sound[8000:9600] *= 10 ** (-2 / 20)
    assert edges(sound)[1] == 8000, "36 dB below is not"
    with pytest.raises(ValueError, match="no sound"):
        edges(np.zeros(RATE, np.float32))
    with pytest.raises(ValueError, match="no sound"):
        edges(np.zeros(0, np.float32))


def test_pieces_lie_as_far_apart_as_asked_whatever_silence_they_bring() -> None:
    tone = np.pad(np.full(1600, 0.5, np.float32), (4800, 2400))
    audio, (first, second) = in_a_room([(0.0, Spoken(tone, 4800, 6400))] * 2, np.random.default_rng(0))
    assert first + 4800 == LEAD * RATE and second + 4800 == first + 6400
    room = np.r_[audio.samples[: int(0.2 * RATE)], audio.samples[-RATE:]]
    assert 20 * np.log10(room.std()) == pytest.approx(ROOM, abs=0.5)
    audio, (first, second) = in_a_room(
        [(0.0, Spoken(tone, 4800, 6400)), (0.7, Spoken(tone, 4800, 6400))], np.random.default_rng(0)
    )
    assert second + 4800 - (first + 6400) == 0.7 * RATE
