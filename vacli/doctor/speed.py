"""How long a user would wait here, by a ten-second probe; which part takes longest, and what would change it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vacli import registry
from vacli.catalog import rows as catalog_rows
from vacli.config import Config
from vacli.core.errors import VacliError
from vacli.doctor.apart import apart
from vacli.doctor.estimate import OUTPUT, P50, P95, Estimate, estimate
from vacli.doctor.finding import Finding, ok, skip, warn
from vacli.doctor.recording import LANGUAGE

SECONDS, BRIEFLY = 8.0, 4.0
"""That the probe of the settings takes beside loading, and that of another engine."""
MOST = 2
"""Other configurations that are probed: each takes a few seconds."""
DECIDES = {"stt_tail": "stt", "llm_ttft": "llm", "first_clause": "llm", "tts_ttfb": "tts", "tts_lead_silence": "tts"}
WORDS = {
    "endpoint_hold": "waiting for the end of speech",
    "stt_tail": "recogniser",
    "understand": "understanding",
    "llm_ttft": "first word of the answer",
    "first_clause": "first clause",
    "tts_ttfb": "voice",
    "tts_lead_silence": "silence before the voice",
    "sink": "sound output",
}
NAMES = {"quick": "quick answers", "llm": "llm answers"}
TARGETS = f"targets: {P50:.0f} ms in the median, {P95:.0f} ms in 95 of 100 turns"


def speed(config: Config) -> Iterator[Finding]:
    if foreign := _foreign(config):
        said = f"not measured: {foreign} does not hear the language of the recording ({LANGUAGE})"
        yield skip("speed", said, "vacli bench e2e --input DIR, with recordings of your own")
        return
    parts = apart("vacli.doctor.probe", config, {"seconds": SECONDS})
    if parts.error:
        hint = parts.hint if parts.hint != "vacli doctor" else ""  # that is where we are
        yield skip("speed", f"could not be measured: {parts.error}", hint or "vacli doctor --only trials")
        return
    for kind in (kind for kind in NAMES if parts.found.get(kind)):
        found = _estimated(parts.found, kind, config)
        yield from _judged(kind, found, parts.found["starved"], config)


def _foreign(config: Config) -> str:
    """The recogniser's model, if it is known to be of another language."""
    try:
        model = registry.choose("stt", config.stt)[1]
    except VacliError:
        return ""  # the probe says what is amiss
    known = catalog_rows.find(model.name) if model else None
    return known.name if known and not known.speaks(LANGUAGE) else ""


def _judged(kind: str, found: Estimate, starved: str, config: Config) -> Iterator[Finding]:
    name, said = NAMES[kind], f"about {found.p50:.0f} ms, in 95 of 100 turns under {found.p95:.0f} (estimate)"
    parts = ", ".join(f"{WORDS[stage]} {ms:.0f}" for stage, ms in found.stages.items() if ms >= 1)
    where = f"{parts} ms, one after the other; the {OUTPUT:.0f} ms of sound output are assumed"
    if starved:
        yield skip(name, f"{said}, not judged: {starved}", "vacli doctor --only load --only speed")
    elif found.good:
        yield ok(name, f"{said}: {where}")
    else:
        fix, promise = _better(kind, found, config)
        slowest = f"slowest is {WORDS[found.slowest]}, {found.stages[found.slowest]:.0f} ms"
        yield warn(name, f"{said}: {where}", fix, f"{TARGETS}; {slowest}{promise}")


def _better(kind: str, now: Estimate, config: Config) -> tuple[str, str]:
    """A command, and what it would bring, as far as it can be measured here."""
    tried = [*_settings(config), *_engines(now.slowest, config)][:MOST]
    best: tuple[float, str, str] = (now.p95 * 0.95, "", "")
    for fix, other, seconds in tried:
        told = apart("vacli.doctor.probe", other, {"seconds": seconds})
        if not told.error and told.found.get(kind):
            then = _estimated(told.found, kind, other)
            best = min(best, (then.p95, fix, f"; with it about {then.p50:.0f} and {then.p95:.0f} ms here"))
    if best[1]:
        return best[1], best[2]
    row_kind = {"stt": "whisper", "llm": "gguf", "tts": "piper"}.get(DECIDES.get(now.slowest, ""), "")
    if row_kind:
        return f"vacli models list --kind {row_kind}", "; a smaller model is faster"
    return "vacli doctor --only load --only threads", "; nothing that is installed here does better"


def _settings(config: Config) -> Iterator[tuple[str, Config, float]]:
    if config.turns.patient:
        yield (
            "vacli config set turns.patient false",
            replace(config, turns=replace(config.turns, patient=False)),
            BRIEFLY,
        )
    if not config.listen.speculate:
        quicker = replace(config, listen=replace(config.listen, speculate=True))
        yield "vacli config set listen.speculate true", quicker, BRIEFLY


def _engines(stage: str, config: Config) -> Iterator[tuple[str, Config, float]]:
    """Other engines that are installed, for the stage that is slowest."""
    room = DECIDES.get(stage, "")
    if not room:
        return
    section = getattr(config, room)
    try:
        used = registry.choose(room, section)[0].name
    except VacliError:
        return
    for row in registry.rows(room):
        if row.name == used or not row.auto:
            continue
        other = replace(section, engine=row.name, **{"voice" if room == "tts" else "model": ""})
        try:
            registry.choose(room, other)
        except VacliError:
            continue
        if not row.missing():
            yield f"vacli config set {room}.engine {row.name}", replace(config, **{room: other}), BRIEFLY


def _estimated(parts: Mapping[str, Any], kind: str, config: Config) -> Estimate:
    from vacli.live.conversation import rules  # half of vacli, for this alone

    rule = rules(config)
    return estimate(parts, kind, rule.complete, rule.pause, config.listen.speculate)
