"""`vacli doctor`: each finding with its reason and the command that mends it, on machines of every kind."""

import json
import os
import resource
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import WHISPER, Result, heard_through

from vacli import paths, registry
from vacli.config import AudioSettings, Config, LlmSettings, SttSettings, TtsSettings, VadSettings
from vacli.core.device import usable_cpus
from vacli.doctor import engines, files, gpu, installation, machine, memory, sound, storage, trials
from vacli.doctor.apart import Told
from vacli.doctor.checks import CHECKS, chosen, look
from vacli.doctor.finding import Check, Finding
from vacli.extras import pip

Run = Callable[..., Result]


def found(check: Check, config: Config | None = None) -> dict[str, Finding]:
    return {finding.name: finding for finding in check(config or Config())}


def only(check: Check, config: Config | None = None) -> Finding:
    (finding,) = check(config or Config())
    return finding


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A /proc of our own, and no container."""
    monkeypatch.setattr(machine, "PROC", tmp_path)
    monkeypatch.setattr(machine, "CGROUP", tmp_path / "cgroup")
    return tmp_path


def test_the_report_of_a_whole_installation(run: Run) -> None:
    done = run("doctor", "--json", "--quick")
    told = json.loads(done.out)
    assert done.code == (0 if told["healthy"] else 1)
    assert sum(told[status] for status in ("ok", "warn", "fail", "skip")) == len(told["findings"])
    assert set(told) == {"healthy", "ok", "warn", "fail", "skip", "findings", "mended"}
    assert all(set(finding) == {"name", "status", "detail", "why", "fix"} for finding in told["findings"])
    names = {finding["name"] for finding in told["findings"]}
    assert {"vacli", "python", "stt whisper", "stt sphinx", "stt in use", "portaudio", "memory", "gpu"} <= names
    assert all(finding["detail"] for finding in told["findings"])
    bad = [finding for finding in told["findings"] if finding["status"] in ("warn", "fail")]
    assert all(finding["fix"] for finding in bad)
    assert not any(finding["fix"] for finding in told["findings"] if finding["status"] == "ok")


def test_the_report_for_people_fits_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("VACLI_STT_ENGINE", "vosk")
    done = run("doctor", "--only", "choices", "--only", "settings")
    assert max(map(len, done.out.splitlines())) <= 80
    assert done.code == 1
    assert "fail stt in use" in done.out
    assert "→ vacli models" in done.out
    counts, what, command = done.out.splitlines()[-3:]
    assert counts.startswith("4 ok, 1 fail, in ")
    assert what == "Next, for stt in use:"
    assert command.startswith("  vacli models"), "not folded, so that it can be copied"


def test_only_some_checks(run: Run) -> None:
    done = run("doctor", "--only", "memory", "--json")
    assert [finding["name"] for finding in json.loads(done.out)["findings"]] == ["memory"]
    wrong = run("doctor", "--only", "memroy")
    assert wrong.code == 2
    assert "did you mean memory? there are: python, packages" in wrong.err


def test_it_loads_no_engine_and_no_model() -> None:
    code = (
        "import sys\nfrom vacli.cli.main import main\nmain(['doctor', '--json', '--quick'])\n"
        "heavy = {'ctranslate2', 'faster_whisper', 'vosk', 'pocketsphinx', 'llama_cpp', 'piper', 'onnxruntime'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "LOADED []" in done.stderr or gpu.cuda_devices()[0]


def test_broken_settings_are_a_finding_not_the_end(run: Run) -> None:
    paths.private(paths.config_file().parent)
    paths.config_file().write_text("[stt]\nenigne = 1\nthreads = 999\n")
    paths.config_file().chmod(0o600)
    done = run("doctor", "--json", "--only", "settings", "--only", "memory")
    assert done.code == 1
    found = json.loads(done.out)["findings"]
    assert [finding["status"] for finding in found if finding["name"] == "settings"] == ["fail", "fail"]


# engines


def test_an_engine_whose_package_is_missing_is_told_with_the_line_that_installs_it() -> None:
    torch = found(engines.engines)["vad silero-torch"]
    if torch.status == "ok":
        pytest.skip("torch is installed here")
    assert (torch.status, torch.fix) == ("skip", f"{sys.executable} -m pip install silero-vad torch")
    asked = found(engines.engines, Config(vad=VadSettings(engine="silero-torch")))["vad silero-torch"]
    assert asked.status == "fail"


def test_an_engine_without_a_model_names_one_to_begin_with() -> None:
    whisper = found(engines.engines)["stt whisper"]
    assert whisper.status == "skip"
    assert "no whisper model is installed" in whisper.detail
    assert whisper.fix == "vacli models pull whisper-base.en"


def test_sphinx_as_the_choice_of_auto_is_a_warning() -> None:
    chosen = found(engines.choices)["stt in use"]
    assert chosen.status == "warn"
    assert chosen.detail.startswith("sphinx (whisper: no whisper model")
    assert chosen.fix == "vacli models pull whisper-base.en"


def test_a_choice_that_can_be_made_is_fine_and_one_that_cannot_is_not() -> None:
    given = Config(stt=SttSettings(engine="whisper", model=str(WHISPER)), tts=TtsSettings(engine="espeak"))
    chosen = found(engines.choices, given)
    assert (chosen["stt in use"].status, chosen["tts in use"].status) == ("ok", "ok")
    assert "whisper-tiny-commands" in chosen["stt in use"].detail
    for settings in (SttSettings(engine="vosk"), SttSettings(model="no-such-model"), SttSettings(engine="whispr")):
        lost = found(engines.choices, Config(stt=settings))["stt in use"]
        assert lost.status == "fail"
        assert lost.fix


def test_a_missing_voice_or_language_model_is_only_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = tuple(replace(row, needs=("no_such_package",)) for row in engines.registry.TABLE)
    monkeypatch.setattr(engines.registry, "TABLE", nothing)
    chosen = found(engines.choices)
    assert {name: finding.status for name, finding in chosen.items()} == {
        "vad in use": "fail",
        "stt in use": "fail",
        "llm in use": "warn",
        "tts in use": "warn",
    }
    assert found(engines.choices, Config(tts=TtsSettings(engine="espeak")))["tts in use"].status == "fail"


def test_espeak_is_looked_at_on_the_disk() -> None:
    pytest.importorskip("espeakng_loader")
    assert only(engines.espeak).status == "ok"


def test_no_gpu_is_fine_unless_it_was_asked_for() -> None:
    if gpu.cuda_devices()[0]:
        pytest.skip("there is one here")
    assert only(gpu.gpu).status == "ok"
    assert "no NVIDIA driver" in only(gpu.gpu).detail or "finds no device" in only(gpu.gpu).detail
    wanted = only(gpu.gpu, Config(llm=LlmSettings(device="cuda")))
    assert (wanted.status, wanted.fix) == ("fail", "vacli config set llm.device auto")


@pytest.mark.parametrize(("body", "said"), [("*n = 1; return 0;", "1 CUDA device"), ("return 100;", "error 100")])
def test_a_driver_is_asked_itself(tmp_path: Path, body: str, said: str) -> None:
    if not (compiler := shutil.which("cc")):
        pytest.skip("no C compiler to make a driver with")
    source = tmp_path / "cuda.c"
    source.write_text(f"int cuInit(unsigned flags) {{ return 0; }} int cuDeviceGetCount(int *n) {{ {body} }}")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", tmp_path / "libcuda.so.1", source], check=True, timeout=60)
    done = subprocess.run(
        [sys.executable, "-m", "vacli", "doctor", "--only", "gpu", "--json"],
        env={**os.environ, "LD_LIBRARY_PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    findings = json.loads(done.stdout)["findings"]
    assert said in findings[0]["detail"]
    assert done.returncode == 0
    if said.startswith("1"):
        assert {"gpu for whisper", "gpu for llamacpp", "gpu for piper"} >= {each["name"] for each in findings[1:]}


# files


def test_a_damaged_model_fails_with_its_reason() -> None:
    assert found(files.models)
    broken = paths.private(paths.models_dir()) / "whisper-broken"
    shutil.copytree(WHISPER, broken)
    assert found(files.models)["model whisper-broken"].status == "ok"
    (broken / "tokenizer.json").unlink()
    damaged = found(files.models)["model whisper-broken"]
    assert damaged.status == "fail"
    assert "tokenizer.json is missing" in damaged.detail
    assert str(broken) in damaged.fix


def test_folders_that_others_may_read_are_told() -> None:
    assert only(files.permissions).detail == "nothing written yet"
    folder = paths.private(paths.config_file().parent)
    paths.config_file().write_text("version = 1\n")
    paths.config_file().chmod(0o600)
    assert only(files.permissions).status == "ok"
    paths.config_file().chmod(0o644)
    folder.chmod(0o755)
    fixes = [finding.fix for finding in files.permissions(Config())]
    assert fixes == [f"chmod 700 {folder}", f"chmod 600 {paths.config_file()}"]
    for fix in fixes:
        subprocess.run(shlex.split(fix), check=True)
    assert only(files.permissions).status == "ok"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


# sound


def test_without_a_sound_card_vacli_still_works(virtual_audio: dict[str, str]) -> None:
    with heard_through({**virtual_audio, "PULSE_SERVER": "unix:/nowhere"}):
        assert only(sound.portaudio).status == "ok"
        devices = found(sound.devices)
    assert {finding.status for finding in devices.values()} == {"warn"}
    assert "work without" in devices["microphone"].detail


@pytest.mark.usefixtures("sound")
def test_devices_are_named() -> None:
    assert found(sound.devices)["microphone"].detail.startswith("default (ALSA, ")
    missing = found(sound.devices, Config(audio=AudioSettings(output="my-headset")))["loudspeaker"]
    assert missing.status == "warn"
    assert "my-headset" in missing.detail


def test_without_the_library_the_line_that_installs_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")  # as it does itself
    done = subprocess.run(
        [sys.executable, "-m", "vacli", "doctor", "--only", "portaudio", "--only", "devices"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout.count("→ sudo apt-get install -y libportaudio2") == 3


# the machine


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("flags\t\t: fpu avx2 avx512f avx512_vnni\n", "ok", "AVX2, AVX512, VNNI"),
        ("flags\t\t: fpu sse4_2\n", "warn", "no AVX2"),
        ("Features\t: fp asimd\n", "ok", "NEON"),
        (None, "ok", "cannot be read"),
    ],
)
def test_the_processor(proc: Path, text: str | None, status: str, said: str) -> None:
    if text is not None:
        (proc / "cpuinfo").write_text(text)
    finding = only(machine.processor)
    assert (finding.status, said in finding.detail) == (status, True)


def test_the_processors_of_a_container(proc: Path) -> None:
    (proc / "cpuinfo").write_text("flags\t\t: avx2\n")
    (proc / "cgroup").mkdir()
    (proc / "cgroup" / "cpu.max").write_text("50000 100000\n")
    few = only(machine.processor)
    assert "of which this container may use 0.5, AVX2" in few.detail
    assert (few.status, few.fix) == ("warn", "start the container with --cpus 2")
    assert "llm.threads = 1 on 0.5 processors" in only(machine.threads, Config(llm=LlmSettings(threads=1))).detail
    (proc / "cgroup" / "cpu.max").write_text("max 100000\n")
    assert "container" not in only(machine.processor).detail


@pytest.mark.parametrize(("asked", "status"), [(0, "ok"), (1, "ok"), (usable_cpus() + 1, "warn")])
@pytest.mark.usefixtures("proc")
def test_the_threads_are_told_with_the_reason(asked: int, status: str) -> None:
    finding = only(machine.threads, Config(llm=LlmSettings(threads=asked)))
    assert finding.status == status
    assert "spin while they wait" in finding.why


@pytest.mark.parametrize(("average", "busy"), [(0.1, False), (2.0 * usable_cpus(), True)])
def test_the_load_of_the_last_minute(proc: Path, average: float, busy: bool) -> None:
    (proc / "loadavg").write_text(f"{average} 0.0 0.0 1/100 4242\n")
    finding = only(machine.load)
    if "starved" in finding.detail:
        pytest.skip("the machine is busy right now, and it says so")
    assert finding.status == ("warn" if busy else "ok")
    (proc / "loadavg").unlink()
    assert "processors" in only(machine.load).detail


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("OMP_WAIT_POLICY", "ACTIVE", "warn"),
        ("OMP_WAIT_POLICY", "passive", "ok"),
        ("OMP_NUM_THREADS", "1", "warn"),
        ("OMP_NUM_THREADS", "2", "ok"),
    ],
)
def test_openmp_variables(monkeypatch: pytest.MonkeyPatch, name: str, value: str, status: str) -> None:
    for each in machine.OPENMP:
        monkeypatch.delenv(each, raising=False)
    assert only(machine.openmp).detail == "nothing set, the engines choose"
    monkeypatch.setenv(name, value)
    finding = only(machine.openmp)
    assert finding.status == status
    assert f"{name}={value}" in finding.detail


@pytest.mark.parametrize(("free", "status"), [(8_000_000, "ok"), (560_000, "warn"), (100_000, "fail")])
def test_memory(proc: Path, free: int, status: str) -> None:
    (proc / "meminfo").write_text(f"MemTotal:       16000000 kB\nMemAvailable:   {free} kB\n")
    assert only(memory.memory).status == status


def test_memory_of_a_container_is_what_its_limit_leaves(proc: Path) -> None:
    (proc / "meminfo").write_text("MemTotal: 16000000 kB\nMemAvailable: 15000000 kB\n")
    cgroup = proc / "cgroup"
    cgroup.mkdir()
    (cgroup / "memory.max").write_text("2000000000\n")
    (cgroup / "memory.current").write_text("1800000000\n")
    (cgroup / "memory.stat").write_text("anon 5\ninactive_file 600000000\nactive_file 1\n")
    assert only(memory.memory).detail.startswith("0.8 of 2.0 GB free")
    (cgroup / "memory.max").write_text("max\n")
    assert "of 16.4 GB" in only(memory.memory).detail
    (proc / "meminfo").unlink()
    assert "cannot be read" in only(memory.memory).detail


@pytest.mark.parametrize(("free", "status"), [(10**11, "ok"), (10**9, "warn"), (10**7, "fail")])
def test_the_disk(monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(10**12, 0, free))  # type: ignore[attr-defined]
    assert {finding.status for finding in storage.disk(Config())} == {status}


def test_an_untried_python_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(installation.python)["python"].status == "ok"
    monkeypatch.setattr(sys, "version_info", (3, 15, 0, "final", 0))
    assert found(installation.python)["python"].status == "warn"


def test_where_a_check_broke_is_shown_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(config: Config) -> Iterator[Finding]:
        raise ZeroDivisionError("by zero")
        yield

    monkeypatch.setitem(CHECKS, "clock", broken)
    monkeypatch.delenv("VACLI_DEBUG", raising=False)
    (finding,) = look("clock", Config())
    assert (finding.fix, capsys.readouterr().err) == ("VACLI_DEBUG=1 vacli doctor --only clock", "")
    monkeypatch.setenv("VACLI_DEBUG", "1")
    assert list(look("clock", Config())) == [finding]
    assert 'raise ZeroDivisionError("by zero")' in capsys.readouterr().err


def test_a_limit_is_not_to_be_raised_beyond_what_is_allowed() -> None:
    code = (
        "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (200, 600))\n"
        "from vacli.config import Config\nfrom vacli.doctor.surroundings import open_files\n"
        "print(next(open_files(Config())).fix)"
    )
    if 0 <= resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 600:
        pytest.skip("fewer files are allowed here")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "ulimit -n 600\n"


def test_what_an_engine_did_wrong_has_a_way_out_that_does_something() -> None:
    rows = {row.name: row for row in registry.rows()}
    lost = Told(error="it does not import", hint="vacli doctor")
    assert [each.fix for each in trials.judged(rows["whisper"], Config(), lost)] == ["vacli models verify"]
    deaf = Told({"speech": 0.0, "silence": 0.0, "starved": ""})
    (finding,) = trials.judged(rows["silero"], Config(), deaf)
    assert finding.fix == pip("--force-reinstall --no-deps onnxruntime faster-whisper")
    (finding,) = trials.judged(rows["silero"], Config(vad=VadSettings(threshold=0.9)), deaf)
    assert finding.fix == "vacli config unset vad.threshold"
    heard = {"text": "", "rtf": 0.1, "starved": ""}
    (finding,) = trials.judged(rows["whisper"], Config(), Told({**heard, "model": "/my/own"}))
    assert "vacli models verify /my/own" not in finding.fix
    shutil.copytree(WHISPER, paths.private(paths.models_dir()) / "my own")
    (finding,) = trials.judged(rows["whisper"], Config(), Told({**heard, "model": "my own"}))
    assert finding.fix == "vacli models verify 'my own'"


def test_every_check_can_be_named() -> None:
    for name in ("python", "threads", "load", "openmp", "memory", "disk"):
        assert name in CHECKS
        assert list(look(name, Config()))
    assert chosen() == list(CHECKS)
