"""A folder of 100 short recordings with one job and with two: whether the second core is put to use."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from vacli.bench.own.random_whisper import build
from vacli.bench.process import alternate, medians
from vacli.bench.speech.recordings import utterances

FILES = 100


def figures(n: int = 3) -> dict[str, Any]:
    """Median wall times and ratios. Asked: two jobs >= 1.7 x one job of one thread, >= 1.1 x the best single job."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        model = build(scratch / "whisper-tiny-random")
        paths, what = utterances(scratch)
        folder = scratch / "folder"
        folder.mkdir()
        for number in range(FILES):
            source = paths[number % len(paths)]
            shutil.copy(source, folder / f"{number:03d}{source.suffix}")
        base = [sys.executable, "-m", "vacli", "transcribe", str(folder), "--engine", "whisper", "--language", "en"]
        base += ["--model", str(model), "--device", "cpu", "--no-progress"]
        runs = alternate(
            {
                "jobs 1, threads 1": [*base, "--jobs", "1", "--threads", "1"],
                "jobs 1, threads 2": [*base, "--jobs", "1", "--threads", "2"],
                "jobs 2": [*base, "--jobs", "2"],
            },
            n,
        )
    found = {name: medians(each) for name, each in runs.items()}
    one, best = found["jobs 1, threads 1"]["wall_s"], min(found[f"jobs 1, threads {n}"]["wall_s"] for n in (1, 2))
    two = found["jobs 2"]["wall_s"]
    return {
        "sound": f"{FILES} files, {what}",
        **found,
        "speed_up": round(one / two, 3),
        "over_best": round(best / two, 3),
    }
