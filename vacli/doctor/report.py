"""A report to hand on: everything that was found, in Markdown, without what tells who or where it was found on."""

import getpass
import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from vacli.core.errors import ResourceError, UsageError
from vacli.doctor.finding import Finding

SHORTEST = 3
"""Letters of a name that is looked for: a shorter one would be found in half of all words."""
NOBODY = ("root", "user", "localhost")
"""Names that tell nothing about anybody."""
_MARKS = (
    (r"\b[0-9a-fA-F]{2}([:_-][0-9a-fA-F]{2}){5}\b", "(address)"),  # MAC, Bluetooth
    (r"\b\d{1,3}(\.\d{1,3}){3}\b", "(address)"),
    (r"\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b", "(id)"),
    (r"(usb-[\w.]+?)_[0-9A-Za-z]{6,}(?=-\d\d)", r"\1_(serial)"),  # as sound servers name devices
    (r"(?i)\b(serial|s/n|sn)([ :=#]+)[\w-]{4,}", r"\1\2(serial)"),
    (r"(\w+\.\w+ = )(['\"]).*?\2", r"\1'…'"),  # a value of the settings
    (r"\b((?:OMP|OPENBLAS|MKL|PYTHON|LC|VACLI)\w*=)\S+", r"\1…"),  # of the environment
)


def check_writable(path: Path) -> None:
    """UsageError if it is there already or cannot be: said before half a minute of checks, not after."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", f"name a file: {path / 'doctor.md'}")
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already", "name another file, or remove that one first")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", f"mkdir -p {path.parent}")


def write(path: Path, text: str) -> None:
    """For its owner alone; nothing is overwritten, whoever has made it meanwhile."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ResourceError(f"cannot write {path}: {error.strerror}", "name another file") from error


def report(groups: Mapping[str, Sequence[Finding]]) -> str:
    """The whole text."""
    every = [finding for findings in groups.values() for finding in findings]
    lines = ["# vacli doctor", "", f"{counted(every)}. {platform.system()} {platform.release()}.", ""]
    for group, findings in groups.items():
        lines += [f"## {group}", "", *(line for finding in findings for line in _lines(finding)), ""]
    return private("\n".join(lines))


def counted(findings: Sequence[Finding]) -> str:
    """`31 ok, 2 warn`: those that there are, the good ones first."""
    numbers = ((sum(each.status == status for each in findings), status) for status in ("ok", "warn", "fail", "skip"))
    return ", ".join(f"{number} {status}" for number, status in numbers if number)


def private(text: str) -> str:
    """Without home, user and host name, addresses, serial numbers, values of settings and of the environment."""
    for secret, shown in _names().items():
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", shown, text)
    for pattern, shown in _MARKS:
        text = re.sub(pattern, shown, text)
    return text


def _lines(finding: Finding) -> list[str]:
    said = [f"- **{finding.status}** {finding.name}: {finding.detail}"]
    return said + [f"  - {word}: {text}" for word, text in (("why", finding.why), ("fix", finding.fix)) if text]


def _names() -> dict[str, str]:
    """What to replace by what, the longest first."""
    values = {value: "…" for name, value in os.environ.items() if name.startswith("VACLI_")}
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = ""
    found = {**values, platform.node(): "(host)", user: "(user)", str(Path.home()): "~"}
    known = {name: shown for name, shown in found.items() if len(name) >= SHORTEST and name not in NOBODY}
    return dict(sorted(known.items(), key=lambda item: -len(item[0])))
