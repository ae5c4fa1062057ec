"""Settings: who wins, what is refused and how it is told, versions of the file, changing it without losing a word."""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from vacli import config, config_file, paths
from vacli.core.errors import UsageError

KEYS = list(dict(config.keys()))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "config.toml"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return file


def origin(loaded: config.Loaded, key: str) -> tuple[Any, str]:
    return next((value.value, value.origin) for value in loaded.values if value.key == key)


def test_flags_beat_the_environment_beats_the_file_beats_the_defaults(file: Path) -> None:
    written(file, '[stt]\nengine = "vosk"\nlanguage = "de"\nthreads = 2\n')
    environ = {"VACLI_STT_LANGUAGE": "fr", "VACLI_STT_THREADS": "3", "VACLI_STT_SHORT_WINDOW": "off"}
    loaded = config.load({"stt.threads": 4, "stt.model": None}, file=file, environ=environ)
    assert loaded.config.stt == config.SttSettings(engine="vosk", language="fr", threads=4, short_window=False)
    assert origin(loaded, "stt.engine") == ("vosk", str(file))
    assert origin(loaded, "stt.language") == ("fr", "VACLI_STT_LANGUAGE")
    assert origin(loaded, "stt.threads") == (4, "flag")
    assert origin(loaded, "stt.model") == ("", "default")


def test_without_a_file_the_defaults_are_in_force(file: Path) -> None:
    loaded = config.load(file=file, environ={})
    assert loaded.config == config.Config()
    assert {value.origin for value in loaded.values} == {"default"}
    assert [value.key for value in loaded.values] == KEYS
    assert all(value.help for value in loaded.values)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ('[stt]\nenigne = "vosk"\n', "unknown setting stt.enigne", "did you mean stt.engine?"),
        ("[zzz]\nqqq = 1\n", "unknown setting zzz.qqq", "vacli config unset zzz.qqq"),
        ('engine = "vosk"\n', "unknown setting engine", ""),
        ('[stt]\ndevice = "tpu"\n', "must be one of auto, cpu, cuda", "vacli config set stt.device VALUE"),
        ("[tts]\nspeed = 99.0\n", "must lie between 0.25 and 4", ""),
        ('[tts]\nspeed = "fast"\n', "must be a number", ""),
        ("[stt]\nthreads = true\n", "must be a whole number", ""),
        ("[stt]\nlanguage = 5\n", "must be text", ""),
        ('[stt]\nshort_window = "maybe"\n', "must be true or false", ""),
        ('[llm]\nsystem = "be\\u0000nice"\n', "control characters", ""),
        ("[stt\n", "is not valid TOML", "rm "),
        ("version = 99\n", "is of version 99", "upgrade vacli"),
        ('version = "one"\n', "is of version one", "upgrade vacli"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(file: Path, text: str, said: str, hint: str) -> None:
    written(file, text)
    with pytest.raises(UsageError, match=said) as caught:
        config.load(file=file, environ={})
    assert hint in caught.value.hint
    assert str(file) in caught.value.message


def test_a_file_that_is_not_text_or_not_a_file(file: Path) -> None:
    written(file, "").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="not valid TOML"):
        config.read_file(file)
    with pytest.raises(UsageError, match="cannot read"):
        config.read_file(file.parent)


def second_version(tree: dict[str, Any]) -> dict[str, Any]:
    """What was called speech.lang is stt.language now; the section [old] is gone."""
    moved = tree.get("speech", {}).get("lang")
    return {
        **{name: content for name, content in tree.items() if name not in ("speech", "old")},
        **({"stt": {**tree.get("stt", {}), "language": moved}} if moved else {}),
    }


