"""Many channels to one. Knows no file.

The mean of the channels that hold sound: a silent second channel does not make the first one quieter. Channels that
cancel each other out (one was wired the wrong way round) are not mixed: the louder one is taken.
"""

import numpy as np
import numpy.typing as npt

from vacli.core.audio import Samples

SILENT = 1e-4
"""RMS below which a channel of a block counts as empty: -80 dB of full scale."""
CANCELLED = 0.1
"""Part of the loudest channel's RMS below which their mean says that they cancel out: -20 dB."""


class Downmix:
    """One stream's way to mono. `cancelled` tells afterwards whether channels ever cancelled each other out."""

    def __init__(self) -> None:
        self.cancelled = False
        self._used: npt.NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._loudest = 0

    def __call__(self, block: Samples) -> Samples:
        """float32[n, channels] -> float32[n]."""
        if block.shape[1] == 1:
            return block[:, 0]
        loudness = np.sqrt(np.mean(np.square(block), axis=0))
        if len(self._used) != len(loudness):
            self._used = np.zeros(len(loudness), np.bool_)
            self._loudest = int(loudness.argmax())
        self._used |= loudness > SILENT  # a channel that ever held sound counts to the end: no jumps in level
        mixed: Samples = block[:, self._used].mean(axis=1) if self._used.any() else block[:, 0]
        if loudness.max() <= SILENT or np.sqrt(np.mean(np.square(mixed))) >= CANCELLED * loudness.max():
            return mixed
        if not self.cancelled:
            self.cancelled, self._loudest = True, int(loudness.argmax())
        return block[:, self._loudest]
