"""The user's settings, engines and models with a place of its own for what is written. Runs nothing.

What is proved must be what the user has; but nothing that was kept is read, and nothing is added to it: no answer from
the cache in place of the language model, no question in the history, no timer set off.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from vacli import paths

KEPT = {"models", "llm"}
"""What is shared of vacli's own folders: models, and copies of models in another form."""


def environment(folder: Path) -> dict[str, str]:
    """The variables of this process, with folders below `folder` for data, cache, state and what lives a session."""
    for name, real in (("data", paths.data_dir()), ("cache", paths.cache_dir())):
        _mirror(real.parent, folder / name, but=real.name)
        _mirror(real, folder / name / real.name, only=KEPT)
    for name in ("state", "runtime"):
        paths.private(folder / name)
    own = {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("data", "cache", "state")}
    return {**os.environ, **own, "XDG_RUNTIME_DIR": str(folder / "runtime"), **dict(_sound())}


def _mirror(real: Path, twin: Path, only: set[str] | None = None, but: str = "") -> None:
    """A folder of links to what is in another one: programs find there what they would find."""
    paths.private(twin)
    if real.is_dir():
        for each in real.iterdir():
            if each.name != but and (only is None or each.name in only):
                (twin / each.name).symlink_to(each)


def _sound() -> Iterator[tuple[str, str]]:
    """The sound server is found through the folder of the session, which is another one now."""
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    if session and Path(session, "pulse").is_dir():
        yield "PULSE_RUNTIME_PATH", os.environ.get("PULSE_RUNTIME_PATH", f"{session}/pulse")
    if session:
        yield "PIPEWIRE_RUNTIME_DIR", os.environ.get("PIPEWIRE_RUNTIME_DIR", session)
