"""llama.cpp as two objects: Model (weights, vocabulary) and Context (what one conversation has evaluated).

Knows no chat template and no history. What llama.cpp would print is kept for error messages; VACLI_DEBUG shows it.
"""

import ctypes
import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as c

from vacli.core.errors import EngineError, ModelMissing, ResourceError, UsageError
from vacli.core.turn import Turn

CHUNK = 64
"""Prompt tokens a step. 32 to 512 ran equally fast on a CPU; small steps cost less memory and stop sooner on a GPU."""

_ERROR = 4  # enum ggml_log_level
_told: deque[str] = deque(maxlen=8)


@c.llama_log_callback  # type: ignore[untyped-decorator, unused-ignore]
def _log(level: int, text: bytes, _: object) -> None:
    line = text.decode("utf-8", "replace")
    if os.environ.get("VACLI_DEBUG"):
        print(line, end="", file=sys.stderr)
    if level == _ERROR:
        _told.append(line.strip())


c.llama_log_set(_log, None)
c.llama_backend_init()


def last_error() -> str:
    """What llama.cpp said first about the failure that it met last."""
    told = _told[0].rpartition(": error loading model: ")[2] if _told else "no reason given"
    return re.sub(r"^[a-z_]+: ", "", told)  # the name of its function


def quiet() -> None:
    """Forget earlier complaints, before a call whose complaint is wanted."""
    _told.clear()


def has_gpu() -> bool:
    """This build of llama.cpp can use a device that is here."""
    return bool(c.llama_supports_gpu_offload())


def requantise(source: Path, target: Path, form: int) -> str:
    """Write `source` in another quantisation (a number of enum llama_ftype). What went wrong, or nothing."""
    params = c.llama_model_quantize_default_params()
    params.ftype, params.allow_requantize = form, True
    quiet()
    failed = c.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(params))
    return last_error() if failed else ""


