"""Sound written to files and pipes, read back by PyAV and the wave module."""

import io
import os
import stat
import tempfile
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from vacli.audio.write import FORMATS, check_target, format_of, write_file, write_stream
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled, ResourceError, UsageError
from vacli.core.flow import spawn


def tone(seconds: float = 2.0, rate: int = 22050, piece: int = 1000) -> Iterator[Audio]:
    """440 Hz in pieces of an odd size."""
    samples = (0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)).astype(np.float32)
    for start in range(0, len(samples), piece):
        yield Audio(samples[start : start + piece], rate, start)


def read(file: Path | io.BytesIO) -> tuple[np.ndarray, int]:  # type: ignore[type-arg]
    with av.open(str(file) if isinstance(file, Path) else file) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    pieces = [frame.ravel() / (32768 if frame.dtype == np.int16 else 1) for frame in frames]
    return np.concatenate(pieces), rate


def pitch(samples: np.ndarray, rate: int) -> float:  # type: ignore[type-arg]
    middle = samples[len(samples) // 4 : -len(samples) // 4]
    return float(np.argmax(np.abs(np.fft.rfft(middle))) * rate / len(middle))


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 24000, 44100, 48000, 7350])
@pytest.mark.parametrize("kind", list(FORMATS))
def test_every_format_holds_the_sound(kind: str, rate: int, tmp_path: Path) -> None:
    path = tmp_path / f"tone.{kind}"
    assert write_file(tone(rate=rate), rate, path, kind) == pytest.approx(2.0)
    samples, found = read(path)
    assert len(samples) / found == pytest.approx(2.0, abs=0.12)
    assert pitch(samples, found) == pytest.approx(440, abs=3)
    assert np.abs(samples).max() == pytest.approx(0.3, abs=0.06)
    assert leftovers(tmp_path) == [f"tone.{kind}"]


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_stream_holds_the_same_sound(kind: str) -> None:
    out = io.BytesIO()
    write_stream(tone(), 22050, out, kind)
    samples, rate = read(io.BytesIO(out.getvalue()))
    assert len(samples) / rate == pytest.approx(2.0, abs=0.12)
    assert pitch(samples, rate) == pytest.approx(440, abs=3)


