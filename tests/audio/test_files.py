"""Recordings in: what PyAV can write here, bytes without a header, pipes, and damage of all kinds."""

import http.server
import os
import resource
import struct
import threading
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from recordings import RATE, REFUSED, SPOKEN, encode, header, manifest, pcm, spoken

from vacli.audio.files import open_sound
from vacli.audio.mono import Downmix
from vacli.core.audio import Samples, to_pcm16
from vacli.core.errors import Cancelled, InputError
from vacli.core.flow import spawn
from vacli.core.turn import Turn

WRITTEN = [  # ending, codec, sample format, rate, layout
    ("wav", "pcm_s16le", "s16", 8000, "mono"),
    ("wav", "pcm_s16le", "s16", 44100, "stereo"),
    ("wav", "pcm_u8", "u8", 22050, "mono"),
    ("wav", "pcm_s24le", "s32", 48000, "mono"),
    ("wav", "pcm_s32le", "s32", 96000, "5.1"),
    ("wav", "pcm_f32le", "flt", 192000, "mono"),
    ("wav", "pcm_f64le", "dbl", 16000, "7.1"),
    ("wav", "pcm_mulaw", "s16", 8000, "mono"),
    ("wav", "pcm_alaw", "s16", 8000, "mono"),
    ("wav", "adpcm_ima_wav", "s16p", 16000, "mono"),
    ("w64", "pcm_s16le", "s16", 16000, "mono"),
    ("aiff", "pcm_s16be", "s16", 44100, "mono"),
    ("au", "pcm_s16be", "s16", 16000, "mono"),
    ("caf", "pcm_s16le", "s16", 16000, "mono"),
    ("flac", "flac", "s16", 16000, "stereo"),
    ("mp3", "libmp3lame", "fltp", 44100, "stereo"),
    ("opus", "libopus", "flt", 48000, "mono"),
    ("webm", "libopus", "flt", 48000, "stereo"),
    ("m4a", "aac", "fltp", 44100, "stereo"),
    ("m4a", "alac", "s16p", 44100, "mono"),
    ("mka", "ac3", "fltp", 48000, "5.1"),
    ("wma", "wmav2", "fltp", 44100, "mono"),
]


def read(path: str | Path, rate: int = RATE, raw_rate: int | None = None) -> tuple[Samples, list[str]]:
    with open_sound(path, Turn(), raw_rate=raw_rate) as sound:
        pieces = list(sound.pieces(rate))
    assert all(piece.rate == rate and piece.samples.dtype == np.float32 and piece.seconds <= 5 for piece in pieces)
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]
    return np.concatenate([piece.samples for piece in pieces]), sound.warnings


def likeness(one: Samples, other: Samples) -> float:
    """Correlation at the best shift: 1 for the same sound."""
    size = 1 << (len(one) + len(other)).bit_length()
    spectrum = np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size))
    return float(np.abs(np.fft.irfft(spectrum)).max() / (np.linalg.norm(one) * np.linalg.norm(other)))


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    return pcm(tmp_path / "whole.wav", spoken())


@pytest.mark.parametrize(("ending", "codec", "kind", "rate", "layout"), WRITTEN)
def test_every_format_gives_the_same_sound(
    tmp_path: Path, ending: str, codec: str, kind: str, rate: int, layout: str
) -> None:
    path = tmp_path / f"talk.{ending}"
    encode(path, spoken(), codec, kind, rate, layout)
    samples, warnings = read(path)
    assert likeness(samples, spoken()) > 0.95
    assert abs(len(samples) - len(spoken())) < 0.15 * RATE
    assert warnings == []


@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_any_rate_can_be_asked_for(rate: int) -> None:
    samples, _ = read(SPOKEN, rate)
    assert len(samples) == pytest.approx(len(spoken()) * rate / RATE, abs=rate / 100)


def test_content_counts_and_not_the_name(tmp_path: Path, whole: bytes) -> None:
    for name in ("talk", "talk.mp3", "name with spaces é 日本 😀.wav", "-dash.wav", b"caf\xe9.wav"):
        path = tmp_path / os.fsdecode(name)
        path.write_bytes(whole)
        assert likeness(read(path)[0], spoken()) > 0.999


def test_many_channels_do_not_crash_the_decoder(tmp_path: Path) -> None:
    for channels in (3, 8, 16, 64):
        pcm(tmp_path / "wide.wav", np.repeat(spoken()[6000:14000, None], channels, axis=1), 44100)
        samples, _ = read(tmp_path / "wide.wav")
        assert likeness(samples, read(tmp_path / "wide.wav")[0]) > 0.99
        assert np.abs(samples).max() == pytest.approx(np.abs(spoken()[6000:14000]).max(), rel=0.1)


def test_one_silent_channel_does_not_make_the_other_quieter(tmp_path: Path) -> None:
    pcm(tmp_path / "left.wav", np.stack([spoken(), np.zeros_like(spoken())], axis=1))
    samples, warnings = read(tmp_path / "left.wav")
    assert np.allclose(samples, spoken(), atol=1e-3)
    assert warnings == []


