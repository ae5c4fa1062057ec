"""Recordings in: any file that FFmpeg reads, raw s16le, standard input; mono float32 at the rate that is wanted.

Streaming: never more than a few seconds are in memory. Knows no engine. FFmpeg sees bytes only: no name is taken for
an address, and a playlist opens nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from vacli.audio import riff
from vacli.audio.mono import Downmix
from vacli.audio.riff import DAMAGED
from vacli.audio.source import Source, open_source
from vacli.core.audio import Audio, Samples
from vacli.core.errors import InputError
from vacli.core.turn import Turn

BLOCK = 5
"""Seconds of sound in a piece."""
LOUDEST = 1e6
"""A sample beyond this is damage, not sound."""
FULL_SCALE = 0.98
CLIPPED = 0.005
"""Part of all samples at full scale from which a recording counts as clipped."""
GIVE_UP = 500
"""Damaged packets in a row after which nothing more is expected."""
WAVE = {"max_size": "65536", "max_probe_packets": "1"}
"""Larger packets, and less guessing whether samples are something else: 2.5 x as fast as FFmpeg's own choice."""
ESTIMATED = ("aac", "amr", "loas")
"""Formats whose length FFmpeg only guesses from the bit rate."""


class Sound:
    """An open recording. `duration` in seconds as its header has it, None if unknown.

    `warnings`, for people, are whole once `pieces` came to its end.
    """

    def __init__(self, source: Source, turn: Turn) -> None:
        self.name = source.name
        self.duration: float | None = None
        self.warnings: list[str] = []
        self._source = source
        self._turn = turn
        self._damaged = 0
        self._not_finite = 0
        self._full_scale = 0
        self._given = 0

    def pieces(self, rate: int) -> Iterator[Audio]:
        """All of it, once, in pieces of up to 5 s. InputError if there is nothing in it; Cancelled."""
        downmix = Downmix()
        for block in self._resampled(rate):
            self._turn.check()
            mono = self._clean(downmix(block))
            start, self._given = self._given, self._given + len(mono)
            yield Audio(mono, rate, start)
        self._source.check()
        if not self._given:
            raise InputError(f"{self.name}: there is no sound in it", DAMAGED)
        self._conclude(self._given / rate, downmix.cancelled)

    def _frames(self) -> Iterator[AudioFrame]:
        raise NotImplementedError

    def _resampled(self, rate: int) -> Iterator[Samples]:
        """float32[n, channels] at `rate`. What the sound is like may change on the way: the resampler too, then."""
        shape: tuple[str, str, int] | None = None
        resampler: AudioResampler | None = None
        for frame in self._frames():
            this = (frame.format.name, frame.layout.name, frame.sample_rate)
            if resampler is None or this != shape:
                yield from _blocks(resampler, None)
                riff.believable(frame.sample_rate, frame.layout.nb_channels, self.name)
                # interleaved: PyAV 18 crashes on reading the planes of 8 and more channels
                resampler, shape = AudioResampler("flt", None, rate, frame_size=rate * BLOCK), this
            yield from _blocks(resampler, self._finite(frame))
        yield from _blocks(resampler, None)

    def _finite(self, frame: AudioFrame) -> AudioFrame:
        """NaN and Inf would spread through the resampler: they become silence."""
        frame.pts = None
        if frame.format.name not in ("flt", "dbl"):
            return frame
        samples = frame.to_ndarray()
        good = np.abs(samples) <= LOUDEST
        if good.all():
            return frame
        self._not_finite += int(good.size - good.sum())
        silenced = np.where(good, samples, 0).astype(samples.dtype)
        mended = AudioFrame.from_ndarray(cast(Samples, silenced), frame.format.name, frame.layout.name)
        mended.sample_rate = frame.sample_rate
        return mended

    def _clean(self, samples: Samples) -> Samples:
        clean: Samples = np.clip(np.nan_to_num(samples), -1.0, 1.0)
        self._full_scale += int(np.count_nonzero(np.abs(clean) >= FULL_SCALE))
        return clean

    def _conclude(self, seconds: float, cancelled: bool) -> None:
        if self._damaged:
            self.warnings.append(f"damaged in {self._damaged} places, which were left out")
        if self._not_finite:
            self.warnings.append(f"{self._not_finite} samples are not finite numbers and were silenced")
        if cancelled:
            self.warnings.append("its channels cancel each other out: the louder one was taken")
        if self._full_scale > CLIPPED * self._given:
            part = self._full_scale / self._given
            self.warnings.append(f"clipped: {part:.1%} of its samples are at full scale; record it quieter")
        if self.duration and seconds < 0.95 * self.duration - 0.5:
            self.warnings.append(f"cut short: {seconds:.1f} s of {self.duration:.1f} s are there")


