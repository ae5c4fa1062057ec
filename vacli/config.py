"""Settings: one tree of dataclasses, filled from defaults < config.toml < VACLI_* environment < flags.

Every value knows where it came from; an unknown key is an error. Sections are named after the stages.
"""

import difflib
import os
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from vacli import paths
from vacli.core.errors import UsageError

VERSION = 1
MIGRATIONS: list[Callable[[dict[str, Any]], dict[str, Any]]] = []
"""MIGRATIONS[n] turns the content of a version n+1 file into that of version n+2."""

DEVICES = ("auto", "cpu", "cuda")
DEFAULT_SYSTEM = "You are a helpful voice assistant. Answer in one or two short spoken sentences."


def setting(
    default: Any, help: str, *, choices: tuple[str, ...] = (), low: float | None = None, high: float | None = None
) -> Any:
    """A field with the words that explain it and the bounds that hold it."""
    return field(default=default, metadata={"help": help, "choices": choices, "low": low, "high": high})


@dataclass(frozen=True)
class AudioSettings:
    input: str = setting("", "microphone, by name or number; empty = the system's default")
    output: str = setting("", "loudspeaker, by name or number; empty = the system's default")
    echo: str = setting("auto", "echo cancellation", choices=("auto", "livekit", "pywebrtc", "off"))
    duplex: str = setting("auto", "full = listen while speaking", choices=("auto", "full", "half"))


@dataclass(frozen=True)
class VadSettings:
    engine: str = setting("auto", "voice activity detector: auto, silero, silero-torch")
    threshold: float = setting(0.5, "probability from which a frame counts as speech", low=0.05, high=0.95)

    @property
    def model(self) -> str:
        return ""


@dataclass(frozen=True)
class SttSettings:
    engine: str = setting("auto", "speech to text: auto, whisper, vosk, sphinx")
    model: str = setting("", "catalog name or path; empty = the best one that is installed")
    language: str = setting("", "language code such as en; empty = detected, or English where it cannot be")
    device: str = setting("auto", "where it runs", choices=DEVICES)
    compute: str = setting("auto", "number format of Whisper: auto, int8, float16, float32, ...")
    threads: int = setting(0, "threads a decoder uses; 0 = chosen for this machine", low=0, high=256)
    shape: bool = setting(True, "figures, capitals and a full stop for engines that write none: vosk, sphinx")
    short_window: bool = setting(True, "Whisper encodes only the part of its 30 s window that holds sound")


@dataclass(frozen=True)
class LlmSettings:
    engine: str = setting("auto", "language model runner: auto, llamacpp")
    model: str = setting("", "catalog name or path of a GGUF file; empty = the best one that is installed")
    device: str = setting("auto", "where it runs", choices=DEVICES)
    threads: int = setting(0, "threads that generate; 0 = chosen for this machine", low=0, high=256)
    context: int = setting(2048, "context length in tokens", low=256, high=131072)
    max_tokens: int = setting(160, "longest answer in tokens", low=1, high=32768)
    temperature: float = setting(0.3, "0 = always the likeliest word", low=0.0, high=2.0)
    system: str = setting(DEFAULT_SYSTEM, "what the model is told to be")


@dataclass(frozen=True)
class TtsSettings:
    engine: str = setting("auto", "text to speech: auto, piper, espeak")
    voice: str = setting("", "catalog name, path, or espeak voice such as en-us; empty = the best one installed")
    speaker: int = setting(0, "speaker of a voice that has several", low=0, high=10000)
    speed: float = setting(1.0, "2 = twice as fast", low=0.25, high=4.0)
    device: str = setting("auto", "where it runs", choices=DEVICES)
    threads: int = setting(0, "threads a voice uses; 0 = chosen for this machine", low=0, high=256)

    @property
    def model(self) -> str:
        return self.voice


@dataclass(frozen=True)
class TurnsSettings:
    complete: int = setting(160, "silence in ms that ends a turn whose words are complete", low=100, high=2000)
    unknown: int = setting(350, "the same, where the words do not tell", low=100, high=3000)
    unfinished: int = setting(1300, "the same, where the words ask for more", low=300, high=5000)
    patient: bool = setting(False, "wait longer before a turn ends: fewer interruptions, later answers")
    longest: float = setting(30.0, "seconds after which endless speech is cut", low=2, high=600)
    reopen: int = setting(600, "ms of the reply within which speech goes on with the old turn", low=0, high=3000)


