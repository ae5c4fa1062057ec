"""Recordings for tests: one that is spoken, ways to write and to damage it, and the list of those of real people."""

import json
import struct
import wave
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame

from vacli.core.audio import Samples, from_pcm16, to_pcm16

SPOKEN = Path(__file__).parent / "data" / "whisper-tiny-commands" / "samples" / "01_time_enus.wav"
RATE = 16000


def spoken() -> Samples:
    with wave.open(str(SPOKEN)) as file:
        return from_pcm16(file.readframes(file.getnframes()))


def encode(path: Path, samples: Samples, codec: str, kind: str, rate: int, layout: str) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.format = kind
        if codec == "wmav2":  # it has no rate of its own
            stream.bit_rate = 96_000
        frame = AudioFrame.from_ndarray(to_pcm16(samples)[None], "s16", "mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(kind, layout, rate, frame_size=stream.codec_context.frame_size or 1024)
        for block in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))


def pcm(path: Path, samples: Samples, rate: int = RATE) -> bytes:
    """A WAV file of 44 bytes of header; samples float32[n] or [n, channels]."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(to_pcm16(samples).tobytes())
    return path.read_bytes()


def header(whole: bytes, at: int, form: str, value: int) -> bytes:
    return whole[:at] + struct.pack(form, value) + whole[at + struct.calcsize(form) :]


REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda whole: b"", "is empty"),
    "one byte": (lambda whole: b"R", "no recording"),
    "half a header": (lambda whole: whole[:20], "breaks off"),
    "a header alone": (lambda whole: header(whole[:44], 40, "<I", 0), "no sound in it"),
    "rate 0": (lambda whole: header(whole, 24, "<I", 0), "0 samples a second"),
    "rate 2**32 - 1": (lambda whole: header(whole, 24, "<I", 2**32 - 1), "4294967295 samples a second"),
    "no channels": (lambda whole: header(whole, 22, "<H", 0), "0 channels"),
    "65535 channels": (lambda whole: header(whole, 22, "<H", 65535), "65535 channels"),
    "0 bits": (lambda whole: header(whole, 34, "<H", 0), "0 bits a sample"),
    "13 bits": (lambda whole: header(whole, 34, "<H", 13), "13 bits a sample"),
    "unknown codec": (lambda whole: header(whole, 20, "<H", 0x1234), "does not know"),
    "no format": (lambda whole: whole[:12] + whole[36:], "no recording"),
    "a chunk of 2 GiB": (lambda whole: whole[:12] + b"LIST\xff\xff\xff\x7f" + whole[12:], "no recording"),
    "big-endian": (lambda whole: b"RIFX" + whole[4:], "does not read"),
    "text": (lambda whole: b"To be, or not to be, that is the question.\n" * 10, "no recording"),
    "a web page": (lambda whole: b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "no recording"),
    "noise": (lambda whole: np.random.default_rng(1).bytes(4096), "no recording"),
    "zeros": (lambda whole: bytes(100_000), "no recording"),
}


def manifest(speech: Path, folder: str) -> list[dict[str, str]]:
    rows = [json.loads(row) for row in (speech / "derived/dev/manifest.jsonl").read_text().splitlines()]
    return [row for row in rows if row["path"].startswith(f"{folder}/")]
