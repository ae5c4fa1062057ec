"""`vacli bench` as it is typed: what is measured, kept, compared and shown; what is refused before anything runs."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import Result

from vacli.bench import result as results
from vacli.bench import store
from vacli.bench.benches import BENCHES, parts
from vacli.bench.reading import has_failed
from vacli.bench.result import Samples, Section
from vacli.bench.run import Run
from vacli.bench.wish import Wish
from vacli.cli.bench_progress import Progress
from vacli.cli.bench_run import Asked, _interrupted, _public, measure
from vacli.cli.bench_wish import wish_of
from vacli.core.errors import InputError, UsageError
from vacli.core.turn import Turn

Call = Callable[..., Result]
SCHEMA = json.loads(Path(results.__file__).with_name("schema.json").read_text())
NOTHING = dict.fromkeys(("gate", "save", "compare", "report", "as_json", "verbose"))


@dataclass(frozen=True)
class Scripted:
    """Stands where a `Bench` does."""

    word: str
    run: Callable[[Wish], Iterator[Section]]


def measured(*benches: Scripted, **given: Any) -> Run:
    found = Run("stages", wish("stages", **given), benches=benches)  # type: ignore[arg-type]
    found.measure()
    return found


def wish(word: str, **given: Any) -> Any:
    return wish_of(word, given, Turn(), lambda what, done, of: None)


def test_a_run_is_measured_kept_compared_and_held_to_limits(run: Call, tmp_path: Path) -> None:
    page = tmp_path / "bench.html"
    one = ("bench", "tts", "--engine", "espeak", "--n", "1")
    first = run(*one, "--save", "before", "--report", page)
    assert first.code == 0, first.err
    for part in ("espeak", "ttfa", "95 % sure"):
        assert part in first.out
    assert "<svg" not in first.out
    assert "espeak" in page.read_text()
    file = store.folder() / "before.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = run(*one, "--compare", "before", "--gate", "tts.ttfa=100000, tts.rtf=0, p50=350", "--json")
    assert again.code == 1
    assert "tts.rtf=0: " in again.err
    assert "p50=350: nothing was measured for it" in again.err
    assert "100000" not in again.err
    found = json.loads(again.out)
    jsonschema.validate(found, SCHEMA)
    assert [each["passed"] for each in found["gates"]] == [True, False, False]
    assert found["comparison"]["verdict"] == "too short to compare: vacli bench tts --n 20 --save NAME"
    assert [section["bench"] for section in found["sections"]] == ["tts", "machine"]
    listed = run("bench", "list", "--json")
    assert [each["what"] for each in json.loads(listed.out)] == ["tts", "tts"]
    assert "before" in run("bench", "list").out
    assert "cancel" in run("bench", "show", "before", "-v").out
    told = run("bench", "compare", "before", "last")
    assert told.code == 0
    assert "too short to compare" in told.out


def test_every_bench_can_be_had_and_is_explained(run: Call) -> None:
    told = run("bench", "--help").out
    for bench in BENCHES.values():
        assert f" {bench.word} " in told
        assert bench.module == "" or callable(bench.run)
    assert [each.word for each in parts("quick")] == ["vad", "tts", "stt", "llm", "e2e"]
    assert "--callers" in run("bench", "load", "--help").out
    assert "--callers" not in run("bench", "stt", "--help").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("stt", "--engine", "piper"), "unknown stt engine 'piper'"),
        (("--engine", "nobody"), "unknown engine 'nobody'"),
        (("e2e", "--engine", "vosk", "--engine", "sphinx"), "are both stt engines"),
        (("e2e", "--model", "en-gb"), "which stage"),
        (("vad", "--model", "x"), "take no model"),
        (("vad", "--threads", "2"), "know no --threads"),
        (("stt", "--set", "stt.speed=2"), "unknown setting stt.speed"),
        (("stt", "--set", "stt.threads"), "no KEY=VALUE"),
        (("load", "--callers", "1,two"), "no numbers of callers"),
        (("stt", "--under", "disk"), "--under disk"),
        (("stt", "--under", "cpu=0"), "--under cpu=0"),
        (("stt", "--gate", "speed=5"), "unknown gate 'speed'"),
        (("stt", "--gate", "p50"), "a gate is a name and a limit"),
        (("stt", "--save", "../x"), "cannot be called"),
        (("stt", "--compare", "nothing"), "no result 'nothing'"),
        (("stt", "--report", "bench.pdf"), "does not end in .html"),
        (("--json", "stt"), "options come after the name of the bench: stt"),
        (("show", "nothing"), "no result 'nothing'"),
        (("compare", "last", "last"), "nothing has been measured"),
    ],
)
def test_a_mistake_is_told_before_anything_runs(run: Call, words: tuple[str, ...], told: str) -> None:
    done = run("bench", *words)
    assert done.code == 2, done.err
    assert told in done.err
    assert "hint:" in done.err
    assert not done.out


def test_recordings_that_are_not_there_are_told(run: Call) -> None:
    done = run("bench", "wer", "--input", "/nowhere/at/all")
    assert done.code == InputError.exit_code
    assert "no such file or folder" in done.err


def test_an_unknown_baseline_or_way_is_told(run: Call) -> None:
    assert "unknown baseline" in run("bench", "e2e", "--baseline", "parallel").err


def test_words_become_settings() -> None:
    found = wish("stt", engine=["vosk"], model=["some/where"], device="cpu", threads=2, settings=["stt.shape=false"])
    assert (found.config.stt.engine, found.config.stt.model, found.config.stt.threads) == ("vosk", "some/where", 2)
    assert not found.config.stt.shape
    assert found.engines == {"stt": "vosk"}
    assert found.config.llm.threads == 0, "only the stage that is measured"
    both = wish("e2e", engine=["espeak", "vosk"], threads=1, through="memory")
    assert both.engines == {"tts": "espeak", "stt": "vosk"}
    assert (both.config.llm.threads, both.config.tts.threads) == (1, 1)
    assert both.options == {"through": "memory"}
    assert wish("quick").quick
    assert wish("e2e", engine=["scripted"]).engines == {"stt": "scripted", "llm": "scripted"}
    assert wish("e2e", engine=["llm.scripted"]).engines == {"llm": "scripted"}


def test_a_model_names_its_engine_by_its_kind() -> None:
    found = wish("e2e", model=["whisper-tiny.en"])
    assert found.engines == {"stt": "whisper"}
    assert found.config.stt.model == "whisper-tiny.en"
    assert wish("tts", model=["en-gb"]).config.tts.voice == "en-gb"
    with pytest.raises(UsageError, match="two models of stt"):
        wish("e2e", model=["whisper-tiny.en", "whisper-base.en"])


def test_what_was_measured_before_an_interruption_is_kept_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    turn = Turn()
    measured = Run("stages", wish_of("stages", {}, turn, lambda what, done, of: None))
    measured.sections.append(Section("vad", "silero", [Samples("frame", "ms", [0.1, 0.2])]))
    asked = Asked({**NOTHING, "save": "cut"})
    with turn.on_cancel(lambda: _interrupted(measured, asked, Progress())):
        turn.cancel("interrupted")
    assert store.load("cut")["partial"]
    assert not asked.mine(), "it is told once"
    told = capsys.readouterr().out
    assert "interrupted: this is what was measured until then" in told
    assert "silero" in told


def test_what_was_measured_before_something_broke_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(run: Run) -> None:
        run.sections.append(Section("tts", "espeak", [Samples("ttfa", "ms", [0.1, 0.2])]))
        raise ZeroDivisionError("broken")

    monkeypatch.setattr(Run, "measure", breaks)
    with pytest.raises(ZeroDivisionError, match="broken"):
        measure("tts", {**NOTHING, "save": "cut"}, Turn())
    kept = store.load("cut")
    assert kept["partial"] and kept["sections"][0]["subject"] == "espeak"


def test_a_bench_of_several_that_breaks_takes_no_other_with_it() -> None:
    def breaks(wish: Wish) -> Iterator[Section]:
        yield Section("vad", "first", ())
        raise ZeroDivisionError("broken")

    def works(wish: Wish) -> Iterator[Section]:
        yield Section("tts", "second", ())

    found = measured(Scripted("vad", breaks), Scripted("tts", works)).sections
    assert [each.subject for each in found] == ["first", "vad", "second"]
    broke = found[1].as_json()
    assert has_failed(broke) and "ZeroDivisionError('broken')" in broke["notes"][0]
    assert "vacli bench vad" in broke["notes"][0]
    with pytest.raises(ZeroDivisionError):
        measured(Scripted("vad", breaks))


def test_the_machine_is_not_timed_beside_cores_that_are_busy_on_purpose() -> None:
    def bench(wish: Wish) -> Iterator[Section]:
        yield Section("tts", "espeak", ())

    one, beside = (measured(Scripted("tts", bench), under=under).document()["sections"] for under in (None, "cpu=1"))
    assert [each["subject"] for each in beside] == ["espeak", "espeak, 1 core busy", "reference"]
    assert one[-1]["metrics"][0]["n"] == beside[-1]["metrics"][0]["n"]


def test_ctrl_c_ends_it_and_says_so() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "vacli", "bench", "tts", "--engine", "espeak", "--n", "1000"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "espeak" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err + out  # before anything was measured; or, where its engine failed of it, after that


def test_settings_that_are_private_stay_out_of_the_result() -> None:
    found = wish("tts", settings=["llm.system=My name is Ada", "turns.complete=120"])
    document = Run("tts", found).document()
    assert document["settings"] == {"turns.complete": 120}
    assert "Ada" not in json.dumps(document)
    assert _public("llm.system=My name is Ada") == "llm.system=..."
    assert _public("turns.complete=120") == "turns.complete=120"
