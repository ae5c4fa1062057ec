"""What was asked of `vacli bench`: the words of the command line as a `Wish`, checked before anything runs."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vacli.bench.benches import BENCHES, STAGES
from vacli.core.errors import InputError, UsageError

if TYPE_CHECKING:  # heavy, or not needed until something runs
    from vacli.bench.wish import Wish
    from vacli.core.turn import Turn

KINDS = {"whisper": "stt", "vosk": "stt", "gguf": "llm", "piper": "tts"}
"""The stage of a kind of model."""
OPTIONS = ("baseline", "through", "callers", "target", "under")


def wish_of(word: str, given: Mapping[str, Any], turn: "Turn", progress: Callable[[str, int, int], None]) -> "Wish":
    """UsageError or InputError says what cannot be."""
    from vacli.bench.under import under
    from vacli.bench.wish import Wish
    from vacli.config import load

    stage = BENCHES[word].stage if word in BENCHES else ""
    engines = _engines(stage, given.get("engine") or ())
    flags = _settings(given.get("settings") or ())
    _models(stage, given.get("model") or (), engines, flags)
    flags |= {f"{each}.engine": name for each, name in engines.items()}
    for name in ("device", "threads"):
        if (value := given.get(name)) is not None:
            flags |= {f"{each}.{name}": value for each in _stages(stage, name)}
    _check_callers(given.get("callers") or "")
    wish = Wish(
        config=load(flags).config,
        engines=engines,
        n=given.get("n") or 0,
        input=_input(given.get("input")),
        minutes=given.get("minutes") or 0.0,
        quick=word == "quick",
        options={name: str(given[name]) for name in OPTIONS if given.get(name)},
        turn=turn,
        progress=progress,
    )
    under(wish)
    return wish


def _engines(stage: str, names: Sequence[str]) -> dict[str, str]:
    """The engine asked for, by stage. A name that two stages have means both, or is written `stage.name`."""
    from vacli import registry

    found: dict[str, str] = {}
    for wanted in names:
        rows = [row for row in registry.rows(stage) if wanted in (row.name, f"{row.stage}.{row.name}")]
        if not rows:
            known = ", ".join(dict.fromkeys(row.name for row in registry.rows(stage)))
            raise UsageError(f"unknown {stage + ' ' if stage else ''}engine {wanted[:60]!r}", f"there are: {known}")
        for row in rows:
            if found.setdefault(row.stage, row.name) != row.name:
                raise UsageError(
                    f"{found[row.stage]} and {row.name} are both {row.stage} engines",
                    "name one; without --engine every one that is installed is measured",
                )
    return found


def _models(stage: str, names: Sequence[str], engines: dict[str, str], flags: dict[str, Any]) -> None:
    """Puts each model into the settings of its stage, and names the engine that it is for."""
    from vacli import registry

    if names and stage == "vad":
        raise UsageError("voice activity detectors take no model", "leave --model out")
    for wanted in names:
        kind = _kind(wanted)
        where = stage or KINDS.get(kind, "") or _only(engines)
        if not where:
            raise UsageError(f"which stage is {wanted[:60]!r} a model of?", "name its engine too: --engine NAME")
        key = "tts.voice" if where == "tts" else f"{where}.model"
        if key in flags:
            raise UsageError(f"two models of {where} were named", "name one")
        flags[key] = wanted
        for row in registry.rows(where):
            if kind and row.models == kind:
                engines.setdefault(where, row.name)


def _kind(wanted: str) -> str:
    """Of a model, by its name or its files; empty if neither tells."""
    from vacli.catalog import kinds, rows, store

    known = store.lookup(wanted) or rows.find(wanted)
    return known.kind if known else kinds.detect(Path(wanted).expanduser())


def _only(engines: Mapping[str, str]) -> str:
    return next(iter(engines)) if len(engines) == 1 else ""


def _stages(stage: str, name: str) -> tuple[str, ...]:
    if stage == "vad":
        raise UsageError(f"voice activity detectors know no --{name}", f"leave --{name} out")
    return (stage,) if stage else STAGES[1:]


def _settings(pairs: Sequence[str]) -> dict[str, Any]:
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"--set {pair[:60]!r} is no KEY=VALUE", "vacli bench e2e --set turns.complete=120")
        found[key.strip()] = value.strip()
    return found


def _input(path: Path | None) -> Path | None:
    if path is not None and not path.exists():
        raise InputError(f"no such file or folder: {path}", "name recordings, a folder of them, or a manifest (.jsonl)")
    return path


def _check_callers(text: str) -> None:
    if text and not all(part.strip().isdecimal() and 1 <= int(part) <= 1000 for part in text.split(",")):
        raise UsageError(f"--callers {text[:60]!r} are no numbers of callers", "--callers 1,2,5,10")
