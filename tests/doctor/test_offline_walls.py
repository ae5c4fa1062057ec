"""Every wall of the offline proof, against plants that reach out in every way.

They do so in a namespace of their own where one can be made, so that a wall around the tests counts none of it.
Elsewhere they go out, to addresses that lead nowhere.
"""

import errno
import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vacli.doctor.offline.__main__ import judge
from vacli.doctor.offline.attempts import Attempt, reaches_out, traced, unrouted
from vacli.doctor.offline.enter import REFUSED
from vacli.doctor.offline.walls import AUDIT, ENTER, HOOK, NAMESPACE, TRACE, Seen, Wall, behind, build, missing, reasons

PLANTS = Path(__file__).parent / "offline_plants.py"
ROOM = Path(__file__).parents[2]
SEEN_BY_ALL = {
    "tcp": "192.0.2.1:80",
    "tcp6": "[2001:db8::1]:80",
    "udp": "192.0.2.2:4242",
    "udp_message": "192.0.2.4:4242",
    "name": "planted.example.invalid",
}
IN_C = "192.0.2.3:81"


def needed(kind: str) -> None:
    if why := missing(kind):
        pytest.skip(f"no {kind} here: {why}")


@functools.cache
def planted(kind: str, trace: bool = True) -> Seen:
    """All plants behind one wall."""
    needed(kind)
    inner = (*ENTER, os.devnull) if kind != NAMESPACE and not missing(NAMESPACE) else ()
    return behind(build(kind, trace), [*inner, sys.executable, str(PLANTS)])


def to(seen: Seen) -> dict[str, Attempt]:
    return {each.to: each for each in seen.attempts}


@pytest.mark.parametrize("plant", SEEN_BY_ALL)
@pytest.mark.parametrize("kind", [NAMESPACE, TRACE, AUDIT])
def test_each_wall_shows_where_to_and_the_line_of_python(kind: str, plant: str) -> None:
    attempt = to(planted(kind))[SEEN_BY_ALL[plant]]
    assert str(PLANTS) in attempt.program
    assert attempt.where.startswith(f"{PLANTS}:")
    assert attempt.pid > 0


@pytest.mark.parametrize("kind", [NAMESPACE, TRACE, AUDIT])
def test_loopback_and_local_sockets_are_allowed(kind: str) -> None:
    inner = (*ENTER, os.devnull) if kind != NAMESPACE and not missing(NAMESPACE) else ()
    needed(kind)
    seen = behind(build(kind), [*inner, sys.executable, str(PLANTS), "allowed"])
    assert (seen.code, seen.attempts, seen.packets) == (0, [], {})


def test_a_child_is_watched_as_well() -> None:
    children = {(each.to, each.times) for each in planted(AUDIT).attempts if each.program.endswith("py udp")}
    assert children == {("192.0.2.2:4242", 1)}


def test_strace_shows_a_library_in_c() -> None:
    assert IN_C in to(planted(TRACE))
    assert any(each.to.endswith(":53") for each in planted(TRACE).attempts), "the lookup itself"


def test_the_audit_hook_does_not_show_a_library_in_c_and_says_that_it_is_partial() -> None:
    assert IN_C not in to(planted(AUDIT))
    assert "libraries in C, programs that are not Python" in build(AUDIT).partial


def test_what_no_witness_of_a_wall_sees_is_told() -> None:
    """A path socket crosses a network namespace, and loopback has a route: neither counter nor hook sees C use them."""
    assert "resolver on this machine" in Wall(NAMESPACE).partial
    assert not Wall(NAMESPACE, ("strace",)).partial
    assert not Wall(TRACE, ("strace",)).partial


def test_a_namespace_without_strace_counts_what_nobody_named() -> None:
    needed(NAMESPACE)
    seen = behind(build(NAMESPACE, trace=False), [sys.executable, str(PLANTS), "in_c"])
    assert seen.packets == {(): 1}
    assert [(each.program, each.times) for each in seen.attempts] == [("something that is not Python", 1)]


def test_a_namespace_with_strace_names_it() -> None:
    needed(TRACE)
    needed(NAMESPACE)
    seen = behind(build(NAMESPACE), [sys.executable, str(PLANTS), "in_c"])
    assert [each.to for each in seen.attempts] == [IN_C]
    assert ("libffi" in seen.attempts[0].where) is ("-k" in build().strace), "the library that asked"


def test_threads_that_come_in_between_each_other_keep_their_stacks() -> None:
    to = '{sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.5")}, 16'
    lines = [
        f"11<one> connect(3, {to} <unfinished ...>",
        f"12<two> connect(4, {to}) = -1 ENETUNREACH (Network is unreachable)",
        " > /usr/lib/libc.so.6(__connect+0x4b) [0x1]",
        " > /opt/libtwo.so(ask+0x1) [0x2]",
        " > /opt/libouter.so(run+0x1) [0x2]",
        "11<one> <... connect resumed>) = 0",
        " > /opt/libone.so(ask+0x1) [0x2]",
        '13<three> sendmsg(5, {msg_name={sa_family=AF_UNIX, sun_path=@"x"}, msg_namelen=4}, 0) = 1',
        '13<three> sendto(5, ""..., 20, 0, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 20',
        '14<four> connect(6, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0',
        '15<five> sendto(6, ""..., 9, 0, {sa_family=AF_PACKET, sll_ifindex=2}, 20 <unfinished ...>',
        "+++ nonsense +++",
    ]
    assert [(each.pid, each.to, each.where) for each in traced(lines)] == [
        (12, "192.0.2.5:53", "/opt/libtwo.so"),
        (11, "192.0.2.5:53", "/opt/libone.so"),
        (14, "/run/systemd/resolve/io.systemd.Resolve", ""),
        (15, "AF_PACKET, sll_ifindex=2", ""),
    ]


