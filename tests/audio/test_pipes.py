"""Sound through pipes: what comes in piece by piece, what goes out to a reader that may be slow, gone or full."""

import os
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vacli.audio import pipes
from vacli.audio.files import open_sound
from vacli.audio.paced import PacedMic
from vacli.audio.pipes import Recorder, from_pipe, standard_input
from vacli.audio.playback import Playback
from vacli.core.audio import Audio, Samples
from vacli.core.errors import Cancelled, DeviceError, InputError, VacliError
from vacli.core.flow import spawn
from vacli.core.turn import Turn


def sine(seconds: float, rate: int = 16000) -> Audio:
    count = round(seconds * rate)
    return Audio((0.3 * np.sin(2 * np.pi * 300 * np.arange(count) / rate)).astype(np.float32), rate)


def wav(audio: Audio, channels: int = 1, *, length: int | None = None, extra: bytes = b"", bits: int = 16) -> bytes:
    data = np.repeat(np.frombuffer(audio.pcm16(), "<i2"), channels).tobytes()
    step = channels * bits // 8
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, audio.rate, audio.rate * step, step, bits)
    body = form + extra + struct.pack("<4sI", b"data", len(data) if length is None else length) + data
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


class Pipe:
    """A pipe whose writing end the test holds."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()

    def give(self, data: bytes) -> None:
        """Write it all and close, in the background: a pipe holds 64 KB."""

        def write() -> None:
            with os.fdopen(self.writing, "wb") as out:
                out.write(data)

        spawn("test-write", write)

    def read(self, turn: Turn, rate: int = 16000, raw_rate: int = 16000) -> Samples:
        pieces = list(from_pipe(self.reading, "-", turn, rate, raw_rate))
        assert [piece.start for piece in pieces] == [0, *[piece.end for piece in pieces[:-1]]]
        assert {piece.rate for piece in pieces} == {rate}
        return np.concatenate([piece.samples for piece in pieces])


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    os.close(made.reading)


def alike(got: Samples, wanted: Audio) -> bool:
    count = min(len(got), len(wanted))
    return abs(len(got) - len(wanted)) < 100 and bool(np.allclose(got[:count], wanted.samples[:count], atol=0.02))


def test_raw_and_wav_are_told_apart(pipe: Pipe, turn: Turn) -> None:
    pipe.give(sine(3).pcm16())
    assert alike(pipe.read(turn), sine(3))


@pytest.mark.parametrize("length", [None, 0, 0xFFFFFFFF, 0x7FFFF000])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_whose_length_may_be_unknown(pipe: Pipe, turn: Turn, length: int | None, channels: int) -> None:
    pipe.give(wav(sine(1), channels, length=length, extra=b"LIST" + struct.pack("<I", 5) + b"notes\0"))
    assert alike(pipe.read(turn), sine(1))


def test_what_follows_the_samples_is_no_sound(pipe: Pipe, turn: Turn) -> None:
    pipe.give(wav(sine(0.5)) + b"LIST" + struct.pack("<I", 9000) + b"\x7f" * 9000)
    assert len(pipe.read(turn)) == 8000


def test_other_rates_are_converted(pipe: Pipe, turn: Turn) -> None:
    pipe.give(wav(sine(1, 44100)))
    assert alike(pipe.read(turn)[100:], Audio(sine(1).samples[100:], 16000))


def test_raw_of_another_rate(pipe: Pipe, turn: Turn) -> None:
    pipe.give(sine(1, 48000).pcm16() + b"\x01")  # and an odd byte
    assert alike(pipe.read(turn, raw_rate=48000)[100:], Audio(sine(1).samples[100:], 16000))


def test_a_pipe_in_which_nothing_comes_yet_is_silence(pipe: Pipe, turn: Turn) -> None:
    pieces = from_pipe(pipe.reading, "-", turn, 16000)
    began = time.monotonic()
    assert not next(pieces).samples.any(), "it does not wait for the first byte"
    assert time.monotonic() - began < 5
    os.write(pipe.writing, b"RIFF")  # a header that comes in parts
    assert not next(pieces).samples.any()
    os.write(pipe.writing, wav(sine(0.1))[4:100])
    assert next(piece for piece in pieces if piece.samples.any())
    os.write(pipe.writing, wav(sine(0.1))[100:])
    os.close(pipe.writing)
    assert sum(np.count_nonzero(piece.samples) for piece in pieces) > 1400


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "there is no sound in it"),
        (b"abc", "there is no sound in it"),
        (wav(sine(0.0)), "there is no sound in it"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "there is no sound in it"),
        (b"fLaC" + bytes(100), "it is flac; a pipe must be wav or raw s16le"),
        (b"ID3\x04" + bytes(100), "it is mp3"),
        (wav(sine(0.1), bits=24), "only 16-bit wav"),
        (wav(sine(0.1, 1)), "header says 1 samples a second"),
        (b"RIFF\x00\x00\x00\x00WAVEjunk\xff\xff\xff\xff" + bytes(100), "its header is damaged"),
    ],
)
def test_what_is_no_sound_is_told(pipe: Pipe, turn: Turn, data: bytes, said: str) -> None:
    pipe.give(data)
    with pytest.raises(InputError, match=said) as caught:
        pipe.read(turn)
    assert caught.value.hint


def test_it_ends_with_its_turn(pipe: Pipe, turn: Turn) -> None:
    pieces = from_pipe(pipe.reading, "-", turn, 16000)
    next(pieces)
    turn.cancel("enough")
    with pytest.raises(Cancelled):
        next(pieces)
    os.close(pipe.writing)


def test_an_input_that_cannot_be_read_is_told(tmp_path: Path, turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(InputError, match="cannot be read"):
        list(from_pipe(folder, "-", turn, 16000))
    os.close(folder)
    monkeypatch.setattr(sys, "__stdin__", None)
    with pytest.raises(InputError, match="standard input is closed"):
        list(standard_input(turn, 16000))


@pytest.mark.parametrize("format", ["wav", "flac", "raw"])
def test_what_was_played_becomes_a_file(tmp_path: Path, turn: Turn, format: str) -> None:
    """A conversation over files: what comes out lies beside what came in."""
    target = tmp_path / f"out.{format}"
    record = Recorder(target, 16000, format)
    speaker = Playback(16000)
    mic = PacedMic([sine(0.5)], pace="fast", speaker=speaker, sink=record)
    with mic.frames() as frames:
        for piece in frames:
            if piece.end == 6400:
                speaker.play(sine(0.25), turn)
    record.close()
    record.close()
    with open_sound(target, turn, raw_rate=16000 if format == "raw" else None) as sound:
        got = np.concatenate([part.samples for part in sound.pieces(16000)])
    assert len(got) == piece.end
    loud = np.flatnonzero(np.abs(got) > 0.01)
    assert (loud[0], loud[-1]) == (pytest.approx(6400, abs=3), pytest.approx(6400 + 4000, abs=60))


def test_wav_into_a_pipe_comes_at_once(turn: Turn) -> None:
    made = Pipe()
    with os.fdopen(made.writing, "wb") as out, os.fdopen(made.reading, "rb", buffering=0) as there:
        record = Recorder(out, 16000, "wav")
        record(sine(0.1).samples)
        got = b""
        while len(got) < 3200 + 44:
            got += there.read(4096) or b""
        assert got[:4] == b"RIFF"
        record(sine(0.1).samples)
        record.close()
        assert len(there.read(4096) or b"") == 3200


@pytest.mark.parametrize("format", ["wav", "raw"])
def test_a_reader_that_is_gone_is_told(format: str) -> None:
    made = Pipe()
    os.close(made.reading)
    out = os.fdopen(made.writing, "wb", buffering=0)
    record = Recorder(out, 16000, format)
    with pytest.raises(DeviceError, match="whoever read our sound has gone") as caught:
        for _ in range(10_000):
            record(sine(0.02).samples)
    assert caught.value.hint
    with pytest.raises(DeviceError):
        record.close()
    out.close()


def test_a_full_disk_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    for format in ("wav", "raw"):
        record = Recorder(Path("/dev/full"), 16000, format)
        with pytest.raises(VacliError, match=r"disk is full|No space left"):
            for _ in range(10_000):
                record(sine(0.02).samples)
            record.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    for format in ("wav", "raw"):
        record = Recorder(tmp_path / "nowhere" / "out", 16000, format)
        with pytest.raises(VacliError):
            record.close()


def test_a_reader_that_never_reads_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "STUCK", 0.3)
    made = Pipe()
    record = Recorder(os.fdopen(made.writing, "wb", buffering=0), 16000, "raw")
    with pytest.raises(DeviceError, match="nobody has read our sound"):
        for _ in range(1000):
            record(sine(1).samples)
    os.close(made.reading)
