"""Windows of speech in, readings out: features, encoder, decoder, and the checks that catch what a Whisper invents.

A Whisper always sees 30 s. `frames` cuts the encoder to what holds sound plus a margin, which is most of its work for
a short utterance; a reading that looks odd is decoded once more with the whole window. Knows no stream and no file.
One Decoder serves any number of threads: nothing of a call is kept on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from vacli.core.audio import Audio, Samples
from vacli.core.errors import EngineError
from vacli.core.words import Transcript, Word
from vacli.stt.whisper_odd import LOW, odd

FULL = 3000
"""Frames of 10 ms in the window that the model was trained on."""

SHORT = 10.0
"""Seconds up to which a window may be cut; a live one always is."""

MARGIN = 100
"""Frames of silence after the sound in a window that is cut."""

SURE_SILENCE = 0.6
"""Probability of no speech from which a doubtful reading counts as silence."""

_OPENING, _CLOSING = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class Task:
    """What every window of one recording or utterance is asked for."""

    language: str = ""  # empty = detect
    hotwords: str = ""
    prompt: str = ""
    prefix: str = ""  # what the reading must begin with
    words: bool = False  # word times
    times: bool = False  # several segments a window, with times
    short: bool = True  # cut the window if it can be
    live: bool = False  # somebody waits: any window is cut, and an odd reading gets one of twice the length
    retries: tuple[float, ...] = ()  # temperatures to try when even the whole window reads odd


@dataclass(frozen=True, slots=True)
class Segment:
    """`start`, `end` in seconds of the stream."""

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one window says. `log_probability` is the mean over its tokens."""

    segments: tuple[Segment, ...]
    language: str
    log_probability: float
    no_speech: float
    note: str = ""

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    def transcripts(self) -> Iterator[Transcript]:
        """Final transcripts, one a segment. Confidence is exp(log_probability): the mean probability of a token."""
        confidence = float(np.exp(min(0.0, self.log_probability)))
        for each in self.segments:
            yield Transcript(
                each.text,
                True,
                each.start,
                each.end,
                stable=len(each.text),
                language=self.language,
                confidence=round(confidence, 4),
                words=each.words,
                note=self.note,
            )


