"""Another package adds an engine: it is found, shown by the doctor, and does the work."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from support import Result

SOURCE = Path(__file__).parent / "plugin_example"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example package as an installer lays it out: its module, and a dist-info with its entry points."""
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text())["project"]
    site = tmp_path_factory.mktemp("site")
    shutil.copy(SOURCE / "vacli_example.py", site)
    info = site / f"vacli_example-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))
    return site


@pytest.fixture
def beeps(tmp_path: Path) -> Path:
    """Three beeps, raw 16-bit at 16 kHz."""
    beep = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4800) / 16000)
    once = np.concatenate([np.zeros(3200), beep])
    file = tmp_path / "beeps.raw"
    file.write_bytes((np.tile(once, 3) * 32767).astype("<i2").tobytes())
    return file


def vacli(site: Path, *argv: object) -> Result:
    paths = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "vacli", *map(str, argv)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_the_doctor_lists_it_with_the_package_it_comes_from(installed: Path) -> None:
    done = vacli(installed, "doctor", "--json", "--only", "engines")
    found = {finding["name"]: finding for finding in json.loads(done.out)["findings"]}
    assert found["stt example"]["status"] == "ok"
    assert found["stt example"]["detail"].startswith("from vacli-example 0.1.0")


def test_it_transcribes(installed: Path, beeps: Path) -> None:
    done = vacli(installed, "transcribe", "--engine", "example", "--raw", "--json", beeps)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert (told["engine"], told["text"]) == ("example", "beep beep beep")


def test_it_can_be_the_engine_of_the_settings(installed: Path, beeps: Path) -> None:
    assert vacli(installed, "config", "set", "stt.engine", "example").code == 0
    assert vacli(installed, "transcribe", "--raw", beeps).out.strip() == "beep beep beep"
    without = vacli(Path("/nowhere"), "config", "check")
    assert without.code == 2
    assert "there is no such engine" in without.err