@dataclass(frozen=True)
class ListenSettings:
    mode: str = setting("open", "what lets a turn begin: voice, wake word, key", choices=("open", "wake", "talk"))
    wake: str = setting("", "wake phrase such as smart mirror; empty = none")
    follow_up: float = setting(8.0, "seconds in which the wake phrase need not be repeated", low=0, high=120)
    speculate: bool = setting(True, "prepare the answer while the user may be done")


@dataclass(frozen=True)
class ReplySettings:
    filler_after: int = setting(0, "ms of waiting after which a filler is said; 0 = never", low=0, high=10000)
    give_up: float = setting(6.0, "seconds without a word of the language model before an apology", low=1, high=120)
    stop_words: str = setting("", "further words that stop the reply at once, separated by commas")
    threshold: float = setting(0.7, "confidence below which it is asked back what was meant", low=0.0, high=1.0)
    confirm_below: float = setting(0.9, "Vosk's confidence below which changes are asked first", low=0.0, high=1.0)
    turns: int = setting(10, "turns that the language model sees, as far as they fit", low=0, high=1000)
    longest: float = setting(60.0, "seconds after which the language model must come to an end", low=1, high=3600)


@dataclass(frozen=True)
class CacheSettings:
    response: int = setting(4, "MB of answers that may be given again; 0 = none", low=0, high=1000)
    response_ttl: int = setting(3600, "seconds for which an answer may be given again", low=1, high=365 * 86400)
    speech: int = setting(64, "MB of spoken clauses that need not be made again; 0 = none", low=0, high=10000)
    speech_days: int = setting(7, "days for which they are kept", low=1, high=365)


@dataclass(frozen=True)
class StatsSettings:
    enabled: bool = setting(True, "keep how long turns took, for `vacli stats`: numbers only, no words")
    keep_days: int = setting(30, "days for which they are kept", low=1, high=3650)


@dataclass(frozen=True)
class SkillsSettings:
    weather_command: str = setting("", "program that tells the weather; {place} {days} {weekday} {language} are put in")
    news_command: str = setting("", "program that tells the news; neither is run by a shell")
    http_allow: str = setting("", "hosts beyond the home network that your own rules may ask, separated by commas")


@dataclass(frozen=True)
class ModelsSettings:
    hub: str = setting("", "address of the model hub or a mirror of it; empty = HF_ENDPOINT, or huggingface.co")
    vosk_hub: str = setting("https://alphacephei.com/vosk/models", "address of the folder that holds Vosk's zips")


