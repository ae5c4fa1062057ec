"""`vacli doctor --offline`: the real commands on the built-in engines, and planted engines and settings that leak."""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import Result

from vacli import paths
from vacli.cli.doctor_offline import proved, verdict
from vacli.core.errors import Cancelled
from vacli.core.flow import spawn
from vacli.core.turn import Origin, Turn
from vacli.doctor.offline import folders, proof
from vacli.doctor.offline.proof import NOT_RUN, STEPS, Step, prove
from vacli.doctor.offline.proof import Result as Proof
from vacli.doctor.offline.walls import AUDIT, Wall, behind, build

Run = Callable[..., Result]
BY_NAME = {step.name: step for step in STEPS}
LEAK = """
import socket
from vacli.llm.scripted import ScriptedLlm

class Leaky(ScriptedLlm):
    def chat(self):
        try:
            socket.create_connection(("telemetry.example.invalid", 443), 1)
        except OSError:
            pass
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
            try:
                plug.sendto(b"used", ("192.0.2.9", 514))
            except OSError:
                pass
        return super().chat()
"""


@pytest.fixture
def leaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another package, whose language model tells somebody that it was used."""
    (tmp_path / "vacli_leaky.py").write_text(LEAK)
    info = tmp_path / "vacli_leaky-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: vacli-leaky\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[vacli.engines]\nllm.leaky = vacli_leaky:Leaky\n")
    path = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path))
    monkeypatch.setenv("VACLI_LLM_ENGINE", "leaky")
    yield tmp_path


def one(name: str, turn: Turn, wall: Wall | None = None) -> Proof:
    (result,) = prove(wall or build(), turn, (BY_NAME[name],))
    return result


def test_everything_that_vacli_is_used_for_stays_here(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter than it is for users: what runs for long in these tests is watched by the wall around them."""
    pytest.importorskip("llama_cpp", reason="pip install 'vacli[llm]'")
    monkeypatch.setattr(proof, "LINGER", 0.5)
    done = run("doctor", "--offline", "--json")
    told = json.loads(done.out)
    assert {each["name"]: (each["status"], each["reason"]) for each in told["commands"]} == {
        step.name: ("quiet", "") for step in STEPS
    }
    assert (done.code, told["ok"]) == (0, True)
    assert told["wall"]["kind"] == build().kind
    assert told["not_run"] == list(NOT_RUN)


def test_the_proof_stands_alone(run: Run) -> None:
    done = run("doctor", "--offline", "--quick")
    assert done.code == 2
    assert "--offline is a proof of its own" in done.err


def test_an_engine_that_reaches_out_is_named_with_its_line(run: Run, leaky: Path, turn: Turn) -> None:
    result = one("ask, answered by the language model", turn)
    assert result.status == "reached out"
    by_place = {each.to: each for each in result.attempts}
    assert {"telemetry.example.invalid", "192.0.2.9:514"} <= set(by_place)
    for place in ("telemetry.example.invalid", "192.0.2.9:514"):
        assert by_place[place].where.startswith(f"{leaky}/vacli_leaky.py:")
        assert ", called by " in by_place[place].where
        assert "vacli ask" in by_place[place].program
    assert not proved([result])
    said = verdict([result], build())
    assert said[0].startswith("NOT OFFLINE: ")


