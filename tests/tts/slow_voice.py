"""A Piper voice that takes its time: the test voice with a long chain of matrix products added to its network."""

import shutil
from pathlib import Path

PIPER = Path(__file__).parents[1] / "data" / "piper-plumbing-voice" / "en_US-test-x_low.onnx"
SIZE, STEPS = 640, 60


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def field(number: int, value: bytes | str | int) -> bytes:
    """A field of a protobuf message."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def node(kind: str, inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    """NodeProto as field 1 of a GraphProto."""
    body = b"".join(field(1, name) for name in inputs) + field(2, output) + field(3, output) + field(4, kind)
    return field(1, body + attribute)


def burden() -> bytes:
    """Nodes and one more output for a ModelProto: protobuf joins messages that stand one after the other."""
    to_float = field(5, field(1, "to") + field(3, 1) + field(20, 2))
    shape = field(5, field(1, 2) + field(2, 7) + field(7, SIZE) * 2 + field(8, "slow_shape"))
    graph = node("Cast", ["input_lengths"], "slow_one", to_float)
    graph += node("Expand", ["slow_one", "slow_shape"], "slow_0")
    for step in range(STEPS):
        graph += node("MatMul", [f"slow_{step}", "slow_0"], f"slow_{step + 1}")
    float_tensor = field(2, field(1, field(1, 1)))
    return field(7, graph + shape + field(12, field(1, f"slow_{STEPS}") + float_tensor))


def make(folder: Path) -> Path:
    """The voice in that folder. Its name holds a space and a letter beyond ASCII, as a user's may."""
    file = folder / "schön slow.onnx"
    file.write_bytes(PIPER.read_bytes() + burden())
    shutil.copy(f"{PIPER}.json", f"{file}.json")
    return file
