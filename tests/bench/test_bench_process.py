"""What a process of its own prints: its last object is taken, whatever an engine prints before it."""

from pathlib import Path

import pytest

from vacli.bench.process import in_a_process
from vacli.core.errors import EngineMissing


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "printing.py"


@pytest.mark.parametrize("indent", ["None", "2"])
def test_what_an_engine_prints_before_it_is_no_part_of_it(module: Path, indent: str) -> None:
    found = {"load": 1.5, "curve": [{"n": 1}, {"n": 2}]}
    module.write_text(f"import json; print('{{loading}} 5 layers'); print(json.dumps({found}, indent={indent}))")
    assert in_a_process("printing") == found


@pytest.mark.parametrize("body", ["", "print('done')", "raise SystemExit('no memory')"])
def test_nothing_to_read_is_told(module: Path, body: str) -> None:
    module.write_text(body)
    with pytest.raises(EngineMissing, match="printing ended with"):
        in_a_process("printing")