@pytest.mark.parametrize(
    ("host", "port", "out"),
    [
        ("127.0.0.1", 80, False),
        ("127.9.9.9", 80, False),
        ("127.0.0.53", 53, True),
        ("::1", 80, False),
        ("::ffff:127.0.0.1", 80, False),
        ("::ffff:192.0.2.1", 80, True),
        ("0.0.0.0", 80, False),
        ("fe80::1%eth0", 80, True),
        ("224.0.0.251", 5353, True),
        ("10.0.0.1", 80, True),
        ("localhost", 80, False),
        ("example.invalid", 80, True),
    ],
)
def test_what_counts_as_reaching_out(host: str, port: int, out: bool) -> None:
    assert reaches_out(host, port) is out


def test_nothing_gets_out_of_the_namespace() -> None:
    needed(NAMESPACE)
    routes = "print(open('/proc/self/net/route').read().count(chr(10)), *__import__('socket').if_nameindex())"
    seen = behind(build(NAMESPACE), [sys.executable, "-c", routes])
    assert seen.out.split(maxsplit=1)[0] == "1", "the heading alone"
    assert "eth" not in seen.out
    assert "'lo'" in seen.out


def test_somebody_who_is_not_root_gets_a_namespace_and_stays_who_he_is() -> None:
    needed(NAMESPACE)
    python = Path("/usr/bin/python3")
    if os.getuid() or not python.exists():
        pytest.skip("only root can become somebody else, and needs a Python that everybody may run")
    code = "import os, socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname());"
    code += "print(os.getuid(), os.getgid(), socket.socket().connect_ex(('192.0.2.1', 80)))"
    words = [str(python), str(ROOM / "vacli/doctor/offline/enter.py"), os.devnull, str(python), "-c", code]
    nobody: dict[str, Any] = {"user": 65534, "group": 65534, "extra_groups": [], "env": {}, "cwd": "/"}
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, **nobody)
    if done.returncode == REFUSED or "No module named" in done.stderr or "Permission denied" in done.stderr:
        pytest.skip(done.stderr)
    assert done.stdout.split() == ["65534", "65534", str(errno.ENETUNREACH)], done.stderr


def test_the_strongest_wall_is_taken_and_why_not_a_stronger_one_is_told() -> None:
    strongest = next(kind for kind in (NAMESPACE, TRACE, AUDIT) if not missing(kind))
    assert build().kind == strongest
    assert reasons(Wall(NAMESPACE)) == []


