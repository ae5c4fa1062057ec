"""A thousand turns of one conversation over tiny natives and a scripted model: `vacli bench soak` on what is quick.

python -m vacli.bench.own.soak -n 200 --set llm.engine=llamacpp
"""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

from vacli.bench.e2e.soak import measured
from vacli.bench.process import in_a_process
from vacli.bench.stages.ready import TEST_MODELS
from vacli.bench.wish import Wish
from vacli.config import load as settings

FAKES = {"stt.engine": "vosk", "llm.engine": "scripted", "tts.engine": "tone"}
SLOWLY = {"tts.speed": 0.4}
"""The scripted model repeats the question: six words are to last long enough to be interrupted."""
EVERY = 100


def figures(n: int = 1000, flags: Mapping[str, Any] | None = None, every: int = EVERY) -> dict[str, Any]:
    """In a process of its own: nothing that ran before is counted."""
    given = [word for key, value in (flags or {}).items() for word in ("--set", f"{key}={value}")]
    return in_a_process("vacli.bench.own.soak", "-n", str(n), "--every", str(every), *given)


def run(n: int, flags: Mapping[str, Any], every: int = EVERY) -> dict[str, Any]:
    """The section, measured in this process."""
    wanted: dict[str, Any] = {**FAKES, **flags}
    if wanted["llm.engine"] == "scripted":
        wanted = {**SLOWLY, **wanted}
    if wanted["stt.engine"] == "vosk":
        wanted.setdefault("stt.model", str(TEST_MODELS["vosk"]))
    (found,) = measured(Wish(settings(wanted).config, n=n), every)
    return found.as_json()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m vacli.bench.own.soak", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-n", type=int, default=1000, help="turns")
    parser.add_argument("--every", type=int, default=EVERY, help="turns from one reading to the next")
    parser.add_argument("--set", dest="flags", action="append", default=[], metavar="KEY=VALUE", help="a setting")
    wanted = parser.parse_args(argv)
    print(json.dumps(run(wanted.n, dict(flag.split("=", 1) for flag in wanted.flags), wanted.every)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
