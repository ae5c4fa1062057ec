"""Engines for a bench, neutral to this machine's user: nothing that is kept or cached is read or written, and no rule,
home or command of theirs is there, so that what is said to them does nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from vacli.config import Config
from vacli.engines import Engines, load
from vacli.registry import STAGES


@contextmanager
def neutral(config: Config, stages: Sequence[str] = STAGES) -> Iterator[Engines]:
    """Those that the settings mean. MissingError."""
    with TemporaryDirectory() as folder:
        engines = load(config, stages)
        engines.skillset.kept, engines.cached = Path(folder, "skills.db"), Path(folder, "cache.db")
        engines.skillset.theirs = False
        try:
            yield engines
        finally:
            engines.close()


def freely(config: Config) -> Config:
    """The same, but whoever speaks is answered, and every answer is made when it is asked for."""
    return replace(
        config,
        listen=replace(config.listen, mode="open", wake=""),
        reply=replace(config.reply, filler_after=0),
        cache=replace(config.cache, response=0, speech=0),
    )