def test_wav_is_the_plainest_there_is(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    write_file(tone(1.0), 22050, path, "wav")
    with wave.open(str(path)) as file:
        assert file.getparams()[:4] == (1, 2, 22050, 22050)
    assert path.stat().st_size == 44 + 2 * 22050


def test_a_streamed_wav_leaves_its_length_open() -> None:
    out = io.BytesIO()
    write_stream(tone(1.0), 22050, out, "wav")
    head = out.getvalue()[:44]
    assert head[4:8] == head[40:44] == b"\xff\xff\xff\xff"


def test_a_stream_is_passed_on_piece_by_piece() -> None:
    out = io.BytesIO()
    seen: list[int] = []

    def watched() -> Iterator[Audio]:
        for piece in tone(0.5):
            seen.append(len(out.getvalue()))
            yield piece

    write_stream(watched(), 22050, out, "wav")
    assert seen[3] - seen[2] == 2000, "what was written waits in a buffer"


@pytest.mark.parametrize("kind", list(FORMATS))
def test_no_sound_at_all_is_a_readable_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"none.{kind}"
    assert write_file(iter([Audio(np.zeros(0, np.float32), 22050)]), 22050, path, kind) == 0.0
    assert path.exists()
    if kind == "wav":
        with wave.open(str(path)) as file:
            assert file.getnframes() == 0


def test_what_is_too_loud_is_clipped(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    write_file(iter([Audio(np.full(1000, 3.0, np.float32), 8000)]), 8000, path, "wav")
    assert read(path)[0].max() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_source_that_fails_leaves_nothing(kind: str, tmp_path: Path) -> None:
    def failing() -> Iterator[Audio]:
        yield from tone(0.5)
        raise Cancelled("Ctrl-C")

    kept = tmp_path / f"tone.{kind}"
    kept.write_text("as before")
    with pytest.raises(Cancelled):
        write_file(failing(), 22050, kept, kind)
    assert leftovers(tmp_path) == [kept.name] and kept.read_text() == "as before"


def test_a_file_is_replaced_whole_and_with_common_rights(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    path.write_text("old")
    write_file(tone(0.1), 22050, path, "wav")
    assert path.read_bytes()[:4] == b"RIFF"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.wav"
    link.symlink_to(tmp_path / "real" / "tone.wav")
    write_file(tone(0.1), 22050, link, "wav")
    assert link.is_symlink() and (tmp_path / "real" / "tone.wav").exists()


def test_a_loop_of_links_is_replaced(tmp_path: Path) -> None:
    loop = tmp_path / "loop.wav"
    loop.symlink_to(loop)
    write_file(tone(0.1), 22050, loop, "wav")
    assert read(loop)[1] == 22050


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_full_disk(kind: str) -> None:
    with pytest.raises(ResourceError, match="the disk is full: /dev/full"):
        write_file(tone(20), 22050, Path("/dev/full"), kind)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode), "the device itself was replaced by a file"


def test_a_fifo_is_written_into(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.wav"
    os.mkfifo(fifo)
    heard: list[bytes] = []
    reader = spawn("reader", lambda: heard.append(fifo.read_bytes()))
    write_file(tone(0.5), 22050, fifo, "wav")
    reader.join(10)
    assert heard[0][:4] == b"RIFF" and len(heard[0]) == 44 + 2 * 11025
    assert stat.S_ISFIFO(fifo.stat().st_mode)


def test_a_reader_that_leaves_is_no_error_of_ours() -> None:
    read_end, write_end = os.pipe()
    gone = threading.Event()

    def leave() -> None:
        os.read(read_end, 100)
        os.close(read_end)
        gone.set()

    spawn("reader", leave)

    def endless() -> Iterator[Audio]:
        yield from tone(0.1)
        gone.wait(10)
        yield from tone(60)

    with pytest.raises(BrokenPipeError):
        write_stream(endless(), 22050, os.fdopen(write_end, "wb"), "wav")


@pytest.mark.parametrize(
    ("target", "wanted", "kind"),
    [
        ("a.wav", None, "wav"),
        ("a.FLAC", None, "flac"),
        ("dir.mp3/a.mp3", None, "mp3"),
        ("a.opus", None, "ogg"),
        ("-", None, "wav"),
        ("-", "ogg", "ogg"),
        ("a.dat", "MP3", "mp3"),
        ("a.wav", "flac", "flac"),
    ],
)
def test_the_format_comes_from_the_ending_or_the_wish(target: str, wanted: str | None, kind: str) -> None:
    assert format_of(target, wanted) == kind


@pytest.mark.parametrize(("target", "wanted"), [("a.xyz", None), ("a", None), ("a.wav", "aac"), (".wav", None)])
def test_an_unknown_format_names_those_there_are(target: str, wanted: str | None) -> None:
    with pytest.raises(UsageError) as error:
        format_of(target, wanted)
    assert "wav, flac, mp3, ogg" in error.value.hint


def test_targets_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        check_target(tmp_path)
    with pytest.raises(UsageError, match="does not exist") as error:
        check_target(tmp_path / "no" / "a.wav")
    assert error.value.hint.startswith("mkdir -p")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is not a folder"):
        check_target(tmp_path / "file" / "a.wav")
    with pytest.raises(UsageError, match="no name for a file"):
        check_target(tmp_path / ("x" * 300))
    check_target(tmp_path / "a.wav")


def test_a_folder_without_permission() -> None:
    """Root may write anywhere, so it is somebody else for the moment."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            with pytest.raises(ResourceError, match="no permission to write"):
                write_file(tone(), 22050, folder / "a.wav", "wav")
        finally:
            os.seteuid(user)
            folder.chmod(0o700)
