"""Another sample rate for sound that comes in pieces, without a click between them. Knows no device and no file."""

import av
import numpy as np

from vacli.core.audio import Samples


class Resampler:
    """One stream of sound from `source` to `target` Hz. It keeps under a millisecond back until `rest` is asked for."""

    def __init__(self, source: int, target: int) -> None:
        self.source = source
        self._swr = av.AudioResampler(format="flt", layout="mono", rate=target)

    def __call__(self, samples: Samples) -> Samples:
        """float32[n] in, as much as is ready out."""
        if not len(samples):
            return samples
        piece = np.ascontiguousarray(samples, np.float32)[None, :]
        frame = av.AudioFrame.from_ndarray(piece, format="flt", layout="mono")
        frame.sample_rate = self.source
        return _joined(self._swr.resample(frame))

    def rest(self) -> Samples:
        """What was kept back; the stream is used up."""
        return _joined(self._swr.resample(None))


def _joined(frames: list[av.AudioFrame]) -> Samples:
    pieces: list[Samples] = [frame.to_ndarray().ravel().astype(np.float32, copy=False) for frame in frames]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
