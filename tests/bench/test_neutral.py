"""What is measured, replayed or probed does nothing: the user's rules, home and commands are not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import VOSK

from vacli.audio.files import open_sound
from vacli.bench.neutral import neutral
from vacli.bench.replay import replay
from vacli.config import Config, SkillsSettings
from vacli.config import load as settings
from vacli.core.audio import join
from vacli.core.turn import Origin, Turn
from vacli.doctor.probe import probe
from vacli.doctor.recording import TEXT
from vacli.engines import Engines, load
from vacli.live.kept import Kept, settings_of, write
from vacli.rules import folder
from vacli.rules.home import file

SCRIPTED = {"vad.engine": "silero", "stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone"}
ASKED = (TEXT, "stop the music box")
RULE = "intents: {Mark: {data: [{sentences: [%s]}]}}\nactions: {Mark: [{run: [touch, %s]}]}\n"
HOME = "things: [{id: light.night, name: Night light}]\nactions: {any: [{run: [touch, %s]}]}\n"


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """Is touched by whatever the user's own rule for the questions, home or weather program does."""
    mark = tmp_path / "mark"
    rules = folder() / "en" / "house.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text(RULE % (", ".join(ASKED), mark))
    rules.chmod(0o600)
    file().write_text(HOME % mark)
    return mark


def config(mark: Path, **flags: Any) -> Config:
    found = settings({**SCRIPTED, **flags}).config
    return replace(found, skills=SkillsSettings(weather_command=f"touch {mark}"))


@contextmanager
def as_usual(config: Config, stages: list[str]) -> Iterator[Engines]:
    engines = load(config, stages)
    yield engines
    engines.close()


QUESTIONS = (*ASKED, "what will the weather be like tomorrow", "turn on the night light")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_turn_of_a_bench_does_nothing_that_the_user_set_up(mark: Path, question: str) -> None:
    """And would, in a conversation."""
    if "light" in question:
        pytest.importorskip("home_assistant_intents", reason="the extra `home` is not installed")
    for opened, done in ((neutral, False), (as_usual, True)):
        with opened(config(mark), ["llm"]) as engines:
            session = engines.session(skills="once")
            turn = session.begin()
            assert "".join(session.answer(question, turn))
            session.end(turn)
        assert mark.exists() is done, opened.__name__


def test_the_probe_of_the_doctor_does_nothing_that_the_user_set_up(mark: Path) -> None:
    assert probe(config(mark), {"seconds": 0.0})["quick"]
    assert not mark.exists()


def test_a_replay_obeys_neither_the_users_rules_nor_the_folder(mark: Path, tmp_path: Path) -> None:
    with open_sound(VOSK / "samples" / "time.wav", Turn(Origin.TEXT)) as opened:
        sound = join(opened.pieces(16000))
    theirs = {"skills.weather_command": f"touch {mark}", "models.hub": "http://127.0.0.1:9", "nose": 1}
    ran = {stage: {"name": SCRIPTED[f"{stage}.engine"], "model": ""} for stage in ("vad", "stt", "llm", "tts")}
    then = settings_of(config(mark, **{"stt.model": "|".join([ASKED[1]] * 9)}))
    kept = Kept("t1", "late", sound, [], then | theirs, {"engines": ran})
    write(tmp_path / "t1", kept, sound)
    found = replay(tmp_path / "t1", {}, Turn(Origin.TEXT))
    assert [each.text for each in found.new] == [ASKED[1]], "it was said again"
    assert not mark.exists()
    assert [each for each in found.notes if "not taken over" in each] == [
        f"a setting of then is not taken over: {key}" for key in theirs
    ]
