"""A Piper voice of medium quality with random weights: it costs what a real one costs, no download. It says noise.

The parts and sizes are those of VITS as Piper trains it for `medium`: a text encoder of 6 transformer layers, a flow of
4 coupling layers, a HiFi-GAN that turns each frame into 256 samples. Two things are simpler: every phoneme lasts
equally long (a random duration predictor would say anything), and attention has no relative positions.
"""

import json
from pathlib import Path

import numpy as np
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from vacli.bench.own.onnx_graph import FLOAT, INT64, Graph

RATE, HOP = 22050, 256
WIDTH, HIDDEN, LAYERS, HEADS = 192, 768, 6, 2
SYMBOLS = 256
FRAMES_A_SYMBOL = 3.3
"""Piper puts a pad between any two phonemes: 26 symbols and 86 frames a second of ordinary speech."""

UPSAMPLED = ((8, 16), (8, 16), (4, 8))  # factor and kernel of each step, channels halved every time
FIRST = 256  # channels before them
BLOCKS = ((3, (1, 2)), (5, (2, 6)), (7, (3, 12)))  # kernel and dilations of the residual blocks after each


def build(folder: Path) -> Path:
    """Write the voice, 60 MB, and its description into that folder. The .onnx file."""
    graph = Graph()
    text = _encoder(graph)
    sound = _decoder(graph, _flow(graph, _frames(graph, text)))
    graph.rename(sound, "output")
    path = folder / "en_US-random-medium.onnx"
    inputs = {"input": (INT64, 2), "input_lengths": (INT64, 1), "scales": (FLOAT, 1)}
    graph.save(path, inputs, {"output": (FLOAT, 3)})
    described = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": "en-us"},
        "num_symbols": SYMBOLS,
        "num_speakers": 1,
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(described))
    return path


def _encoder(graph: Graph) -> str:
    """Symbols [1, n] -> [1, WIDTH, n]."""
    x = graph.op("Gather", graph.random(SYMBOLS, WIDTH, fan_in=1), "input")
    for _ in range(LAYERS):
        x = _norm(graph, graph.op("Add", x, _attention(graph, x)))
        hidden = graph.op("Relu", _conv(graph, _turned(graph, x), WIDTH, HIDDEN, 3))
        x = _norm(graph, graph.op("Add", x, _turned(graph, _conv(graph, hidden, HIDDEN, WIDTH, 3))))
    for _ in range(12):  # the duration predictor's share of the work
        x = graph.op("Tanh", graph.op("MatMul", x, graph.random(WIDTH, WIDTH, fan_in=WIDTH)))
    return _conv(graph, _turned(graph, x), WIDTH, WIDTH, 1)


def _attention(graph: Graph, x: str) -> str:
    size = WIDTH // HEADS
    heads = graph.constant(np.array([0, 0, HEADS, size], np.int64))
    query, key, value = (graph.op("Reshape", _linear(graph, x), heads) for _ in range(3))
    scores = graph.op("MatMul", _by_head(graph, query), graph.op("Transpose", key, perm=(0, 2, 3, 1)))
    weights = graph.op("Softmax", graph.op("Mul", scores, _number(graph, size**-0.5)), axis=-1)
    mixed = graph.op("Transpose", graph.op("MatMul", weights, _by_head(graph, value)), perm=(0, 2, 1, 3))
    return _linear(graph, graph.op("Reshape", mixed, graph.constant(np.array([0, 0, WIDTH], np.int64))))


def _frames(graph: Graph, text: str) -> str:
    """[1, WIDTH, n] -> [1, WIDTH, t]: each symbol repeated FRAMES_A_SYMBOL * the length scale times."""
    zero, one = (graph.constant(np.array(number, np.int64)) for number in (0, 1))
    scale = graph.op("Gather", "scales", one, axis=0)
    each = graph.op("Mul", scale, _number(graph, FRAMES_A_SYMBOL))
    count = graph.op("Cast", graph.op("Gather", graph.op("Shape", "input"), one, axis=0), to=FLOAT)
    total = graph.op("Cast", graph.op("Ceil", graph.op("Mul", count, each)), to=INT64)
    at = graph.op("Cast", graph.op("Range", zero, total, one), to=FLOAT)
    return graph.op("Gather", text, graph.op("Cast", graph.op("Floor", graph.op("Div", at, each)), to=INT64), axis=2)


