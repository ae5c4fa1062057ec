"""The database of turns: private, bounded in age, shared by processes, whole after a kill, clear about what fails."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from vacli import paths
from vacli.core.errors import ResourceError
from vacli.metrics.ledger import DAY, Ledger, path
from vacli.metrics.row import Row

NOW = 1_790_000_000.0


def row(at: float = NOW, **about: object) -> Row:
    return Row(at, "speech", reply_class="quick", total_ms=300.0, endpoint_hold=300.0)._replace(**about)  # type: ignore[arg-type]


def ledger(file: Path, days: int = 30, now: float = NOW) -> Ledger:
    return Ledger(days, file, lambda: now)


def test_rows_come_back_as_they_were_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    file = tmp_path / "state" / "stats.db"
    rows = [row(NOW - 5, faults="tts,mic", hidden='{"sink": 3.0}', sink=None), row(NOW - 1, total_ms=None)]
    with ledger(file) as kept:
        kept.add(rows)
        assert kept.rows() == rows
        assert kept.rows(NOW - 2) == rows[1:]
        for each in file.parent.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
        columns = [found[1] for found in kept._base.execute("PRAGMA table_info(turn)")]
    assert columns == list(Row._fields)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_it_lies_where_removing_all_data_finds_it() -> None:
    assert any(path().is_relative_to(folder) for folder in paths.all_dirs().values())


def test_what_is_too_old_goes_when_opened_and_when_written(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    with ledger(file) as kept:
        kept.add([row(NOW - 29 * DAY), row(NOW - 2 * DAY), row(NOW)])
    with ledger(file, now=NOW + 2 * DAY) as kept:
        assert [each.at for each in kept.rows()] == [NOW - 2 * DAY, NOW]
    with ledger(file, days=1) as kept:
        assert [each.at for each in kept.rows()] == [NOW]
        kept._clock = lambda: NOW + 3 * DAY
        kept.add([row(NOW + 3 * DAY)])
        assert [each.at for each in kept.rows()] == [NOW + 3 * DAY]


def test_counts_never_fall_whatever_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    with ledger(file) as kept:
        kept.add([row(NOW - day * DAY, faults="stt") for day in range(30)])
        before = kept.counts()
    with ledger(file, days=1) as kept:
        assert len(kept.rows()) == 2
        assert kept.counts() == before
        assert before["vacli_turns", ("speech", "quick")] == 30
        assert before["vacli_faults", ("stt",)] == 30
        assert kept.clear() == 2
        assert kept.rows() == [] and not kept.counts()


WRITER = """
import sys
from pathlib import Path
from vacli.metrics.ledger import Ledger
from vacli.metrics.row import Row
with Ledger(30, Path(sys.argv[1])) as kept:
    print("ready", flush=True)
    sys.stdin.readline()
    number = 0
    while number < int(sys.argv[3]):
        kept.add([Row(2e9 + number, sys.argv[2], rule="left"), Row(2e9 + number, sys.argv[2], rule="right")])
        number += 1
        print(number, flush=True)
"""


def writer(file: Path, who: str, count: int) -> "subprocess.Popen[str]":
    argv = [sys.executable, "-c", WRITER, str(file), who, str(count)]
    return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    both = [writer(file, who, 50) for who in ("one", "two")]
    for each in both:
        assert each.stdout and each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in both:
        assert (each.communicate(timeout=30)[0] or "").split()[-1] == "50" and each.returncode == 0
    with Ledger(30, file) as kept:
        origins = [each.origin for each in kept.rows()]
    assert origins.count("one") == origins.count("two") == 100


def test_a_kill_in_the_middle_leaves_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    with writer(file, "victim", 10**9) as victim:
        assert victim.stdin and victim.stdout
        victim.stdin.write("go\n")
        victim.stdin.flush()
        while (line := victim.stdout.readline()) != "20\n":
            assert line, "it ended before it was killed"
        os.kill(victim.pid, signal.SIGKILL)
    with Ledger(30, file) as kept:
        rules = [each.rule for each in kept.rows()]
        assert kept._base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert rules.count("left") == rules.count("right") >= 20


def test_what_is_no_database_is_said_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    file.write_bytes(b"this is no database at all, but long enough to be looked at" * 20)
    with pytest.raises(ResourceError, match="cannot use") as caught:
        Ledger(30, file)
    assert f"mv {file}" in caught.value.hint


def test_a_damaged_page_is_said_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    with ledger(file) as kept:
        kept.add([row(NOW - number) for number in range(500)])
    with file.open("r+b") as broken:
        broken.seek(4096)
        broken.write(b"\xaa" * (file.stat().st_size - 4096))
    with pytest.raises(ResourceError, match="cannot use") as caught, ledger(file) as kept:
        kept.rows()
    assert f"mv {file}" in caught.value.hint


def test_a_folder_that_cannot_be_had_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with pytest.raises(ResourceError, match="cannot use"):
        Ledger(30, tmp_path / "state" / "stats.db")


def test_a_full_disk_is_said_with_the_way_out_and_all_that_was_written_stays(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    with ledger(file) as kept:
        kept.add([row()])
        pages = kept._base.execute("PRAGMA page_count").fetchone()[0]
        kept._base.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(ResourceError, match="full") as caught:
            kept.add([row(NOW - number / 1000) for number in range(2000)])
        assert "df -h" in caught.value.hint
        assert kept.rows() == [row()], "all of them or none"
        kept._base.execute(f"PRAGMA max_page_count={pages + 1000}")
        kept.add([row(NOW + 1)])
        assert len(kept.rows()) == 2


READER = """
import resource, sys
from pathlib import Path
from vacli.metrics.ledger import Ledger
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
with Ledger(1, Path(sys.argv[1]), lambda: float(sys.argv[2])) as kept:
    print(len(kept.rows()))
"""


def test_on_a_full_disk_it_can_still_be_read(tmp_path: Path) -> None:
    file = tmp_path / "stats.db"
    with ledger(file) as kept:
        kept.add([row(NOW - DAY - number) for number in range(1000)])
    command = [sys.executable, "-c", READER, str(file), str(NOW)]
    full = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert full.stdout == "1000\n", full.stderr
    with ledger(file, days=1) as kept:
        assert kept.rows() == [row(NOW - DAY)], "with room it is forgotten"
