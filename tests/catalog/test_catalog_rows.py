"""The catalog's file: every row is well-formed and states a source for what it states."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from vacli.catalog.rows import CHECKOUT, KINDS, all_rows, find, nearest, need
from vacli.core.errors import UsageError

TREE = tomllib.loads((CHECKOUT / "catalog.toml").read_text())


def test_it_knows_enough_of_every_kind() -> None:
    count = Counter(row.kind for row in all_rows())
    languages = {
        kind: {language[:2] for row in all_rows() if row.kind == kind for language in row.languages} for kind in KINDS
    }
    assert count["whisper"] >= 15
    assert len(languages["vosk"]) >= 20
    assert len(languages["piper"]) >= 30
    assert count["gguf"] >= 15


def test_no_name_means_two_models() -> None:
    for kind in KINDS:
        names = [name.casefold() for row in all_rows() if row.kind == kind for name in (row.name, *row.aliases)]
        assert len(names) == len(set(names))
    every = [row.name.casefold() for row in all_rows()]
    assert len(every) == len(set(every))


def test_every_size_and_licence_names_its_source() -> None:
    for row in all_rows():
        assert bool(row.size) == bool(row.size_from), row.name
        assert bool(row.license) == bool(row.license_from), row.name


def test_there_is_no_digest_in_it() -> None:
    text = (CHECKOUT / "catalog.toml").read_text()
    without_commits = re.sub(r"/(blob|tree)/[0-9a-f]{40}", "", text)
    assert not re.search(r"\b([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b", without_commits)


def test_the_names_agree_with_the_libraries_that_own_them() -> None:
    from faster_whisper.utils import _MODELS
    from piper.download_voices import VOICE_PATTERN

    repos = {row.name: row.where for row in all_rows() if row.kind == "whisper"}
    for name, repo in _MODELS.items():
        row = find(name, "whisper")
        assert row is not None, name
        assert repos[row.name] == repo
    for row in all_rows():
        if row.kind == "piper":
            match = VOICE_PATTERN.match(row.name)
            assert match is not None
            language, region, voice, quality = match.groups()
            folder = f"{language}/{language}_{region}/{voice}/{quality}"
            assert row.files[0] == f"{folder}/{row.name}.onnx"


@pytest.mark.parametrize(
    ("wanted", "kind", "name"),
    [
        ("whisper-base.en", "", "whisper-base.en"),
        ("base.en", "whisper", "whisper-base.en"),
        ("Base.EN", "whisper", "whisper-base.en"),
        ("turbo", "whisper", "whisper-large-v3-turbo"),
        ("Systran/faster-whisper-tiny", "", "whisper-tiny"),
        ("small-de-0.15", "vosk", "vosk-model-small-de-0.15"),
        ("piper-en_US-amy-low", "piper", "en_US-amy-low"),
        ("smollm2-135m", "gguf", "smollm2-135m"),
    ],
)
def test_names_may_be_short_where_the_kind_is_known(wanted: str, kind: str, name: str) -> None:
    row = find(wanted, kind)
    assert row is not None
    assert row.name == name


def test_a_name_of_another_kind_is_not_taken() -> None:
    assert find("base.en", "vosk") is None
    assert find("base.en") is None
    assert need("base.en").name == "whisper-base.en"


@pytest.mark.parametrize(("wrong", "right"), [("whisper-tniy", "whisper-tiny"), ("bse.en", "whisper-base.en")])
def test_a_slip_of_the_finger_is_answered_with_the_nearest_names(wrong: str, right: str) -> None:
    with pytest.raises(UsageError) as told:
        need(wrong)
    assert right in told.value.hint
    assert not nearest("qqqqqqqqqqqq")


def test_languages_are_matched_with_and_without_region() -> None:
    assert need("en_US-amy-low").speaks("en")
    assert need("en_US-amy-low").speaks("en_us")
    assert not need("en_US-amy-low").speaks("en-GB")
    assert not need("en_US-amy-low").speaks("e")
    assert need("whisper-tiny").speaks("sw")


def test_the_wheel_carries_it() -> None:
    project = tomllib.loads((CHECKOUT.parent / "pyproject.toml").read_text())
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"models/catalog.toml": "vacli/catalog/catalog.toml"}
    assert TREE["version"] == 1
    assert Path(CHECKOUT / "README.md").is_file()
