"""Whatever is thrown at `vacli transcribe`: one line that says what and why, a hint, the right exit code, no debris."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from recordings import REFUSED, manifest, pcm, spoken
from support import WHISPER, Result

TIME = WHISPER / "samples" / "01_time_enus.wav"
ENGINE = ("--engine", "whisper", "--model", str(WHISPER))
VACLI = (sys.executable, "-m", "vacli", "transcribe")
Run = Callable[..., Result]


@pytest.fixture
def heard(run: Run) -> Run:
    return lambda *argv: run("transcribe", *ENGINE, *argv)


def refused(result: Result, code: int = 4) -> bool:
    """One line and a hint, nothing else."""
    lines = result.err.splitlines()
    return (
        result.code == code
        and len(lines) == 2
        and lines[0].startswith("vacli: ")
        and lines[1].startswith("  hint: ")
        and not result.out
    )


def test_damaged_files_are_refused_in_one_line(heard: Run, tmp_path: Path) -> None:
    whole = pcm(tmp_path / "whole.wav", spoken())
    for name, (change, why) in REFUSED.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(change(whole))
        result = heard(path)
        assert refused(result), (name, result)
        assert why in result.err


def test_what_is_no_file_is_refused_in_one_line(heard: Run, tmp_path: Path) -> None:
    (tmp_path / "loop.wav").symlink_to(tmp_path / "loop.wav")
    (tmp_path / "folder.wav").mkdir()
    for path in ("loop.wav", "folder.wav", "missing.wav", "missing/talk.wav", "/dev/zero", "/dev/null", "x" * 300, ""):
        target = str(tmp_path / path) if path else ""
        result = heard(target)
        if path == "folder.wav":  # a folder is searched: that is a run over several
            assert result.code == 4
            assert "there is no recording directly in it" in result.err
        else:
            assert refused(result), (path, result)


def test_a_cut_file_gives_its_text_and_a_warning(heard: Run, tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(TIME.read_bytes()[:50_000])
    result = heard(path)
    assert (result.code, result.out) == (0, "What time is it?\n")
    assert "cut short: 1.6 s of 2.0 s are there" in result.err


def test_almost_nothing_is_silence(heard: Run, tmp_path: Path) -> None:
    for count in (1, 320, 32_000):
        pcm(tmp_path / "short.wav", spoken()[:count] * 0)
        result = heard(tmp_path / "short.wav")
        assert (result.code, result.out) == (0, "")
        assert "no speech was found" in result.err


def test_real_damage_through_the_command(heard: Run, run: Run, speech: Path) -> None:
    """What counts here is how it ends, so the fake hears most of it; that silence is silence, the real one says."""
    folder = speech / "derived/dev"
    for row in manifest(speech, "corrupt"):
        expect = row["expect"]
        fake = ("transcribe", "--engine", "scripted", "--model", "some words", folder / row["path"])
        result = heard(folder / row["path"]) if expect.startswith("empty text") else run(*fake)
        assert "Traceback" not in result.err
        if expect.startswith("clear one-line error"):
            assert refused(result), (row["path"], result)
        elif "error" not in expect:
            assert result.code == 0, (row["path"], result)
        if expect.startswith("empty text"):
            assert result.out == ""
        if "warning" in expect:
            assert "cut short" in result.err
    dashed = run_in(folder / "corrupt", *VACLI, *ENGINE, "--", "-dash-first.wav")
    assert dashed.returncode == 0
    assert dashed.stdout


def run_in(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_an_endless_input_goes_on_until_it_is_stopped() -> None:
    """Raw zeros without end: memory stays bounded, Ctrl-C ends it."""
    command = [*VACLI, *ENGINE, "-", "--raw"]
    with Path("/dev/zero").open("rb") as zeros, started(command, stdin=zeros) as running:
        wait_for(lambda: memory(running.pid) > 100)
        time.sleep(1.5)
        early = memory(running.pid)
        time.sleep(1.0)
        assert running.poll() is None
        assert memory(running.pid) < early + 60
        interrupt(running)
        assert running.wait(10) == 130
    with Path("/dev/zero").open("rb") as zeros:
        done = subprocess.run(
            [*VACLI, *ENGINE, "-"], stdin=zeros, capture_output=True, text=True, timeout=30, check=False
        )
    assert refused(Result(done.returncode, done.stdout, done.stderr))


def test_ten_minutes_of_silence_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    pcm(path, spoken()[:16] * 0)
    with path.open("r+b") as file:
        file.seek(40)
        file.write((600 * 32_000).to_bytes(4, "little"))
        file.truncate(44 + 600 * 32_000)
    code = (
        "import sys\nfrom vacli.cli.main import main\n"
        f"code = main(['transcribe', *{ENGINE!r}, {str(path)!r}, '--json'])\n"
        # not ru_maxrss: it begins with that of the process that started this one
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(code, int(peak.split()[1]) // 1024, file=sys.stderr)"
    )
    done = run_in(tmp_path, sys.executable, "-c", code)
    assert '"duration_s": 600.0' in done.stdout
    assert '"text": ""' in done.stdout
    status, megabytes = done.stderr.split()[-2:]
    assert status == "0"
    assert int(megabytes) < 400


# output that cannot be written


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    command = (*VACLI, *ENGINE, str(TIME), "--format", "json", "-o", str(tmp_path / "out"))
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=unmeasured(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )  # fmt: skip
    assert refused(Result(done.returncode, done.stdout, done.stderr), 6), done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def unmeasured() -> dict[str, str]:
    """An environment in which coverage does not write its own files."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


