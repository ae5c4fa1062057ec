"""Every engine that is installed, put to work on something whose outcome is known."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vacli import registry
from vacli.catalog import rows as catalog_rows
from vacli.catalog import store
from vacli.config import Config, VadSettings
from vacli.core.errors import VacliError
from vacli.doctor import machine
from vacli.doctor.apart import Told, apart
from vacli.doctor.built import unused
from vacli.doctor.engines import wanted
from vacli.doctor.finding import Finding, fail, ok, skip, warn
from vacli.doctor.recording import LANGUAGE, TEXT, overlap
from vacli.extras import pip

ENOUGH = 0.75
"""Share of the recording's words that a recogniser of its language must hear."""
QUIETEST = 0.003
"""RMS below which a voice has said nothing: -50 dBFS."""
OTHER_BUILD = (
    f"CMAKE_ARGS=-DGGML_NATIVE=on {pip('--force-reinstall --no-deps --no-binary llama-cpp-python llama-cpp-python')}"
)
SLOW = "slower than speech: answers pile up"


def trials(config: Config) -> Iterator[Finding]:
    """One after the other: beside another one none would be as fast as it is."""
    for row in registry.rows():
        if not row.needs and row.origin == "vacli" and not wanted(row, config):
            continue  # fakes
        asked = _settings(config, row)
        try:
            registry.choose(row.stage, getattr(asked, row.stage))
        except VacliError:
            continue  # `engines` says what it lacks
        if not row.missing() and (row.origin == "vacli" or wanted(row, config)):
            yield from judged(row, asked, apart("vacli.doctor.trial", asked, {"stage": row.stage}))


def judged(row: registry.Row, config: Config, told: Told) -> Iterator[Finding]:
    name = f"{row.name} works"
    if told.error:
        hint = told.hint if told.hint != "vacli doctor" else ""  # that is where we are
        yield fail(name, told.error, hint or _way_out(row, told), "it is installed, but cannot be used")
    else:
        yield from JUDGES[row.stage](name, told.found, _remedy(row, config, told.found))


def _settings(config: Config, row: registry.Row) -> Config:
    """Those of the user, with this engine; a model that was named for another one is none for this."""
    section = getattr(config, row.stage)
    if section.engine != row.name and section.model:
        section = replace(section, **{"voice" if row.stage == "tts" else "model": ""})
    return replace(config, **{row.stage: replace(section, engine=row.name)})


def _way_out(row: registry.Row, told: Told) -> str:
    if "Illegal instruction" in told.error and row.name == "llamacpp":
        return OTHER_BUILD
    if "Killed" in told.error or "MemoryError" in told.error:
        return "close other programs, or take a smaller model: vacli models list"
    return "vacli models verify" if row.models else _anew(row)


def _anew(row: registry.Row) -> str:
    needed = row.needs or (row.origin.split()[0],)  # those of other packages name none
    return pip(f"--force-reinstall --no-deps {' '.join(package.replace('_', '-') for package in needed)}")


def _remedy(row: registry.Row, config: Config, found: Mapping[str, Any]) -> str:
    """For an engine that runs, but does it wrong."""
    if row.stage == "vad" and config.vad.threshold != VadSettings().threshold:
        return "vacli config unset vad.threshold"
    if not row.models:
        return _anew(row)
    if model := store.lookup(found.get("model", ""), row.models):
        return f"vacli models verify {shlex.quote(model.name)}"
    return "get its model again: vacli models verify knows only those that are installed"


def _vad(name: str, found: Mapping[str, Any], remedy: str) -> Iterator[Finding]:
    said = f"speech in {found['speech']:.0%} of the spoken frames, in {found['silence']:.0%} of the silent ones"
    if found["speech"] < 0.6 or found["silence"] > 0.2:
        yield fail(name, said, remedy, "turns do not begin, or begin at nothing")
    else:
        yield ok(name, said)


def _stt(name: str, found: Mapping[str, Any], remedy: str) -> Iterator[Finding]:
    said = f'heard "{found["text"]}" in {found["rtf"]:.2f} s a second'
    row = catalog_rows.find(found["model"])
    foreign = row is not None and not row.speaks(LANGUAGE)
    if foreign:
        yield ok(name, f"{said}; it is of another language than the recording")
    elif overlap(found["text"]) < ENOUGH:
        why = f'it was "{TEXT}"; unless it is a model of another language, it is damaged'
        yield (fail if row else warn)(name, said, remedy, why)
    elif found["rtf"] > 1:
        yield _slow(name, said, "vacli models list", found)
    else:
        yield ok(name, said)


def _llm(name: str, found: Mapping[str, Any], remedy: str) -> Iterator[Finding]:
    said = f"first word after {found['ttft_ms']:.0f} ms, then {found['rate']:.0f} tokens/s"
    if len(found["text"].split()) < 2:
        why = f"it answered {found['text']!r}"
        yield fail(name, said, remedy, why)
    elif found["rate"] < 5:
        yield _slow(name, said, "vacli models list --kind gguf", found)
    else:
        yield ok(name, said)
    if lacking := unused(machine.features(), found["built"]):
        why = "prompts are evaluated several times slower than this processor could"
        yield warn("llama.cpp build", f"built without {', '.join(lacking)}, which it has", OTHER_BUILD, why)
    elif found["built"]:
        yield ok("llama.cpp build", "uses what this processor has")


def _tts(name: str, found: Mapping[str, Any], remedy: str) -> Iterator[Finding]:
    said = (
        f"{found['seconds']:.1f} s of sound, the first after {found['first_ms']:.0f} ms, {found['rtf']:.2f} s a second"
    )
    if found["seconds"] < 0.3 or found["level"] < QUIETEST:
        yield fail(name, f"{said}, loudness {found['level']:.4f}", remedy, "nobody would hear it")
    elif found["rtf"] > 1:
        yield _slow(name, said, "vacli config set tts.engine espeak", found)
    else:
        yield ok(name, said)


def _slow(name: str, said: str, fix: str, found: Mapping[str, Any]) -> Finding:
    """Not where others took the processor from it: then nothing is known of its speed."""
    if starved := found["starved"]:
        return skip(name, f"it works: {said}; its speed is not judged: {starved}")
    return warn(name, said, fix, SLOW)


JUDGES = {"vad": _vad, "stt": _stt, "llm": _llm, "tts": _tts}
