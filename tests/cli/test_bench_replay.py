"""`vacli bench replay` as a command: what it is given, and what it says to a folder that is none."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from vacli.cli.bench_replay import replay
from vacli.core.errors import InputError, UsageError
from vacli.core.turn import Origin, Turn


def replayed(*argv: object) -> Result:
    app = typer.Typer()
    app.command()(replay)
    return CliRunner().invoke(app, [str(word) for word in argv], obj=Turn(Origin.TEXT))


def test_a_setting_without_a_value_is_refused(tmp_path: Path) -> None:
    refused = replayed(tmp_path, "--set", "stt.engine").exception
    assert isinstance(refused, UsageError) and "--set stt.engine=vosk" in refused.hint


def test_a_folder_that_is_no_kept_turn_is_said(tmp_path: Path) -> None:
    refused = replayed(tmp_path).exception
    assert isinstance(refused, InputError) and "is no turn that was kept" in refused.message
    (tmp_path / "versions.json").write_text(json.dumps({"version": 99}))
    newer = replayed(tmp_path, "--json").exception
    assert isinstance(newer, InputError) and "newer vacli" in newer.message


def test_its_help_has_an_example_of_a_change() -> None:
    told = replayed("--help")
    assert told.exit_code == 0 and "--set" in told.output and "KEY=VALUE" in told.output