class _Coded(Sound):
    def __init__(self, source: Source, turn: Turn, container: InputContainer) -> None:
        super().__init__(source, turn)
        self._container = container
        if not container.streams.audio:
            others = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
            raise InputError(f"{self.name}: there is no sound in it, only {others}", "give it a recording")
        self._stream = container.streams.best("audio") or container.streams.audio[0]
        if self._stream.codec_context is None:
            raise InputError(f"{self.name}: its sound is coded in a way that FFmpeg does not know", DAMAGED)
        length = container.duration  # microseconds
        if length and length > 0 and container.format.name not in ESTIMATED:
            self.duration = length / 1e6

    def _frames(self) -> Iterator[AudioFrame]:
        packets = self._container.demux(self._stream)
        in_a_row, why, sounded = 0, "", False
        while in_a_row < GIVE_UP:
            self._turn.check()
            try:
                packet = next(packets, None)
                frames = packet.decode() if packet is not None else []
            except av.FFmpegError as error:
                in_a_row, why = in_a_row + 1, error.strerror or str(error)
                self._damaged += 1
                continue  # if it was the reading that failed, the next one ends the loop
            if packet is None:
                break
            if frames:
                in_a_row, sounded = 0, True
            yield from cast("list[AudioFrame]", frames)
        self._source.check()
        if why and not sounded:
            raise InputError(f"{self.name}: its sound cannot be decoded: {why}", DAMAGED)


class _Raw(Sound):
    """Samples without a header: signed, 16 bit, little-endian, mono."""

    def __init__(self, source: Source, turn: Turn, rate: int) -> None:
        super().__init__(source, turn)
        self._rate = rate

    def _frames(self) -> Iterator[AudioFrame]:
        rest = b""
        while data := self._source.read(self._rate * 2):
            self._turn.check()
            data = rest + data
            whole = len(data) - len(data) % 2
            rest = data[whole:]
            if whole:
                frame = AudioFrame.from_ndarray(np.frombuffer(data, "<i2", whole // 2)[None], "s16", "mono")
                frame.sample_rate = self._rate
                yield frame


@contextmanager
def open_sound(path: str | Path, turn: Turn, *, raw_rate: int | None = None) -> Iterator[Sound]:
    """A recording to be read. `path` "-" is standard input; `raw_rate` in Hz says that it is headerless s16le.

    InputError says in one line what is wrong with it.
    """
    with open_source(path, turn) as source:
        if raw_rate is not None:
            riff.believable(raw_rate, 1, source.name)
            yield _Raw(source, turn, raw_rate)
            return
        head = source.peek().read(12)
        source.rewind()
        warning = riff.inspect(source.peek(), source.name, source.size)
        source.rewind()
        with _container(source, WAVE if head[:4] in (b"RIFF", b"RF64") and head[8:] == b"WAVE" else {}) as container:
            sound = _Coded(source, turn, container)
            sound.warnings += [warning] if warning else []
            yield sound


def _container(source: Source, options: dict[str, str]) -> InputContainer:
    if source.size == 0:
        raise InputError(f"{source.name}: it is empty", "record or download it again")
    try:
        return av.open(
            source,
            mode="r",
            metadata_errors="replace",
            options={"protocol_whitelist": "none", **options},
            buffer_size=1 << 16,
            io_open=_refuse,
        )
    except _Playlist:
        message = f"{source.name}: it is a playlist, not a recording"
        raise InputError(message, "give it the recordings that it names") from None
    except av.FFmpegError as error:
        source.check()
        raise InputError(f"{source.name}: {_KNOWN.get(type(error), error.strerror)}", DAMAGED) from error


_KNOWN: dict[type, str] = {
    av.InvalidDataError: "it is no recording, or it is damaged",
    av.EOFError: "it ends before its sound begins",
    av.PatchWelcomeError: "it is of a kind that FFmpeg does not read",
}


class _Playlist(Exception):
    """FFmpeg wants to open something else than what it was given."""


def _refuse(url: str, flags: int, options: dict[str, Any]) -> Any:
    raise _Playlist(url)


def _blocks(resampler: AudioResampler | None, frame: AudioFrame | None) -> Iterator[Samples]:
    """What the resampler has for a frame, or, for None, what it kept back."""
    for block in resampler.resample(frame) if resampler else ():
        yield cast(Samples, block.to_ndarray()).reshape(-1, block.layout.nb_channels)
