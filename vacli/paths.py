"""Where vacli keeps things, by the XDG rules of the platform. Folders are made private (0700) when first needed."""

import warnings
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("vacli", appauthor=False)


def config_file() -> Path:
    return Path(_DIRS.user_config_dir) / "config.toml"


def data_dir() -> Path:
    return Path(_DIRS.user_data_dir)


def models_dir() -> Path:
    return data_dir() / "models"


def cache_dir() -> Path:
    """What can be made again: re-quantised models, compiled grammars."""
    return Path(_DIRS.user_cache_dir)


def state_dir() -> Path:
    return Path(_DIRS.user_state_dir)


def runtime_dir() -> Path:
    with warnings.catch_warnings():  # without a login session there is no XDG_RUNTIME_DIR: not the user's concern
        warnings.simplefilter("ignore")
        return Path(_DIRS.user_runtime_dir)


def all_dirs() -> dict[str, Path]:
    """Every folder that vacli may ever write to, by name."""
    return {
        "config": config_file().parent,
        "data": data_dir(),
        "cache": cache_dir(),
        "state": state_dir(),
        "runtime": runtime_dir(),
    }


def private(folder: Path) -> Path:
    """Make the folder if it is missing, readable by its owner alone, and give it back."""
    if not folder.is_dir():
        private(folder.parent)  # mkdir(parents=True) would leave these open to others
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
