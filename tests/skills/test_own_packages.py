"""Another package adds a skill: it is listed, understood and answers; a broken one is named and costs nothing else."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support import Result

from vacli.core.errors import EngineError
from vacli.core.meaning import Understood
from vacli.core.turn import Turn
from vacli.skills.others import Apart, Other
from vacli.skills.store import Store

SOURCE = Path(__file__).parents[1] / "skill_example"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as an installer lays it out, and a package whose module is not there."""
    project = tomllib.loads((SOURCE / "pyproject.toml").read_text())["project"]
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(SOURCE / "vacli_tides", site / "vacli_tides")
    _distribution(site, project["name"], project["version"], project["entry-points"]["vacli.skills"])
    _distribution(site, "vacli-broken", "9.9", {"broken": "vacli_is_not_here:Skill"})
    return site


def _distribution(site: Path, name: str, version: str, entries: dict[str, str]) -> None:
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = "".join(f"{key} = {target}\n" for key, target in entries.items())
    (info / "entry_points.txt").write_text(f"[vacli.skills]\n{lines}")


def vacli(site: Path, *argv: str, said: str = "") -> Result:
    paths = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": paths, "VACLI_LLM_ENGINE": "scripted"}
    done = subprocess.run(
        [sys.executable, "-m", "vacli", *argv], env=environment, input=said, capture_output=True, text=True, timeout=120
    )
    return Result(done.returncode, done.stdout, done.stderr)


def test_it_is_listed_with_its_package_and_the_broken_one_with_its_reason(installed: Path) -> None:
    done = vacli(installed, "skills", "list", "--json")
    skills = {each["name"]: each for each in json.loads(done.out)}
    tides = skills["tides"]
    assert (tides["kind"], tides["languages"], tides["sentences"]) == ("vacli-tides 0.1.0", ["en", "de"], 2)
    assert "vacli_is_not_here" in skills["broken"]["problem"]
    assert skills["timers"]["kind"] == "built in"


def test_it_answers_and_keeps_and_the_rest_works_beside_a_broken_package(installed: Path) -> None:
    said = "when is high tide\nmy harbour is hull\nwhen is the high tide\nwhat is 12 times 12\n"
    done = vacli(installed, "ask", "--lines", said=said)
    assert done.code == 0, done.err
    assert [line.split()[-1] for line in done.out.splitlines()] == ["o'clock.", "harbour.", "o'clock.", "144."]
    assert "hull is at 5" in done.out
    assert "vacli-broken 9.9" in done.err and "does not import" in done.err


def test_it_speaks_its_second_language(installed: Path) -> None:
    done = vacli(installed, "skills", "test", "wann ist flut", "--language", "de", "--json")
    assert json.loads(done.out)["intent"] == "tide_high"


class Odd:
    """Fails whatever it is asked."""

    name = "odd"
    intents = frozenset({"odd"})

    def __init__(self, language: str, store: Store) -> None:
        if language == "de":
            raise RuntimeError("no German")

    def answer(self, meant: Understood, turn: Turn) -> str:
        raise KeyError("harbour")

    def due(self) -> float | None:
        raise OSError("no clock")

    def announcements(self) -> list[object]:
        raise OSError("no clock")


def test_a_skill_that_fails_is_named_and_its_answer_is_all_that_is_lost(tmp_path: Path) -> None:
    store = Store(tmp_path / "skills.db")
    odd = Other("odd", "odd 1.0", Odd)  # type: ignore[arg-type]
    with pytest.raises(EngineError, match=r"odd 1\.0 does not open.*no German"):
        odd.open("de", store)
    with pytest.raises(EngineError, match="after odd, which is taken"):
        odd.open("en", store, frozenset({"odd"}))
    skill = odd.open("en", store)
    with pytest.raises(EngineError, match=r"skill odd failed.*harbour"):
        skill.answer(Understood("x", "odd"), Turn())
    assert skill.due() == 0.0
    assert [each.text for each in skill.announcements()] == ["The skill odd failed: OSError('no clock')."]
    assert skill.due() is None and skill.announcements() == []
    store.close()


def test_what_is_no_skill_does_not_open(tmp_path: Path) -> None:
    store = Store(tmp_path / "skills.db")
    with pytest.raises(EngineError, match="does not open"):
        Other("no", "no 1.0", lambda language, store: 42).open("en", store)  # type: ignore[arg-type, return-value]
    assert isinstance(Other("odd", "odd 1.0", Odd).open("en", store), Apart)  # type: ignore[arg-type]
    store.close()
