"""A network namespace without routes, from inside: `python -m vacli.doctor.offline.enter FILE COMMAND ...`.

There is nothing but loopback, so no packet gets out. Linux counts what had no route; the numbers are written into FILE
when the command has ended. Root keeps its powers; anybody else needs user namespaces, and keeps the own user's number.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NEW_USER, NEW_NET = 0x10000000, 0x40000000
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1  # of an interface
COUNTERS = (("snmp", "Ip", "OutNoRoutes"), ("snmp6", "Ip6OutNoRoutes", ""))
REFUSED = 71
"""Exit code where no namespace can be made: as in sysexits.h."""


def alone() -> None:
    """This process and its children have no network from now on. OSError if that is not allowed here."""
    user, group = os.getuid(), os.getgid()
    try:
        _unshare(NEW_NET)
    except OSError:
        _unshare(NEW_USER | NEW_NET)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _loopback_up()


def without_route() -> int:
    """Packets that this namespace has had no way for."""
    return sum(_counter(*each) for each in COUNTERS)


def _unshare(what: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)  # os.unshare is there from Python 3.12 on
    if libc.unshare(what):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        answer = fcntl.ioctl(any_socket, GET_FLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", answer)[1]
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | UP))


def _counter(file: str, row: str, column: str) -> int:
    """0 where the kernel was built without that protocol."""
    try:
        lines = Path("/proc/self/net", file).read_text().splitlines()
    except OSError:
        return 0
    rows = [line.replace(":", "").split() for line in lines if line.replace(":", " ").split()[0] == row]
    if not rows:
        return 0
    return int(rows[1][rows[0].index(column)] if column else rows[0][1])


def _run(command: Sequence[str]) -> int:
    """The command's exit code, as shells have it. Ctrl-C is the command's to answer."""
    signal.signal(signal.SIGINT, lambda number, frame: None)
    child = subprocess.Popen(command)
    signal.signal(signal.SIGTERM, lambda number, frame: child.terminate())
    code = child.wait()
    return code if code >= 0 else 128 - code


def main(report: str, command: Sequence[str]) -> int:
    try:
        alone()
    except OSError as error:
        print(error.strerror, file=sys.stderr)
        return REFUSED
    code = _run(command) if command else 0
    Path(report).write_text(json.dumps({"without_route": without_route()}))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