OLD = """# mine
version = 1
[speech]
lang = "nl"  # at home
[old]
nothing = 1
[tts]
speed = 1.5  # in a hurry
"""


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vacli one version on."""
    monkeypatch.setattr(config, "VERSION", config.VERSION + 1)
    monkeypatch.setattr(config, "MIGRATIONS", [*config.MIGRATIONS, second_version])


def test_there_is_a_migration_for_every_old_version() -> None:
    assert len(config.MIGRATIONS) == config.VERSION - 1


@pytest.mark.usefixtures("newer")
def test_a_file_of_an_older_version_is_read_as_the_new_one_and_not_touched(file: Path) -> None:
    written(file, OLD)
    loaded = config.load(file=file, environ={})
    assert (loaded.config.stt.language, loaded.config.tts.speed) == ("nl", 1.5)
    assert file.read_text() == OLD


@pytest.mark.usefixtures("newer")
def test_changing_a_file_of_an_older_version_brings_it_up_to_date(file: Path) -> None:
    config_file.put(written(file, OLD), "stt.engine", "vosk")
    tree = tomllib.loads(file.read_text())
    assert tree == {"version": 2, "tts": {"speed": 1.5}, "stt": {"language": "nl", "engine": "vosk"}}
    assert "# in a hurry" in file.read_text()
    config_file.put(file, "stt.engine", "whisper")
    assert tomllib.loads(file.read_text())["version"] == 2, "it is not brought up to date twice"


def test_a_change_keeps_every_comment_and_the_rest_as_it_was(file: Path) -> None:
    text = '# top\nversion = 1\n\n[stt]\n# why vosk\nengine = "vosk"  # fast\n\n[tts]\nspeed = 1.5\n# end\n'
    config_file.put(written(file, text), "stt.engine", "whisper")
    assert file.read_text() == text.replace('"vosk"', '"whisper"')


def test_the_file_is_made_private_and_whole(file: Path) -> None:
    config_file.put(file, "llm.temperature", 0.7)
    assert tomllib.loads(file.read_text()) == {"version": config.VERSION, "llm": {"temperature": 0.7}}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"], "nothing is left beside it"


def test_a_file_that_is_broken_is_not_overwritten(file: Path) -> None:
    written(file, "[stt\n")
    with pytest.raises(UsageError, match="not valid TOML"):
        config_file.put(file, "stt.engine", "vosk")
    assert file.read_text() == "[stt\n"


def test_a_link_is_written_through(file: Path, tmp_path: Path) -> None:
    target = written(tmp_path / "dotfiles" / "vacli.toml", "[stt]\nthreads = 1\n")
    file.parent.mkdir()
    file.symlink_to(target)
    config_file.put(file, "stt.threads", 2)
    assert file.is_symlink()
    assert tomllib.loads(target.read_text())["stt"]["threads"] == 2


def test_a_failed_write_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config_file.put(file, "stt.threads", 1)
    before = file.read_text()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "no space left")))
    with pytest.raises(OSError, match="no space"):
        config_file.put(file, "stt.threads", 2)
    monkeypatch.undo()
    assert file.read_text() == before
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


def test_the_file_to_start_from_means_the_defaults_and_names_every_setting(file: Path) -> None:
    config_file.start(file)
    assert config.load(file=file, environ={}).config == config.Config()
    tree = tomllib.loads(re.sub(r"^#(?! )", "", file.read_text(), flags=re.MULTILINE))
    assert [f"{section}.{name}" for section in tree if section != "version" for name in tree[section]] == KEYS


def test_every_setting_can_be_put_into_it_and_taken_out(file: Path) -> None:
    config_file.start(file)
    for key, entry in dict(config.keys()).items():
        config_file.put(file, key, entry.default)
    assert not re.search("^#[^ ]", file.read_text(), re.MULTILINE), "each took the line that was kept for it"
    for key, entry in dict(config.keys()).items():
        assert config.read_file(file)[key] == entry.default
        assert config_file.drop(file, key)
        assert not config_file.drop(file, key)
    assert config.load(file=file, environ={}).config == config.Config()


def test_what_nobody_knows_can_be_taken_out(file: Path) -> None:
    written(file, '[stt]\nenigne = "x"\n[zzz]\nq = 1\n')
    assert config_file.drop(file, "stt.enigne")
    assert config_file.drop(file, "zzz")
    assert config.load(file=file, environ={}).config == config.Config()


def test_all_problems_are_told_not_only_the_first(file: Path) -> None:
    written(file, '[stt]\nenigne = "x"\nthreads = 999\n[tts]\nspeed = 1.0\n')
    environ = {"VACLI_TTS_SPEED": "fast", "VACLI_STT_ENGIN": "vosk", "VACLI_DEBUG": "1"}
    told = [problem.message for problem in config_file.problems(file, environ)]
    assert len(told) == 4
    assert "stt.enigne" in told[0] and "stt.threads" in told[1] and "VACLI_TTS_SPEED" in told[2]
    assert told[3] == "VACLI_STT_ENGIN is not a setting"
    assert not list(config_file.problems(written(file, "version = 1\n"), {}))
    assert len(list(config_file.problems(written(file, "[[["), environ))) == 3


def test_the_folders_are_where_the_platform_keeps_such_things(own_folders: Path) -> None:
    assert paths.config_file() == own_folders / "config" / "vacli" / "config.toml"
    assert paths.models_dir() == own_folders / "data" / "vacli" / "models"
    assert set(paths.all_dirs()) == {"config", "data", "cache", "state", "runtime"}
    assert all(folder.is_relative_to(own_folders) for folder in paths.all_dirs().values())
    assert stat.S_IMODE(paths.private(paths.cache_dir()).stat().st_mode) == 0o700
