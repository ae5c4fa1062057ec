"""The optional packages of vacli, by extra, and the command that installs them into the environment that runs."""

import re
import shlex
import sys
from importlib.metadata import requires
from importlib.util import find_spec

ENGINES = ("vosk", "sphinx", "llm", "piper", "espeak", "aec", "home", "bench")
"""The extras that `all` takes together: every engine but those on torch, echo cancellation, sentences of a home, what
the bench draws and compares with."""


def packages(extra: str) -> list[str]:
    """What the extra names, as pip takes it; `all` for every built-in engine."""
    if extra == "all":
        return [package for each in ENGINES for package in packages(each)]
    marked = re.compile(rf"""^(?P<name>[\w.-]+).*extra == ['"]{extra}['"]""")
    return list(dict.fromkeys(found["name"] for line in requires("vacli") or () if (found := marked.match(line))))


def install(extra: str) -> str:
    """The command to type for an extra."""
    return pip(" ".join(packages(extra)))


def pip(wanted: str) -> str:
    """The same for any packages, as a shell takes them: this environment's pip, or, where it has none, uv."""
    here = shlex.quote(sys.executable)
    return f"{here} -m pip install {wanted}" if find_spec("pip") else f"uv pip install --python {here} {wanted}"
