"""Engines put to work by the doctor in processes of their own; what their crashes, lies and slowness are called."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from support import VOSK, WHISPER

from vacli import registry
from vacli.bench.under import busy
from vacli.config import Config, LlmSettings, SttSettings, TtsSettings
from vacli.core.device import usable_cpus
from vacli.doctor import engines, gpu, speed, trials
from vacli.doctor.apart import Told, apart
from vacli.doctor.built import unused
from vacli.doctor.estimate import OUTPUT, estimate
from vacli.doctor.finding import Finding
from vacli.doctor.recording import TEXT, overlap, recording
from vacli.doctor.trial import in_its_language

HEAR = [{"lag": 10.0, "peek": 5.0, "tail": 20.0}]
QUICK = [{"understand": 3.0, "tts_ttfb": 4.0}]


def row(stage: str, name: str) -> registry.Row:
    return next(each for each in registry.rows(stage) if each.name == name)


def tried(stage: str, settings: Any) -> list[Finding]:
    config = Config(**{stage: settings})
    asked = row(stage, settings.engine)
    return list(trials.judged(asked, config, apart("vacli.doctor.trial", config, {"stage": stage})))


def test_the_recording_is_speech_in_a_quiet_room() -> None:
    audio, start, end = recording()
    assert 0.5 < start / audio.rate < 0.8
    assert 1.3 < end / audio.rate < audio.seconds - 0.5
    assert overlap("What TIME is it?") == 1.0
    assert overlap("what is a lime") == 0.5


@pytest.mark.parametrize(
    ("stage", "settings", "said"),
    [
        ("stt", SttSettings(engine="sphinx"), f'heard "{TEXT}"'),
        ("stt", SttSettings(engine="whisper", model=str(WHISPER)), 'heard "What time is it?"'),
        ("stt", SttSettings(engine="vosk", model=str(VOSK)), f'heard "{TEXT}"'),
        ("tts", TtsSettings(engine="espeak"), "s of sound"),
    ],
    ids=lambda each: getattr(each, "engine", None),
)
def test_an_engine_that_works(stage: str, settings: Any, said: str) -> None:
    if missing := row(stage, settings.engine).missing():
        pytest.skip(f"{missing} is not installed")
    (finding,) = tried(stage, settings)
    assert said in finding.detail
    assert finding.status == "ok" or finding.why == trials.SLOW or "short of CPU" in finding.detail


def test_an_engine_works_whatever_language_is_set() -> None:
    """The recording is English: what it is held against must be as well."""
    (finding,) = tried("stt", SttSettings(engine="sphinx", language="de"))
    assert f'heard "{TEXT}"' in finding.detail
    assert in_its_language(Config(stt=SttSettings(language="de"))).stt.language == "en"


def test_a_model_of_another_language_has_no_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    german = Path("vosk-model-small-de-0.15")
    monkeypatch.setattr(registry, "choose", lambda stage, settings: (row("stt", "vosk"), german, None))
    (finding,) = speed.speed(Config(stt=SttSettings(engine="vosk", language="de")))
    assert (finding.status, german.name in finding.detail) == ("skip", True)


def test_a_model_that_is_damaged_inside_is_found_out(tmp_path: Path) -> None:
    broken = tmp_path / "whisper"
    shutil.copytree(WHISPER, broken)
    with (broken / "model.bin").open("r+b") as file:
        file.seek(20_000)
        file.write(os.urandom(200_000))
    (finding,) = tried("stt", SttSettings(engine="whisper", model=str(broken)))
    assert finding.status in ("warn", "fail")
    assert "verify" in finding.fix


@pytest.mark.parametrize(
    ("stage", "name", "found", "status", "said"),
    [
        ("vad", "silero", {"speech": 0.1, "silence": 0.0}, "fail", "speech in 10%"),
        ("vad", "silero", {"speech": 1.0, "silence": 0.9}, "fail", "in 90% of the silent"),
        ("stt", "vosk", {"text": "", "rtf": 0.1, "model": "vosk-model-small-en-us-0.15"}, "fail", 'heard ""'),
        ("stt", "vosk", {"text": "was teit es", "rtf": 0.1, "model": "my-own"}, "warn", "was teit es"),
        ("stt", "vosk", {"text": "", "rtf": 0.1, "model": "vosk-model-small-de-0.15"}, "ok", "another language"),
        ("stt", "vosk", {"text": TEXT, "rtf": 1.5, "model": "my-own"}, "warn", "1.50 s a second"),
        ("llm", "llamacpp", {"text": "", "ttft_ms": 9, "rate": 50, "built": ""}, "fail", "50 tokens/s"),
        ("llm", "llamacpp", {"text": "a b", "ttft_ms": 9, "rate": 2, "built": ""}, "warn", "2 tokens/s"),
        ("tts", "espeak", {"seconds": 1.0, "level": 0.0, "first_ms": 1, "rtf": 0.1}, "fail", "loudness 0.0000"),
        ("tts", "espeak", {"seconds": 0.0, "level": 0.1, "first_ms": 1, "rtf": 0.1}, "fail", "0.0 s of sound"),
        ("tts", "espeak", {"seconds": 1.0, "level": 0.1, "first_ms": 1, "rtf": 2.0}, "warn", "2.00 s a second"),
    ],
)
def test_what_an_engine_did_is_judged(stage: str, name: str, found: dict[str, Any], status: str, said: str) -> None:
    (finding,) = trials.judged(row(stage, name), Config(), Told({**found, "starved": ""}))
    assert (finding.status, said in finding.detail) == (status, True)
    assert bool(finding.fix) is (status != "ok")
    (starved,) = trials.judged(row(stage, name), Config(), Told({**found, "starved": "others took it"}))
    slow = finding.why == trials.SLOW
    assert starved.status == ("skip" if slow else status), "slowness is not the engine's then; what is wrong is"
    assert ("others took it" in starved.detail) is slow


def test_a_build_that_leaves_the_processor_alone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "CPU : SSE3 = 1 | AVX2 = 1 | FMA = 1 | F16C = 1 | AVX512 = 0 |"
    assert unused(["avx2", "fma", "avx512f", "avx512_vnni"], told) == ["AVX512", "AVX512_VNNI"]
    assert unused(["avx2", "fma"], told) == []
    assert unused(["avx2"], "") == [], "nothing is told, so nothing is known"
    monkeypatch.setattr(trials.machine, "features", lambda: ["avx2", "avx512f"])
    found = {"text": "a b", "ttft_ms": 9, "rate": 50, "built": told, "starved": ""}
    works, built = trials.judged(row("llm", "llamacpp"), Config(), Told(found))
    assert (works.status, built.status, built.name) == ("ok", "warn", "llama.cpp build")
    assert "--no-binary llama-cpp-python" in built.fix


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGILL)", "Illegal instruction"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "Killed"),
        ("sys.exit('no library here')", "its process ended with 1: no library here"),
        ("time.sleep(60)", "did not come to an end within 2 s"),
        ("sys.stdin.close(); os.close(0)", "its process ended with 0"),
    ],
)
def test_an_engine_that_takes_its_process_with_it_is_a_finding(
    code: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "falling.py").write_text(f"import os, signal, sys, time\nsys.stdin.readline()\n{code}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = apart("falling", Config(), {}, seconds=2.0 if "sleep" in code else 30.0)
    assert told.crash
    assert said in told.error
    (finding,) = trials.judged(row("llm", "llamacpp"), Config(), told)
    assert (finding.status, finding.name) == ("fail", "llamacpp works")
    wanted = {"Illegal instruction": trials.OTHER_BUILD, "Killed": "close other programs"}.get(said, "vacli models")
    assert finding.fix.startswith(wanted)


def test_an_engine_that_is_not_installed_but_asked_for_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    lost = tuple(replace(each, needs=("no_such_package",)) for each in registry.TABLE)
    monkeypatch.setattr(registry, "TABLE", lost)
    asked = {each.name: each for each in engines.engines(Config(tts=TtsSettings(engine="piper")))}["tts piper"]
    assert (asked.status, asked.detail) == ("fail", "package no_such_package is not installed")
    assert "pip install" in asked.fix and "piper-tts" in asked.fix
    assert not list(trials.trials(Config())), "what is not installed is not tried"


def test_cards_and_libraries_beside_a_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (told := tmp_path / "nvidia-smi").write_text("#!/bin/sh\necho 'Some Card, 7000 MiB, 8192 MiB, 550.1'\n")
    told.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert gpu._cards() == "; Some Card, 7000 MiB of 8192 MiB free, driver 550.1"
    told.write_text("#!/bin/sh\necho 'No devices were found'; exit 9\n")
    assert gpu._cards() == ""
    lost = gpu._usable("gpu for whisper", True, "", "", ("libno-such-library.so.1",))
    assert (lost.status, lost.detail) == ("warn", "libno-such-library.so.1 is not found by the loader")
    assert gpu._usable("gpu for whisper", True, "", "", ("libc.so.6",)).status == "ok"


# how long one would wait


def test_an_estimate_adds_the_parts_and_hides_what_is_prepared() -> None:
    parts = {"hear": HEAR, "quick": QUICK, "llm": [{"understand": 3.0, "llm_ttft": 400.0, "tts_ttfb": 4.0}]}
    quick = estimate(parts, "quick", 160, 32, speculate=True)
    assert quick.p50 == pytest.approx(10 + 160 + 20 + OUTPUT)
    assert quick.good
    told = estimate(parts, "llm", 160, 32, speculate=True)
    assert told.p50 == pytest.approx(10 + 32 + 5 + 407 + OUTPUT), "prepared from the first pause on"
    assert told.p95 == pytest.approx(10 + 160 + 20 + 407 + OUTPUT), "prepared in vain"
    assert told.slowest == "llm_ttft"
    assert not told.good
    assert estimate(parts, "llm", 160, 32, speculate=False).p50 == told.p95
    assert estimate(parts, "quick", 400, 32, speculate=True).slowest == "endpoint_hold"


def test_a_slow_stage_is_named_with_what_is_faster_here(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = [{"understand": 3.0, "tts_ttfb": 700.0}]

    def probed(module: str, config: Config, wanted: Any) -> Told:
        return Told({"hear": HEAR, "quick": QUICK if config.tts.engine == "espeak" else slow, "starved": ""})

    monkeypatch.setattr(speed, "apart", probed)
    monkeypatch.setattr(registry, "choose", lambda stage, settings: (row("tts", "piper"), None, None))
    (finding,) = speed.speed(Config(tts=TtsSettings(engine="piper")))
    assert (finding.name, finding.status) == ("quick answers", "warn")
    assert finding.fix == "vacli config set tts.engine espeak"
    assert "slowest is voice, 700 ms; with it about 255 and 262 ms here" in finding.why
    (finding,) = speed.speed(Config(tts=TtsSettings(engine="espeak")))
    assert finding.status == "ok"


def test_the_probe_of_a_busy_machine_blames_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "SECONDS", 1.0)
    heard = SttSettings(engine="vosk", model=str(VOSK))
    config = Config(stt=heard, llm=LlmSettings(engine="scripted"), tts=TtsSettings(engine="espeak"))
    with busy((usable_cpus() + 1) // 2):
        found = list(speed.speed(config))
    assert [each.name for each in found] == ["quick answers", "llm answers"]
    assert {each.status for each in found} == {"skip"}
    assert all("(estimate), not judged: the machine was short of CPU" in each.detail for each in found)


def test_without_an_engine_there_is_no_speed() -> None:
    (finding,) = speed.speed(Config(tts=TtsSettings(engine="piper")))
    assert finding.status == "skip"
    assert "no piper model is installed" in finding.detail
    assert finding.fix


def test_ctrl_c_ends_it_and_what_it_has_started(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vacli", "doctor", "--only", "speed"]
    variables = {**os.environ, "TMPDIR": str(tmp_path)}
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )
    process = psutil.Process(running.pid)
    children: list[psutil.Process] = []
    until = time.monotonic() + 60
    while not children and time.monotonic() < until and running.poll() is None:
        children = process.children(recursive=True)
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)  # to it alone: what it has started must notice by itself
    assert running.wait(30) == 130
    _, alive = psutil.wait_procs(children, 30)
    assert children and not alive
    assert list(tmp_path.iterdir()) == [], "what it had for a while is gone as well"
