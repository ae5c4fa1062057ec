"""One request to an address at home: looked up once, checked, answered in time, followed nowhere. Knows no rule.

The only place of the skills that opens a connection.
"""

import ipaddress
import json
import socket
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event, Lock
from typing import Any
from urllib.parse import quote, urlsplit

from vacli.core.flow import spawn
from vacli.core.turn import Turn
from vacli.rules.actions import Http
from vacli.rules.fill import said
from vacli.skills.program import plain

LARGEST = 64_000
"""Bytes of an answer that are read; what is larger is not said."""
HOME = [
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
]
"""Addresses that are here or in a home network."""
_IN_PATHS = "%/?:@!$&'()*+,;=[]|^"
"""What stays as it is written in the path of an address; other letters, such as those of Küche, are quoted."""


class AddressError(Exception):
    """It was not asked, or did not answer as it should; the message says why, in English."""


def ask(request: Http, turn: Turn, hosts: Set[str] = frozenset()) -> str:
    """What the answer says, if that is wanted. AddressError if it cannot be asked, fails, or takes too long;
    Cancelled with the turn.
    """
    over, lock = Event(), Lock()
    outcome: list[str | AddressError] = []
    opened: list[socket.socket] = []

    def keep(connection: socket.socket) -> None:
        """Nothing is asked once nobody waits any more: it would be done after the user heard that it failed."""
        with lock:
            opened.append(connection)
            if over.is_set():
                _break(connection)
                raise AddressError("it was connected too late")

    def work() -> None:
        try:
            outcome.append(_exchange(request, hosts, keep))
        except AddressError as error:
            outcome.append(error)
        except (OSError, HTTPException, ValueError) as error:
            outcome.append(AddressError(f"it cannot be reached: {said(str(error) or type(error).__name__)}"))
        over.set()

    spawn("http", work)
    with turn.on_cancel(over.set):
        over.wait(request.limit)
    with lock:
        over.set()
        told = outcome[0] if outcome else AddressError(f"it took longer than {request.limit:g} seconds")
        for each in opened:
            _break(each)
    turn.check()
    if isinstance(told, AddressError):
        raise told
    return told


def addresses(host: str, port: int, hosts: Set[str] = frozenset()) -> list[str]:
    """Those of a host that are at home, the likeliest first; all of them where the user allows the host.

    AddressError if there is none.
    """
    found = list(dict.fromkeys(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    near = found if host.lower() in hosts else [each for each in found if _at_home(each)]
    if not near:
        raise AddressError(
            f"{found[0]} is no address at home; to allow it: vacli config set skills.http_allow {said(host)}"
        )
    return near


def _at_home(text: str) -> bool:
    found = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in HOME)


def _exchange(request: Http, hosts: Set[str], opened: Callable[[socket.socket], None]) -> str:
    parts = urlsplit(request.url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    where = addresses(host, port, hosts)
    patience = request.limit + 1  # `ask` gives up sooner
    connection = (HTTPSConnection if secure else HTTPConnection)(host, port, timeout=patience)
    connection._create_connection = lambda target, *more: _connected(where, port, *more)  # type: ignore[attr-defined]
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_IN_PATHS)
    body = None if request.json is None else json.dumps(request.json).encode()
    headers = {"User-Agent": "vacli", **request.headers}
    if body is not None:
        headers.setdefault("Content-Type", "application/json")
    connection.connect()
    opened(connection.sock)
    connection.request(request.method, path, body, headers)
    return _answer(connection.getresponse(), request)


def _connected(where: Sequence[str], port: int, *more: Any) -> socket.socket:
    """To the addresses that were checked: a second look-up may give others. OSError of the last one if none answers."""
    for each in where[:-1]:
        with suppress(OSError):
            return socket.create_connection((each, port), *more)
    return socket.create_connection((where[-1], port), *more)


def _answer(response: HTTPResponse, request: Http) -> str:
    if 300 <= response.status < 400:
        raise AddressError(f"it answered {response.status} and points elsewhere, which is not followed")
    if response.status >= 400:
        raise AddressError(f"it answered {response.status} {said(response.reason)[:60]}".strip())
    if not request.speak:
        return ""
    content = response.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise AddressError(f"its answer is larger than {LARGEST // 1000} kB")
    text = content.decode(errors="replace")
    return plain(text if request.speak is True else _picked(text, str(request.speak)))


def _picked(text: str, place: str) -> str:
    """What stands at `attributes.state`, in names and numbers from 0."""
    try:
        found: Any = json.loads(text)
        for name in place.split("."):
            found = found[int(name)] if isinstance(found, list) else found[name]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise AddressError(f"its answer holds no {place}") from None
    if isinstance(found, dict | list) or found is None:
        raise AddressError(f"{place} of its answer is no text")
    return said(found)


def _break(connection: socket.socket) -> None:
    """Who still waits for it stops waiting."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
