"""The frame round every command: exit codes, what a failure looks like, Ctrl-C, SIGTERM, a closed or full stdout."""

import errno
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from support import Result

from vacli.bench.own import start
from vacli.cli.app import COMMANDS as LISTED
from vacli.cli.app import loaded
from vacli.cli.main import PATIENCE, main
from vacli.core import errors

PROGRAM = """
import errno, os, sys, time
import typer
from vacli.cli.app import app
from vacli.cli.common import turn_of
from vacli.cli.main import main
from vacli.core import errors

@app.command()
def bug() -> None:
    raise ZeroDivisionError("one by nought\\nand more")

@app.command()
def fail(name: str) -> None:
    raise getattr(errors, name)("it failed", "mend it")

@app.command()
def system(code: int) -> None:
    raise OSError(code, os.strerror(code), "/some/file")

@app.command()
def memory() -> None:
    raise MemoryError

@app.command()
def polite(ctx: typer.Context) -> None:
    print("working", flush=True)
    while True:
        turn_of(ctx).check()
        time.sleep(0.01)

@app.command()
def native() -> None:
    print("working", flush=True)
    time.sleep(60)

@app.command()
def flood() -> None:
    for line in range(200_000):
        print("line", line)

@app.command()
def interrupted() -> None:
    raise KeyboardInterrupt

sys.exit(main())
"""
TIMEOUT = 60


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """vacli with a few commands more, each of which goes wrong in its own way."""
    file = tmp_path_factory.mktemp("frame") / "frame.py"
    file.write_text(PROGRAM)
    return [sys.executable, str(file)]


def ran(program: Sequence[str], *argv: object, stdout: int | None = subprocess.PIPE, shell_tail: str = "") -> Result:
    words = [*program, *map(str, argv)]
    if shell_tail:
        words = ["bash", "-c", f'"$@" {shell_tail}', "bash", *words]
    done = subprocess.run(words, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=TIMEOUT)
    return Result(done.returncode, done.stdout or "", done.stderr)


def test_a_bug_ends_with_70_and_one_line(program: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    done = ran(program, "bug")
    assert done.code == 70
    assert done.err.splitlines() == [
        "vacli: internal error: ZeroDivisionError: one by nought",
        "  hint: this is a bug of vacli; VACLI_DEBUG=1 shows where it happened",
    ]
    monkeypatch.setenv("VACLI_DEBUG", "1")
    debugged = ran(program, "bug")
    assert debugged.code == 70
    assert "Traceback" in debugged.err
    assert "frame.py" in debugged.err


CODES = {
    "VacliError": 70,
    "CheckFailed": 1,
    "UsageError": 2,
    "DeviceError": 3,
    "InputError": 4,
    "EngineMissing": 5,
    "ModelMissing": 5,
    "ResourceError": 6,
    "EngineError": 70,
}


def test_every_error_has_its_documented_code() -> None:
    here = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
    told = {name: kind.exit_code for name, kind in here.items() if issubclass(kind, errors.VacliError)}
    assert told == {**CODES, "MissingError": 5}


@pytest.mark.parametrize("name", ["DeviceError", "EngineError"])
def test_an_error_is_told_with_the_way_out(program: list[str], name: str) -> None:
    done = ran(program, "fail", name)
    assert done == Result(CODES[name], "", "vacli: it failed\n  hint: mend it\n")


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (["system", errno.ENOSPC], 6, "the disk is full: /some/file"),
        (["system", errno.EACCES], 6, "no permission: /some/file"),
        (["system", errno.EIO], 70, "internal error: OSError"),
        (["memory"], 6, "out of memory"),
        (["interrupted"], 130, ""),
    ],
)
def test_what_nobody_translated_is_told_in_words(program: list[str], argv: list[object], code: int, said: str) -> None:
    done = ran(program, *argv)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["transcrib"], "Did you mean 'transcribe'?"),
        (["config", "sho"], "Did you mean 'show'?"),
        (["zzz"], "No such command 'zzz'"),
        (["doctor", "--jsn"], "--json"),
    ],
)
def test_a_wrong_command_line_is_2_with_a_suggestion(run: Callable[..., Result], argv: list[str], said: str) -> None:
    done = run(*argv)
    assert done.code == 2
    assert said in done.err
    assert not done.out


def test_versions_of_vacli_and_its_engines(run: Callable[..., Result]) -> None:
    done = run("--version")
    assert done.code == 0
    assert done.out.startswith("vacli ")
    assert "faster-whisper 1" in done.out


