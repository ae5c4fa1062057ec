"""`vacli bench replay`: a turn that was kept (vacli/live/kept.py) said again to the same settings, or to changed ones.

Its sound goes in at its own pace, as it came from the microphone; old and new stand side by side, stage by stage. What
the conversation before it had taught (the history, a patience learned) is not there, and nothing comes from a cache.
Nothing is done either: neither the folder, which others may have made, nor the user's own rules and home have a say.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vacli.audio.paced import Pace, PacedMic
from vacli.audio.playback import Playback
from vacli.bench.e2e.live import settled
from vacli.bench.neutral import neutral
from vacli.bench.then_now import Replayed, Went, went
from vacli.config import Config, keys
from vacli.config import load as settings
from vacli.core.device import usable_cpus
from vacli.core.engines import Tts
from vacli.core.errors import Cancelled, InputError
from vacli.core.events import Bus, Event
from vacli.core.turn import Turn
from vacli.engines import Engines
from vacli.live.conversation import Conversation
from vacli.live.kept import EVENTS, SECTIONS, VERSIONS, WHOLE, Kept, read
from vacli.registry import STAGES

FREELY = {"listen.mode": "open", "listen.wake": "", "cache.response": 0, "cache.speech": 0}
"""Nobody presses a key again; the wake phrase may have been said a minute before; all is made anew."""
CHOSEN = {"stt": "model", "llm": "model", "tts": "voice"}
"""By stage, which setting belongs to the engine and goes with it."""


def replay(
    folder: Path, flags: Mapping[str, Any], turn: Turn, told: Callable[[float], object] = lambda seconds: None
) -> Replayed:
    """`flags`: settings to be changed, by key. `told`: for how many seconds it will be listened to.

    InputError, UsageError, MissingError; Cancelled.
    """
    kept = read(folder)
    old = _old(kept, folder)
    ran = _ran(kept, folder)
    config, notes = _config(kept, {stage: name for stage, (name, _) in ran.items()}, flags)
    stages = tuple(ran) or STAGES
    with neutral(config, stages) as engines:
        runs = {stage: f"{each.name} {each.model}".strip() for stage, each in engines.loaded.items()}
        _said_again(kept, engines, turn, "fast")  # not counted: what is made at the first time is made
        told(kept.sound.seconds)
        with settled():
            events = _said_again(kept, engines, turn, "real")
    new = list(went(events))
    was = next((each for each in old if each.turn == kept.turn), None)
    then = {stage: " ".join(each).strip() for stage, each in ran.items()}
    return Replayed(str(folder), kept.why, old, new, was, _same(was, new), then, runs, dict(flags), notes)


def _old(kept: Kept, folder: Path) -> list[Went]:
    try:
        return list(went(kept.events))
    except (TypeError, ValueError, AttributeError):
        raise InputError(f"{folder / EVENTS} is damaged", WHOLE) from None


def _ran(kept: Kept, folder: Path) -> dict[str, tuple[str, str]]:
    """Engine and model of then, by stage."""
    found = kept.about.get("engines", {})
    try:
        ran = {stage: (str(found[stage]["name"]), str(found[stage]["model"])) for stage in found}
    except (TypeError, LookupError):
        ran = {"?": ("", "")}
    if not set(ran) <= set(STAGES):
        raise InputError(f"{folder / VERSIONS} is damaged: engines", WHOLE)
    return ran


def _config(kept: Kept, ran: Mapping[str, str], flags: Mapping[str, Any]) -> tuple[Config, list[str]]:
    """The kept settings with the changed ones over them. A model goes with the engine that it belongs to."""
    known = {key for key, _ in keys() if key.partition(".")[0] in SECTIONS}
    wanted = {key: value for key, value in kept.settings.items() if key in known}
    notes = [f"a setting of then is not taken over: {key}" for key in kept.settings if key not in known]
    for stage, engine in ran.items():
        wanted[f"{stage}.engine"] = engine
        if f"{stage}.engine" in flags and (own := CHOSEN.get(stage)):
            wanted.pop(f"{stage}.{own}", None)
    if wanted.get("listen.mode", "open") != "open":
        notes.append(f"then it listened in mode {wanted['listen.mode']}; here whoever speaks is answered")
    if (load := os.getloadavg()[0]) > usable_cpus():
        notes.append(f"this machine is busy (load {load:.1f} on {usable_cpus()} processors): the times say little")
    return settings({**wanted, **FREELY, **flags}).config, notes


def _said_again(kept: Kept, engines: Engines, turn: Turn, pace: Pace) -> list[Event]:
    """What was told, with times in seconds from the beginning of the sound. Cancelled."""
    events, bus = list[Event](), Bus()
    bus.subscribe(events.append)
    voice: Tts | None = engines.tts if "tts" in engines.loaded else None
    speaker = Playback(voice.rate if voice else kept.sound.rate)
    mic = PacedMic(iter([kept.sound]), rate=kept.sound.rate, pace=pace, speaker=speaker)
    talk = Conversation(engines.session(speaker, bus, skills="live"), mic)

    def close() -> None:
        mic.close()
        talk.close()

    with turn.on_cancel(close):
        talk.run()
    if turn.cancelled:
        raise Cancelled(turn.reason)
    begun = mic.time_of(0)
    return [Event(each.name, each.turn, each.data, each.at - begun) for each in events]


def _same(was: Went | None, new: Sequence[Went]) -> Went | None:
    """The new turn that was over nearest to the old one."""
    if was is None or was.at is None:
        return new[-1] if new else None
    at = was.at
    ended = [each for each in new if each.at is not None]
    return min(ended, key=lambda each: abs((each.at or 0.0) - at), default=None)
