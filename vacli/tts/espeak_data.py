"""A way round espeak-ng's limit on the length of a path: it cuts what is longer off without a word. Knows no voice."""

import os
import tempfile
from functools import cache
from pathlib import Path

LONGEST = 150
"""Bytes. espeak-ng 1.52 takes up to 159."""


def short_path(folder: Path) -> Path:
    """The folder, or a link to it that is short enough, as long-lived as the process."""
    if len(os.fsencode(folder)) <= LONGEST:
        return folder
    link = Path(_links().name) / f"{abs(hash(folder)):x}"
    if not link.exists():
        link.symlink_to(folder, target_is_directory=True)
    return link


@cache
def _links() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="vacli-")
