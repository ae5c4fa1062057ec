import fcntl
import os
import stat
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from vacli import paths
from vacli.core.errors import ModelMissing
from vacli.llm import gguf


def header(*entries: bytes, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 7, len(entries)) + b"".join(entries)


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


ARCHITECTURE = entry("general.architecture", 8, text("llama"))
LANGUAGES = entry("general.languages", 9, struct.pack("<IQ", 8, 2) + text("en") + text("de"))
FILE_TYPE = entry("general.file_type", 4, struct.pack("<I", 7))
VOCABULARY = entry("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 300) + text("a") * 300)
AFTER = entry("general.name", 8, text("never read"))


def test_the_cheap_part_of_a_header(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(header(ARCHITECTURE, LANGUAGES, FILE_TYPE, VOCABULARY, AFTER))
    assert gguf.read_header(path) == gguf.Header(3, 7, "llama", "", 7)
    assert gguf.best_form(path) == (path, None)
    assert not gguf.pending(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GGUF",
        b"GGML" * 9,
        header(ARCHITECTURE)[:-2],
        header(entry("general.architecture", 77, b"")),
        header(entry("x", 8, struct.pack("<Q", 1 << 62))),
        header(text("x")),
        header(entry("x", 8, struct.pack("<Q", 2) + b"\xff\xff")),
    ],
)
def test_what_is_no_whole_header(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelMissing, match=r"damaged|is not a GGUF"):
        gguf.read_header(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="Is a directory"):
        gguf.read_header(tmp_path)


def test_the_copy_is_made_once_private_and_whole(smollm: Path) -> None:
    assert gguf.pending(smollm)
    copy, choice = gguf.best_form(smollm)
    assert choice is not None and choice.value == "Q8_0"
    assert 1.3 < copy.stat().st_size / smollm.stat().st_size < gguf.GROWTH
    assert copy.is_relative_to(paths.cache_dir())
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (copy.parent, copy.parent.parent)} == {0o700}
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    made = copy.stat().st_mtime_ns
    assert gguf.best_form(smollm) == (copy, choice)
    assert copy.stat().st_mtime_ns == made
    assert not gguf.pending(smollm)


def test_while_another_process_makes_the_copy_the_original_serves(smollm: Path) -> None:
    copy = gguf._copy_of(smollm)
    copy.parent.mkdir(parents=True)
    with copy.with_suffix(".part").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        path, choice = gguf.best_form(smollm)
    assert path == smollm
    assert choice is not None and "another vacli" in choice.reason


def test_a_cache_that_cannot_be_written_is_said(smollm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    path, choice = gguf.best_form(smollm)
    assert path == smollm
    assert choice is not None and f"{tmp_path / 'file'}" in choice.reason


def test_a_disk_that_fills_up_leaves_the_original_and_nothing_behind(smollm: Path) -> None:
    """A limit on the size of files stands for the disk: writing fails in the middle, as it does when it is full."""
    script = (
        "import resource, sys; from pathlib import Path; from vacli.llm import gguf\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000))\n"
        "print(*gguf.best_form(Path(sys.argv[1])), sep='\\n')"
    )
    run = [sys.executable, "-c", script, str(smollm)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, env=os.environ)
    assert done.stdout.startswith(f"{smollm}\nllm.quantisation = Q4_1"), done.stderr
    assert "making the copy failed" in done.stdout
    assert done.stderr == ""
    assert [path for path in paths.cache_dir().rglob("*") if path.is_file()] == []