class Model:
    """Weights, loaded once and read by any number of contexts. ModelMissing if llama.cpp refuses the file."""

    def __init__(self, path: Path, gpu: bool) -> None:
        params = c.llama_model_default_params()
        params.n_gpu_layers = -1 if gpu else 0
        quiet()
        self.pointer: Any = c.llama_model_load_from_file(os.fsencode(path), params)
        if not self.pointer:
            raise ModelMissing(f"{path.name} cannot be used: {last_error()}", "fetch it again: vacli models list")
        self._vocab = c.llama_model_get_vocab(self.pointer)
        self.longest = int(c.llama_model_n_ctx_train(self.pointer))  # tokens of context it was trained for
        self.size = int(c.llama_model_size(self.pointer))  # bytes of weights
        self.parameters = int(c.llama_model_n_params(self.pointer))
        self.generates = bool(c.llama_model_has_decoder(self.pointer)) and not c.llama_model_has_encoder(self.pointer)

    @property
    def template(self) -> str:
        """The chat template of its metadata, or nothing."""
        return (c.llama_model_chat_template(self.pointer, None) or b"").decode("utf-8", "replace")

    @property
    def begin(self) -> str:
        """The text of the token every prompt begins with; empty if there is none."""
        return self._text(c.llama_vocab_bos(self._vocab)) if c.llama_vocab_get_add_bos(self._vocab) else ""

    @property
    def end(self) -> str:
        return self._text(c.llama_vocab_eos(self._vocab))

    def tokens(self, text: str, *, control: bool) -> list[int]:
        """`control`: the names of control tokens, such as <|im_end|>, are read as such."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        found = (c.llama_token * room)()
        count = c.llama_tokenize(self._vocab, data, len(data), found, room, False, control)
        return list(found[:count])

    def harmless(self, text: str) -> str:
        """The text without names of control tokens: what a user types must not end his own turn."""
        while (tokens := self.tokens(text, control=True)) != self.tokens(text, control=False):
            names = {self._text(token) for token in tokens if c.llama_vocab_is_control(self._vocab, token)} - {""}
            if not any(name in text for name in names):
                return text
            for name in names:
                text = text.replace(name, "")
        return text

    def piece(self, token: int) -> bytes:
        """The bytes of a token, perhaps a part of a character; nothing for a control token."""
        room = 64
        while True:
            data = ctypes.create_string_buffer(room)
            count = c.llama_token_to_piece(self._vocab, token, data, room, 0, False)
            if count >= 0:
                return data.raw[:count]
            room = -count

    def ends(self, token: int) -> bool:
        """It is one of the tokens that end an answer."""
        return bool(c.llama_vocab_is_eog(self._vocab, token))

    @contextmanager
    def sampler(self, temperature: float, grammar: str | None) -> Iterator[Callable[["Context"], int]]:
        """Picks the next token of a context. 0 = the likeliest. UsageError if the GBNF grammar is wrong."""
        chain = c.llama_sampler_chain_init(c.llama_sampler_chain_default_params())
        try:
            for part in self._samplers(temperature, grammar):
                c.llama_sampler_chain_add(chain, part)
            yield lambda context: int(c.llama_sampler_sample(chain, context.pointer, -1))
        finally:
            c.llama_sampler_free(chain)

    def close(self) -> None:
        if self.pointer:
            c.llama_model_free(self.pointer)
            self.pointer = None

    def _samplers(self, temperature: float, grammar: str | None) -> Iterator[Any]:
        if grammar is not None:
            quiet()
            rules = c.llama_sampler_init_grammar(self._vocab, grammar.encode(), b"root") if grammar.strip() else None
            if not rules:
                raise UsageError(
                    f"the GBNF grammar is wrong: {_told[0] if _told else 'it is empty'}", "it needs a root"
                )
            yield rules
        if temperature <= 0:
            yield c.llama_sampler_init_greedy()
            return
        yield c.llama_sampler_init_top_k(40)
        yield c.llama_sampler_init_top_p(0.95, 1)
        yield c.llama_sampler_init_min_p(0.05, 1)
        yield c.llama_sampler_init_temp(temperature)
        yield c.llama_sampler_init_dist(int.from_bytes(os.urandom(4), "little"))

    def _text(self, token: int) -> str:
        return (c.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace") if token >= 0 else ""


@dataclass(frozen=True)
class Snapshot:
    """What a context held, to be put into another of the same model."""

    tokens: list[int]
    state: ctypes.Array[ctypes.c_uint8]


class Context:
    """The evaluated tokens of one conversation. `threads()` -> (for a single token, for a piece of prompt)."""

    def __init__(self, model: Model, size: int, threads: Callable[[], tuple[int, int]], gpu: bool) -> None:
        params = c.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = size, CHUNK, CHUNK
        params.offload_kqv = params.op_offload = gpu
        params.n_threads, params.n_threads_batch = threads()
        params.no_perf = True
        self.pointer: Any = c.llama_init_from_model(model.pointer, params)
        if not self.pointer:
            raise ResourceError(f"no memory for {size} tokens of context", "vacli config set llm.context 1024")
        self._memory = c.llama_get_memory(self.pointer)
        self._threads = threads
        self._flag = ctypes.create_string_buffer(2)
        self.tokens: list[int] = []  # those that are surely evaluated

    def common(self, tokens: Sequence[int]) -> int:
        """How many of the first tokens are evaluated already."""
        pairs = zip(self.tokens, tokens, strict=False)
        return next((at for at, (old, new) in enumerate(pairs) if old != new), min(len(self.tokens), len(tokens)))

    def evaluate(self, tokens: Sequence[int], turn: Turn) -> int:
        """Hold exactly `tokens`, ready to sample; only what is new is computed. How many were there already."""
        kept = self._cut(min(self.common(tokens), len(tokens) - 1))
        for at in range(kept, len(tokens), CHUNK):
            self.append(tokens[at : at + CHUNK], turn)
        return kept

    def append(self, tokens: Sequence[int], turn: Turn) -> None:
        """Evaluate at most CHUNK more. Cancelled within milliseconds; what is held then stays what it was."""
        turn.check()
        c.llama_set_n_threads(self.pointer, *self._threads())
        data = (c.llama_token * len(tokens))(*tokens)  # the batch only points at it
        with self._stopped_by(turn):
            outcome = c.llama_decode(self.pointer, c.llama_batch_get_one(data, len(tokens)))
        if outcome:
            self._cut(len(self.tokens))
            turn.check()
            raise EngineError(f"llama.cpp failed to evaluate (llama_decode: {outcome})", "VACLI_DEBUG=1 shows its log")
        self.tokens += tokens

    def save(self) -> Snapshot:
        size = c.llama_state_seq_get_size(self.pointer, 0)
        state = (ctypes.c_uint8 * size)()
        c.llama_state_seq_get_data(self.pointer, state, size, 0)
        return Snapshot(list(self.tokens), state)

    def restore(self, saved: Snapshot | None) -> None:
        """Hold what was saved; nothing without it."""
        self._cut(0)
        if saved and c.llama_state_seq_set_data(self.pointer, saved.state, len(saved.state), 0):
            self.tokens = list(saved.tokens)

    def close(self) -> None:
        if self.pointer:
            c.llama_free(self.pointer)
            self.pointer = None

    def _cut(self, count: int) -> int:
        """Forget all but the first tokens; all of them where the model's memory cannot be cut. How many are left."""
        if not c.llama_memory_seq_rm(self._memory, 0, count, -1):
            c.llama_memory_clear(self._memory, True)
            count = 0
        del self.tokens[count:]
        return count

    @contextmanager
    def _stopped_by(self, turn: Turn) -> Iterator[None]:
        """llama.cpp asks before each of some 600 operations whether to stop. It asks libc's strlen about our flag.

        A Python function would need the interpreter's lock each time: 208 ms a token instead of 54 while another
        thread ran Python. A fresh flag each time, because a hook may still run when its block has been left.
        """
        self._flag = flag = ctypes.create_string_buffer(2)
        c.llama_set_abort_callback(self.pointer, _IS_SET, ctypes.cast(flag, ctypes.c_void_p))
        with turn.on_cancel(lambda: setattr(flag, "value", b"!")):
            yield


_IS_SET = ctypes.cast(ctypes.CDLL(None).strlen, c.ggml_abort_callback)
