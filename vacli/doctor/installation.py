"""What is installed: Python, and whether the packages are whole and of the versions that each asks for."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from vacli import __version__
from vacli.config import Config
from vacli.doctor.finding import Finding, fail, ok, warn
from vacli.extras import pip

SUPPORTED = ((3, 11), (3, 13))
WHEELS = ("x86_64", "amd64", "aarch64", "arm64")
"""Processors that the engines' packages are published for, compiled."""


COMPILED = (".so", ".dylib", ".pyd")


def python(config: Config) -> Iterator[Finding]:
    yield ok("vacli", f"{__version__}, in {Path(__file__).parents[1]}")
    low, high = SUPPORTED
    said = f"{platform.python_version()}, {platform.machine()}"
    if not low <= sys.version_info[:2] <= high:
        tried = "use Python 3.11, 3.12 or 3.13"
        yield warn("python", f"{said}: not one of those vacli is tested on", tried, "packages may have no wheel for it")
    elif platform.machine().lower() not in WHEELS:
        lacking = "engines must be compiled here: sudo apt-get install build-essential cmake"
        yield warn("python", said, lacking, "the engines' packages have no wheels for this processor")
    else:
        yield ok("python", said)


def packages(config: Config) -> Iterator[Finding]:
    """Those of vacli and all that these ask for in turn; extras only as far as they are installed."""
    seen = _asked("vacli")
    broken = [finding for name in seen if (found := _installed(name)) for finding in _incomplete(found)]
    wrong = [finding for name, wanted in seen.items() for finding in _unmet(name, wanted)]
    yield from (*wrong, *broken)
    if not wrong and not broken:
        yield ok("packages", f"{sum(bool(_installed(name)) for name in seen)} installed, whole, of fitting versions")


def _asked(root: str) -> dict[str, list[tuple[str, Requirement]]]:
    """Package to who asks for it and how. What an extra asks for counts only where it is installed."""
    found: dict[str, list[tuple[str, Requirement]]] = {}
    waiting, done = [(root, frozenset(_extras(root)))], set()
    while waiting:
        name, extras = waiting.pop()
        done.add((name, extras))
        for wanted in _requirements(name, extras):
            asked = _plain(wanted.name)
            found.setdefault(asked, []).append((name, wanted))
            if (asked, frozenset(wanted.extras)) not in done:
                waiting.append((asked, frozenset(wanted.extras)))
    return found


def _requirements(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """Those that hold here. Of extras of our own, only what is there: none of them must be installed."""
    here = _installed(name)
    for line in (here.requires or ()) if here else ():
        try:
            wanted = Requirement(line)
        except InvalidRequirement:
            continue  # another package's mistake, which pip tells
        asked = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        optional = wanted.marker is not None and "extra" in str(wanted.marker)
        if asked and not (name == "vacli" and optional and _installed(wanted.name) is None):
            yield wanted


def _unmet(name: str, asked: list[tuple[str, Requirement]]) -> Iterator[Finding]:
    here = _installed(name)
    for who, wanted in asked:
        line = f"{wanted.name}{wanted.specifier}"
        if here is None:
            yield fail(
                "packages", f"{name} is not installed; {who} asks for {line}", pip(f"'{line}'"), "it may not import"
            )
        elif not wanted.specifier.contains(here.version, prereleases=True):
            said = f"{name} {here.version} is installed; {who} asks for {line}"
            found = fail if who == "vacli" else warn  # what packages ask of one another is often narrower than need be
            yield found("packages", said, pip(f"'{line}'"), "what it does with another version nobody has tried")


def _incomplete(found: Distribution) -> Iterator[Finding]:
    """Files that were installed and are gone; compiled ones of another size, which may only have been stripped."""
    recorded = [(file, Path(str(file.locate()))) for file in found.files or () if _needed(file)]
    name = f"{found.metadata['Name']} {found.version}"
    again = pip(f"--force-reinstall --no-deps {found.metadata['Name']}=={found.version}")
    if lost := [file for file, path in recorded if not path.is_file()]:
        yield fail("packages", f"{name} is not whole: {lost[0]}", again, "it may not import, or crash")
    elif other := [file for file, path in recorded if path.suffix in COMPILED and path.stat().st_size != file.size]:
        yield warn("packages", f"{name}: {other[0]} has not the size it was installed with", again, "it may crash")


def _needed(file: PackagePath) -> bool:
    """Not what lies elsewhere, as scripts do, nor tests and descriptions, which slim images leave out; nor what Python
    has compiled, which has no size."""
    outer, *inner = file.parts
    described = outer.endswith((".dist-info", ".egg-info")) or {"test", "tests"} & {outer, *inner[:-1]}
    return file.size is not None and outer not in ("..", "/") and not described


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _extras(name: str) -> list[str]:
    here = _installed(name)
    return list(here.metadata.get_all("Provides-Extra") or ()) if here else []


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