@pytest.mark.parametrize("argv", [[], ["config"], ["data"], ["models"]], ids=lambda argv: "-".join(argv) or "vacli")
def test_without_a_command_the_help_is_shown(run: Callable[..., Result], argv: list[str]) -> None:
    done = run(*argv)
    assert done.code == 2
    assert "Usage: vacli" in done.out + done.err


COMMANDS = [
    "transcribe", "ask", "say", "devices", "doctor", "models list", "config show", "config get", "config set",
    "config unset", "config check", "config init", "config path", "config paths", "data list", "data remove",
]  # fmt: skip


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_has_an_example(run: Callable[..., Result], command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.code == 0
    assert "Example: " in done.out
    assert not done.err


def test_the_completion_script_is_printed_and_completes(monkeypatch: pytest.MonkeyPatch) -> None:
    vacli = [sys.executable, "-c", "import sys; from vacli.cli.main import main; sys.exit(main())"]
    shown = ran(vacli, "--show-completion", shell_tail="; true")
    assert "_vacli_completion" in shown.out
    monkeypatch.setenv("_VACLI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "vacli tran")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert ran(vacli).out.split() == ["transcribe"]


def test_who_reads_our_output_may_leave(program: list[str]) -> None:
    done = ran(program, "flood", shell_tail="| head -1; exit ${PIPESTATUS[0]}")
    assert done == Result(0, "line 0\n", "")


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["doctor", "--only", "load"]])
def test_a_reader_who_is_gone_before_we_write_is_no_failure(program: list[str], argv: list[str]) -> None:
    child = subprocess.Popen([*program, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout and child.stderr
    child.stdout.close()
    with child:
        said = child.stderr.read()
    assert child.returncode == 0
    assert "Traceback" not in said and "Exception" not in said


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["flood"]])
def test_a_closed_stdout_is_no_failure_and_a_full_disk_is(program: list[str], argv: list[str]) -> None:
    assert ran(program, *argv, shell_tail=">&-").code == 0
    full = ran(program, *argv, shell_tail=">/dev/full")
    assert full.code == 6
    assert "vacli: the disk is full\n  hint: " in full.err
    assert "Exception" not in full.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["polite", "native"])
def test_ctrl_c_and_sigterm_end_with_130(program: list[str], command: str, number: int) -> None:
    child = subprocess.Popen([*program, command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "working\n"
    began = time.monotonic()
    child.send_signal(number)
    _, said = child.communicate(timeout=TIMEOUT)
    assert child.returncode == 130
    assert said == ""
    assert time.monotonic() - began < PATIENCE + 10, "native work is abandoned, not waited for"


def test_a_second_ctrl_c_does_not_spill_a_traceback(program: list[str]) -> None:
    child = subprocess.Popen([*program, "native"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    time.sleep(PATIENCE / 3)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=TIMEOUT)
    assert (child.returncode, said) == (130, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_the_command_has_begun_ends_with_130(number: int) -> None:
    early = (
        f"import os; from vacli.cli import main; main.spawn = lambda *_: os.kill(os.getpid(), {number}); main.main([])"
    )
    done = ran([sys.executable, "-c", early])
    assert (done.code, done.err) == (130, "")


def test_the_module_runs_as_a_program() -> None:
    done = ran([sys.executable, "-m", "vacli"], "config", "path")
    assert done.code == 0
    assert Path(done.out.strip()).name == "config.toml"


def test_sigterm_is_left_as_it_was_found(run: Callable[..., Result]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert run("config", "path").code == 0
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_frame_works_off_the_main_thread() -> None:
    from vacli.core.flow import spawn

    codes: list[int] = []
    spawn("test-main", lambda: codes.append(main(["config", "path"]))).join(TIMEOUT)
    assert codes == [0]


@pytest.mark.parametrize("name", LISTED)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    told = loaded(name).help.split("\n\n")[0]
    assert " ".join(told.split()) == LISTED[name][0]


def test_start_up_is_measured_beside_as_many_commands() -> None:
    assert len(LISTED) == start.COMMANDS


def test_for_one_command_no_other_is_imported() -> None:
    code = "import sys; from vacli.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    words = [sys.executable, "-c", code]
    listed = subprocess.run([*words, "--help"], capture_output=True, text=True, timeout=TIMEOUT).stdout
    assert not {f"vacli.cli.{name}" for name in LISTED} & set(listed.split())
    said = subprocess.run([*words, "say", "--help"], capture_output=True, text=True, timeout=TIMEOUT).stdout
    assert {f"vacli.cli.{name}" for name in LISTED} & set(said.split()) == {"vacli.cli.say"}