def _flow(graph: Graph, x: str) -> str:
    """Four coupling layers: half of the channels is changed by what a small WaveNet makes of the other half."""
    half = WIDTH // 2
    for _ in range(4):
        one, other = (_channels(graph, x, at, at + half) for at in (0, half))
        hidden = _conv(graph, one, half, WIDTH, 1)
        for _ in range(4):
            both = _conv(graph, hidden, WIDTH, 2 * WIDTH, 5)
            tanh = graph.op("Tanh", _channels(graph, both, 0, WIDTH))
            gate = graph.op("Sigmoid", _channels(graph, both, WIDTH, 2 * WIDTH))
            out = _conv(graph, graph.op("Mul", tanh, gate), WIDTH, 2 * WIDTH, 1)
            left, right = (_channels(graph, out, at, at + WIDTH) for at in (0, WIDTH))
            hidden = graph.op("Add", hidden, graph.op("Add", left, right))
        x = graph.op("Concat", graph.op("Sub", other, _conv(graph, hidden, WIDTH, half, 1)), one, axis=1)
    return x


def _decoder(graph: Graph, x: str) -> str:
    """[1, WIDTH, t] -> sound [1, 1, t * HOP]."""
    x, channels = _conv(graph, x, WIDTH, FIRST, 7), FIRST
    for factor, kernel in UPSAMPLED:
        weight = graph.random(channels, channels // 2, kernel, fan_in=channels * kernel // factor)
        edge = (kernel - factor) // 2
        x = graph.op("ConvTranspose", _leaky(graph, x), weight, strides=(factor,), pads=(edge, edge))
        channels //= 2
        x = _mean(graph, [_block(graph, x, channels, *block) for block in BLOCKS])
    return graph.op("Tanh", _conv(graph, _leaky(graph, x), channels, 1, 7))


def _block(graph: Graph, x: str, channels: int, kernel: int, dilations: tuple[int, ...]) -> str:
    for dilation in dilations:
        x = graph.op("Add", x, _conv(graph, _leaky(graph, x), channels, channels, kernel, dilation))
    return x


def _mean(graph: Graph, parts: list[str]) -> str:
    return graph.op("Mul", graph.op("Sum", *parts), _number(graph, 1 / len(parts)))


def _conv(graph: Graph, x: str, inside: int, outside: int, kernel: int, dilation: int = 1) -> str:
    edge = dilation * (kernel - 1) // 2
    weight = graph.random(outside, inside, kernel, fan_in=inside * kernel)
    return graph.op("Conv", x, weight, pads=(edge, edge), dilations=(dilation,))


def _linear(graph: Graph, x: str) -> str:
    return graph.op("MatMul", x, graph.random(WIDTH, WIDTH, fan_in=WIDTH))


def _norm(graph: Graph, x: str) -> str:
    return graph.op("LayerNormalization", x, graph.constant(np.ones(WIDTH, np.float32)), axis=-1)


def _channels(graph: Graph, x: str, first: int, after: int) -> str:
    bounds = (graph.constant(np.array([number], np.int64)) for number in (first, after, 1))
    return graph.op("Slice", x, *bounds)


def _by_head(graph: Graph, x: str) -> str:
    return graph.op("Transpose", x, perm=(0, 2, 1, 3))


def _turned(graph: Graph, x: str) -> str:
    return graph.op("Transpose", x, perm=(0, 2, 1))


def _leaky(graph: Graph, x: str) -> str:
    return graph.op("LeakyRelu", x, alpha=0.1)


def _number(graph: Graph, value: float) -> str:
    return graph.constant(np.array(value, np.float32))
