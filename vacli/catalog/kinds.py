"""What each kind of model is made of: telling kinds apart, saying what is missing, and what an engine opens.

Looks at files only; imports no engine.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from vacli.core.errors import ModelMissing

MOST_FILES = 10_000
"""A model folder with more is not a model folder."""

_SIGNS = {
    "model.bin": "whisper",
    "am/final.mdl": "vosk",
    "final.mdl": "vosk",
    "*.onnx": "piper",
    "*.gguf": "gguf",
}
_WHISPER_MAGIC = b"WhisperSpec"
_VOSK_GRAPHS = ("HCLG.fst", "HCLr.fst and Gr.fst")
_NOT_PART = (".", "__MACOSX")


def detect(path: Path) -> str:
    """The kind that a file or folder looks like, by its tell-tale file; empty if none. It may still be incomplete."""
    if path.is_file():
        return {".onnx": "piper", ".gguf": "gguf"}.get(path.suffix.lower(), "")
    found = (kind for sign, kind in _SIGNS.items() if next(path.glob(sign), None))
    return next(found, "") if path.is_dir() else ""


def lacks(kind: str, path: Path) -> list[str]:
    """What keeps `path` from being a model of this kind, in words; nothing if it is one. Reads a few bytes only."""
    check = {"whisper": _lacks_whisper, "vosk": _lacks_vosk, "piper": _lacks_piper, "gguf": _lacks_gguf}[kind]
    return list(check(path))


def opened(kind: str, path: Path) -> Path:
    """What an engine opens: the folder, or the .onnx or .gguf file in it. ModelMissing says what is missing."""
    if not path.exists():
        raise ModelMissing(f"no such file or folder: {path}", "vacli models list")
    if missing := lacks(kind, path):
        other = detect(path)
        looks = f"; it looks like a {other} model" if other not in ("", kind) else ""
        raise ModelMissing(f"{path} is no {kind} model: {', '.join(missing)}{looks}", "vacli models list --installed")
    return _entry(kind, path)


def members(kind: str, path: Path) -> list[Path]:
    """The files that make up a sound model, absolute. Those of a folder that belong to something else are left out."""
    if kind == "vosk":
        return sorted(_walk(path))
    entry = _entry(kind, path)
    if kind == "whisper":
        names = ("config.json", "model.bin", "tokenizer.json", "vocabulary.*", "preprocessor_config.json")
        return sorted(file for name in names for file in path.glob(name) if file.is_file())
    if kind == "piper":
        card = entry.with_name("MODEL_CARD")
        return [entry, entry.with_name(f"{entry.name}.json"), *([card] if card.is_file() else [])]
    return [entry]


def check_content(kind: str, path: Path) -> None:
    """A closer look, for a model that is about to be installed: its JSON must parse. ModelMissing if not."""
    names = {"whisper": ("config.json", "tokenizer.json", "vocabulary.json")}.get(kind, ())
    for file in (path / name for name in names):
        if file.exists() and _json(file) is None:
            raise ModelMissing(f"{file.name} is not valid JSON: the model is damaged", "get it again")


def _lacks_whisper(path: Path) -> Iterator[str]:
    if not path.is_dir():
        yield "it is not a folder"
        return
    yield from (f"{name} is missing" for name in ("config.json", "model.bin", "tokenizer.json") if _empty(path / name))
    if _empty(path / "vocabulary.json") and _empty(path / "vocabulary.txt"):
        yield "vocabulary.json or vocabulary.txt is missing"
    if not _empty(path / "model.bin") and _WHISPER_MAGIC not in _head(path / "model.bin", 32):
        yield "model.bin is not a Whisper model in CTranslate2's format"


def _lacks_vosk(path: Path) -> Iterator[str]:
    if not path.is_dir():
        yield "it is not a folder"
        return
    flat = (path / "final.mdl").is_file()  # the older layout has everything at the top
    graph = path if flat else path / "graph"
    needed = ["final.mdl", "mfcc.conf"] if flat else ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf"]
    yield from (f"{name} is missing" for name in needed if _empty(path / name))
    if _empty(graph / "HCLG.fst") and (_empty(graph / "HCLr.fst") or _empty(graph / "Gr.fst")):
        place = "" if flat else "graph/"
        yield f"{place}{_VOSK_GRAPHS[0]}, or {place}{_VOSK_GRAPHS[1]}, is missing"


def _lacks_piper(path: Path) -> Iterator[str]:
    voices = [path] if path.is_file() else sorted(path.glob("*.onnx"))
    if len(voices) != 1 or voices[0].suffix != ".onnx":
        yield "no .onnx file in it" if not voices else "not exactly one .onnx file: name the one you mean"
        return
    settings = voices[0].with_name(f"{voices[0].name}.json")
    if _empty(voices[0]):
        yield f"{voices[0].name} is empty"
    if not settings.is_file():
        yield f"{settings.name} is missing beside it"
        return
    tree = _json(settings)
    audio = tree.get("audio") if isinstance(tree, dict) else None
    if not isinstance(audio, dict) or not isinstance(audio.get("sample_rate"), int):
        yield f"{settings.name} states no audio.sample_rate"


def _lacks_gguf(path: Path) -> Iterator[str]:
    files = [path] if path.is_file() else sorted(path.glob("*.gguf"))
    if len(files) != 1:
        yield "no .gguf file in it" if not files else "several .gguf files: name the one you mean"
    elif _head(files[0], 4) != b"GGUF":
        yield f"{files[0].name} is not in GGUF format"


def _entry(kind: str, path: Path) -> Path:
    suffix = {"piper": "*.onnx", "gguf": "*.gguf"}.get(kind)
    return path if suffix is None or path.is_file() else next(path.glob(suffix))


def _walk(folder: Path) -> Iterator[Path]:
    count = 0
    for file in folder.rglob("*"):
        parts = file.relative_to(folder).parts
        if any(part.startswith(_NOT_PART) for part in parts) or not file.is_file():
            continue
        count += 1
        if count > MOST_FILES:
            raise ModelMissing(
                f"{folder} holds more than {MOST_FILES} files: it is no model", "name the model's folder"
            )
        yield file


def _empty(file: Path) -> bool:
    return not file.is_file() or file.stat().st_size == 0


def _head(file: Path, size: int) -> bytes:
    with file.open("rb") as stream:
        return stream.read(size)


def _json(file: Path) -> object:
    """Its content, or None if it is not JSON."""
    try:
        tree: object = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None
    return tree
