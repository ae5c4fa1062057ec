"""Engines: which are installed, which one each stage would take and why. Loads no model."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vacli import catalog, registry
from vacli.config import Config
from vacli.core.errors import EngineMissing, MissingError, VacliError
from vacli.doctor.finding import Finding, fail, ok, skip, warn
from vacli.extras import install, pip

DISTRIBUTIONS = {"piper": "piper-tts", "llama_cpp": "llama-cpp-python"}
"""Packages that are installed under another name than they are imported."""
FIRST = {"whisper": "whisper-base.en", "vosk": "vosk-model-small-en-us-0.15", "piper": "en_US-lessac-medium"}
"""A small good model of each kind, to begin with."""
LACKING = {
    "vad": "nothing that is said is noticed",
    "stt": "nothing that is said is understood",
    "llm": "questions that no skill knows stay without an answer",
    "tts": "answers are printed, not spoken",
}
ROUGH = "sphinx hears closed lists of commands well, but gets near 40 % of the words of dictation wrong"


def engines(config: Config) -> Iterator[Finding]:
    """Every engine that is known, those of other packages included; fakes only where they are asked for."""
    for row in registry.rows():
        if not row.needs and row.origin == "vacli" and not wanted(row, config):
            continue
        name = f"{row.stage} {row.name}"
        if row.origin != "vacli":
            yield ok(name, f"from {row.origin} ({row.target})")
        elif package := row.missing():
            yield _missing(
                name, f"package {package} is not installed", install(row.extra or "all"), wanted(row, config)
            )
        else:
            yield _installed(row, name, wanted(row, config))


def choices(config: Config) -> Iterator[Finding]:
    """The engine each stage would run on, and why."""
    for stage in registry.STAGES:
        yield _choice(stage, getattr(config, stage))


def espeak(config: Config) -> Iterator[Finding]:
    """The built-in voice, of which Piper needs the part that knows how words are spoken."""
    if find_spec("espeakng_loader"):
        import espeakng_loader

        lost = [
            path
            for path in (espeakng_loader.get_library_path(), espeakng_loader.get_data_path())
            if not Path(path).exists()
        ]
        again = pip("--force-reinstall espeakng-loader")
        yield (
            fail("espeak-ng", f"{lost[0]} is missing", again) if lost else ok("espeak-ng", "library and data are there")
        )


def _installed(row: registry.Row, name: str, wanted: bool) -> Finding:
    if not row.needs:
        return ok(name, "for tests and dry runs")
    said = _version(row.needs[0]) + ("" if row.auto else ", only when asked for")
    if not row.models:
        return ok(name, said)
    try:
        return ok(name, f"{said}, model {catalog.locate(row.models, '').name}")
    except MissingError as error:
        fix = f"vacli models pull {FIRST[row.models]}" if row.models in FIRST else error.hint
        return _missing(name, f"{said}, but {error.message}", fix, wanted)


def wanted(row: registry.Row, config: Config) -> bool:
    """The settings ask for it by name."""
    return bool(getattr(config, row.stage).engine == row.name)


def _missing(name: str, said: str, fix: str, wanted: bool) -> Finding:
    """Nobody needs every engine: what each stage lacks, its choice says."""
    return fail(name, said, fix, "the settings ask for it") if wanted else skip(name, said, fix)


def _choice(stage: str, settings: Any) -> Finding:
    asked = settings.engine != "auto" or bool(settings.model)
    try:
        row, model, choice = registry.choose(stage, settings)
        if package := row.missing():
            raise EngineMissing(f"package {package} is not installed", install(row.extra or "all"))
    except VacliError as error:
        found = fail if asked or stage in ("stt", "vad") else warn
        return found(f"{stage} in use", error.message, error.hint, LACKING[stage])
    said = f"{row.name}{f' with {model.name}' if model else ''} ({choice.reason})"
    if stage == "stt" and row.name == "sphinx" and not asked:
        return warn("stt in use", said, f"vacli models pull {FIRST['whisper']}", ROUGH)
    return ok(f"{stage} in use", said)


def _version(package: str) -> str:
    name = DISTRIBUTIONS.get(package, package)
    try:
        return f"{name.replace('_', '-')} {version(name)}"
    except PackageNotFoundError:
        return f"{package}, version unknown"
