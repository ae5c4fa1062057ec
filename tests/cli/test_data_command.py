"""`vacli data`: what there is, and that removing it removes ours and nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import Result

from vacli import folders, paths
from vacli.cli.data import size_text
from vacli.core.errors import UsageError

Run = Callable[..., Result]


@pytest.fixture
def used(own_folders: Path) -> Path:
    """Somebody has used vacli: settings, a model of a megabyte, a cache, and a link that leads out of it."""
    for folder in paths.all_dirs().values():
        paths.private(folder)
    paths.config_file().write_text("version = 1\n")
    model = paths.private(paths.models_dir() / "small")
    (model / "model.bin").write_bytes(b"x" * 1_000_000)
    precious = own_folders / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("ten years of work")
    (paths.cache_dir() / "way-out").symlink_to(precious)
    (paths.models_dir() / "linked-model").symlink_to(precious)
    return precious


def there() -> set[str]:
    return {name for name, folder in paths.all_dirs().items() if folder.exists()}


def test_list_tells_every_folder_and_its_size(run: Run, used: Path) -> None:
    done = run("data", "list")
    assert done.out.splitlines()[1].split()[:6] == ["data", "1.0", "MB", "in", "2", "files"]
    told = {entry["name"]: entry for entry in json.loads(run("data", "list", "--json").out)}
    assert set(told) == set(paths.all_dirs())
    assert told["config"]["bytes"] == len("version = 1\n")
    assert told["cache"]["files"] == 1, "a link is one file, whatever it leads to"


def test_with_nothing_there_it_says_so(run: Run) -> None:
    assert run("data", "list").out.count("not there") == 5
    assert run("data", "remove") == Result(0, "there is nothing to remove\n", "")


def test_remove_takes_all_of_it_and_nothing_a_link_leads_to(run: Run, used: Path) -> None:
    done = run("data", "remove", "--yes")
    assert done.code == 0
    assert done.out.startswith("removed 1.0 MB")
    assert there() == set()
    assert (used / "thesis.txt").read_text() == "ten years of work"


@pytest.mark.parametrize(("option", "left"), [("--keep-models", "data"), ("--keep-config", "config")])
def test_models_or_settings_may_be_kept(run: Run, used: Path, option: str, left: str) -> None:
    (paths.data_dir() / "history.db").write_text("what was said")
    assert run("data", "remove", "--yes", option).code == 0
    assert there() == {left}
    kept = {"data": paths.models_dir() / "small" / "model.bin", "config": paths.config_file()}
    assert kept[left].exists()
    assert not (paths.data_dir() / "history.db").exists()


def test_it_tells_what_is_gone(run: Run, used: Path) -> None:
    told = json.loads(run("data", "remove", "--yes", "--json", "--keep-models").out)
    assert str(paths.cache_dir()) in told["removed"]
    assert told["left"] == [f"kept: {paths.models_dir()}"]
    assert 0 < told["bytes"] < 2000


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 2)])
def test_it_asks_first(used: Path, answer: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vacli", "data", "remove"], input=answer, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == code
    assert str(paths.models_dir().parent) in done.stderr, "it says what would go"
    assert "Remove all of this?" in done.stderr
    assert bool(there()) is (code != 0)


def test_a_folder_that_is_a_link_is_unlinked(run: Run, used: Path, own_folders: Path) -> None:
    elsewhere = own_folders / "big-disk"
    paths.data_dir().rename(elsewhere)
    paths.data_dir().symlink_to(elsewhere)
    done = run("data", "remove", "--yes")
    assert done.code == 0
    assert f"what it pointed to stays: {elsewhere}" in done.err
    assert (elsewhere / "models" / "small" / "model.bin").exists()
    assert not paths.data_dir().is_symlink()


@pytest.mark.parametrize("name", ["/", "/vacli", "/home/somebody", "vacli"])
def test_what_does_not_look_like_ours_is_not_touched(name: str) -> None:
    with pytest.raises(UsageError, match="will not remove"):
        folders.check_ours(Path(name))


def test_a_folder_that_holds_the_home_is_not_touched(run: Run, used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(paths.data_dir() / "me"))
    done = run("data", "remove", "--yes")
    assert done.code == 2
    assert "will not remove" in done.err
    assert there() == set(paths.all_dirs()), "nothing was removed before it was refused"


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (2_500_000, "2.5 MB"), (10**10, "10.0 GB")]
)
def test_sizes_are_for_people(size: int, text: str) -> None:
    assert size_text(size) == text
