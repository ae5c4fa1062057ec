"""Libraries that report home are told not to, before they are loaded: none keeps a number of this machine either."""

import os
import subprocess
import sys
from pathlib import Path

LOAD = "import vacli, sys, onnxruntime; onnxruntime.InferenceSession(sys.argv[1])"


def untold() -> dict[str, str]:
    """The variables of a user who has told no library anything."""
    return {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}


def test_onnxruntime_prepares_nothing_to_send(own_folders: Path) -> None:
    """Where it may report, it makes a database in the user's cache at once, and sends from it ten seconds later."""
    from faster_whisper.utils import get_assets_path

    model = next(Path(get_assets_path()).glob("silero*.onnx"))
    subprocess.run([sys.executable, "-c", LOAD, str(model)], env=untold(), check=True, timeout=60)
    assert [str(each) for each in own_folders.rglob("*") if "Microsoft" in each.parts] == []


def test_the_hub_is_not_asked_about_its_caller() -> None:
    code = "import vacli; from huggingface_hub import constants; print(constants.HF_HUB_DISABLE_TELEMETRY)"
    done = subprocess.run([sys.executable, "-c", code], env=untold(), capture_output=True, text=True, timeout=60)
    assert done.stdout == "True\n"
