"""Whole turns with compute of real size where no real weights can be had: real_size.py's recogniser and voice.

Questions are those that its recogniser knows. Else as `vacli bench e2e`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vacli.bench.e2e.bench import measured
from vacli.bench.neutral import freely, neutral
from vacli.bench.own.real_size import loaded
from vacli.bench.result import Section
from vacli.bench.speech.clips import KNOWN
from vacli.bench.wish import Wish
from vacli.config import Config


def run(wish: Wish) -> Iterator[Section]:
    """MissingError without the tests' model or a language model."""
    with TemporaryDirectory() as folder, neutral(freely(wish.config), ("vad", "llm")) as engines:
        engines.loaded.update(loaded(Path(folder)))
        yield from measured(engines, wish, KNOWN)


def figures(n: int = 50) -> dict[str, Any]:
    """Every section, by its subject."""
    wish = Wish(Config(), n=n, progress=lambda what, done, of: print(f"{done}/{of} {what}", file=sys.stderr))
    return {each.subject: each.as_json() for each in run(wish)}
