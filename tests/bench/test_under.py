"""A machine that is busy on purpose, and one that is short of CPU: who is busy ends for sure, who is short is told."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from vacli.bench.result import Section
from vacli.bench.under import LATE, TICK, Spent, Watching, busy, spent, taken, under, watch, watched
from vacli.bench.wish import Wish
from vacli.core.device import usable_cpus
from vacli.core.errors import UsageError

DIES = """
import os, sys, time
from vacli.bench.under import busy
with busy(1):
    import psutil
    print(psutil.Process().children()[0].pid, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_busy_cores_are_busy_and_then_are_not() -> None:
    before = psutil.Process().children()
    with busy(2):
        spinning = [each for each in psutil.Process().children() if each not in before]
        assert len(spinning) == 2
        until = time.monotonic() + 10
        while any(each.cpu_times().user < 0.05 for each in spinning) and time.monotonic() < until:
            time.sleep(0.05)
        assert all(each.cpu_times().user >= 0.05 for each in spinning), "it took no CPU in ten seconds"
    assert not any(each.is_running() for each in spinning)


def test_a_busy_core_ends_with_us_even_if_we_are_killed() -> None:
    died = subprocess.run([sys.executable, "-c", DIES], capture_output=True, text=True, timeout=60)
    assert died.returncode == -9
    pid, until = int(died.stdout), time.monotonic() + 10
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_what_is_seen_is_told_only_where_it_matters() -> None:
    assert Watching(late_p99_ms=LATE - 1, others=0.1, steal=0.01).note() == ""
    note = Watching(late_p99_ms=40.0).note()
    assert note.startswith("the machine was short of CPU") and "40 ms" in note and "say little" in note
    assert "60%" in Watching(others=0.6).note() and "hypervisor" in Watching(steal=0.3).note()


def test_our_own_work_is_nobody_elses() -> None:
    before = Spent(busy=100.0, steal=2.0, own=10.0, cpus=2)
    assert taken(before, Spent(101.5, 2.0, 10.5, 2), 2.0) == (0.25, 0.0), "1 of 4 s went to others"
    assert taken(before, Spent(100.5, 2.4, 10.5, 2), 2.0) == (0.0, pytest.approx(0.1))
    assert taken(before, Spent(100.4, 2.0, 10.5, 2), 2.0) == (0.0, 0.0), "its clock is coarser than ours"


def test_what_we_burn_is_read_as_our_own() -> None:
    before, until = spent(), time.process_time() + 0.4
    while time.process_time() < until:
        continue
    after = spent()
    assert after.own - before.own >= 0.35
    assert after.busy - before.busy >= 0.35
    assert after.cpus == usable_cpus()


def test_watching_tells_what_it_takes_itself() -> None:
    with watch() as watching:
        time.sleep(0.1)
    assert watching.overhead > 0 and watching.late_p99_ms > 0


def test_every_moment_missed_in_a_stall_is_late_by_its_own_time() -> None:
    child = [sys.executable, "-ISc", TICK]
    with subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ticker:
        until = time.monotonic() + 30
        while psutil.Process(ticker.pid).num_threads() < 2 and time.monotonic() < until:
            time.sleep(0.02)
        ticker.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        ticker.send_signal(signal.SIGCONT)
        told = json.loads(ticker.communicate()[0])
    assert sum(each > 0.1 for each in told["late"]) >= 30, "40 ticks fell due over 0.1 s before it went on"


def test_under_is_checked() -> None:
    assert under(Wish()) == 0 and under(Wish(options={"under": "cpu=1"})) == 1
    for wrong in ("cpu", "cpu=0", "cpu=x", "cpu=9999", "disk=1"):
        with pytest.raises(UsageError, match="under"):
            under(Wish(options={"under": wrong}))


def test_a_bench_under_stress_is_measured_twice_and_says_which() -> None:
    def bench(wish: Wish) -> Iterator[Section]:
        yield Section("stt", "scripted", ())
        yield Section("stt", "other", (), notes=("as it is",))

    found = list(watched(bench, Wish(options={"under": "cpu=1"})))
    assert [each.subject for each in found] == ["scripted", "other", "scripted, 1 core busy", "other, 1 core busy"]
    assert found[3].notes == ("as it is", "1 core busy")
    assert len(list(watched(bench, Wish()))) == 2


def test_the_note_stands_in_every_section_of_a_measurement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vacli.bench.under.LATE", -1.0)

    def bench(wish: Wish) -> Iterator[Section]:
        time.sleep(0.6)
        yield Section("e2e", "quick", ())
        yield Section("e2e", "llm", ())

    assert all("short of CPU" in each.notes[0] for each in watched(bench, Wish()))
