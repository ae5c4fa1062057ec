"""Reaches past this machine in every way that the tests of the offline proof look for. Run by them, never imported.

The addresses and the name are set aside for documentation and lead nowhere. A name that is a number of an argument
does that alone; without one all are done.
"""

import ctypes
import os
import socket
import struct
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path


def tcp() -> None:
    with closing(socket.socket()) as plug:
        plug.settimeout(0.2)
        plug.connect(("192.0.2.1", 80))


def tcp6() -> None:
    with closing(socket.socket(socket.AF_INET6)) as plug:
        plug.settimeout(0.2)
        plug.connect(("2001:db8::1", 80))


def udp() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as plug:
        plug.sendto(b"hello", ("192.0.2.2", 4242))


def udp_message() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as plug:
        plug.sendmsg([b"hello"], [], 0, ("192.0.2.4", 4242))


def name() -> None:
    socket.getaddrinfo("planted.example.invalid", 80)


def in_c() -> None:
    """As a library does that is not written in Python."""
    with closing(socket.socket()) as plug:
        plug.setblocking(False)
        address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(81), socket.inet_aton("192.0.2.3"))
        ctypes.CDLL(None).connect(plug.fileno(), address, len(address))


def allowed() -> None:
    """Loopback of both kinds, a name of this machine, a local socket."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.create_server((host, 0), family=family) as server:
            socket.create_connection(server.getsockname()[:2]).close()
    socket.getaddrinfo("localhost", 80)
    with tempfile.TemporaryDirectory() as folder, closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(Path(folder, "s")))
        server.listen()
        with closing(socket.socket(socket.AF_UNIX)) as plug:
            plug.connect(str(Path(folder, "s")))


def child() -> None:
    """In another process, which a thread of this one starts."""
    os.spawnv(os.P_WAIT, sys.executable, [sys.executable, __file__, "udp"])


PLANTS = {plant.__name__: plant for plant in (allowed, tcp, tcp6, udp, udp_message, name, in_c, child)}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or PLANTS:
        with suppress(OSError):
            PLANTS[wanted]()
