"""Which engines are measured, what stands for those that cannot be, and what a fresh process finds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from vacli.bench.result import Section, Value
from vacli.bench.stages.fresh import fresh
from vacli.bench.stages.ready import TINY, Ready, every, ready, rounds, stack
from vacli.bench.wish import Wish
from vacli.config import Config, LlmSettings, SttSettings, TtsSettings
from vacli.core.errors import Cancelled, EngineError, EngineMissing, MissingError, ModelMissing, UsageError

ROOT = Path(__file__).parents[2]


def named(each: Ready) -> Iterator[Section]:
    yield Section(each.stage, each.name, (Value("one", "", 1.0),), notes=each.notes)


def test_every_installed_engine_is_measured_and_the_others_say_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no checkout, so no test models
    found = {section.subject: section for section in every("stt", Wish(), named, test_models=True)}
    assert list(found) == ["whisper", "vosk", "sphinx"]
    assert not found["whisper"].metrics and "no whisper model is installed" in found["whisper"].notes[0]
    assert "vacli models" in found["whisper"].notes[0]


def test_in_a_checkout_test_models_stand_in_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert ready("stt", "whisper", Config(), test_models=True).notes == (TINY,)
    for config in (Config(), replace(Config(), stt=SttSettings(model="gone"))):
        with pytest.raises(ModelMissing):
            ready("stt", "whisper", config, test_models=config.stt.model == "gone")


def test_a_package_that_is_not_there() -> None:
    with pytest.raises(EngineMissing, match="package torch is not installed"):
        ready("vad", "silero-torch", Config())


def test_only_the_engine_named_is_measured() -> None:
    assert [each.subject for each in every("tts", Wish(engines={"tts": "tone"}), named)] == ["tone"]
    assert len(list(every("vad", Wish(engines={"vad": "auto"}), named))) == 1
    with pytest.raises(UsageError, match="unknown tts engine 'tona'"):
        list(every("tts", Wish(engines={"tts": "tona"}), named))


def test_one_that_fails_does_not_stop_the_others() -> None:
    def failing(each: Ready) -> Iterator[Section]:
        if each.name == "vosk":
            raise EngineError("it broke", "mend it")
        return named(each)

    found = {section.subject: section for section in every("stt", Wish(), failing, test_models=True)}
    assert list(found) == ["whisper", "vosk", "sphinx"] and found["sphinx"].metrics
    assert "it failed: it broke (mend it)" in found["vosk"].notes[0] or "no vosk" in found["vosk"].notes[0]


def test_a_voice_that_only_another_engine_has_is_no_error_unless_the_engine_was_named() -> None:
    def opened(each: Ready) -> Iterator[Section]:
        with each.opened():
            yield from named(each)

    wish = Wish(config=replace(Config(), tts=TtsSettings(voice="en_US-nobody-low")))
    assert all(not section.metrics for section in every("tts", wish, opened))
    if not every_missing("espeak"):
        with pytest.raises(UsageError, match="no voice"):
            list(every("tts", replace(wish, engines={"tts": "espeak"}), opened))


def every_missing(name: str) -> bool:
    try:
        ready("tts", name, Config())
    except MissingError:
        return True
    return False


def test_threads_are_tried_once_where_the_engine_knows_but_one_number() -> None:
    found = list(ready("tts", "tone", Config()).threads())
    assert [count for count, _ in found] == [1]
    assert stack(found[0][1], "tts") == {"tts": "tone tone cpu"}


def test_rounds_end_early_only_in_a_short_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.bench.stages.ready.PATIENCE", -1.0)
    assert list(rounds(Wish(quick=True), "x", 5)) == [0]
    assert list(rounds(Wish(quick=True, n=5), "x", 5)) == [0, 1, 2, 3, 4] == list(rounds(Wish(), "x", 5))
    assert list(rounds(Wish(quick=True), "x", 5, all_=True)) == [0, 1, 2, 3, 4]
    wish = Wish()
    wish.turn.cancel()
    with pytest.raises(Cancelled):
        list(rounds(wish, "x", 1))


def test_a_fresh_process_loads_and_uses_the_engine() -> None:
    each = Ready("llm", "scripted", replace(Config(), llm=LlmSettings(engine="scripted", model="one two")))
    load, memory = fresh(each, Wish(n=2))
    assert (load.name, memory.name) == ("load", "memory") and len(load.values) == len(memory.values) == 2
    assert all(value is not None and value > 0 for value in load.values)


def test_a_process_that_cannot_open_it_says_why_and_what_to_do() -> None:
    each = Ready("stt", "whisper", replace(Config(), stt=SttSettings(engine="whisper", model="/nowhere")))
    with pytest.raises(ModelMissing, match="/nowhere") as caught:
        fresh(each, Wish(n=1))
    assert "vacli models" in caught.value.hint
