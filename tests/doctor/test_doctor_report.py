"""The report to hand on, the page in a terminal, mending: what is said, to whom, and what is left out."""

import getpass
import json
import platform
import pwd
import shlex
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import Result

from vacli import paths
from vacli.audio import portaudio_devices
from vacli.config import Config
from vacli.core.errors import Cancelled, ResourceError
from vacli.doctor import checks, machine, mending, report
from vacli.doctor.finding import Finding, ok, warn
from vacli.doctor.hearing import server

Run = Callable[..., Result]


def test_a_report_names_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home" / "jane"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(getpass, "getuser", lambda: "jane")
    monkeypatch.setattr(platform, "node", lambda: "janes-laptop")
    monkeypatch.setenv("VACLI_AUDIO_INPUT", "Secret Headset")
    detail = (
        f"{home}/.config/vacli of jane on janes-laptop; bluez.AA_BB_CC_11_22_33.0, 10:bf:48:00:11:22, 192.168.0.7;"
        " alsa_input.usb-Blue_Yeti_2230SG00ABC-00.analog; Serial: 9F8E7D6C; Secret Headset; OMP_NUM_THREADS=17;"
        " stt.model = 'my private model' is wrong; janet stays"
    )
    text = report.report({"sound": [warn("devices", detail, f"rm {home}/x", "jane hears nothing"), ok("all", "well")]})
    lost = ("jane ", "jane-", "janes-laptop", str(home), "AA_BB", "10:bf", "192.168", "2230SG", "9F8E", "Secret", "=17")
    assert [word for word in (*lost, "private model") if word in text] == []
    assert "`" not in text and "~/.config/vacli of (user) on (host)" in text
    assert "usb-Blue_Yeti_(serial)-00" in text
    assert "janet stays" in text
    assert "- **warn** devices: " in text and "  - fix: rm ~/x" in text and "- **ok** all: well" in text


