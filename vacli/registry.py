"""The one table of engines: which there are, whether they could run here, which one `auto` takes, and opening it.

Probing imports no engine. Other packages add rows through the entry point group `vacli.engines`; the entry's name is
`stage.name`, its object a callable `(settings of the stage, path of the model or None) -> engine`.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from vacli import catalog
from vacli.core.errors import EngineMissing, MissingError, ModelMissing, UsageError
from vacli.core.words import Choice
from vacli.extras import install

STAGES = ("vad", "stt", "llm", "tts")
GROUP = "vacli.engines"


class Settings(Protocol):
    """What every stage's section of the configuration has."""

    @property
    def engine(self) -> str: ...
    @property
    def model(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """An engine. `models` is the catalog kind it needs, empty if it carries its own; `auto` lets `auto` take it.

    `voices`: it carries several models and knows them by names of its own.
    """

    stage: str
    name: str
    target: str
    needs: tuple[str, ...] = ()
    extra: str = ""
    models: str = ""
    auto: bool = True
    voices: bool = False
    origin: str = "vacli"

    def missing(self) -> str:
        """The first package that is not installed, or nothing."""
        return next((package for package in self.needs if find_spec(package) is None), "")


TABLE: tuple[Row, ...] = (
    Row("vad", "silero", "vacli.vad.silero:Silero", ("onnxruntime", "faster_whisper")),
    Row("vad", "silero-torch", "vacli.vad.silero_torch:SileroTorch", ("torch", "silero_vad"), "torch", auto=False),
    Row("stt", "whisper", "vacli.stt.whisper:Whisper", ("faster_whisper",), models="whisper"),
    Row("stt", "vosk", "vacli.stt.vosk:Vosk", ("vosk",), "vosk", models="vosk"),
    Row("stt", "sphinx", "vacli.stt.sphinx:Sphinx", ("pocketsphinx",), "sphinx"),
    Row("stt", "scripted", "vacli.stt.scripted:ScriptedStt", auto=False),
    Row("llm", "llamacpp", "vacli.llm.llamacpp:LlamaCpp", ("llama_cpp",), "llm", models="gguf"),
    Row("llm", "scripted", "vacli.llm.scripted:ScriptedLlm", auto=False),
    Row("tts", "piper", "vacli.tts.piper:Piper", ("piper",), "piper", models="piper"),
    Row("tts", "espeak", "vacli.tts.espeak:Espeak", ("espeakng_loader",), "espeak", voices=True),
    Row("tts", "tone", "vacli.tts.tone:Tone", auto=False),
)


def rows(stage: str = "") -> tuple[Row, ...]:
    """Every known engine, best first within its stage; those of other packages last."""
    found = TABLE + tuple(_third_party())
    return tuple(row for row in found if stage in ("", row.stage))


def choose(stage: str, settings: Settings) -> tuple[Row, Path | None, Choice]:
    """The engine that the settings mean, its model, and why. EngineMissing, ModelMissing or UsageError."""
    if settings.engine != "auto":
        row = _named(stage, settings.engine)
        return row, _model(row, settings), Choice(f"{stage}.engine", row.name, "as asked")
    passed: list[str] = []
    for row in (row for row in rows(stage) if row.auto):
        try:
            _usable(row, settings)
            model = _model(row, settings)
        except MissingError as error:
            passed.append(f"{row.name}: {error.message}")
            continue
        return row, model, Choice(f"{stage}.engine", row.name, "; ".join(passed) or "the best there is")
    if settings.model:
        raise ModelMissing(f"no {stage} engine can use {settings.model!r}: " + "; ".join(passed), "vacli models list")
    raise EngineMissing(f"no engine for {stage}: " + "; ".join(passed), install("all"))


def open_engine(row: Row, settings: Settings, model: Path | None) -> Any:
    """Load it: an engine of `vacli.core.engines`, by its stage."""
    _usable(row, settings)
    module, _, name = row.target.partition(":")
    try:
        factory = getattr(import_module(module), name)
    except (ImportError, OSError) as error:
        raise EngineMissing(f"{row.stage} engine {row.name} does not import: {error}", "vacli doctor") from error
    return factory(settings, model)


def _named(stage: str, name: str) -> Row:
    known = {row.name: row for row in rows(stage)}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"unknown {stage} engine {name!r}", f"{meant}there are: auto, {', '.join(known)}")


def _usable(row: Row, settings: Settings) -> None:
    if package := row.missing():
        raise EngineMissing(f"package {package} is not installed", install(row.extra or "all"))
    if settings.model and not row.models and not row.voices and row.origin == "vacli" and row.auto:
        raise ModelMissing(f"{row.name} takes no model, but {settings.model!r} was asked for", "leave --model out")


def _model(row: Row, settings: Settings) -> Path | None:
    if not row.models:
        return None
    return catalog.locate(row.models, settings.model)


def _third_party() -> Iterator[Row]:
    for entry in entry_points(group=GROUP):
        stage, _, name = entry.name.partition(".")
        if stage in STAGES and name:
            yield Row(stage, name, entry.value, auto=False, origin=_package(entry))


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