class Decoder:
    """A loaded model. `check` is called between steps and may raise to stop."""

    def __init__(self, model: WhisperModel) -> None:
        self.model = model
        multilingual = bool(model.model.is_multilingual)
        known = model.hf_tokenizer.token_to_id
        codes = [code for code in model.supported_languages if known(f"<|{code}|>") is not None]
        self.languages = codes if multilingual else ["en"]
        self.longest = float(model.feature_extractor.chunk_length)  # seconds of a window
        self._tokenizers = {
            code: Tokenizer(model.hf_tokenizer, multilingual, task="transcribe", language=code)
            for code in self.languages
        }
        self._suppressed: dict[str, Any] = {}

    def read(self, windows: Sequence[Audio], task: Task, check: Callable[[], None]) -> list[Reading]:
        """One reading a window, in one batch. A window is at most `longest` seconds at 16 kHz."""
        frames = _frames(windows, FULL / 100 if task.live else SHORT) if task.short else FULL
        readings = self._decode(windows, task, frames)
        task = replace(task, language=readings[0].language)
        return [self._mended(*each, task, frames, check) for each in zip(windows, readings, strict=True)]

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return len(self.model.hf_tokenizer.encode(text, add_special_tokens=False).ids)

    def _mended(self, window: Audio, reading: Reading, task: Task, frames: int, check: Callable[[], None]) -> Reading:
        """The reading itself if nothing is odd about it; else the best one that more work can get."""
        why = odd(reading.text, window.seconds, reading.log_probability)
        tries = [reading]
        if why and frames < FULL:
            check()
            tries.append(self._decode([window], task, min(FULL, 2 * frames) if task.live else FULL)[0])
        for temperature in task.retries:
            if not odd(tries[-1].text, window.seconds, tries[-1].log_probability, silent=True):
                break
            check()
            tries.append(self._decode([window], task, FULL, temperature)[0])
        best = next(
            (each for each in reversed(tries) if not odd(each.text, window.seconds, each.log_probability)),
            max(tries[1:] or tries, key=lambda each: each.log_probability),
        )
        if best.no_speech > SURE_SILENCE and best.log_probability < LOW:
            return replace(best, segments=(), note="taken for silence")
        still = odd(best.text, window.seconds, best.log_probability, silent=True)
        notes = [f"decoded again: {why}"] * (len(tries) > 1) + [f"doubtful: {still}"] * bool(still)
        return replace(best, note="; ".join(notes))

    def _decode(self, windows: Sequence[Audio], task: Task, frames: int, temperature: float = 0.0) -> list[Reading]:
        try:
            return self._read(windows, task, frames, temperature)
        except RuntimeError as error:  # CTranslate2 knows no other
            hint = "a smaller model or --device cpu may do: vacli models list"
            raise EngineError(f"Whisper failed: {str(error).splitlines()[0]}", hint) from error

    def _read(self, windows: Sequence[Audio], task: Task, frames: int, temperature: float) -> list[Reading]:
        encoded = self.model.encode(np.stack([self._features(window.samples, frames) for window in windows]))
        language = task.language or self._detected(encoded)
        tokenizer = self._tokenizers[language]
        prompt = self._prompt(tokenizer, task)
        held = len(tokenizer.encode(" " + task.prefix)) if task.prefix else 0
        results = self.model.model.generate(
            encoded,
            [prompt] * len(windows),
            beam_size=1,
            sampling_topk=0 if temperature else 1,
            sampling_temperature=temperature or 1.0,
            max_length=min(self.model.max_length, len(prompt) + most_tokens(windows)),
            suppress_tokens=self._suppress(tokenizer),
            return_scores=True,
            return_no_speech_prob=True,
        )
        parts = [
            _segments(result.sequences_ids[0], tokenizer.timestamp_begin, window)
            for result, window in zip(results, windows, strict=True)
        ]
        if task.words:
            self._align(parts, tokenizer, encoded, [min(frames, ceil(window.seconds * 100)) for window in windows])
        return [
            Reading(_texts(tokenizer, part), language, _mean(result, held), float(result.no_speech_prob))
            for part, result in zip(parts, results, strict=True)
        ]

    def _features(self, samples: Samples, frames: int) -> Samples:
        found: Samples = self.model.feature_extractor(samples)[..., :-1]
        padded: Samples = pad_or_trim(found, frames)
        return padded

    def _detected(self, encoded: Any) -> str:
        """The language that the windows speak, together."""
        if not self.model.model.is_multilingual:
            return "en"
        sums = dict.fromkeys(self.languages, 0.0)
        for result in self.model.model.detect_language(encoded):
            for token, probability in result:
                if token[2:-2] in sums:
                    sums[token[2:-2]] += probability
        best: str = max(sums, key=lambda code: sums[code])
        return best

    def _prompt(self, tokenizer: Tokenizer, task: Task) -> list[int]:
        before = tokenizer.encode(" " + task.prompt.strip()) if task.prompt else []
        tokens: list[int] = self.model.get_prompt(
            tokenizer,
            before,
            without_timestamps=not task.times,
            prefix=task.prefix or None,
            hotwords=task.hotwords or None,
        )
        return tokens

    def _suppress(self, tokenizer: Tokenizer) -> Any:
        code = tokenizer.language_code
        if code not in self._suppressed:
            self._suppressed[code] = get_suppressed_tokens(tokenizer, [-1])
        return self._suppressed[code]

    def _align(self, parts: list[list[dict[str, Any]]], tokenizer: Tokenizer, encoded: Any, frames: list[int]) -> None:
        """Adds `words` to every segment, and moves its ends to them."""
        self.model.add_word_timestamps(parts, tokenizer, encoded, frames, _OPENING, _CLOSING, 0.0)


def most_tokens(windows: Sequence[Audio]) -> int:
    """A bound on what a decoder that has lost its way may write: no speech comes near 32 tokens a second."""
    return min(224, 40 + int(32 * max(window.seconds for window in windows)))


def _frames(windows: Sequence[Audio], longest: float) -> int:
    seconds = max(window.seconds for window in windows)
    return min(FULL, ceil(seconds) * 100 + MARGIN) if seconds <= longest else FULL


def _mean(result: Any, held: int) -> float:
    """Mean log probability of a token that was free, the end of the text counted in; the `held` ones have none."""
    count = len(result.sequences_ids[0])
    return float(result.scores[0]) * count / (max(0, count - held) + 1)


def _segments(tokens: Sequence[int], times_from: int, window: Audio) -> list[dict[str, Any]]:
    """Tokens between time marks, in the shape in which the library adds words. At least one, perhaps empty.

    Nothing is dropped: text after the last mark lasts to the end of the window.
    """
    offset, length = window.start / window.rate, window.seconds
    found: list[dict[str, Any]] = []
    text: list[int] = []
    start = 0.0

    def close(end: float) -> None:
        end = min(max(start, end), length)
        found.append({"seek": offset * 100, "start": offset + start, "end": offset + end, "tokens": list(text)})
        text.clear()

    for token in tokens:
        if token < times_from:
            text.append(token)
            continue
        at = min((token - times_from) * 0.02, length)
        if text:
            close(at)
        start = max(start, at)
    if text or not found:
        close(length)
    return found


def _texts(tokenizer: Tokenizer, parts: list[dict[str, Any]]) -> tuple[Segment, ...]:
    found = []
    for part in parts:
        text = tokenizer.decode(part["tokens"]).strip()
        words = tuple(
            Word(word["word"].strip(), float(word["start"]), float(word["end"]), round(float(word["probability"]), 4))
            for word in part.get("words", ())
            if word["word"].strip()
        )
        if text:
            found.append(Segment(text, float(part["start"]), float(part["end"]), words))
    return tuple(found)
