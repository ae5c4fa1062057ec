"""The decoders of pocketsphinx: which there are, how they are set, and a pool of each, for one utterance is all that
a decoder can work on at a time. Knows no grammar, no turn and no text.
"""

import re
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import files
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import pocketsphinx

from vacli.core.audio import Audio
from vacli.core.errors import EngineError, ModelMissing

RATE = 16000
FRAMES = 100  # a second
KEPT = 2
"""Idle decoders of a kind that are kept: 30 to 60 MB each, and 0.2 to 0.5 s to make a new one."""

LIVE_WINDOW = 500
"""Frames that the first estimate of the cepstral mean counts for in pocketsphinx (its CMN_WIN)."""

MEASURED = 2.5
"""Seconds of sound that the mean is taken from: at 800 frames, the first ones counted in, pocketsphinx forgets some."""

STEP = RATE // 100
"""Samples decoded at a time: pocketsphinx holds Python's lock for so long, 1 ms and seldom 5."""

SCORE = 1024
"""pocketsphinx gives log-likelihoods divided by this."""

HMM = ("mdef", "means", "variances", "sendump", "transition_matrices", "feat.params", "noisedict")
FILES = (*(f"en-us/{name}" for name in HMM), "en-us.lm.bin", "en-us-phone.lm.bin", "cmudict-en-us.dict")
BUNDLED = Path(pocketsphinx.get_model_path("en-us"))
MEND = "pip install --force-reinstall pocketsphinx"


@dataclass(frozen=True, slots=True)
class Segment:
    """A word, phone or filler over the frames [start, end); `score` is its acoustic log-likelihood in nats, relative
    to the best sound there is in each frame; `posterior` 0..1 where a lattice was made.
    """

    word: str
    start: int
    end: int
    score: float
    posterior: float

    @property
    def plain(self) -> str:
        """Without the number of the pronunciation: `and(2)` is `and`."""
        return re.sub(r"\(\d+\)$", "", self.word)

    @property
    def filler(self) -> bool:
        return self.word[:1] in "<[+(" or self.word == "SIL"


class Decoder(pocketsphinx.Decoder):  # type: ignore[misc, unused-ignore]
    """`graph` is the grammar it listens for: to install that of the live loop takes 50 ms."""

    graph: object = None

    @cached_property
    def phones(self) -> dict[str, str]:
        """Of the words that were asked for: pocketsphinx never frees what `lookup_word` gives."""
        return {}


class Decoders:
    """Each made when it is first needed: words by the language model, a grammar, free phones as language, as sound."""

    def __init__(self, folder: Path) -> None:
        check_files(folder, installed_sizes() if folder == BUNDLED else {})
        model = {"hmm": str(folder / "en-us"), "dict": str(folder / "cmudict-en-us.dict"), "loglevel": "FATAL"}
        # Scores are relative to the best of all senones only with compallsen: else those of two decoders differ.
        closed = {**model, "lm": None, "compallsen": True, "fwdflat": False, "bestpath": False}
        # The default beams lose the right path on unusual voices; wider ones cost nothing beside all senones.
        wide = {"beam": 1e-80, "pbeam": 1e-80, "wbeam": 1e-60}
        # fwdflat's second pass made the end of an utterance five times slower and the text no better. Nor did wider
        # beams (1e-60) once the mean is measured: WER 42.5 % either way, at 1.6 times the CPU time.
        self.words = Pool(lambda: _open({**model, "lm": str(folder / "en-us.lm.bin"), "fwdflat": False}))
        self.grammar = Pool(lambda: _open({**closed, **wide}))
        self.phones = Pool(lambda: _phones(closed, str(folder / "en-us-phone.lm.bin")))
        # At the weight of the model of phones that is pocketsphinx's own, 6.5, half of the phones are passed over.
        self.sounds = Pool(lambda: _phones({**closed, "lw": 1.0}, str(folder / "en-us-phone.lm.bin")))
        self.meter = Pool(lambda: _meter(model))

    def close(self) -> None:
        for pool in (self.words, self.grammar, self.phones, self.sounds, self.meter):
            pool.close()