def test_exit_codes_and_output_are_the_commands_own() -> None:
    seen = behind(
        build(), [sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)"]
    )
    assert (seen.code, seen.out, seen.err) == (7, "out\n", "err\n")
    killed = behind(build(), [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    assert killed.code == 137


WITHOUT = """
import os, sys
from pathlib import Path
from vacli.doctor.offline.enter import NEW_USER, _unshare
user, group = os.getuid(), os.getgid()
_unshare(NEW_USER)
Path("/proc/self/setgroups").write_text("deny")
Path("/proc/self/uid_map").write_text(f"0 {user} 1")
Path("/proc/self/gid_map").write_text(f"0 {group} 1")
Path("/proc/sys/user/max_net_namespaces").write_text("0")
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Runs a command where no further network namespace can be made: of this process tree alone, not of the machine."""


def without_namespaces(*words: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    needed(NAMESPACE)
    fallen = [*ENTER, os.devnull, sys.executable, "-c", WITHOUT, sys.executable, *map(str, words)]
    done = subprocess.run(fallen, env={**os.environ, **variables}, cwd=ROOM, capture_output=True, text=True, timeout=60)
    if "PermissionError" in done.stderr and "uid_map" in done.stderr:
        pytest.skip("no user namespaces here")
    return done


def test_without_namespaces_strace_is_the_wall() -> None:
    needed(TRACE)
    done = without_namespaces("-m", "vacli.doctor.offline", sys.executable, PLANTS, "tcp", "in_c")
    assert done.returncode == 1
    assert "offline: a network namespace without routes cannot be had here: No space left" in done.stderr
    assert "offline: behind a trace of system calls (strace)" in done.stderr
    assert "192.0.2.1:80" in done.stderr
    assert IN_C in done.stderr


def test_without_strace_too_the_audit_hook_is_the_wall_and_named_as_partial(tmp_path: Path) -> None:
    done = without_namespaces("-m", "vacli.doctor.offline", sys.executable, PLANTS, "tcp", "in_c", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "strace is not installed: sudo apt-get install strace" in done.stderr
    assert "behind Python's audit hook (partial: " in done.stderr
    assert "past this machine; behind Python's audit hook (partial: " in done.stderr.splitlines()[-1]
    assert "192.0.2.1:80" in done.stderr
    assert IN_C not in done.stderr


def test_a_wall_that_is_required_is_had_or_nothing_is_run(tmp_path: Path) -> None:
    words = ("-m", "vacli.doctor.offline", "--require", "namespace", sys.executable, "-c", "print('it ran')")
    done = without_namespaces(*words, PATH=str(tmp_path))
    assert (done.returncode, "it ran" in done.stdout) == (1, False)
    assert "nothing was run: --require namespace" in done.stderr
    done = behind_any(*words[-3:], options=words[2:4])
    assert (done.returncode, "it ran" in done.stdout) == (0, True)


def behind_any(*words: object, options: tuple[object, ...] = ()) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "vacli.doctor.offline", *map(str, options), *map(str, words)]
    # a wall around these tests would take the names that are made up here for tests of its own
    alone = {name: value for name, value in os.environ.items() if name != "OFFLINE_WITNESS"}
    return subprocess.run(command, cwd=ROOM, env=alone, capture_output=True, text=True, timeout=60)


def test_a_command_that_stays_here_ends_as_it_would() -> None:
    done = behind_any(sys.executable, "-c", "import sys; sys.exit(5)")
    assert done.returncode == 5
    assert "offline: no attempts to reach past this machine" in done.stderr


@pytest.mark.parametrize("words", [(), ("--nonsense", "true"), ("--on-purpose",), ("--require", "x")])
def test_a_wrong_call_is_told_how(words: tuple[str, ...]) -> None:
    done = behind_any(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")


def test_only_tests_that_are_listed_may_reach_out(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("# comment\ntests/good.py::* because it must\n\n")
    code = "import os, runpy, sys; os.environ['PYTEST_CURRENT_TEST'] = sys.argv.pop(1) + ' (call)';"
    code += "runpy.run_path(sys.argv.pop(1), run_name='__main__')"
    for test, expected in (("tests/good.py::test_a[x y]", 0), ("tests/bad.py::test_b", 1)):
        inner = (*ENTER, os.devnull) if not missing(NAMESPACE) else ()
        words = (*inner, sys.executable, "-c", code, test, PLANTS, "tcp")
        done = behind_any(*words, options=("--on-purpose", listed))
        assert done.returncode == expected, done.stderr
        assert ("REACHED OUT: connect 192.0.2.1:80" in done.stderr) is bool(expected)
        assert ("1 tests did so on purpose" in done.stderr) is not expected
    assert "in tests/bad.py::test_b" in done.stderr


def test_packets_are_of_the_tests_that_ran_when_they_were_sent() -> None:
    marks = [("gw0", "a", 0), ("gw1", "b", 1), ("gw0", "c", 3), ("gw1", "d", 3)]
    told = [json.dumps({"packets": packets, "test": test, "worker": worker}) for worker, test, packets in marks]
    told.insert(1, json.dumps({"call": "connect"}))
    assert unrouted(told, 7) == {("a",): 1, ("a", "b"): 2, ("c", "d"): 4}
    assert unrouted(told, 3) == {("a",): 1, ("a", "b"): 2}
    assert unrouted([], 2) == {(): 2} and unrouted([], 0) == {}


@pytest.mark.parametrize(("tests", "code"), [((), 1), (("bad",), 1), (("bad", "good"), 0)])
def test_beside_a_test_that_may_nobody_is_blamed(tests: tuple[str, ...], code: int) -> None:
    assert judge(Seen(0, [], {tests: 1}), {"good": "because it must"}, Wall(NAMESPACE)) == code


def test_what_the_kernel_alone_counted_is_never_on_purpose(tmp_path: Path) -> None:
    needed(NAMESPACE)
    listed = tmp_path / "list.txt"
    listed.write_text("* anything goes\n")
    done = behind_any(sys.executable, PLANTS, "in_c", options=("--on-purpose", listed))
    assert done.returncode == 1
    assert "1 packets had no route, as the kernel counted" in done.stderr


def test_another_sitecustomize_still_runs(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('the other one')")
    variables = {"PYTHONPATH": os.pathsep.join([str(HOOK), str(tmp_path)]), "OFFLINE_WITNESS": str(tmp_path / "told")}
    inner = (*ENTER, os.devnull) if not missing(NAMESPACE) else ()
    command = [*inner, sys.executable, str(PLANTS), "tcp"]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True)
    assert "the other one\n" in done.stdout
    assert json.loads((tmp_path / "told").read_text())["to"] == ["192.0.2.1", 80]


@pytest.mark.parametrize("file", ["/dev/full", "/nowhere/told"])
def test_a_witness_that_cannot_write_stops_nobody(file: str) -> None:
    code = "import socket; socket.getaddrinfo('localhost', 80); print('went on')"
    variables = {**os.environ, "PYTHONPATH": str(HOOK), "OFFLINE_WITNESS": file}
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "went on\n"), done.stderr
