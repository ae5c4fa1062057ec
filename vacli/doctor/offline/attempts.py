"""What counts as reaching out, and reading it from what the witnesses wrote. Runs nothing.

Allowed are loopback, local (Unix) sockets and netlink, through which the kernel is asked about its own interfaces. A
name lookup counts wherever it goes: a resolver on this machine asks others.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import ip_address
from itertools import chain
from pathlib import Path

LOCAL = {"AF_UNIX", "AF_LOCAL", "AF_NETLINK", "AF_UNSPEC", "AF_ALG"}
RESOLVERS = ("/run/systemd/resolve/", "/run/avahi-daemon/", "/var/run/avahi-daemon/")
"""Local sockets of programs that ask the network for whoever connects."""
DNS = 53
LOOKUPS = {"getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo"}
HOSTS = Path("/etc/hosts")


@dataclass(frozen=True, slots=True)
class Attempt:
    """`to` is an address with its port, or a name that was looked up. `where` is a line of Python, or a library."""

    call: str
    to: str
    program: str
    pid: int
    where: str = ""
    test: str = ""
    times: int = 1

    def __str__(self) -> str:
        times = f", {self.times} times" if self.times > 1 else ""
        who = f"{self.program} (process {self.pid})" if self.pid else self.program
        return f"{self.call} {self.to}{times}, by {who}{f', at {self.where}' if self.where else ''}"


def reaches_out(host: str, port: int) -> bool:
    """Of an address as a socket has it."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return name_reaches_out(host)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return port == DNS or not (mapped.is_loopback or mapped.is_unspecified)


def name_reaches_out(name: str) -> bool:
    """Whether somebody must be asked what the name means. An address as text is not asked for."""
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        known = {"", "localhost", "<broadcast>", *_known_names()}
        return name.lower() not in known and not name.lower().endswith(".localhost")
    return False


def path_reaches_out(path: str) -> bool:
    return path.startswith(RESOLVERS)


def witnessed(lines: Iterable[str]) -> Iterator[Attempt]:
    """From the lines of the hook in Python."""
    for line in lines:
        told = json.loads(line)
        if "call" not in told:
            continue
        if to := _to(told["call"], told["to"]):
            yield Attempt(told["call"], to, told["program"], told["pids"][1], _short(told["where"]), test=told["test"])


def traced(lines: Iterable[str]) -> Iterator[Attempt]:
    """From the lines of strace. Where it can, it tells the stack of each call below it, the innermost frame first."""
    last: list[Attempt] = []
    waiting: dict[str, list[Attempt]] = {}  # calls of threads that another one came in between, by the thread
    for line in lines:
        if frame := FRAME.match(line):
            if not Path(frame["file"]).name.startswith(SYSTEM):
                last = [each if each.where else replace(each, where=_short(frame["file"])) for each in last]
            continue
        yield from last
        last = []
        if resumed := RESUMED.match(line):
            last = waiting.pop(resumed["pid"], [])
        elif call := CALL.match(line):
            last = list(_called(call, line))
        if last and UNFINISHED in line:
            waiting[CALL.match(line)["pid"]], last = last, []  # type: ignore[index]
    yield from chain(last, *waiting.values())


def _called(call: re.Match[str], line: str) -> Iterator[Attempt]:
    for address in ADDRESS.finditer(line):
        if to := _sockaddr(address["family"], address["rest"]):
            yield Attempt(call["name"], to, call["program"] or "?", int(call["pid"]))


def unrouted(lines: Iterable[str], total: int) -> dict[tuple[str, ...], int]:
    """Packets without a route by the tests that ran when they were sent, one a worker; by () before the first.

    The hook writes how many there were when each test began.
    """
    marks = [told for line in lines if "packets" in (told := json.loads(line))]
    running: dict[str, str] = {}
    found: Counter[tuple[str, ...]] = Counter()
    before = 0
    for mark in [*marks, {"packets": total}]:
        found[tuple(sorted(running.values()))] += max(0, mark["packets"] - before)
        before = max(before, mark["packets"])
        if "test" in mark:
            running[mark["worker"]] = mark["test"]
    return dict(+found)


def counted(packets: int) -> Iterator[Attempt]:
    """From the kernel's counters: how many, not who."""
    if packets:
        yield Attempt(
            "send",
            "an unknown address",
            "something that is not Python",
            0,
            "the kernel counted it; strace would name it",
            times=packets,
        )


def together(traces: Iterable[Attempt], told: Iterable[Attempt], packets: int) -> list[Attempt]:
    """One list: each attempt once with what is known of it. The counters speak only when nothing else does."""
    told = list(told)
    lines = {(each.pid, each.to): each for each in told}
    merged = [_merged(each, lines.get((each.pid, each.to))) for each in traces]
    seen = {(each.pid, each.to) for each in merged}
    merged += [each for each in told if (each.pid, each.to) not in seen]
    return _counted_once(merged) or list(counted(packets))


def _counted_once(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The same from several threads is one line."""
    first: dict[Attempt, Attempt] = {}
    for each in attempts:
        known = first.setdefault(replace(each, pid=0), replace(each, times=0))
        first[replace(each, pid=0)] = replace(known, times=known.times + 1)
    return list(first.values())


CALL = re.compile(r"(?P<pid>\d+)(?:<(?P<program>.*?)>)?\s+(?P<name>connect|sendto|sendmsg|sendmmsg)\(")
RESUMED = re.compile(r"(?P<pid>\d+)(?:<.*?>)?\s+<\.\.\. \w+ resumed>")
UNFINISHED = "<unfinished ...>"
FRAME = re.compile(r" > (?P<file>[^()]+)\(")
SYSTEM = ("libc.", "libc-", "libpthread", "libresolv", "libnss", "ld-linux")
"""Libraries through which all others ask."""
ADDRESS = re.compile(r"\{sa_family=(?P<family>\w+)(?P<rest>[^}]*)\}")
PORT = re.compile(r"_port=htons\((\d+)\)")
HOST = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
PATH = re.compile(r'sun_path=@?"([^"]*)"')


def _sockaddr(family: str, rest: str) -> str:
    """Where strace's address leads, if it is out of this machine."""
    host, port, path = HOST.search(rest), PORT.search(rest), PATH.search(rest)
    if host and port:
        return _joined(host[1], int(port[1])) if reaches_out(host[1], int(port[1])) else ""
    if path:
        return path[1] if path_reaches_out(path[1]) else ""
    return "" if family in LOCAL else f"{family}{rest}"


def _to(call: str, to: object) -> str:
    """Where the audit event's address leads, if it is out of this machine."""
    match to:
        case str() if call in LOOKUPS:
            address = call == "gethostbyaddr" and not _is_name(to)
            return to if (reaches_out(to, 0) if address else name_reaches_out(to)) else ""
        case str():
            return to if path_reaches_out(to) else ""
        case [str() as host, int() as port]:
            return _joined(host, port) if reaches_out(host, port) else ""
        case _:
            return ""


def _is_name(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return True
    return False


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _merged(trace: Attempt, line: Attempt | None) -> Attempt:
    if line is None:
        return trace
    return replace(trace, program=line.program, where=line.where, test=line.test)


def _short(where: str) -> str:
    """Lines of installed packages without the way to them."""
    return re.sub(r"/\S*/(?:site|dist)-packages/", "", where)


@cache
def _known_names() -> frozenset[str]:
    """Names that the hosts file answers for."""
    try:
        lines = HOSTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(name.lower() for line in lines for name in line.partition("#")[0].split()[1:])
