"""The paraphrases said by synthetic voices, and heard by Vosk and by the built-in recogniser. See requests.py.

SYNTHETIC speech (clips.py): voice and speed are drawn by a line's number, so a line always sounds the same. Vosk gets
only lines that are made of words its model knows; the built-in recogniser gets its closed grammar, as in `listen`.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vacli import registry
from vacli.bench.own.requests import SEED, Judged, by_intent, judge, shares
from vacli.bench.own.requests_labels import CHAT, Request
from vacli.bench.speech.clips import RATE, draw_voice, in_a_room, speak
from vacli.bench.stages.ready import TEST_MODELS
from vacli.config import SttSettings
from vacli.core.audio import Audio
from vacli.core.engines import NO_HINTS, Stt
from vacli.core.errors import MissingError
from vacli.core.meaning import Understander
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints

AFTER = 0.45
"""Seconds of room that are heard after the speech."""


def spoken_figures(rows: Sequence[Request], most: int, understander: Understander) -> dict[str, Any]:
    """The first `most` rows: those through Vosk of whose words its model knows every one, and any through sphinx."""
    found: dict[str, Any] = {"speech": "espeak-ng, synthetic"}
    try:
        stt, words = _vosk()
    except MissingError as error:
        found["vosk"] = {"skipped": error.message}
    else:
        known = [row for row in rows if words is None or set(row.text.split()) <= words]
        made = {"model": stt.model, "of": len(rows), "made_of_its_words": len(known)}
        found["vosk"] = {**made, **measured(stt, NO_HINTS, known[:most], understander, "vosk")}
        stt.close()
    row, model, _ = registry.choose("stt", SttSettings(engine="sphinx"))
    sphinx: Stt = registry.open_engine(row, SttSettings(), model)
    hints = Hints(grammar=understander.grammar())
    found["sphinx"] = {"model": sphinx.model, **measured(sphinx, hints, rows[:most], understander, "sphinx")}
    sphinx.close()
    return found


def measured(stt: Stt, hints: Hints, rows: Sequence[Request], understander: Understander, name: str) -> dict[str, Any]:
    """What became of each row. Its words come right in `words_right` of them."""
    judged: list[Judged] = []
    words_right = 0
    for number, row in enumerate(rows, 1):
        text = heard(stt, hints, sound(row))
        words_right += text == row.text
        judged.append(heard_as(row, text, understander))
        print(f"\r{name}: {number} of {len(rows)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {**shares(judged), "words_right": words_right, "by_intent": by_intent(judged)} if rows else {"n": 0}


def heard_as(row: Request, text: str, understander: Understander) -> Judged:
    """Nothing heard is a refusal, whatever was said: the user is asked to say it again."""
    return judge(row, text, understander) if text else Judged(row, "refused", False, (CHAT, {}))


def sound(row: Request) -> Audio:
    """The line, said in a quiet room."""
    rng = np.random.default_rng([SEED, row.number])
    said = speak(row.text, *draw_voice(rng))
    audio, (at,) = in_a_room([(0.0, said)], rng)
    return Audio(audio.samples[: at + said.end + round(AFTER * RATE)], RATE)


def heard(stt: Stt, hints: Hints, audio: Audio) -> str:
    """As from a microphone: live."""
    stream = stt.stream(Turn(Origin.SPEECH), hints=hints)
    stream.feed(audio)
    return " ".join(stream.finish().text.lower().split())


def _vosk() -> tuple[Stt, frozenset[str] | None]:
    """The model that vacli would take, or the test model of a checkout; and its words, where it lists them."""
    try:
        row, model, _ = registry.choose("stt", SttSettings(engine="vosk"))
    except MissingError:
        row = next(row for row in registry.rows("stt") if row.name == "vosk")
        model = TEST_MODELS["vosk"]
        if row.missing() or not model.exists():
            raise
    stt: Stt = registry.open_engine(row, SttSettings(), model)
    return stt, _words_of(model)


def _words_of(model: Path | None) -> frozenset[str] | None:
    listed = model / "graph" / "words.txt" if model else None
    if listed is None or not listed.exists():
        return None
    return frozenset(line.split()[0] for line in listed.read_text(encoding="utf-8").splitlines() if line.strip())
