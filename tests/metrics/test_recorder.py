"""The subscriber that keeps turns: no words in its file, and nothing that is wrong with the file stops anybody."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.metrics.turn_events import ENGINES, SECRET, spoken
from vacli.config import StatsSettings
from vacli.core.events import Bus, Event
from vacli.metrics.ledger import Ledger
from vacli.metrics.record import WAITING, Recorder


class Told:
    """A bus with a recorder, and the faults it was told of."""

    def __init__(self, file: Path) -> None:
        self.bus, self.faults, self.file = Bus(), list[Event](), file
        self.bus.subscribe(lambda event: self.faults.append(event) if event.name == "fault" else None)
        self.recorder = Recorder(self.bus, StatsSettings(), ENGINES, file=file)

    def turns(self, *names: str) -> None:
        for name in names:
            for event in spoken(name):
                self.bus.publish(event)

    def kept(self) -> int:
        with Ledger(30, self.file) as ledger:
            return len(ledger.rows())


def soon(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def test_every_turn_is_kept_by_its_end_and_no_word_of_it(tmp_path: Path) -> None:
    told = Told(tmp_path / "stats.db")
    told.turns("t1", "t2")
    soon(lambda: told.kept() == 2)
    for file in tmp_path.iterdir():  # with the log that is not folded in yet
        assert SECRET.encode() not in file.read_bytes()
        assert b"secret" not in file.read_bytes()
    told.recorder.close()
    told.turns("t3")
    assert told.kept() == 2, "nothing after the end"
    assert b"vosk small" in told.file.read_bytes(), "it would be found"
    assert not told.faults


def test_events_that_are_none_of_its_business_are_not_queued(tmp_path: Path) -> None:
    told = Told(tmp_path / "stats.db")
    told.recorder._unsubscribe()
    soon(lambda: told.file.exists())
    for name in ("stt.partial", "stt.final", "reply.text", "listen.level", "understand.meant", "speak.clause"):
        told.recorder._take(Event(name, "t1", {"text": SECRET}))
    assert told.recorder._queue.empty()
    told.recorder.close()


@pytest.mark.parametrize("wrong", ["damaged", "a folder in its place", "a file for a folder"])
def test_what_is_wrong_is_said_once_and_mended_it_is_all_kept(tmp_path: Path, wrong: str) -> None:
    folder = tmp_path / "state"
    file = folder / "stats.db"
    if wrong == "a file for a folder":
        folder.write_text("in the way")
    else:
        folder.mkdir()
        file.mkdir() if wrong == "a folder in its place" else file.write_bytes(b"no database" * 100)
    told = Told(file)
    soon(lambda: bool(told.faults))
    told.turns("t1", "t2", "t3")
    soon(lambda: len(told.recorder._waiting) == 3)
    assert len(told.faults) == 1
    assert told.faults[0].data["stage"] == "stats"
    assert "cannot be kept" in told.faults[0].data["message"] and told.faults[0].data["hint"]
    (folder if wrong == "a file for a folder" else file).rename(tmp_path / "aside")
    told.turns("t4")
    soon(lambda: file.exists() and told.kept() == 4)
    told.recorder.close()
    assert len(told.faults) == 1


FULL = """
import resource, sys
from pathlib import Path
from tests.metrics.test_recorder import Told, soon
told = Told(Path(sys.argv[1]))
told.turns("t1")
soon(lambda: told.kept() == 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
for number in range(300):
    told.turns(f"f{number}")
soon(lambda: told.recorder._queue.empty() and len(told.recorder._waiting) > 0 and bool(told.faults))
print(len(told.faults), told.faults[0].data["hint"].split()[0], flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
told.turns("last")
soon(lambda: told.kept() == 302)
told.recorder.close()
print(told.kept())
"""


def test_a_full_disk_is_said_once_and_what_could_not_be_written_comes_later(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path / "stats.db")]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=root)
    assert done.stdout.split() == ["1", "make", "302"], done.stderr


def test_what_waits_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    told = Told(tmp_path / "state" / "stats.db")
    assert told.recorder._waiting.maxlen == WAITING
    told.recorder.close()
