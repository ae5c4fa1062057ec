"""The makers' own measurements, one after the other; names after it choose some. `vacli bench` is the users'.

Figures go to standard output as they come, and as JSON, with the machine they were taken on, to `--save FILE`.
"""

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from vacli.bench.machine import machine
from vacli.core.errors import MissingError

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as vacli.cli.main does

PARTS = {
    "start": "vacli --help beside a trivial Typer app",
    "whisper_window": "Whisper: short window against the library's own 30 s window",
    "files": "transcribe against the same engine called directly, 10 minutes of sound",
    "jobs": "a folder of 100 short files with one and two jobs",
    "sphinx": "built-in recogniser with a closed grammar: accepted and rejected",
    "pairs": "does `vacli bench compare` tell a slow-down of 15 % from noise: 40 pairs of runs of both kinds",
    "real_size": "recogniser and voice of real size, random weights: compute only",
    "speech_end": "in use the clock starts at the end of speech as it was detected: how far that is from the annotated",
    "recording": "what it costs to keep how long turns took",
    "live_real_size": "whole turns with them: vacli bench e2e, compute only",
    "delays": "does the end-to-end bench find known delays in the stages that they are in",
    "lock": "do recognisers that decode at once stand in each other's way: what else waits for Python's lock",
    "sums": "do the stages of every turn add up to its whole: 500 real-time turns",
    "echo": "self-interruption and barge-in in simulated rooms",
    "idle": "what it costs to listen: processor, memory, time of a frame",
    "soak": "1,000 turns of one conversation: what grows, what does not come back",
    "wake": "wake phrases: missed and falsely accepted",
    "quality": "the quality score of a reply against labelled replies of the product",
    "home": "Home Assistant's test sentences with their homes as the user's: intent and slots right, speed",
    "fuzz": "2,000 mutated files through the decoder",
    "evening": "a scripted evening: one conversation spoken, typed and asked, every answer checked",
    "requests": "500 frozen paraphrases in text: what was asked is done, wrong actions, asked back, missed",
    "intents": "second pass of understanding: Snips, and CLINC-150 with what is out of scope",
    "workload": "1,000 utterances through the reply path: calls of the language model saved, wrong answers, speed",
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m vacli.bench.own", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("parts", nargs="*", help=f"some of: {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--save", type=Path, help="write all figures as JSON")
    wanted = parser.parse_args(argv)
    if unknown := set(wanted.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    report: dict[str, Any] = {"machine": machine()}
    print(json.dumps(report["machine"], indent=2))
    for part in wanted.parts or PARTS:
        print(f"\n== {part}: {PARTS[part]}", flush=True)
        try:
            report[part] = import_module(f"vacli.bench.own.{part}").figures()
        except MissingError as error:
            report[part] = {"skipped": error.message}
        print(json.dumps(report[part], indent=2), flush=True)
        if wanted.save:
            wanted.save.write_text(json.dumps(report, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
