"""What the doctor makes of a recording: planted faults of every size, and nothing found where there is none."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from vacli.audio.portaudio import Device
from vacli.config import AudioSettings, Config, VadSettings
from vacli.core.audio import Audio, Samples
from vacli.doctor.finding import Finding
from vacli.doctor.hearing import duplex, level, room, streams
from vacli.doctor.hearing.chirp import RATE, Echo, chirp, find
from vacli.doctor.hearing.flow import End, Flow, Numbers, Played, Recording, Tick
from vacli.doctor.hearing.server import Ours, Server

BLOCK = 320
DEVICE = Device(3, "desk", "ALSA", 1, 0, 48000)
NOISE = np.random.default_rng(7)


def noise(seconds: float, rms: float = 1e-3) -> Samples:
    return (rms * NOISE.standard_normal(round(seconds * RATE))).astype(np.float32)


def flow(seconds: float = 2.5, *, ppm: float = 0.0, jitter: float = 0.0002, rate: int = RATE) -> Flow:
    """Even callbacks, each `jitter` (RMS) late at most, of a device that runs so much too fast."""
    count = round(seconds * rate / BLOCK)
    stamps = 100.0 + np.arange(count) * BLOCK / rate / (1 + ppm / 1e6)
    called = stamps + BLOCK / rate + np.abs(NOISE.standard_normal(count)) * jitter
    ticks = tuple(Tick(float(one), float(two), BLOCK) for one, two in zip(called, stamps, strict=True))
    return Flow("desk", rate, 1, 100.0, ticks)


def recording(samples: Samples) -> Recording:
    return Recording(flow(len(samples) / RATE), samples.reshape(-1, 1))


def only(findings: Iterable[Finding]) -> Finding:
    (finding,) = findings
    return finding


def source(**changes: object) -> Ours:
    return replace(Ours("source", "mic0", False, False, 100), **changes)  # type: ignore[arg-type]


def server(ours: Ours | None, **changes: object) -> Server:
    """One real microphone, one real loudspeaker, and a virtual cable."""
    entry = {"properties": {"device.class": "sound"}, "flags": ["HARDWARE"], "name": "mic0"}
    monitor = {"properties": {"device.class": "monitor"}, "name": "box.monitor", "monitor_source": "box"}
    cable = {"properties": {"device.class": "monitor"}, "name": "cable.monitor", "monitor_source": "cable"}
    sinks = ({**entry, "name": "box"}, {"properties": {"device.class": "abstract"}, "flags": [], "name": "cable"})
    told = Server("pulse 1", "mic0", "box", (monitor, cable, entry), sinks, source=ours)
    return replace(told, **changes)  # type: ignore[arg-type]


# streams


def test_an_even_stream_is_fine() -> None:
    found = only(streams.stream(flow(), "input", None))
    assert found.status == "ok"
    assert "16000 Hz, 1 ch; a block of 20 ms comes every 20.0 ms" in found.detail


def test_another_rate_is_told() -> None:
    assert "16000 Hz converted from 48000" in only(streams.stream(flow(rate=48000), "input", None)).detail


@pytest.mark.parametrize("kind", ["input", "output"])
def test_blocks_that_come_late_are_told_one_alone_is_not(kind: str) -> None:
    even = flow()
    for count, status in ((1, "ok"), (12, "warn")):
        ticks = list(even.ticks)
        for at in range(20, 20 + 8 * count, 8):
            ticks[at] = replace(ticks[at], called=ticks[at].called + 0.14)
        found = only(streams.stream(replace(even, ticks=tuple(ticks)), kind, None))  # type: ignore[arg-type]
        assert found.status == status
    assert "blocks come late" in found.detail


def test_lost_sound_is_told() -> None:
    even = flow()
    flagged = replace(even, ticks=(*even.ticks[:-1], replace(even.ticks[-1], flagged=True)))
    found = only(streams.stream(flagged, "input", None))
    assert (found.status, "1 overflows: sound is lost" in found.detail) == ("warn", True)
    assert "2 underflows: sound is lost" in only(streams.stream(even, "output", None, 2)).detail


def test_a_stream_that_stands_still_or_ended() -> None:
    still = Flow("desk", RATE, 1, 0.0, (), End.STILL)
    found = only(streams.stream(still, "input", None))
    assert "not one callback came: it stands still" in found.detail
    found = only(streams.stream(still, "input", source(suspended=True)))
    assert (found.fix, found.mend is not None) == ("pactl suspend-source mic0 0", True)
    found = only(streams.stream(still, "input", source(suspended=True, name="v.monitor", of="v")))
    assert found.fix == "pactl suspend-sink v 0", "a monitor follows its sink"
    found = only(streams.stream(replace(flow(1.0), end=End.LOST), "output", None))
    assert "went away after 1.0 s" in found.detail


@pytest.mark.parametrize(("ppm", "status"), [(0, "ok"), (300, "ok"), (-3000, "ok"), (9000, "warn"), (-88435, "warn")])
def test_the_clock_is_measured_with_its_error(ppm: int, status: str) -> None:
    measured, error = flow(ppm=ppm).drift()
    assert abs(measured - ppm) <= error < 1500
    found = streams.rate(flow(ppm=ppm), "input")
    assert (found.status, "known to ±" in found.detail) == (status, True)


def test_a_machine_that_paused_is_not_blamed_on_the_clock() -> None:
    fast = flow(ppm=9000)
    late = replace(fast.ticks[60], called=fast.ticks[60].called + 0.1)
    paused = replace(fast, ticks=(*fast.ticks[:60], late, *fast.ticks[61:]))
    for found in (streams.rate(paused, "output"), streams.apart(flow(), paused)):
        assert (found.status, "too busy to tell" in found.detail) == ("skip", True)


def test_two_clocks_that_run_apart() -> None:
    assert streams.apart(flow(ppm=100), flow(ppm=-100)).status == "ok"
    assert streams.apart(flow(ppm=9000), flow(ppm=-100)).status == "warn"
    assert streams.apart(flow(ppm=9000), flow(0.4)).status == "skip", "too short to tell"


# level


@pytest.mark.parametrize("rms", [1e-4, 1e-3, 1e-2, 0.1])
def test_rooms_from_still_to_loud_are_fine(rms: float) -> None:
    found = only(level.loudness(recording(noise(2.0, rms)), None))
    assert (found.status, "nothing clipped" in found.detail) == ("ok", True)


def test_digital_silence_is_a_fault_but_of_a_virtual_cable() -> None:
    nothing = recording(np.zeros(RATE, np.float32))
    assert "nothing but zeros" in only(level.loudness(nothing, None)).detail
    assert only(level.loudness(nothing, server(source()))).status == "warn"
    assert only(level.loudness(nothing, server(source(of="cable")))).status == "ok"
    faint = recording(np.full(RATE, 1 / 32768, np.float32))
    assert "as good as nothing" in only(level.loudness(faint, None)).detail


def test_what_the_server_knows_of_silence() -> None:
    nothing = recording(np.zeros(RATE, np.float32))
    muted = only(level.loudness(nothing, server(source(muted=True, of="cable"))))
    assert (muted.fix, "is muted" in muted.detail) == ("pactl set-source-mute mic0 0", True)
    low = only(level.loudness(nothing, server(source(percent=3))))
    assert (low.fix, "is at 3 %" in low.detail) == ("pactl set-source-volume mic0 100%", True)
    assert muted.mend is None and low.mend is None, "somebody may have meant it"
    heard = only(level.loudness(recording(noise(1.0, 1e-3)), server(source(percent=3))))
    assert heard.status == "ok", "it is heard all the same"


@pytest.mark.parametrize(("muted", "percent", "fix"), [(True, 60, "mute box 0"), (False, 0, "volume box 20%")])
def test_a_loudspeaker_that_nobody_hears_is_told_and_never_turned_up(muted: bool, percent: int, fix: str) -> None:
    found = only(level.audible(server(None, sink=Ours("sink", "box", False, muted, percent))))
    assert (found.status, found.fix, found.mend) == ("warn", f"pactl set-sink-{fix}", None)


def test_headphones_turned_low_are_fine() -> None:
    assert only(level.audible(server(None, sink=Ours("sink", "box", False, False, 8)))).status == "ok"


@pytest.mark.parametrize(("percent", "to"), [(100, 50), (153, 100)])
def test_clipping(percent: int, to: int) -> None:
    clipped = np.clip(noise(2.0, 0.6), -1.0, 1.0)
    found = only(level.loudness(recording(clipped), server(source(percent=percent))))
    assert "% clipped" in found.detail
    assert found.fix == f"pactl set-source-volume mic0 {to}%"
    assert "system" in only(level.loudness(recording(clipped), None)).fix


def test_a_single_click_is_no_clipping() -> None:
    samples = noise(2.0)
    samples[1000] = 1.0
    assert only(level.loudness(recording(samples), None)).status == "ok"


def test_off_centre() -> None:
    found = only(level.loudness(recording(noise(2.0) - np.float32(0.04)), None))
    assert "off centre by -4.0 %" in found.detail


def test_a_device_of_another_rate_and_two_channels_is_heard_as_vacli_hears_it() -> None:
    both = np.stack([noise(3.0), np.zeros(3 * RATE, np.float32)], axis=1)
    heard = Recording(flow(1.0, rate=3 * RATE), both).mono(RATE)
    assert len(heard) == pytest.approx(RATE, abs=100)
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(1e-3 / np.sqrt(3), rel=0.2), (
        "the empty channel does not halve it"
    )


def test_one_bad_channel_of_two_is_seen() -> None:
    both = np.stack([noise(1.0), noise(1.0) + np.float32(0.05)], axis=1)
    assert "+5.0 %" in only(level.loudness(Recording(flow(1.0), both), None)).detail


@pytest.mark.parametrize(
    ("ours", "asked", "changes", "fix"),
    [
        (source(name="box.monitor", of="box"), "", {"default_source": "box.monitor"}, "pactl set-default-source mic0"),
        (source(name="box.monitor", of="box"), "box", {}, "vacli config unset audio.input"),
        (
            source(name="box.monitor", of="box"),
            "box",
            {"default_source": "box.monitor"},
            "pactl set-default-source mic0 && vacli config unset audio.input",
        ),
        (source(name="cable.monitor", of="cable"), "", {"default_sink": "cable"}, "pactl set-default-source mic0"),
    ],
)
def test_a_monitor_is_no_microphone(ours: Ours, asked: str, changes: dict[str, str], fix: str) -> None:
    found = level.source(DEVICE, asked, server(ours, **changes), ())
    assert (found.status, found.fix) == ("warn", fix)
    assert f"what the loudspeaker {ours.of} plays" in found.detail


def test_a_microphone_and_a_virtual_cable_are() -> None:
    assert level.source(DEVICE, "", server(source()), ()).status == "ok"
    assert level.source(DEVICE, "", server(source(name="cable.monitor", of="cable")), ()).status == "ok"
    assert level.source(DEVICE, "", None, ()).status == "ok"


def test_without_a_server_to_ask_the_name_tells() -> None:
    named = replace(DEVICE, name="Monitor of Built-in Audio")
    assert level.source(named, "", None, (named, DEVICE)).fix == "vacli config set audio.input desk"
    assert "connect a microphone" in level.source(named, "", None, (named,)).fix
    for name in ("LG Monitor Microphone", "USB Audio"):
        assert level.source(replace(DEVICE, name=name), "", None, ()).status == "ok"


# the room


def speech(share: float, probability: float) -> Numbers:
    found = np.full(100, 0.02)
    found[: round(100 * share)] = probability
    return found


@pytest.mark.parametrize(("share", "status"), [(0.0, "ok"), (0.2, "ok"), (0.9, "warn")])
def test_a_room_that_sounds_like_speech(share: float, status: str) -> None:
    found = room.judged(speech(share, 0.95), Audio(noise(2.0), RATE), Config())
    assert found.status == status
    assert f"{100 * share:.0f} % of 100 frames" in found.detail


def test_a_higher_threshold_is_advised_where_it_helps() -> None:
    heard, found = Audio(noise(2.0), RATE), speech(0.8, 0.66)
    assert room.judged(found, heard, Config()).fix == "vacli config set vad.threshold 0.7"
    assert room.judged(found, heard, Config(vad=VadSettings(threshold=0.7))).status == "ok"


def test_a_vad_that_cannot_be_loaded_is_told_and_nothing_else_fails() -> None:
    (found,) = room.room(recording(noise(1.0)), Config(vad=VadSettings(engine="no-such")))
    assert (found.status, "no-such" in found.detail) == ("skip", True)


# echo


def heard(delay: float, gain: float, floor: float = 1e-4) -> tuple[Samples, float]:
    """A room that answers a chirp after `delay` seconds with `gain` dB in all, and the sample at which that left."""
    tail = np.exp(-np.arange(1200) / 200) * NOISE.standard_normal(1200)
    tail[0] = 8.0
    path = tail * 10 ** (gain / 20) / np.sqrt(np.sum(tail**2))
    begin = RATE
    whole = noise(3.0, floor)
    echo = np.convolve(chirp(), path)
    at = begin + round(delay * RATE)
    whole[at : at + len(echo)] += echo.astype(np.float32)
    return whole, float(begin)


@pytest.mark.parametrize("gain", [-45.0, -30.0, -12.0, 6.0])
@pytest.mark.parametrize("delay", [0.0, 0.013, 0.24, 0.55])
def test_an_echo_is_found_where_and_as_loud_as_it_is(delay: float, gain: float) -> None:
    found = find(*heard(delay, gain))
    assert found.heard
    assert found.delay == pytest.approx(delay, abs=0.001)
    assert found.gain == pytest.approx(gain, abs=1.5)
    assert 0.3 < found.likeness < 0.985


@pytest.mark.parametrize("floor", [0.0, 1e-4, 1e-3, 1e-2, 0.1])
def test_no_echo_is_found_where_there_is_none(floor: float) -> None:
    for _ in range(20):
        found = find(noise(3.0, floor), float(RATE))
        assert not found.heard
    if floor:
        assert find(*heard(0.05, found.least + 6.0, floor)).heard, "what it says it would have heard"


def test_a_cable_is_told_from_a_room() -> None:
    for shift in (0.0, 0.3, 0.5):  # of a sample
        whole = np.zeros(3 * RATE)
        whole[RATE : RATE + len(chirp())] = chirp()
        turns = np.exp(-2j * np.pi * np.fft.rfftfreq(len(whole)) * shift)
        shifted = np.fft.irfft(np.fft.rfft(whole) * turns).astype(np.float32)
        found = find(0.1 * shifted, float(RATE))
        assert found.likeness > 0.99
        assert found.gain == pytest.approx(-20.0, abs=0.2)


def test_a_recording_that_is_too_short_is_not_searched() -> None:
    with pytest.raises(ValueError, match="do not hold"):
        find(noise(1.0), 1000.0)


def test_the_sweep_is_short_and_quiet() -> None:
    assert len(chirp()) / RATE <= 0.6
    assert 20 * np.log10(np.sqrt(np.mean(chirp() ** 2))) == pytest.approx(-30.0, abs=0.1)


def test_the_way_there_and_back_in_seconds() -> None:
    played = Played(flow(), fetched=99.95, left=100.0)
    heard_at = flow()
    trip = streams.round_trip(played, heard_at, 0.1)
    assert trip == pytest.approx(heard_at.ticks[5].called - 99.95)


NOTHING = Echo(False, -70.0)
DROWNED = Echo(False, -30.0)
LOUD = Echo(True, -70.0, 0.01, 4.0, 0.7)
USUAL = Echo(True, -70.0, 0.01, -18.0, 0.7)
BLUETOOTH = Echo(True, -70.0, 0.4, -18.0, 0.7)
CABLE = Echo(True, -70.0, 0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("echo", "canceller", "full", "reason"),
    [
        (NOTHING, "", True, "headphones"),
        (NOTHING, "livekit", True, "headphones"),
        (DROWNED, "livekit", True, "the room is so loud"),
        (DROWNED, "", False, "the room is so loud"),
        (USUAL, "livekit", True, "livekit cancels it"),
        (USUAL, "", False, "nothing cancels it"),
        (LOUD, "livekit", False, "overdrive"),
        (BLUETOOTH, "livekit", False, "400 ms late"),
        (CABLE, "livekit", False, "as it is"),
    ],
)
def test_full_or_half(echo: Echo, canceller: str, full: bool, reason: str) -> None:
    decided, why, fix = duplex.decide(echo, canceller, "pip install it", "turn it down")
    assert (decided, bool(fix)) == (full, not full)
    assert reason in why


def judged(echo: Echo, wanted: str, cancel: str = "off") -> Finding:
    return only(duplex.duplex(echo, Config(audio=AudioSettings(duplex=wanted, echo=cancel)), "turn it down"))


def test_the_settings_are_held_against_it() -> None:
    found = judged(USUAL, "full")
    assert (found.status, found.fix) == ("warn", "vacli config set audio.duplex half")
    assert judged(USUAL, "half").status == "ok"
    assert judged(USUAL, "auto").fix == "vacli config unset audio.echo"
    assert "full is in use" not in judged(USUAL, "auto").detail
    assert "to interrupt it: vacli config set audio.duplex full" in judged(NOTHING, "auto").detail
    assert judged(NOTHING, "full").status == "ok"


def test_an_echo_that_comes_too_late_for_a_canceller_is_mended_by_half_duplex() -> None:
    pytest.importorskip("livekit.rtc")
    found = judged(BLUETOOTH, "auto", "livekit")
    assert (found.status, found.fix) == ("warn", "vacli config set audio.duplex half")
    assert judged(BLUETOOTH, "half", "livekit").status == "ok"