def test_an_engine_that_is_not_here_is_named_as_not_covered(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_LLM_MODEL", "nosuch")
    lost, list_ = one("ask, answered by the language model", turn), Proof(BY_NAME["models list"], "quiet", [])
    assert (lost.status, lost.attempts) == ("skipped", [])
    assert "nosuch" in lost.reason
    assert proved([lost, list_]), "what was run is proved"
    assert not proved([lost]), "nothing is no proof"
    said = "\n".join(verdict([lost, list_], build()))
    assert "none of 1 commands" in said
    assert "Not covered: ask, answered by the language model (" in said


def test_a_command_that_fails_is_no_proof(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACLI_LLM_ENGINE", "scripted")
    monkeypatch.setenv("VACLI_LLM_MODEL", "!fail")
    result = one("ask, answered by the language model", turn)
    assert result.status == "failed"
    assert "exit code 70" in result.reason
    assert not proved([result, Proof(BY_NAME["models list"], "quiet", [])])


def test_an_answer_from_elsewhere_does_not_prove_the_language_model(turn: Turn) -> None:
    skill = BY_NAME["ask, answered by a skill"]
    wrong = Step("wrong", skill.words, BY_NAME["ask, answered by the language model"].amiss)
    (result,) = prove(build(), turn, (wrong,))
    assert (result.status, result.reason) == ("skipped", "answered by quick, not llm")


def test_silence_is_no_spoken_turn() -> None:
    amiss = BY_NAME["a spoken turn"].amiss
    assert "no turn was taken" in amiss("")
    assert "no turn was taken" in amiss('{"event": "turn.end", "cancelled": true}\nnot json\n[1]')
    assert amiss('{"event": "turn.end", "cancelled": false}') == ""


def test_the_users_models_and_settings_are_used_but_nothing_kept_is_read_or_written(tmp_path: Path) -> None:
    settings, kept, model = paths.config_file(), paths.data_dir() / "skills.db", paths.models_dir() / "a" / "m.gguf"
    for file in (settings, kept, model, paths.cache_dir() / "cache.db", paths.cache_dir() / "llm" / "copy.gguf"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.name)
    (paths.data_dir().parent / "other").mkdir()
    made = folders.environment(tmp_path / "home")
    data, cache = Path(made["XDG_DATA_HOME"]), Path(made["XDG_CACHE_HOME"])
    assert made["XDG_CONFIG_HOME"] == os.environ["XDG_CONFIG_HOME"]
    assert (data / "vacli" / "models" / "a" / "m.gguf").read_text() == "m.gguf"
    assert (cache / "vacli" / "llm" / "copy.gguf").exists()
    assert (data / "other").is_dir(), "what other programs keep is there"
    assert not (data / "vacli" / "skills.db").exists()
    assert not (cache / "vacli" / "cache.db").exists()
    shutil.rmtree(tmp_path / "home")
    assert model.exists(), "links are removed, not what they lead to"


def test_the_audit_hook_alone_is_called_partial_in_the_verdict(turn: Turn) -> None:
    result = one("models list", turn, build(AUDIT))
    assert result.status == "quiet"
    said = "\n".join(verdict([result], build(AUDIT)))
    assert "This proof is partial: what libraries in C, programs that are not Python, and Python started with" in said


def test_a_cancelled_turn_ends_the_command_it_waits_for() -> None:
    turn = Turn(Origin.TEXT)
    turn.cancel("interrupted")
    with pytest.raises(Cancelled):
        list(prove(build(), turn, STEPS))


def test_a_command_that_does_not_end_when_asked_to_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who presses Ctrl-C waits for a second; what is not removed by then stays."""
    (temporary := tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    turn, there = Turn(Origin.TEXT), tmp_path / "there"
    code = f"import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path({str(there)!r})"

    def interrupt() -> None:
        while not there.exists():
            time.sleep(0.01)
        turn.cancel("interrupted")

    spawn("interrupt", interrupt)
    seen = behind(build(), [sys.executable, "-c", f"{code}.touch(); time.sleep(60)"], turn=turn)
    assert (seen.code, list(temporary.iterdir())) == (137, [])


def test_the_list_of_tests_that_may_reach_out_names_tests_that_are_there() -> None:
    room, lines = Path(__file__).parents[2], (Path(__file__).parent / "on_purpose.txt").read_text().splitlines()
    listed = [line.split()[0].partition("::") for line in lines if not line.startswith("#")]
    assert listed
    assert [name for file, _, name in listed if name.rstrip("*") not in (room / file).read_text()] == []
