"""An ONNX file written by hand: just enough of its format for networks of random weights. Knows no network.

The `onnx` package would do the same for 17 MB more to install.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FLOAT, INT64 = 1, 7
IR_VERSION, OPSET = 8, 17
Value = int | float | Sequence[int]


class Graph:
    """Nodes are appended in order; `op` gives the name of their output. Weights are drawn from one seed."""

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._body = bytearray()
        self._count = 0
        self.weights = 0  # numbers in all tensors

    def op(self, kind: str, *inputs: str, **attributes: Value) -> str:
        self._count += 1
        name = f"{kind.lower()}_{self._count}"
        body = b"".join(_field(1, each) for each in inputs) + _field(2, name) + _field(4, kind)
        self._body += _field(1, body + b"".join(_field(5, _attribute(*each)) for each in attributes.items()))
        return name

    def random(self, *shape: int, fan_in: int) -> str:
        """Normal weights, float32[shape], that keep the loudness of what they are applied to."""
        return self.constant(self._random.standard_normal(shape, np.float32) / np.float32(np.sqrt(fan_in)))

    def constant(self, values: npt.NDArray[Any]) -> str:
        """float32 or int64."""
        self._count += 1
        self.weights += values.size
        name = f"weight_{self._count}"
        kind = FLOAT if values.dtype == np.float32 else INT64
        dims = b"".join(_field(1, size) for size in values.shape)
        self._body += _field(5, dims + _field(2, kind) + _field(8, name) + _field(9, values.tobytes()))
        return name

    def rename(self, source: str, name: str) -> None:
        self._body += _field(1, _field(1, source) + _field(2, name) + _field(4, "Identity"))

    def save(self, path: Path, inputs: dict[str, tuple[int, int]], outputs: dict[str, tuple[int, int]]) -> None:
        """`inputs` and `outputs`: name -> (FLOAT or INT64, number of dimensions, all of any size)."""
        ends = b"".join(_field(11, _value(name, *kind)) for name, kind in inputs.items())
        ends += b"".join(_field(12, _value(name, *kind)) for name, kind in outputs.items())
        graph = _field(7, _field(2, "random") + bytes(self._body) + ends)
        path.write_bytes(_field(1, IR_VERSION) + graph + _field(8, _field(1, "") + _field(2, OPSET)))


def _attribute(name: str, value: Value) -> bytes:
    """AttributeProto."""
    if isinstance(value, float):
        return _field(1, name) + b"\x15" + np.float32(value).tobytes() + _field(20, 1)
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, 2)
    return _field(1, name) + b"".join(_field(8, each) for each in value) + _field(20, 7)


def _value(name: str, kind: int, rank: int) -> bytes:
    """ValueInfoProto."""
    shape = b"".join(_field(1, _field(2, f"{name}_{axis}")) for axis in range(rank))
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, shape)))


def _field(number: int, value: bytes | str | int) -> bytes:
    """A field of a protobuf message."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value & (1 << 64) - 1)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
