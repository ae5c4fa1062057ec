"""What a voice activity detector takes for a frame of 32 ms. Noise will do: the work is the same for any sound."""

from typing import Any

import numpy as np

from vacli import registry
from vacli.bench.spread import alternating, spread
from vacli.config import VadSettings
from vacli.core.errors import MissingError


def figures(n: int = 2000) -> dict[str, Any]:
    """Time a frame for each detector that is installed; for the others, what is missing."""
    found: dict[str, Any] = {}
    for row in registry.rows("vad"):
        try:
            engine = registry.open_engine(row, VadSettings(), None)
        except MissingError as error:
            found[row.name] = error.message
            continue
        stream = engine.stream()
        frame = np.random.default_rng(0).standard_normal(engine.frame).astype(np.float32) * np.float32(0.1)
        found[row.name] = spread(alternating({"frame": lambda: stream(frame)}, n)["frame"])  # noqa: B023 - called here
    return found
