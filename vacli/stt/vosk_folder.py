"""Is this folder a whole Vosk model? Asked before libvosk is: some broken models make it abort the process.

Knows the two layouts that Vosk models have had; reads no weights.
"""

import re
from pathlib import Path

from vacli.core.errors import ModelMissing

IVECTOR = ("final.ie", "final.dubm", "final.mat", "global_cmvn.stats", "online_cmvn.conf", "splice.conf")
DYNAMIC = ("HCLr.fst", "Gr.fst")  # the graph that a grammar may change
FIXED = ("HCLG.fst",)
PULL = "get it again: vacli models pull NAME"
# How model names spell a language, where that is not the ISO 639-1 code.
CODES = {"cn": "zh", "ua": "uk", "kz": "kk", "vn": "vi", "gr": "el", "tl": "tl", "ph": "tl"}


def check_folder(folder: Path) -> None:
    """ModelMissing names the first file that is absent, empty or cut off."""
    if not folder.is_dir():
        raise ModelMissing(f"no Vosk model in {folder}: it is not a folder", "vacli models list")
    for path in _needed(folder):
        if not path.is_file():
            raise _broken(folder, path, "is missing")
        if not path.stat().st_size:
            raise _broken(folder, path, "is empty")
    for path in _texts(folder):
        if path.is_file() and not _ends_whole(path):
            raise _broken(folder, path, "is cut off")
    conf = folder / "conf" / "model.conf"
    # Without these phones libvosk ends the process at the first sound.
    if conf.is_file() and "--endpoint.silence-phones=" not in conf.read_text(encoding="utf-8", errors="replace"):
        raise _broken(folder, conf, "has no --endpoint.silence-phones")


def takes_grammar(folder: Path) -> bool:
    """Whether the model's graph can be narrowed to a grammar."""
    return all((_graph(folder) / name).is_file() for name in DYNAMIC)


def language_of(folder: Path) -> str:
    """The language in the folder's name (vosk-model-small-de-0.15 -> de), or nothing."""
    found = re.match(r"vosk-model(?:-small|-tiny|-big)?-([a-z]{2})(?:-|$)", folder.name)
    return CODES.get(found[1], found[1]) if found else ""


def _flat(folder: Path) -> bool:
    """The old layout, everything in one folder."""
    return (folder / "final.mdl").exists() and not (folder / "am").exists()


def _graph(folder: Path) -> Path:
    return folder if _flat(folder) else folder / "graph"


def _needed(folder: Path) -> list[Path]:
    graph = _graph(folder)
    names = ["final.mdl", "mfcc.conf"] if _flat(folder) else ["am/final.mdl", "conf/mfcc.conf", "conf/model.conf"]
    paths = [folder / name for name in names]
    fixed = (graph / FIXED[0]).exists()
    paths += [graph / name for name in (FIXED if fixed else (*DYNAMIC, "disambig_tid.int"))]
    if (graph / "words.txt").exists():  # else the words stand in the graph itself
        paths.append(graph / "words.txt")
    if (folder / "ivector").exists():
        paths += [folder / "ivector" / name for name in IVECTOR]
    return paths


def _texts(folder: Path) -> list[Path]:
    """Tables written a line an entry: one that does not end with a line's end was cut off."""
    graph = _graph(folder)
    boundary = (folder if _flat(folder) else graph / "phones") / "word_boundary.int"
    return [graph / "words.txt", graph / "disambig_tid.int", boundary]


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1 if path.stat().st_size else 0, 2)
        return file.read(1) == b"\n"


def _broken(folder: Path, path: Path, what: str) -> ModelMissing:
    return ModelMissing(f"Vosk model {folder.name} is not whole: {path.relative_to(folder)} {what}", PULL)
