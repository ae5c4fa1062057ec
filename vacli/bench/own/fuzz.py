"""Throws mutated sound files at the decoder, each in a process that may die: what counts is that it never does.

A file may decode or be refused with a VacliError. A crash, another exception or more than `LIMIT` seconds is a defect.
"""

import io
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

LIMIT = 5.0  # seconds a file may take
MOST_SECONDS = 600.0  # of sound taken from a file whose header promises days


def figures(count: int = 2000, seed: int = 7) -> dict[str, Any]:
    """Outcomes of `count` mutated files, with the seeds of those that failed."""
    outcomes = {"decoded": 0, "refused": 0, "crashed": 0, "hung": 0, "raised": 0}
    failed: list[str] = []
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        bases = list(_bases())
        worker = _Worker()
        for number in range(count):
            name, data = mutate(bases, seed + number)
            path = Path(folder) / name
            path.write_bytes(data)
            begin = time.monotonic()
            outcome = worker.ask(path)
            seconds.append(time.monotonic() - begin)
            outcomes[outcome.split(":")[0]] += 1
            if outcome not in ("decoded", "refused"):
                failed.append(f"seed {seed + number}: {outcome}")
                worker = worker if outcome.startswith("raised") else _Worker()
            path.unlink()
        worker.stop()
    return {"files": count, **outcomes, "failed": failed[:20], "slowest_s": round(max(seconds), 3)}


def mutate(bases: list[tuple[str, bytes]], seed: int) -> tuple[str, bytes]:
    """One damaged file: bytes flipped (headers more often), cut, doubled, filled or swapped."""
    dice = random.Random(seed)
    suffix, data = dice.choice(bases)
    damaged = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(min(len(damaged), dice.choice((64, 512, len(damaged)))))
        kind = dice.randrange(5)
        if kind == 0:
            damaged[at] = dice.randrange(256)
        elif kind == 1:
            damaged[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\x80"))
        elif kind == 2 and len(damaged) > 16:
            del damaged[at + 8 :]
        elif kind == 3:
            damaged[at:at] = damaged[at : at + dice.randint(1, 200)]
        else:
            damaged[at : at + 8] = dice.randbytes(8)
    return f"f{seed}{suffix}", bytes(damaged)


def _bases() -> Iterator[tuple[str, bytes]]:
    """One second of a rising tone in each container that our own writer knows, and a plain wav made by hand."""
    import av
    import numpy as np

    rate = 16000
    time_axis = np.arange(rate) / rate
    pcm = (8000 * np.sin(2 * np.pi * (200 + 400 * time_axis) * time_axis)).astype(np.int16)
    for suffix, form, codec, coded_rate in (
        (".wav", "wav", "pcm_s16le", rate),
        (".flac", "flac", "flac", rate),
        (".mp3", "mp3", "libmp3lame", rate),
        (".ogg", "ogg", "libopus", 48000),
        (".m4a", "mp4", "aac", rate),
        (".mka", "matroska", "pcm_s16le", rate),
    ):
        buffer = io.BytesIO()
        with av.open(buffer, "w", format=form) as container:
            stream: Any = container.add_stream(codec, rate=coded_rate, layout="mono")
            frame = av.AudioFrame.from_ndarray(pcm[None, :], format="s16", layout="mono")
            frame.sample_rate = rate
            size = stream.codec_context.frame_size or 0
            resampler = av.AudioResampler(stream.format, "mono", coded_rate, frame_size=size)
            for piece in (*resampler.resample(frame), *resampler.resample(None)):
                container.mux(stream.encode(piece))
            container.mux(stream.encode(None))
        yield suffix, buffer.getvalue()


class _Worker:
    """A process that decodes what it is told, and may be lost."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_decode_forever, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(60) or self._pipe.recv() != "ready":
            raise RuntimeError("the decoding process did not start")

    def ask(self, path: Path) -> str:
        self._pipe.send(str(path))
        if not self._pipe.poll(LIMIT):
            self.stop()
            return "hung"
        try:
            return str(self._pipe.recv())
        except EOFError:
            self.stop()
            return f"crashed: {self._process.exitcode}"

    def stop(self) -> None:
        self._process.kill()
        self._process.join()


def _decode_forever(pipe: Connection) -> None:
    from vacli.audio.files import open_sound
    from vacli.core.errors import VacliError
    from vacli.core.turn import Origin, Turn

    pipe.send("ready")
    while True:
        path = Path(pipe.recv())
        try:
            total = 0.0
            with open_sound(path, Turn(Origin.TEXT)) as sound:
                for piece in sound.pieces(16000):
                    total += piece.seconds
                    if total > MOST_SECONDS:
                        break
            pipe.send("decoded")
        except VacliError:
            pipe.send("refused")
        except Exception as error:  # what we are looking for
            pipe.send(f"raised: {type(error).__name__}: {error}")


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]) if len(sys.argv) > 1 else 2000), indent=2))