class Pool:
    """Decoders of one kind. Any thread may take one; whoever takes it works with it alone until it is given back."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._idle: list[Any] = []

    def take(self) -> Any:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._make()

    def ready(self, prepare: Callable[[Any], None] = lambda decoder: None) -> None:
        """Have one that is loaded and prepared."""
        decoder = self.take()
        prepare(decoder)
        self.give(decoder)

    def give(self, decoder: Any) -> None:
        with self._lock:
            if len(self._idle) < KEPT:
                self._idle.append(decoder)

    def close(self) -> None:
        with self._lock:
            self._idle.clear()


class Decoding:
    """One utterance on a decoder of the pool. `mean` is the cepstral mean, the sound of the channel.

    The decoder goes back at the end, or when nobody knows of this any more: an utterance may just be dropped.
    """

    def __init__(self, pool: Pool, mean: str, prepare: Callable[[Any], None] = lambda decoder: None) -> None:
        self._pool = pool
        self.decoder = pool.take()
        prepare(self.decoder)
        self.decoder.reinit_feat()  # forget the noise of the last utterance
        self.decoder.set_cmn(mean)
        self.decoder.start_utt()
        self._dropped = weakref.finalize(self, _give_back, pool, self.decoder)
        self._dropped.atexit = False

    def tune(self, mean: str) -> None:
        """Take this for the mean from here on."""
        self.decoder.set_cmn(mean)

    def feed(self, audio: Audio) -> None:
        sound = audio.pcm16()
        try:
            for at in range(0, len(sound), 2 * STEP):
                self.decoder.process_raw(sound[at : at + 2 * STEP])
        except RuntimeError as error:
            raise EngineError(f"pocketsphinx: {error}", "vacli doctor") from error

    def pronounce(self, word: str) -> str:
        """The phones of a word or of a variant such as `what(2)`; empty if it is not known."""
        known: dict[str, str] = self.decoder.phones
        if word not in known:
            known[word] = self.decoder.lookup_word(word) or ""
        return known[word]

    def segments(self) -> list[Segment]:
        """What is heard so far; nothing where no path fits."""
        if self.decoder.hyp() is None:
            return []
        return [
            Segment(s.word, s.start_frame, s.end_frame + 1, SCORE * _log(s.ascore), min(1.0, s.prob))
            for s in self.decoder.seg()
        ]

    def end(self) -> list[Segment]:
        """The final segments; the decoder goes back."""
        self._dropped.detach()
        self.decoder.end_utt()
        found = self.segments()
        self._pool.give(self.decoder)
        return found


def _give_back(pool: Pool, decoder: Any) -> None:
    with suppress(RuntimeError):  # one that has failed is not wanted back
        decoder.end_utt()
        pool.give(decoder)


class Channel:
    """The cepstral mean of an utterance, known better with every piece of its first MEASURED seconds.

    pocketsphinx's own live estimate begins with a constant that counts as much as 5 s of sound: too long for commands.
    """

    def __init__(self, meter: Pool) -> None:
        self._decoding: Decoding | None = Decoding(meter, ",".join(["0"] * 13))
        self._left = int(MEASURED * RATE)
        self.mean = ""
        """As `set_cmn` takes it."""

    def hear(self, audio: Audio) -> bool:
        """At most 0.1 s. True if the mean is another one now."""
        if self._decoding is None:
            return False
        self._decoding.feed(audio)
        self._left -= len(audio)
        frames = max(1, self._decoding.decoder.n_frames())
        estimate = np.array([float(value) for value in self._decoding.decoder.get_cmn(True).split(",")])
        self.mean = ",".join(f"{value:.4f}" for value in estimate * (LIVE_WINDOW + frames) / frames)
        if self._left <= 0:
            self.end()
        return True

    def end(self) -> None:
        """Its decoder goes back. Idempotent."""
        if self._decoding is not None:
            self._decoding.end()
            self._decoding = None


def measure_mean(meter: Pool, pieces: Iterable[Audio]) -> str:
    """The cepstral mean of some sound's first MEASURED seconds; pieces of at most 0.1 s."""
    channel = Channel(meter)
    for piece in pieces:
        if not channel.hear(piece):
            break
    channel.end()
    return channel.mean


def check_files(folder: Path, sizes: Mapping[str, int]) -> None:
    """ModelMissing names the first file that is absent or not of its size: on such, pocketsphinx ends the process."""
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise ModelMissing(f"the model of pocketsphinx is not whole: {path} is missing", MEND)
        size = path.stat().st_size
        if not size or size != sizes.get(name, size):
            what = f"has {size} bytes instead of {sizes[name]}" if name in sizes else "is empty"
            raise ModelMissing(f"the model of pocketsphinx is not whole: {path} {what}", MEND)


def installed_sizes() -> dict[str, int]:
    """What the installed package says of its model's files; nothing where a distribution leaves that out."""
    recorded = {PurePath(file): file.size for file in files("pocketsphinx") or ()}
    inside = PurePath("pocketsphinx", "model", "en-us")
    sizes = {name: recorded.get(inside / name) for name in FILES}
    return {name: size for name, size in sizes.items() if size is not None}


def _open(options: dict[str, Any]) -> Any:
    try:
        return Decoder(**options)
    except (RuntimeError, ValueError) as error:
        raise ModelMissing(f"pocketsphinx does not load its model: {error}", MEND) from error


def _phones(options: dict[str, Any], model: str) -> Any:
    decoder = _wordless(options)
    decoder.add_allphone_file("phones", model)
    decoder.activate_search("phones")
    return decoder


def _meter(options: dict[str, Any]) -> Any:
    """Decodes next to nothing, so that measuring costs 1 % of real time."""
    decoder = _wordless({**options, "lm": None})
    decoder.add_fsg("none", decoder.create_fsg("none", 0, 1, [(0, 1, 1.0, "a")]))
    decoder.activate_search("none")
    return decoder


def _wordless(options: dict[str, Any]) -> Any:
    """With a dictionary of one word, which loads in a tenth of the time."""
    with tempfile.NamedTemporaryFile("w", suffix=".dict") as file:
        file.write("a AH\n")
        file.flush()
        return _open({**options, "dict": file.name})


def _log(value: float) -> float:
    return float(np.log(max(value, 1e-300)))
