"""One request to an address at home: looked up once, checked, answered in time, followed nowhere. Knows no rule.

The only place of the skills that opens a connection.
"""

import ipaddress
import json
import socket
from collections.abc import Callable, Set
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event
from typing import Any
from urllib.parse import urlsplit

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


class AddressError(Exception):
    """It was not asked, or did not answer as it should; the message says why, in English."""


def ask(request: Http, turn: Turn, hosts: Set[str] = frozenset()) -> str:
    """What the answer says, if that is wanted. AddressError if it cannot be asked, fails, or takes too long;
    Cancelled with the turn.
    """
    over = Event()
    outcome: list[str | AddressError] = []
    opened: list[socket.socket] = []

    def work() -> None:
        try:
            outcome.append(_exchange(request, hosts, opened.append))
        except AddressError as error:
            outcome.append(error)
        except (OSError, HTTPException, ValueError) as error:
            outcome.append(AddressError(f"it cannot be reached: {said(str(error) or type(error).__name__)}"))
        over.set()

    spawn("http", work)
    with turn.on_cancel(over.set):
        over.wait(request.limit)
    told = outcome[0] if outcome else AddressError(f"it took longer than {request.limit:g} seconds")
    for each in opened:
        _break(each)
    turn.check()
    if isinstance(told, AddressError):
        raise told
    return told


def address(host: str, port: int, hosts: Set[str] = frozenset()) -> str:
    """The one address that is connected to. AddressError unless it is at home, or the host is allowed by the user."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host.lower() in hosts:
        return found[0]
    away = [each for each in found if not _at_home(each)]
    if away:
        raise AddressError(
            f"{away[0]} is no address at home; to allow it: vacli config set skills.http_allow {said(host)}"
        )
    return found[0]


def _at_home(text: str) -> bool:
    found = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in HOME)


def _exchange(request: Http, hosts: Set[str], opened: Callable[[socket.socket], None]) -> str:
    parts = urlsplit(request.url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    where = address(host, port, hosts)
    patience = request.limit + 1  # `ask` gives up sooner
    connection = (HTTPSConnection if secure else HTTPConnection)(host, port, timeout=patience)
    # connected to the address that was checked: a second look-up may give another one
    connection._create_connection = lambda target, *more: socket.create_connection((where, target[1]), *more)  # type: ignore[attr-defined]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = None if request.json is None else json.dumps(request.json).encode()
    headers = {"User-Agent": "vacli", **request.headers}
    if body is not None:
        headers.setdefault("Content-Type", "application/json")
    connection.request(request.method, path, body, headers)
    opened(connection.sock)
    return _answer(connection.getresponse(), request)


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
