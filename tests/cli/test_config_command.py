"""`vacli config`, as a user types it."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from support import Result

from vacli import paths

Run = Callable[..., Result]


def test_show_tells_each_value_and_where_it_came_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("config", "set", "stt.language", "en")
    monkeypatch.setenv("VACLI_TTS_SPEED", "1.5")
    lines = run("config", "show").out.splitlines()
    told = {line.split(" = ")[0].strip(): line.split(" = ", 1)[1].split("  # ") for line in lines}
    assert [part.strip() for part in told["stt.language"]] == ['"en"', "from config.toml"]
    assert [part.strip() for part in told["tts.speed"]] == ["1.5", "from VACLI_TTS_SPEED"]
    assert [part.strip() for part in told["stt.short_window"]] == ["true", "default"]
    values = {entry["key"]: entry for entry in json.loads(run("config", "show", "--json").out)}
    assert values["stt.language"]["origin"] == str(paths.config_file())
    assert len(values) == len(lines)
    assert all(entry["help"] for entry in values.values())


def test_show_may_be_narrowed(run: Run) -> None:
    assert all(line.startswith("vad.") for line in run("config", "show", "vad").out.splitlines())
    assert run("config", "show", "vad.engine").out.count("\n") == 1
    wrong = run("config", "show", "zzz")
    assert wrong.code == 2
    assert "there are: audio, vad, stt" in wrong.err


def test_get_prints_the_bare_value(run: Run) -> None:
    assert run("config", "get", "llm.context").out == "2048\n"
    assert run("config", "get", "stt.short_window").out == "true\n"
    assert run("config", "get", "stt.language").out == "\n"
    assert json.loads(run("config", "get", "llm.context", "--json").out) == {
        "key": "llm.context",
        "value": 2048,
        "origin": "default",
    }


def test_set_writes_and_unset_takes_back(run: Run) -> None:
    done = run("config", "set", "llm.temperature", "0.7")
    assert done == Result(0, "", "llm.temperature = 0.7\n")
    assert run("config", "get", "llm.temperature").out == "0.7\n"
    assert stat.S_IMODE(paths.config_file().stat().st_mode) == 0o600
    assert run("config", "unset", "llm.temperature").code == 0
    assert run("config", "get", "llm.temperature").out == "0.3\n"
    again = run("config", "unset", "llm.temperature")
    assert again.code == 0
    assert "is not set in" in again.err
    assert json.loads(run("config", "set", "stt.threads", "2", "--json").out)["value"] == 2


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["set", "stt.enigne", "vosk"], "did you mean stt.engine?"),
        (["get", "stt"], "unknown setting stt"),
        (["unset", "sst.engine"], "did you mean stt.engine?"),
        (["set", "stt.engine", "whispr"], "did you mean whisper? there are: auto, whisper"),
        (["set", "tts.speed", "99"], "must lie between 0.25 and 4"),
        (["set", "tts.speaker", "-1"], "must lie between 0 and 10000"),
        (["set", "stt.device", "tpu"], "must be one of auto, cpu, cuda"),
        (["set", "stt.engine"], "Missing argument"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(run: Run, argv: list[str], said: str) -> None:
    done = run("config", *argv)
    assert done.code == 2
    assert said in done.err
    assert not paths.config_file().exists()


def test_set_says_when_a_variable_goes_before_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_STT_LANGUAGE", "de")
    done = run("config", "set", "stt.language", "en")
    assert "VACLI_STT_LANGUAGE is set and goes before the file" in done.err
    assert run("config", "get", "stt.language").out == "de\n"


def test_init_writes_a_file_to_edit_and_does_not_overwrite_it(run: Run) -> None:
    done = run("config", "init")
    assert done.out.strip() == str(paths.config_file())
    assert "# where it runs (auto, cpu, cuda)\n#device" in paths.config_file().read_text()
    run("config", "set", "stt.language", "en")
    refused = run("config", "init")
    assert refused.code == 2
    assert "--force" in refused.err
    assert run("config", "get", "stt.language").out == "en\n"
    assert json.loads(run("config", "init", "--force", "--json").out) == {"file": str(paths.config_file())}
    assert run("config", "get", "stt.language").out == "\n"


def test_check_tells_everything_that_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("config", "check").out.startswith("ok: there is no ")
    run("config", "init")
    assert run("config", "check") == Result(0, f"ok: {paths.config_file()}\n", "")
    with paths.config_file().open("a") as file:
        file.write("[zzz]\na = 1\n")
    monkeypatch.setenv("VACLI_TTS_SPEED", "fast")
    done = run("config", "check")
    assert done.code == 2
    assert [line.split()[1] for line in done.err.splitlines()] == ["unknown", "take", "tts.speed", "correct"]
    assert "zzz.a" in done.err and "unset VACLI_TTS_SPEED" in done.err
    told = json.loads(run("config", "check", "--json").out)
    assert told["ok"] is False
    assert [problem["message"][:15] for problem in told["problems"]] == ["unknown setting", "tts.speed = 'fa"]


def test_a_broken_file_stops_what_needs_it_and_can_be_mended(run: Run) -> None:
    run("config", "init")
    paths.config_file().write_text('[stt]\nthreads = "many"\nenigne = "x"\n')
    assert run("config", "show").code == 2
    assert run("config", "unset", "stt.enigne").code == 0
    assert run("config", "set", "stt.threads", "1").code == 0
    assert run("config", "check").code == 0


def test_an_engine_that_nobody_knows_is_a_problem(run: Run) -> None:
    run("config", "init")
    paths.config_file().write_text('[tts]\nengine = "pipper"\n')
    done = run("config", "check")
    assert done.code == 2
    assert "did you mean piper?" in done.err


def test_the_paths_are_told(run: Run, own_folders: Path) -> None:
    assert run("config", "path").out.strip() == str(paths.config_file())
    assert json.loads(run("config", "path", "--json").out) == {"file": str(paths.config_file()), "exists": False}
    lines = run("config", "paths").out.splitlines()
    assert {line.split()[0]: line.split()[1] for line in lines} == json.loads(run("config", "paths", "--json").out)
    assert str(own_folders / "cache" / "vacli") in run("config", "paths").out