def test_channels_that_cancel_each_other_out(tmp_path: Path) -> None:
    pcm(tmp_path / "anti.wav", np.stack([spoken(), -0.99 * spoken()], axis=1))
    samples, warnings = read(tmp_path / "anti.wav")
    assert np.allclose(samples, spoken(), atol=1e-3)
    assert warnings == ["its channels cancel each other out: the louder one was taken"]


def test_two_speakers_on_two_channels_are_both_kept() -> None:
    downmix = Downmix()
    left, right, quiet = np.ones(100), np.full(100, 0.02), np.zeros(100)
    first = downmix(np.stack([left, quiet], axis=1).astype(np.float32))
    second = downmix(np.stack([quiet, right], axis=1).astype(np.float32))
    assert first[0] == pytest.approx(1.0)
    assert second[0] == pytest.approx(0.01)
    assert not downmix.cancelled


def test_raw_samples_have_the_rate_they_are_said_to_have(tmp_path: Path) -> None:
    path = tmp_path / "talk.raw"
    path.write_bytes(to_pcm16(spoken()).tobytes() + b"\x01")  # half a sample too much
    assert np.allclose(read(path, raw_rate=RATE)[0], spoken(), atol=1e-4)
    assert len(read(path, raw_rate=8000)[0]) == pytest.approx(2 * len(spoken()), abs=10)
    with pytest.raises(InputError, match="5 samples a second"):
        read(path, raw_rate=5)


def test_duration_is_known_before_decoding() -> None:
    with open_sound(SPOKEN, Turn()) as sound:
        assert sound.duration == pytest.approx(1.96, abs=0.01)


