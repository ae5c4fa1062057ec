"""`vacli transcribe` beside a ten-line script that calls the same engine: what our own code costs.

Ten minutes of speech, a Whisper of whisper-tiny's exact dimensions with random weights, the same settings, in turn.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from vacli.bench.own.random_whisper import build
from vacli.bench.process import alternate, medians
from vacli.bench.speech.recordings import recording

SCRIPT = """
import os, sys
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
from faster_whisper import BatchedInferencePipeline, WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)
segments, _ = BatchedInferencePipeline(model).transcribe(
    sys.argv[2], language="en", beam_size=1, batch_size=2, without_timestamps=False, temperature=0.0)
for segment in segments:
    print(segment.text.strip())
"""


def figures(n: int = 5, minutes: float = 10.0) -> dict[str, Any]:
    """Medians of both, CPU ratio and what memory we add. Asked: CPU <= 1.05 x + 0.5 s, memory <= + 60 MB."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        model = build(scratch / "whisper-tiny-random", words=60, seconds=29.0)
        sound, what = recording(scratch, 60 * minutes)
        options = ["--engine", "whisper", "--language", "en", "--device", "cpu", "--threads", "2", "--no-progress"]
        runs = alternate(
            {
                "vacli": [sys.executable, "-m", "vacli", "transcribe", str(sound), "--model", str(model), *options],
                "direct": [sys.executable, "-c", SCRIPT, str(model), str(sound)],
            },
            n,
        )
    ours, direct = medians(runs["vacli"]), medians(runs["direct"])
    return {
        "sound": f"{minutes:g} min, {what}",
        "vacli": ours,
        "direct": direct,
        "cpu_over_1.05x_s": round(ours["cpu_s"] - 1.05 * direct["cpu_s"], 3),
        "memory_added_mb": round(ours["peak_mb"] - direct["peak_mb"], 1),
    }
