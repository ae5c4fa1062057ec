"""`vacli --version`: this vacli and the engines it would run."""

import typer

from vacli import __version__

PACKAGES = (
    "faster-whisper",
    "ctranslate2",
    "vosk",
    "pocketsphinx",
    "llama-cpp-python",
    "piper-tts",
    "espeakng-loader",
    "onnxruntime",
    "sounddevice",
    "torch",
)


def show_version(wanted: bool) -> None:
    """Print the versions and leave."""
    if not wanted:
        return
    print(f"vacli {__version__}")
    for name, number in versions().items():
        print(f"  {name} {number}")
    raise typer.Exit


def versions() -> dict[str, str]:
    """Installed version of each engine's package; `not installed` where there is none."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