def test_a_report_names_no_device_no_full_name_and_no_program(
    monkeypatch: pytest.MonkeyPatch, own_folders: Path
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "jo")
    monkeypatch.setattr(platform, "node", lambda: "NightOwl")
    known = pwd.struct_passwd(("jo", "x", 1000, 1000, "Joanna Quill,,,", "/home/jo", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda number: known)
    headset = portaudio_devices.Device(3, "Joanna's AirPods", "ALSA", 1, 2, 16000)
    monkeypatch.setattr(portaudio_devices, "devices", lambda: (replace(headset, name="default"), headset))
    monkeypatch.setattr(server, "ask", lambda: None)
    monkeypatch.setattr(machine, "LOOK", 0.01)
    monkeypatch.setattr(machine, "_shares", lambda running: [(80.0, "secret game (2)")])
    file = paths.config_file()
    file.parent.mkdir(parents=True)
    file.write_text(
        '[audio]\noutput = "Kitchen box"\n[stt]\nmodel = "/mnt/mine/m"\n[tts]\nvoice = "en_US-lessac-low"\n'
    )
    monkeypatch.setenv("VACLI_STT_ENGINE", "whisper")
    busiest = machine.others()[-1]
    assert "secret game" in busiest
    detail = (
        f"JOANNA quill on nightowl{busiest}; Joanna's AirPods (ALSA); kitchen box; /mnt/mine/m; /srv/jo/x; jo; "
        "fe80::1:2 and 2001:db8::a: no; at 12:30:45, the default; whisper says en_US-lessac-low"
    )
    text = report.report({"sound": [warn("microphone", detail, shlex.join(["set", headset.name]))]})
    lost = ("joanna", "quill", "nightowl", "airpods", "kitchen", "secret", "mine", "/jo", "fe80", "2001:")
    assert [word for word in lost if word in text.lower()] == [], text
    assert text.count("(microphone 1)") == 2, "in the command too"
    assert "12:30:45, the default; whisper says en_US-lessac-low" in text
    assert "one program (80 %)" in text


def test_a_report_is_written_once_for_its_owner(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "doctor.md"
    done = run("doctor", "--only", "clock", "--only", "settings", "--report", file)
    assert done.code == 0
    assert str(file) in done.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_text()
    assert before.startswith("# vacli doctor\n\n2 ok.")
    assert "## your files" in before
    assert platform.node() not in before or len(platform.node()) < report.SHORTEST
    again = run("doctor", "--only", "clock", "--report", file)
    assert (again.code, file.read_text()) == (2, before)
    assert "is there already" in again.err
    with pytest.raises(ResourceError, match="cannot write"):
        report.write(file, "made meanwhile by somebody else")


@pytest.mark.parametrize(("place", "said"), [("", "is a folder"), ("no/such.md", "there is no folder")])
def test_a_report_that_cannot_be_written_is_told_before_anything_is_looked_at(
    place: str, said: str, run: Run, tmp_path: Path
) -> None:
    done = run("doctor", "--only", "clock", "--report", tmp_path / place)
    assert done.code == 2
    assert said in done.err
    assert not done.out


def test_a_check_that_breaks_is_named_and_the_others_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(config: Config) -> Iterator[Finding]:
        yield ok("clock", "half of it")
        raise ZeroDivisionError("by zero")

    def full(config: Config) -> Iterator[Finding]:
        raise ResourceError("the disk is full", "df -h")
        yield

    monkeypatch.setitem(checks.CHECKS, "clock", broken)
    monkeypatch.setitem(checks.CHECKS, "disk", full)
    done = run("doctor", "--json", "--only", "clock", "--only", "disk", "--only", "settings")
    assert done.code == 1
    told = {(each["name"], each["status"]): each for each in json.loads(done.out)["findings"]}
    assert list(told) == [("disk", "fail"), ("clock", "ok"), ("clock", "fail"), ("settings", "ok")]
    assert told["clock", "fail"]["detail"] == "this check broke off, ZeroDivisionError: by zero"
    assert (told["disk", "fail"]["detail"], told["disk", "fail"]["fix"]) == ("the disk is full", "df -h")


def test_a_cancelled_check_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(config: Config) -> Iterator[Finding]:
        raise Cancelled
        yield

    monkeypatch.setitem(checks.CHECKS, "clock", cancelled)
    with pytest.raises(Cancelled):
        list(checks.look("clock", Config()))


def test_what_cannot_be_mended_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError(1, "Operation not permitted")

    broken = warn("permissions", "open", "chmod 700 /x", mend=refuse)
    monkeypatch.setitem(checks.CHECKS, "permissions", lambda config: iter([broken]))
    done, found = mending.mend(broken, "permissions", Config)
    assert (done.now, done.error, found) == ("warn", "Operation not permitted", [broken])


def test_mending_keeps_what_cannot_be_made_again(run: Run) -> None:
    """Damaged timers and notes are moved aside, also a second time; nothing is deleted."""
    for number in range(2):
        file = paths.private(paths.data_dir()) / "skills.db"
        file.write_bytes(b"SQLite format 3\0" + bytes([number]) * 5000)
        file.chmod(0o600)
        done = run("doctor", "--only", "databases", "--fix", "--yes")
        assert done.code == 0
        assert "skills.db: mended" in done.err
    kept = sorted(path.name for path in paths.data_dir().iterdir())
    assert kept == ["skills.db.broken", "skills.db.broken1"]


def test_yes_without_fix_is_a_mistake_and_quick_leaves_out_what_is_slow(run: Run) -> None:
    assert run("doctor", "--yes").code == 2
    done = run("doctor", "--quick", "--json", "--only", "trials", "--only", "digests", "--only", "speed")
    found = json.loads(done.out)["findings"]
    assert done.code == 0
    assert {(each["status"], each["detail"]) for each in found} == {("skip", "left out by --quick")}
    assert [each["name"] for each in found] == ["digests", "trials", "speed"]


def test_nothing_to_mend_is_told(run: Run) -> None:
    done = run("doctor", "--only", "clock", "--fix", "--yes")
    assert (done.code, "nothing that can be mended" in done.err) == (0, True)
