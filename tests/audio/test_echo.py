"""Echo cancellation by the real engines in a made room: what it takes out, what it leaves, what it must survive."""

import sys
import threading
from collections.abc import Callable

import numpy as np
import pytest
from recordings import spoken

from vacli.audio.echo import HANGOVER, STEP, EchoCanceller, open_echo
from vacli.config import VadSettings
from vacli.core.audio import Audio, Samples
from vacli.core.errors import EngineMissing
from vacli.vad.silero import FRAME, Silero

RATE = 16000
NAMES = {"livekit": "livekit", "pywebrtc": "pywebrtc_audio"}
NOISE = np.random.default_rng(5).normal(0, 5e-4, 40 * RATE).astype(np.float32)


def canceller(name: str) -> EchoCanceller:
    pytest.importorskip(NAMES[name], reason=f"no {name} here: pip install 'vacli[aec]'")
    echo, choice = open_echo(name)
    assert echo is not None
    assert (choice.value, choice.reason) == (name, "as asked")
    return echo


def assistant(seconds: float) -> Samples:
    said = np.concatenate([spoken(), np.zeros(RATE // 5, np.float32)])
    return np.resize(said, round(seconds * RATE)) * np.float32(0.5)


def echoed(emitted: Samples, delay: float = 0.06) -> Samples:
    """-12 dB, through a room of 0.2 s."""
    rng = np.random.default_rng(2)
    response = np.exp(-np.arange(RATE // 5) / 450) * rng.standard_normal(RATE // 5) * 0.1
    response[0] = 1.0
    late = np.concatenate([np.zeros(round(delay * RATE)), np.convolve(emitted, response)])[: len(emitted)]
    return (late * 0.25).astype(np.float32) + NOISE[: len(emitted)]


def heard(
    echo: EchoCanceller,
    mic: Samples,
    emitted: Samples,
    *,
    rate: int = RATE,
    block: int = 320,
    frame: int = FRAME,
    began: float = 1000.0,
    start: int = 0,
) -> Samples:
    """Both devices side by side; the loudspeaker's blocks are told 40 ms before they leave."""
    out, told = [], 0
    for at in range(0, len(mic), frame):
        while told < len(emitted) and told / rate < (at + frame) / RATE + 0.04:
            echo.reference(emitted[told : told + block], rate, began + told / rate)
            told += block
        piece = Audio(mic[at : at + frame], RATE, start + at)
        clean = echo.clean(piece, began + at / RATE)
        assert (len(clean), clean.start, clean.rate) == (len(piece), piece.start, RATE)
        out.append(clean.samples)
    return np.concatenate(out)


def level(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))


def speech_runs(samples: Samples, since: float = 0.0) -> list[tuple[float, int]]:
    """Second and number of frames of each run of frames that hold speech."""
    stream = Silero(VadSettings()).stream()
    runs: list[tuple[float, int]] = []
    before = False
    for at in range(0, len(samples) - FRAME, FRAME):
        speech = stream(samples[at : at + FRAME]) > 0.5 and at >= since * RATE
        if speech and before:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif speech:
            runs.append((at / RATE, 1))
        before = speech
    return runs


@pytest.mark.parametrize("name", NAMES)
def test_the_assistant_alone_is_not_heard(name: str) -> None:
    emitted = assistant(8)
    mic = echoed(emitted)
    clean = heard(canceller(name), mic, emitted)
    assert len(speech_runs(mic, 2)) >= 3, "the echo alone would be taken for speech"
    assert [run for run in speech_runs(clean, 2) if run[1] >= 3] == []
    assert level(clean[2 * RATE :]) < level(mic[2 * RATE :]) - 15


@pytest.mark.parametrize("name", NAMES)
def test_a_user_who_speaks_over_it_is_heard(name: str) -> None:
    emitted = assistant(8)
    mic = echoed(emitted)
    user, onset = spoken()[::-1].copy(), 5 * RATE  # another voice than the assistant's: backwards
    user *= np.float32(10 ** (3 / 20) * np.sqrt(np.mean(mic[: 4 * RATE] ** 2) / np.mean(user**2)))
    mic[onset : onset + len(user)] += user
    found = [at for at, frames in speech_runs(heard(canceller(name), mic, emitted), 2) if frames >= 3]
    assert found and 4.9 < found[0] < 6.0


@pytest.mark.parametrize(("rate", "block", "frame"), [(22050, 441, 512), (48000, 1024, 320), (44100, 333, 100)])
def test_any_rate_and_any_size_of_block(rate: int, block: int, frame: int) -> None:
    from vacli.audio.resample import Resampler

    emitted = assistant(6)
    convert = Resampler(RATE, rate)
    played = np.concatenate([convert(emitted), convert.rest()])
    mic = echoed(emitted)
    clean = heard(canceller("livekit"), mic, played, rate=rate, block=block, frame=frame)
    assert level(clean[2 * RATE :]) < level(mic[2 * RATE :]) - 15


def test_nothing_is_changed_while_nothing_sounds() -> None:
    echo = canceller("livekit")
    quiet = NOISE[: 2 * RATE]
    assert np.array_equal(heard(echo, quiet, np.zeros(2 * RATE, np.float32)), quiet), "never anything but silence"
    emitted = np.concatenate([assistant(2), np.zeros(3 * RATE, np.float32)])
    mic = NOISE[: 5 * RATE] + echoed(emitted)
    clean = heard(echo, mic, emitted, began=1002.0, start=2 * RATE)
    after = round((2 + HANGOVER + 0.1) * RATE)
    assert np.array_equal(clean[after:], mic[after:]), "and again once it has been silent for a while"
    assert not np.array_equal(clean[:RATE], mic[:RATE])


def test_it_hears_nothing_of_a_loudspeaker_before_it_is_told() -> None:
    echo = canceller("livekit")
    audio = Audio(NOISE[:FRAME], RATE, 77)
    assert echo.clean(audio, 5.0) is audio


def test_going_in_and_out_does_not_click() -> None:
    """A user hums a steady tone while the assistant begins and ends: no step between samples but the tone's own."""
    echo = canceller("pywebrtc")
    tone = 0.1 * np.sin(2 * np.pi * 300 * np.arange(4 * RATE) / RATE).astype(np.float32)
    emitted = np.zeros(4 * RATE, np.float32)
    emitted[RATE : RATE + RATE // 2] = 3e-4 * np.sign(NOISE[: RATE // 2])  # all but inaudible
    clean = heard(echo, tone, emitted)
    assert not np.array_equal(clean, tone)
    assert np.abs(np.diff(clean)).max() < 1.5 * np.abs(np.diff(tone)).max()


@pytest.mark.parametrize("gap", ["microphone", "loudspeaker"])
def test_a_device_that_was_opened_anew(gap: str) -> None:
    echo = canceller("livekit")
    emitted = assistant(12)
    mic, half = echoed(emitted), 5 * RATE
    heard(echo, mic[:half], emitted[:half])
    lost = RATE if gap == "loudspeaker" else 0
    again = emitted[half:].copy()
    mic_again = echoed(again)
    if gap == "microphone":  # its samples are counted from nothing, and it missed what was played meanwhile
        for at in range(0, RATE, 320):
            echo.reference(emitted[at : at + 320], RATE, 1005.0 + at / RATE)
    clean = heard(echo, mic_again, again, began=1006.0, start=0 if gap == "microphone" else half + lost)
    assert level(clean[2 * RATE :]) < level(mic_again[2 * RATE :]) - 15


def test_sound_that_cannot_be() -> None:
    echo = canceller("livekit")
    with pytest.raises(ValueError, match="8000 Hz, not 16000"):
        echo.clean(Audio(NOISE[:80], 8000), 1.0)
    emitted = assistant(2)
    emitted[5000:5100] = np.nan
    mic = echoed(assistant(2)) * np.float32(100.0)
    mic[9000:9100] = np.nan
    mic[9200:9300] = -np.inf
    clean = heard(echo, mic, emitted)
    assert np.isfinite(clean).all()
    assert np.abs(clean).max() <= 1.0
    assert len(echo.clean(Audio(np.zeros(0, np.float32), RATE, len(mic)), 1002.0)) == 0


def test_emitted_sound_may_come_from_another_thread() -> None:
    """And far more of it than is ever asked for."""
    echo = canceller("livekit")
    emitted = assistant(10)

    def tell() -> None:
        for at in range(0, len(emitted), 320):
            echo.reference(emitted[at : at + 320], RATE, 10.0 + at / RATE)

    thread = threading.Thread(target=tell)
    thread.start()
    for at in range(0, RATE, FRAME):
        assert np.isfinite(echo.clean(Audio(NOISE[:FRAME], RATE, at), 10.0 + at / RATE).samples).all()
    thread.join()


def test_a_microphone_that_hears_the_loudspeaker_itself() -> None:
    echo = canceller("pywebrtc")
    emitted = assistant(6)
    moved = np.concatenate([np.zeros(480, np.float32), emitted])[: len(emitted)] * np.float32(0.4)
    heard(echo, moved, emitted)
    assert echo.monitored
    real = canceller("pywebrtc")
    heard(real, echoed(emitted), emitted)
    assert not real.monitored


def test_steps_are_what_the_engine_gets_and_in_step() -> None:
    """Each 10 ms of the microphone with the 10 ms that left 10 ms later, whatever the size of the frames."""
    pairs: list[tuple[Samples, Samples]] = []

    def engine(near: Samples, far: Samples) -> Samples:
        pairs.append((near, far))
        return near

    emitted = NOISE[:RATE] * np.float32(100)
    out = heard(EchoCanceller(engine), emitted, emitted, frame=100)
    near, far = (np.concatenate(each) for each in zip(*pairs, strict=True))
    assert {len(each) for pair in pairs for each in pair} == {STEP}
    assert np.array_equal(near[2 * STEP : -STEP], far[STEP : -2 * STEP])
    assert np.array_equal(out[2 * STEP :], emitted[STEP : len(out) - STEP]), "10 ms later"


BLOCKED = {"auto": ["livekit", "pywebrtc_audio"], "livekit": ["livekit"], "pywebrtc": ["pywebrtc_audio"]}


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], None]:
    """Packages that are not there."""

    def block(packages: list[str]) -> None:
        for name in [name for name in sys.modules if name.split(".")[0] in packages] + packages:
            monkeypatch.setitem(sys.modules, name, None)

    return block


def test_off_is_off() -> None:
    assert open_echo("off")[0] is None


def test_auto_without_packages_says_what_to_type(without: Callable[[list[str]], None]) -> None:
    without(BLOCKED["auto"])
    echo, choice = open_echo("auto")
    assert echo is None
    assert choice.value == "off"
    assert "livekit" in choice.reason and "pywebrtc" in choice.reason and "install" in choice.reason


def test_auto_takes_the_second_best(without: Callable[[list[str]], None]) -> None:
    pytest.importorskip("pywebrtc_audio", reason="no pywebrtc-audio here")
    without(BLOCKED["livekit"])
    echo, choice = open_echo("auto")
    assert echo is not None
    assert choice.value == "pywebrtc"
    assert "livekit" in choice.reason


@pytest.mark.parametrize("name", NAMES)
def test_one_that_is_asked_for_by_name_must_be_there(name: str, without: Callable[[list[str]], None]) -> None:
    without(BLOCKED[name])
    with pytest.raises(EngineMissing, match=name) as caught:
        open_echo(name)
    assert "install" in caught.value.hint