@dataclass(frozen=True)
class Config:
    audio: AudioSettings = field(default_factory=AudioSettings)
    vad: VadSettings = field(default_factory=VadSettings)
    stt: SttSettings = field(default_factory=SttSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    tts: TtsSettings = field(default_factory=TtsSettings)
    turns: TurnsSettings = field(default_factory=TurnsSettings)
    listen: ListenSettings = field(default_factory=ListenSettings)
    reply: ReplySettings = field(default_factory=ReplySettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    stats: StatsSettings = field(default_factory=StatsSettings)
    skills: SkillsSettings = field(default_factory=SkillsSettings)
    models: ModelsSettings = field(default_factory=ModelsSettings)


@dataclass(frozen=True)
class Value:
    """One setting as it stands. `origin` is `default`, a file's path, a VACLI_* name, or `flag`."""

    key: str
    value: Any
    origin: str
    help: str


@dataclass(frozen=True)
class Loaded:
    config: Config
    values: tuple[Value, ...]


def keys() -> Iterator[tuple[str, Any]]:
    """Every `section.name` with its dataclass field."""
    defaults = Config()
    for section in fields(Config):
        for entry in fields(getattr(defaults, section.name)):
            yield f"{section.name}.{entry.name}", entry


def load(
    flags: Mapping[str, Any] | None = None, *, file: Path | None = None, environ: Mapping[str, str] = os.environ
) -> Loaded:
    """The settings in force. `flags` maps `section.name` to a value; None there means not given. UsageError if bad."""
    path = file or paths.config_file()
    layers = {str(path): read_file(path), **_environment(environ)}
    layers["flag"] = {key: value for key, value in (flags or {}).items() if value is not None}
    known = dict(keys())
    found = {key: (entry.default, "default") for key, entry in known.items()}
    for origin, layer in layers.items():
        for key, raw in layer.items():
            if key not in known:
                raise unknown_key(key, origin)
            found[key] = (check(key, raw, origin), origin)
    config = Config()
    for key, (value, _) in found.items():
        section, name = key.split(".")
        config = replace(config, **{section: replace(getattr(config, section), **{name: value})})
    values = (Value(key, value, origin, known[key].metadata["help"]) for key, (value, origin) in found.items())
    return Loaded(config, tuple(values))


def check(key: str, raw: Any, origin: str) -> Any:
    """`raw` as the type that `key` wants, within its bounds. UsageError says what is allowed."""
    entry = dict(keys())[key]
    value = _convert(key, raw, type(entry.default), origin)
    meta = entry.metadata
    if meta["choices"] and value not in meta["choices"]:
        raise _bad(key, raw, origin, "it must be one of " + ", ".join(meta["choices"]))
    if meta["low"] is not None and not meta["low"] <= value <= meta["high"]:
        raise _bad(key, raw, origin, f"it must lie between {meta['low']:g} and {meta['high']:g}")
    if isinstance(value, str) and any(ord(letter) < 32 and letter not in "\n\t" for letter in value):
        raise _bad(key, raw, origin, "it holds control characters")
    return value


def read_file(path: Path) -> dict[str, Any]:
    """`section.name` -> raw value of a config file, migrated to this version; nothing if there is no file."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}", f"mend that line, or remove it: rm {path}") from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", f"check it: ls -l {path}") from None
    version = tree.pop("version", VERSION)
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        raise UsageError(f"{path} is of version {version}; this vacli knows up to {VERSION}", "upgrade vacli")
    for migrate in MIGRATIONS[version - 1 :]:
        tree = migrate(tree)
    return dict(_flatten(tree, path))


def variable(key: str) -> str:
    """The environment variable of a key: stt.engine -> VACLI_STT_ENGINE."""
    return "VACLI_" + key.replace(".", "_").upper()


def unknown_key(key: str, origin: str) -> UsageError:
    near = difflib.get_close_matches(key, [name for name, _ in keys()], n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    step = f"take it out: vacli config unset {key}" if origin.endswith(".toml") else "all keys: vacli config show"
    return UsageError(f"unknown setting {key} (from {origin})", meant + step)


def _flatten(tree: dict[str, Any], path: Path) -> Iterator[tuple[str, Any]]:
    for section, content in tree.items():
        if not isinstance(content, dict):
            raise unknown_key(section, str(path))
        for name, value in content.items():
            yield f"{section}.{name}", value


def _environment(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    known = {variable(key): key for key, _ in keys()}
    return {name: {known[name]: value} for name, value in environ.items() if name in known}


_WANTED = {int: "it must be a whole number", float: "it must be a number", str: "it must be text"}


def _convert(key: str, raw: Any, kind: type, origin: str) -> Any:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if kind is bool:
        value = raw if isinstance(raw, bool) else words.get(str(raw).lower())
        if value is None:
            raise _bad(key, raw, origin, "it must be true or false")
        return value
    if key.endswith("_command") and isinstance(raw, list) and all(isinstance(each, str) for each in raw):
        return shlex.join(raw)
    if isinstance(raw, bool) or (kind is str and not isinstance(raw, str)):
        raise _bad(key, raw, origin, _WANTED[kind])
    try:
        return kind(raw)
    except (TypeError, ValueError):
        raise _bad(key, raw, origin, _WANTED[kind]) from None


def _bad(key: str, raw: Any, origin: str, why: str) -> UsageError:
    step = f"correct it, or: unset {origin}" if origin.startswith("VACLI_") else f"vacli config set {key} VALUE"
    return UsageError(f"{key} = {str(raw)[:60]!r} (from {origin}): {why}", step)