def test_a_long_recording_is_never_whole_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for _ in range(20):
            file.writeframes(bytes(60 * RATE * 2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_sound(path, Turn()) as sound:
        assert sum(piece.seconds for piece in sound.pieces(RATE)) == 1200
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024  # kB; whole it is 77 MB


def test_cancelled_between_two_pieces() -> None:
    turn = Turn()
    with open_sound(SPOKEN, turn) as sound:
        turn.cancel()
        with pytest.raises(Cancelled):
            next(sound.pieces(RATE))


# damage


@pytest.mark.parametrize("damage", REFUSED)
def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path, whole: bytes, damage: str) -> None:
    change, why = REFUSED[damage]
    path = tmp_path / "bad.wav"
    path.write_bytes(change(whole))
    with pytest.raises(InputError) as error:
        read(path)
    assert why in error.value.message
    assert str(path) in error.value.message
    assert "\n" not in error.value.message
    assert error.value.hint


def test_cut_short_gives_what_is_there_and_says_so(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(whole[: len(whole) // 2])
    samples, warnings = read(path)
    assert np.allclose(samples, spoken()[: len(samples)], atol=1e-3)
    assert warnings == ["cut short: 1.0 s of 2.0 s are there"]


def test_a_compressed_file_that_is_cut_short_says_so_too(tmp_path: Path) -> None:
    long = np.tile(spoken(), 4)
    for ending, codec, kind in (("flac", "flac", "s16"), ("mp3", "libmp3lame", "fltp")):
        path = tmp_path / f"cut.{ending}"
        encode(path, long, codec, kind, RATE, "mono")
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        samples, warnings = read(path)
        assert 0.3 < len(samples) / len(long) < 0.7
        assert any(warning.startswith("cut short") for warning in warnings)


def test_damage_in_the_middle_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "hole.mp3"
    encode(path, np.tile(spoken(), 4), "libmp3lame", "fltp", RATE, "mono")
    content = bytearray(path.read_bytes())
    content[8000:8400] = b"\xff\xfb" * 200
    path.write_bytes(content)
    samples, _ = read(path)
    assert len(samples) > 3 * len(spoken())


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_streamed_wav_does_not_know_its_size(tmp_path: Path, whole: bytes, size: int) -> None:
    path = tmp_path / "streamed.wav"
    path.write_bytes(header(whole, 40, "<I", size))
    samples, warnings = read(path)
    assert len(samples) == len(spoken())
    assert warnings == []


def test_an_extra_chunk_and_an_odd_byte_change_nothing(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "odd.wav"
    path.write_bytes(whole[:12] + b"LIST\x05\x00\x00\x00hello\x00" + whole[12:] + b"!")
    assert np.allclose(read(path)[0], spoken(), atol=1e-3)


def test_nan_and_infinity_become_silence(tmp_path: Path) -> None:
    samples = spoken().copy()
    samples[5000:5010] = np.nan
    samples[6000], samples[6001], samples[6002] = np.inf, -np.inf, 1e30
    path = tmp_path / "nan.wav"
    body = samples.tobytes()
    path.write_bytes(
        struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(body), b"WAVE", b"fmt ", 16, 3, 1, RATE, 4 * RATE, 4, 32,
                    b"data", len(body)) + body
    )  # fmt: skip
    for rate in (RATE, 8000):
        heard, warnings = read(path, rate)
        assert np.isfinite(heard).all()
        assert np.abs(heard).max() <= 1.0
        assert warnings == ["13 samples are not finite numbers and were silenced"]
    assert likeness(read(path)[0], spoken()) > 0.99


def test_clipping_is_told(tmp_path: Path) -> None:
    pcm(tmp_path / "loud.wav", np.clip(spoken() * 30, -1, 1))
    _, warnings = read(tmp_path / "loud.wav")
    assert [warning.split(":")[0] for warning in warnings] == ["clipped"]


def test_a_picture_holds_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "cover.wav"
    with av.open(str(tmp_path / "cover.png"), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8))))
        container.mux(stream.encode(None))
    (tmp_path / "cover.png").rename(path)
    with pytest.raises(InputError, match="no sound in it, only video"):
        read(path)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server's address, and what was asked of it."""
    paths: list[str] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Page)
    spawn("web", server.serve_forever)
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def test_nothing_goes_online(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    """FFmpeg would follow addresses in names and in playlists."""
    address, paths = asked
    playlists = {
        "list.m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}/a.ts\n#EXT-X-ENDLIST\n",
        "list.ffconcat": f"ffconcat version 1.0\nfile {address}/a.wav\n",
        "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    }
    for name, content in playlists.items():
        (tmp_path / name).write_text(content)
        with pytest.raises(InputError):
            read(tmp_path / name)
    with pytest.raises(InputError, match="no such file"):
        read(f"{address}/talk.wav")
    assert paths == []


# what is no plain file


def test_a_missing_file_and_a_hint_of_what_was_meant(tmp_path: Path, whole: bytes) -> None:
    with pytest.raises(InputError, match="no such file") as error:
        read(tmp_path / "whloe.wav")
    assert error.value.hint == f"did you mean {tmp_path / 'whole.wav'}?"
    with pytest.raises(InputError) as error:
        read(tmp_path / "nowhere" / "talk.wav")
    assert "no folder" in error.value.hint
    with pytest.raises(InputError, match="empty"):
        read("")
    with pytest.raises(InputError, match="no file can have this name"):
        read("a\0b")


def test_folders_loops_and_devices_are_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path, why in ((tmp_path, "a folder"), (tmp_path / "loop", "in a circle"), (Path("/dev/zero"), "a device")):
        with pytest.raises(InputError, match=why):
            read(path)


def test_no_permission(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "secret.wav"
    path.write_bytes(whole)
    path.chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(InputError, match="no permission"):
            read(path)
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


def test_a_pipe_without_a_writer_does_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.audio.source.PATIENCE", 0.3)
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()
    with pytest.raises(InputError, match="nobody writes"):
        read(tmp_path / "pipe")
    assert time.monotonic() - began < 3
    turn = Turn()
    turn.cancel()
    with pytest.raises(Cancelled), open_sound(tmp_path / "pipe", turn):
        pass


def test_a_pipe_is_read_as_it_is_written(tmp_path: Path, whole: bytes) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(whole))
    writer.start()
    assert likeness(read(tmp_path / "pipe")[0], spoken()) > 0.999
    writer.join(5)


def test_a_pipe_with_nonsense_is_refused(tmp_path: Path, whole: bytes) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(header(whole, 22, "<H", 65535)[:60_000]))
    writer.start()
    with pytest.raises(InputError, match="65535 channels"):
        read(tmp_path / "pipe")
    writer.join(5)


# real speech


def test_real_recordings_in_45_formats(speech: Path) -> None:
    base, _ = read(speech / "derived/dev/formats/base_16k.wav")
    rows = manifest(speech, "formats")
    assert len(rows) == 45
    for row in rows:
        name = row["path"].split("/")[1]
        samples, warnings = read(speech / "derived/dev" / row["path"])
        seconds = {"192k.wav": 1.0, "lead_silence_5s.flac": 7.045, "trail_silence_10s.flac": 12.045}.get(name, 2.045)
        if "tempo" in name:
            assert len(samples) / RATE == pytest.approx(2.045 / float(row["tempo"]), abs=0.01), name
            continue
        assert len(samples) / RATE == pytest.approx(seconds, abs=0.08), name
        alike = {"192k.wav": 0.7, "clipped_20dB.flac": 0.8}.get(name, 0.94)
        assert likeness(samples - samples.mean(), base) > alike, name
        expected = {"anti_phase_stereo.flac": 1, "clipped_20dB.flac": 1}.get(name, 0)
        assert len(warnings) == expected, (name, warnings)


def test_real_recordings_damaged_in_39_ways(speech: Path) -> None:
    rows = manifest(speech, "corrupt")
    assert len(rows) == 39
    for row in rows:
        expect, name = row["expect"], row["path"].split("/")[1]
        refused, warned, heard = False, [], 0
        try:
            samples, warned = read(speech / "derived/dev" / row["path"])
            heard = len(samples)
        except InputError as error:
            refused = "\n" not in error.message and bool(error.hint)
        if expect.startswith("clear one-line error"):
            assert refused, name
        elif expect.startswith(("same text", "empty text", "decodes the part", "decodes;")) and "error" not in expect:
            assert heard, name
        else:
            assert refused or heard, name
        if "warning" in expect:
            assert warned, name
    with pytest.raises(InputError, match="does not read"):
        read(speech / "derived/dev/corrupt/big_endian_rifx.wav")
