"""What a conversation does, part by part, with the engines of the settings, for seconds. In a process of its own.

The recording goes in in real time; questions, English as it is, are answered by a session as in a conversation, without
any cache, until their first sound. Knows no target and judges nothing.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from vacli.audio.memory import MemorySpeaker
from vacli.bench.under import watch
from vacli.config import Config
from vacli.core.audio import Audio
from vacli.core.engines import Stt, Vad
from vacli.core.errors import MissingError
from vacli.core.marks import WATERFALL, Mark
from vacli.core.turn import Origin, Turn
from vacli.doctor.apart import answer
from vacli.doctor.recording import LANGUAGE, TEXT, recording
from vacli.doctor.trial import at_rate, hints_for, in_its_language
from vacli.engines import Engines, load
from vacli.live.conversation import rules
from vacli.session import Session
from vacli.turns.machine import RELEASE

FRAME = 512
LEAD = 0.3
"""Seconds of the room before the speech that are left out: nothing is heard in them."""
QUESTIONS = ("why is the sky blue", "what is water made of", "tell me a joke", "how far is the moon", "who are you")
WORK = WATERFALL[2:-1]
"""The stages between the final text and the first audible sample."""


def probe(config: Config, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of ms: `hear` of the parts of hearing, `quick` and `llm` of the stages of one answer each.

    A language model is left out where none is installed.
    """
    config = replace(in_its_language(config), cache=replace(config.cache, response=0, speech=0))
    with tempfile.TemporaryDirectory() as folder:
        engines = load(config, ("vad", "stt", "tts"))
        engines.skillset.kept = Path(folder, "skills.db")  # no timer of this machine's user
        engines.skillset.theirs = False  # nor anything that their rules would do
        model = _language_model(engines)
        with watch() as beside:
            begun = time.monotonic()
            half = begun + wanted["seconds"] / 2
            found: dict[str, Any] = {"hear": list(_hearings(engines, half)), "quick": _answers(engines, [TEXT] * 9)}
            if model:
                found["llm"] = _answers(engines, QUESTIONS * 3, begun + wanted["seconds"])
        engines.close()
    return {**found, "starved": beside.note(), "stack": {name: each.name for name, each in engines.loaded.items()}}


def _language_model(engines: Engines) -> bool:
    try:
        engines.open("llm")
    except MissingError:
        return False
    return True


def _hearings(engines: Engines, until: float) -> Iterator[dict[str, float]]:
    """The recording again and again, at least once."""
    engines.stt.stream(Turn(Origin.TEXT), language=LANGUAGE, hints=hints_for(engines.stt.name, engines.config))
    lag = offset(engines.vad, engines.config)
    while True:
        yield {"lag": lag, **_heard(engines.stt, engines.config, lag / 1000)}
        if time.monotonic() > until:
            return


def offset(vad: Vad, config: Config) -> float:
    """ms after the true end of speech at which the detector sees it end."""
    audio, _, end = recording()
    samples, stream = at_rate(audio, vad.rate), vad.stream()
    starts = range(0, len(samples) - vad.frame, vad.frame)
    last = max(at for at in starts if stream(samples[at : at + vad.frame]) >= config.vad.threshold - RELEASE)
    return ((last + vad.frame) / vad.rate - end / audio.rate) * 1000


def _heard(stt: Stt, config: Config, lag: float) -> dict[str, float]:
    """Fed as it would come from a microphone: ms from the first pause to a guess, from the turn's end to the text."""
    audio, _, end = recording()
    samples, rate, rule = at_rate(audio, stt.rate), stt.rate, rules(config)
    frame = round(FRAME * rate / audio.rate)
    stream = stt.stream(Turn(Origin.TEXT), language=LANGUAGE, hints=hints_for(stt.name, config))
    first, over = round(LEAD * rate), end / audio.rate + lag
    begun = time.monotonic() - LEAD
    peeked = 0.0
    for at in range(first, len(samples) - frame, frame):
        now = (at + frame) / rate
        if now > over + rule.complete / 1000:
            break
        time.sleep(max(0.0, begun + now - time.monotonic()))
        stream.feed(Audio(samples[at : at + frame], rate, at))
        if not peeked and now >= over + rule.pause / 1000:
            stream.peek()
            peeked = (time.monotonic() - begun - now) * 1000
    ended = max(time.monotonic(), begun + over + rule.complete / 1000)
    time.sleep(max(0.0, ended - time.monotonic()))
    stream.finish()
    return {"peek": peeked, "tail": (time.monotonic() - begun - over) * 1000 - rule.complete}


def _answers(engines: Engines, questions: "tuple[str, ...] | list[str]", until: float = 0.0) -> list[dict[str, float]]:
    """The stages of each answer; the first one, for which things are still loaded, is left out. At least one more."""
    session = engines.session(MemorySpeaker(engines.tts.rate), skills="once")
    found: list[dict[str, float]] = []
    for number, question in enumerate(questions):
        session.replies.prepare(Turn(Origin.TEXT))  # as it is while somebody speaks
        stages = _stages(session, question)
        if number:
            found.append(stages)
        if until and found and time.monotonic() > until:
            break
    return found


def _stages(session: Session, question: str) -> dict[str, float]:
    turn = session.begin(Origin.TEXT)
    turn.mark(Mark.TRANSCRIPT)
    with closing(session.answer(question, turn)) as pieces:  # type: ignore[type-var]
        for _ in pieces:
            if Mark.FIRST_AUDIBLE in turn.marks:
                break
    session.interrupt(turn, "measured")
    session.end(turn)
    return {
        stage.name: (turn.marks[stage.ends] - turn.marks[stage.begins]) * 1000
        for stage in WORK
        if stage.ends in turn.marks and stage.begins in turn.marks
    }


if __name__ == "__main__":
    sys.exit(answer(probe))
