"""`vacli stats`: what a conversation leaves in it, how it is told, exported and forgotten; what makes no sense."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from support import VOSK

from vacli.core.marks import WATERFALL
from vacli.metrics.ledger import Ledger, path
from vacli.metrics.row import Row

Run = Callable[..., Any]
TIME = VOSK / "samples" / "time.wav"
STAGES = [stage.name for stage in WATERFALL]
LISTEN = [sys.executable, "-m", "vacli", "listen"]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vosk")
    for name, value in {"LLM_ENGINE": "scripted", "TTS_ENGINE": "tone", "STT_ENGINE": "vosk"}.items():
        monkeypatch.setenv(f"VACLI_{name}", value)
    monkeypatch.setenv("VACLI_STT_MODEL", str(VOSK))


def listened(*argv: object, stdin: bytes = b"") -> bytes:
    done = subprocess.run([*LISTEN, *map(str, argv)], input=stdin, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(run: Run, *argv: str) -> Any:
    done = run("stats", "--json", *argv)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def kept(count: int, days: float = 5.0, **about: Any) -> None:
    """So many turns over the last days, of two classes, every tenth without a sound."""
    now, rows = time.time(), []
    engines = json.dumps({"stt": "vosk vosk-model-small-en-us-0.15", "llm": "llamacpp SmolLM2-360M-Instruct-Q4_K_M"})
    for number in range(count):
        row = Row(now - 60 - days * 86400 * number / count, "speech", 1, ("quick", "llm")[number % 2], engines)
        stages = dict.fromkeys(STAGES, 40.0 + number % 7)
        whole = row._replace(total_ms=sum(stages.values()), **stages)
        rows.append((whole if number % 10 else row._replace(missing="heard", cancelled=1))._replace(**about))
    with Ledger(30) as ledger:
        ledger.add(rows)


def test_a_spoken_turn_is_kept_and_its_stages_add_up(scripted: None, tmp_path: Path, run: Run) -> None:
    events = [json.loads(line) for line in listened("-i", TIME, "-o", tmp_path / "a.wav", "--json").splitlines()]
    (end,) = (event for event in events if event["event"] == "turn.end")
    with Ledger(30) as ledger:
        (row,) = ledger.rows()
    assert row.total_ms == pytest.approx(end["total_ms"], abs=0.1)
    assert sum(getattr(row, name) for name in STAGES) == pytest.approx(row.total_ms, abs=1.0)
    assert (row.origin, row.timed, row.reply_class, row.missing, row.faults) == ("speech", 1, "quick", "", "")
    assert json.loads(row.engines)["stt"] == f"vosk {VOSK.name}"
    assert abs(row.at - time.time()) < 60
    (group,) = told(run)["groups"]
    assert (group["class"], group["n"], group["total"]["p50"]) == ("quick", 1, row.total_ms)
    for file in path().parent.iterdir():
        content = file.read_bytes()
        assert b"vosk" in content and b"what time" not in content and b"It is" not in content


def test_what_has_no_clock_or_no_sound_is_apart(scripted: None, tmp_path: Path, run: Run) -> None:
    with subprocess.Popen([*LISTEN, "-i", TIME, "-o", tmp_path / "a.wav", "--pace", "fast"]) as beside:
        listened("--text", stdin=b"what is two plus two\ntell me a joke\n")
    assert beside.returncode == 0
    found = told(run)
    assert found["turns"] == {"spoken": 0, "untimed": 1, "typed": 2, "typed_with_faults": 0, "announcements": 0}
    assert found["groups"] == []
    said = run("stats").out
    assert "No spoken turn in the last 7d" in said and "2 typed" in said and "1 spoken" in said


def test_it_can_be_switched_off(scripted: None, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_STATS_ENABLED", "false")
    listened("--text", stdin=b"what is two plus two\n")
    assert not path().exists()
    assert "vacli config set stats.enabled true" in run("stats").err


def test_a_damaged_file_stops_no_conversation(scripted: None, run: Run) -> None:
    path().parent.mkdir(parents=True)
    path().write_bytes(b"no database" * 100)
    lines = listened("--text", stdin=b"what is two plus two\nwhat is two plus three\n").decode().splitlines()
    assert "vacli: 2 plus 3 is 5." in lines
    faults = [line for line in lines if line.startswith("! the times of turns cannot be kept")]
    assert len(faults) == 1 and f"mv {path()}" in faults[0]
    done = run("stats")
    assert (done.code, done.out) == (6, "") and f"mv {path()}" in done.err


def test_with_nothing_there_it_says_how_to_get_figures(run: Run) -> None:
    done = run("stats")
    assert (done.code, done.err) == (0, "")
    assert "No spoken turn in the last 7d." in done.out and "vacli listen" in done.out
    assert told(run)["turns"]["spoken"] == 0
    assert run("stats", "--format", "csv").out.count("\n") == 1
    assert "vacli_turn_seconds" in run("stats", "--format", "prometheus").out


@pytest.mark.parametrize("by", ["class", "engine", "hour"])
def test_the_table_fits_and_says_what_it_is(run: Run, by: str) -> None:
    kept(300, drafts=1, drafts_used=1, faults="tts")
    said = run("stats", "--by", by).out
    assert max(map(len, said.splitlines())) <= 80
    assert "ESTIMATED" in said and "figures of vacli bench" in said and "n = 400" in said
    assert "30 turns without a time" in said or by == "hour"
    for word in (
        "<= 350",
        "<= 500",
        "p50",
        "p95",
        "answered by a draft  100.0 %",
        "with faults",
        "tts 300",
        "By the day",
    ):
        assert word in said, word
    if by != "hour":
        for word in ("endpoint hold", "of 100", "of 75", "of 125", "of 50", "tts_lead_silence", "done ahead"):
            assert word in said, word
    assert "vosk-model-small-en-us-0.15" in said if by == "engine" else "vosk" not in said


def test_a_terminal_without_such_characters_gets_others(run: Run) -> None:
    kept(50)
    command = [sys.executable, "-m", "vacli", "stats"]
    environ = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, env=environ)
    assert done.returncode == 0, done.stderr
    done.stdout.decode("ascii")


def test_how_far_back(run: Run) -> None:
    kept(100, days=20)
    counts = [told(run, "--last", last)["turns"]["spoken"] for last in ("5m", "24H", "7d", "4w")]
    assert counts[0] == 1 and counts == sorted(counts) and counts[-1] == 100
    assert counts[2] == told(run)["turns"]["spoken"]


def test_csv_and_prometheus_are_read_by_what_reads_them(run: Run) -> None:
    kept(20)
    rows = list(csv.DictReader(io.StringIO(run("stats", "--format", "csv").out)))
    assert len(rows) == 20 and rows[0]["stt"].startswith("vosk")
    families = {each.name: each for each in text_string_to_metric_families(run("stats", "--format", "prometheus").out)}
    assert sum(each.value for each in families["vacli_turns"].samples) == 20
    assert {"vacli_turn_seconds", "vacli_stage_seconds"} <= families.keys()
    assert json.loads(run("stats", "--format", "json").out)["turns"]["spoken"] == 20


@pytest.mark.parametrize("last", ["7x", "-1d", "", "d", "0d", "7", "1.5d", "999999d", "7d 7d", "٣d"])
def test_a_span_that_is_none(run: Run, last: str) -> None:
    done = run("stats", f"--last={last}")
    assert (done.code, done.out) == (2, "")
    assert "is no span of time" in done.err and "vacli stats --last 7d" in done.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--by", "week"], "class, engine, hour"),
        (["--format", "xml"], "table, json, csv, prometheus"),
        (["--format", "csv", "--json"], "exclude each other"),
        (["--yes"], "goes with --clear"),
        (["--format", "prometheus", "--last", "7d"], "never fall"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(run: Run, argv: list[str], said: str) -> None:
    done = run("stats", *argv)
    assert (done.code, done.out) == (2, "")
    assert said in done.err and "hint: " in done.err


def test_forgetting_asks_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(3)
    done = subprocess.run(
        [sys.executable, "-m", "vacli", "stats", "--clear"], input=b"n\n", capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1 and b"nothing was forgotten" in done.stderr
    assert told(run)["turns"]["spoken"] == 3
    assert run("stats", "--clear", "--yes").out == "3 turns forgotten\n"
    assert told(run)["turns"]["spoken"] == 0


def test_removing_all_data_removes_it(run: Run) -> None:
    kept(3)
    assert run("data", "remove", "--yes").code == 0
    assert not path().exists()


def test_help_shows_an_example(run: Run) -> None:
    assert "Example: vacli stats" in run("stats", "--help").out
