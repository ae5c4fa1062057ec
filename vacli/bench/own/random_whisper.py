"""A Whisper of the exact dimensions of whisper-tiny with random weights: it costs what the real one costs, no download.

It understands nothing. Its position table is built so that whatever it hears it writes the same `words` words, one a
step, and then ends: so many decoder steps are what a caller can count on, and the text looks plausible to every check.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES as LANGUAGES

WIDTH, HEADS, LAYERS, MELS = 384, 6, 4, 80
POSITIONS, STEPS = 1500, 448
TEXT = 50257  # tokens of text; the special ones follow
SPECIAL = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    *(f"<|{code}|>" for code in LANGUAGES if code != "yue"),  # whisper-tiny knows 99 languages
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)


def build(folder: Path, *, words: int = 10, seconds: float = 2.8, quantization: str | None = "int8") -> Path:
    """Write the model: 42 MB with int8, 151 MB without. `seconds` is the last time mark. The folder."""
    tokens = _vocabulary()
    random = np.random.default_rng(0)
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    _encoder(spec.encoder, random)
    _decoder(spec.decoder, random, _script(tokens, words, seconds))
    ids = {token: index for index, token in enumerate(tokens)}
    spec.config.lang_ids = [ids[f"<|{code}|>"] for code in LANGUAGES if f"<|{code}|>" in ids]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [ids["<|endoftext|>"]]
    spec.config.alignment_heads = [(2, 2), (3, 0), (3, 2), (3, 3), (3, 4), (3, 5)]
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer(tokens)))
    return folder


def _vocabulary() -> list[str]:
    text = ["", *(f" w{index}" for index in range(1, TEXT))]  # the empty token: knows more than English
    return [*text, *SPECIAL, *(f"<|{index * 0.02:.2f}|>" for index in range(1501))]


def _script(tokens: list[str], words: int, seconds: float) -> list[int]:
    """The token that each position of the decoder is to write."""
    ids = {token: index for index, token in enumerate(tokens)}
    end = ids["<|endoftext|>"]
    said = [100 + 37 * index for index in range(words)]
    begin = ids["<|0.00|>"]
    last = begin + round(seconds / 0.02)
    script = [ids["<|en|>"], ids["<|transcribe|>"], begin, *said, last]
    return [*script, *[end] * (STEPS - len(script))]


def _encoder(encoder: Any, random: np.random.Generator) -> None:
    encoder.conv1.weight, encoder.conv1.bias = _weights(random, WIDTH, MELS, 3), _zeros(WIDTH)
    encoder.conv2.weight, encoder.conv2.bias = _weights(random, WIDTH, WIDTH, 3), _zeros(WIDTH)
    encoder.position_encodings.encodings = _weights(random, POSITIONS, WIDTH)
    _norm(encoder.layer_norm)
    for layer in encoder.layer:
        _attention(layer.self_attention, random, own=True)
        _feed_forward(layer.ffn, random)


def _decoder(decoder: Any, random: np.random.Generator, script: list[int]) -> None:
    embeddings = _weights(random, TEXT + len(SPECIAL) + 1501, WIDTH) * np.float32(np.sqrt(WIDTH))
    decoder.embeddings.weight = embeddings
    decoder.projection.weight = embeddings  # tied, as in the real one
    decoder.position_encodings.encodings = 4.0 * embeddings[script]
    _norm(decoder.layer_norm, 0.1)
    for layer in decoder.layer:
        _attention(layer.self_attention, random, own=True)
        _attention(layer.attention, random, own=False)
        _feed_forward(layer.ffn, random)


def _attention(attention: Any, random: np.random.Generator, own: bool) -> None:
    _norm(attention.layer_norm)
    shapes = [3 * WIDTH, WIDTH] if own else [WIDTH, 2 * WIDTH, WIDTH]
    for linear, size in zip(attention.linear, shapes, strict=True):
        linear.weight, linear.bias = _weights(random, size, WIDTH), _zeros(size)
    attention.linear[-1].weight *= np.float32(0.1)  # so that the script is louder than what was heard


def _feed_forward(ffn: Any, random: np.random.Generator) -> None:
    _norm(ffn.layer_norm)
    ffn.linear_0.weight, ffn.linear_0.bias = _weights(random, 4 * WIDTH, WIDTH), _zeros(4 * WIDTH)
    ffn.linear_1.weight, ffn.linear_1.bias = _weights(random, WIDTH, 4 * WIDTH) * np.float32(0.1), _zeros(WIDTH)


def _norm(norm: Any, scale: float = 1.0) -> None:
    norm.gamma, norm.beta = np.full(WIDTH, scale, np.float32), _zeros(WIDTH)


def _weights(random: np.random.Generator, *shape: int) -> Any:
    fan_in = int(np.prod(shape[1:]))
    return random.standard_normal(shape, np.float32) / np.float32(np.sqrt(fan_in))


def _zeros(size: int) -> Any:
    return np.zeros(size, np.float32)


def _tokenizer(tokens: list[str]) -> dict[str, Any]:
    """A word-level tokenizer in the format of the tokenizers package."""
    ids = {token: index for index, token in enumerate(tokens)}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": index,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": index < TEXT + len(SPECIAL),
            }
            for token, index in ids.items()
            if index >= TEXT
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": {"type": "Fuse"},
        "model": {
            "type": "WordLevel",
            "vocab": {token: index for index, token in enumerate(tokens)},
            "unk_token": " w1",
        },
    }
