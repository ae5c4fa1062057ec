"""A result as one page that needs neither network nor scripts: figures, waterfalls, distributions, curves."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vacli.core.errors import EngineMissing, UsageError
from vacli.extras import install

NEEDS = ("jinja2", "matplotlib")


def check_target(file: Path) -> None:
    """UsageError if no page can be written there, EngineMissing if the packages that make it are not installed."""
    if file.suffix.lower() not in (".html", ".htm"):
        raise UsageError(
            f"a report is a page: {file.name} does not end in .html", f"--report {file.stem or 'bench'}.html"
        )
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent}", f"mkdir -p {file.parent}")
    if file.is_dir():
        raise UsageError(f"{file} is a folder", "name a file that ends in .html")
    for package in NEEDS:
        if find_spec(package) is None:
            raise EngineMissing(f"package {package} is not installed; tables and --json work without", install("bench"))


def write(file: Path, document: Mapping[str, Any]) -> None:
    """Whole or not at all."""
    from vacli.bench.report.page import page

    new = file.with_name(f".{file.name}.new")
    new.write_text(page(document), encoding="utf-8")
    new.replace(file)