@pytest.mark.parametrize("form", ["txt", "srt"])
def test_a_full_standard_output(form: str) -> None:
    with Path("/dev/full").open("w") as full:
        command = [*VACLI, *ENGINE, str(TIME), "--format", form]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert refused(Result(done.returncode, "", done.stderr), 6)


def test_a_closed_standard_output_ends_quietly(tmp_path: Path) -> None:
    shutil.copy(TIME, tmp_path / "b.wav")
    line = f"{' '.join((*VACLI, *ENGINE))} {TIME} {tmp_path}/b.wav | head -1; echo ${{PIPESTATUS[0]}}"
    done = run_in(tmp_path, "bash", "-c", line)
    assert done.stdout.splitlines()[-1] == "0"
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_folders_that_cannot_be_written(heard: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(heard(TIME, "-o", tmp_path / "file"), 6)
    assert refused(heard(TIME, "-o", "/proc/nowhere"), 6)


# stopping


def started(command: list[str], **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **more,  # type: ignore[call-overload]
    )  # fmt: skip


def interrupt(running: subprocess.Popen[bytes]) -> None:
    """As a terminal does: to everybody in the foreground."""
    os.killpg(running.pid, signal.SIGINT)


def memory(pid: int) -> float:
    """Resident MB, 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except (OSError, IndexError):
        return 0.0


def wait_for(fact: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def loads(pid: int, library: str) -> bool:
    try:
        return library in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


def workers(folder: Path) -> list[int]:
    """Worker processes that have this folder's mark in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"VACLI_TEST_MARK={folder}".encode() in (process / "environ").read_bytes():
                found += [int(process.name)] if b"transcribe.worker" in (process / "cmdline").read_bytes() else []
        except OSError:
            continue
    return found


def readers(file: Path, pids: list[int]) -> list[int]:
    """Those that have it open."""
    return [pid for pid in pids if any(each.resolve() == file for each in Path(f"/proc/{pid}/fd").glob("*"))]


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Ten minutes of speech."""
    import numpy as np

    pcm(tmp_path / "long.wav", np.tile(spoken(), 300))
    return tmp_path / "long.wav"


@pytest.mark.parametrize("library", ["_ctypes", "libctranslate2"])
def test_interrupted_while_loading(long: Path, library: str) -> None:
    with started([*VACLI, *ENGINE, str(long)]) as running:
        wait_for(lambda: loads(running.pid, library))
        interrupt(running)
        _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert err == b""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_while_decoding(long: Path, tmp_path: Path, jobs: str) -> None:
    shutil.copy(long, tmp_path / "other.wav")
    shutil.copy(TIME, tmp_path / "short.wav")
    paths = [str(tmp_path / name) for name in ("short.wav", "long.wav", "other.wav")]
    out = tmp_path / "out"
    environment = os.environ | {"VACLI_TEST_MARK": str(tmp_path)}
    with started([*VACLI, *ENGINE, *paths, "-o", str(out), "-j", jobs], env=environment) as running:
        wait_for((out / "short.txt").exists)
        began = time.monotonic()
        interrupt(running)
        _, err = running.communicate(timeout=10)
    assert running.returncode == 130
    assert time.monotonic() - began < 5
    assert b"Traceback" not in err
    assert [path.name for path in out.iterdir()] == ["short.txt"]
    wait_for(lambda: not workers(tmp_path))


def test_killed_and_started_again(long: Path, tmp_path: Path, run: Run) -> None:
    """Nothing half-written, no worker left, and only what is missing is done."""
    shutil.copy(TIME, tmp_path / "short.wav")
    out = tmp_path / "out"
    environment = os.environ | {"VACLI_TEST_MARK": str(tmp_path)}
    with started([*VACLI, *ENGINE, str(tmp_path), "-o", str(out), "-j", "2"], env=environment) as running:
        wait_for((out / "short.txt").exists)
        assert workers(tmp_path)
        running.kill()
        running.communicate(timeout=10)
    wait_for(lambda: not workers(tmp_path))
    assert [path.name for path in out.iterdir()] == ["short.txt"]
    shutil.copy(TIME, long)
    again = run("transcribe", *ENGINE, tmp_path, "-o", out, "--skip-existing")
    assert again.code == 0
    assert "1 transcribed" in again.err
    assert (out / "long.txt").read_text() == "What time is it?\n"


def test_a_worker_that_dies_takes_one_recording_with_it(tmp_path: Path, long: Path) -> None:
    for name in ("a.wav", "b.wav", "c.wav"):
        shutil.copy(TIME, tmp_path / name)
    environment = os.environ | {"VACLI_TEST_MARK": str(tmp_path)}
    names = [str(tmp_path / name) for name in ("long.wav", "a.wav", "b.wav", "c.wav")]
    out = tmp_path / "out"
    with started([*VACLI, *ENGINE, *names, "-o", str(out), "-j", "2"], env=environment) as running:
        wait_for(lambda: bool(readers(long, workers(tmp_path))))
        os.kill(readers(long, workers(tmp_path))[0], signal.SIGKILL)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 4
    assert b"the worker process died (signal 9)" in err
    assert b"3 transcribed, 1 failed" in err


@pytest.fixture(autouse=True)
def no_debris() -> Iterator[None]:
    yield
    assert not list(Path.cwd().glob(".vacli-*"))
