"""Any command behind the strongest wall there is: `python -m vacli.doctor.offline [OPTIONS] COMMAND ...`.

Its exit code is the command's own, or 1 if anything tried to reach past this machine. In this order:

    --trace              adds strace to a namespace: slower, but it names programs in C, and misses no resolver
    --require namespace  runs nothing, and ends with 1, where there is no such wall
    --on-purpose FILE    tests that reach out on purpose, one a line with the reason
"""

import signal
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from vacli.doctor.offline.walls import NAMESPACE, Seen, Wall, behind, build, reasons

USAGE = "usage: python -m vacli.doctor.offline [--trace] [--require namespace] [--on-purpose FILE] COMMAND ..."


def main(words: list[str]) -> int:
    trace = words[:1] == ["--trace"]
    words = words[trace:]
    required = words[:2] == ["--require", NAMESPACE]
    words = words[2 * required :]
    allowed: dict[str, str] = {}
    if words[:1] == ["--on-purpose"] and len(words) > 1:
        allowed, words = on_purpose(Path(words[1])), words[2:]
    if not words or words[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    wall = build(trace=trace)
    for why in reasons(wall):
        _tell(why)
    if required and wall.kind != NAMESPACE:
        _tell(f"nothing was run: --require {NAMESPACE}")
        return 1
    _tell(f"behind {wall}{_but(wall)}: {' '.join(words)}")
    # Ctrl-C is the command's to answer; what was seen is told all the same
    signal.signal(signal.SIGINT, lambda number, frame: None)
    seen = behind(wall, words, capture=False)
    return judge(seen, allowed, wall) or seen.code


def on_purpose(file: Path) -> dict[str, str]:
    """Patterns of tests' names, and why they may."""
    lines = [line.split(maxsplit=1) for line in file.read_text(encoding="utf-8").splitlines()]
    return {line[0]: line[1] for line in lines if len(line) == 2 and not line[0].startswith("#")}


def judge(seen: Seen, allowed: dict[str, str], wall: Wall) -> int:
    """Tell all that was tried. 1 if any of it was not on purpose."""
    named = [each for each in seen.attempts if each.pid]
    astray = [f"{each}{_in(each.test)}" for each in named if not _listed(each.test, allowed)]
    for tests, packets in seen.packets.items():
        if not any(_listed(test, allowed) for test in tests):
            where = _in(" or ".join(tests))
            astray.append(f"{packets} packets had no route, as the kernel counted{where}; --trace names the sender")
    for each in astray:
        _tell(f"REACHED OUT: {each}")
    wanted = {each.test for each in named if _listed(each.test, allowed)}
    more = f"; {len(wanted)} tests did so on purpose, and are listed with the reason" if wanted else ""
    _tell(f"{len(astray) or 'no'} attempts to reach past this machine{more}; behind {wall}{_but(wall)}")
    return int(bool(astray))


def _but(wall: Wall) -> str:
    return f" ({wall.partial})" if wall.partial else ""


def _listed(test: str, allowed: dict[str, str]) -> bool:
    return bool(test) and any(fnmatchcase(test, name) for name in allowed)


def _in(test: str) -> str:
    return f", in {test}" if test else ""


def _tell(text: str) -> None:
    print(f"offline: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
