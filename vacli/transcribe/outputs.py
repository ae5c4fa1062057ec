"""Transcripts into files: under which names, which are there already, and each one whole or not at all."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from vacli.core.errors import ResourceError, UsageError
from vacli.text.cues import Layout
from vacli.text.document import Document
from vacli.text.formats import PLAIN, render
from vacli.transcribe.inputs import Input

_parts = count(1)


@dataclass(frozen=True)
class Outputs:
    """One file a recording and format, below `folder`."""

    folder: Path
    formats: tuple[str, ...]
    layout: Layout = PLAIN

    def prepare(self, inputs: Sequence[Input]) -> None:
        """Find out before the work begins what would spoil it. ResourceError, UsageError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise ResourceError(f"no permission to write into {self.folder}", "choose another one: --output-dir DIR")
        sources = {os.path.realpath(each.path) for each in inputs}
        for target in (target for each in inputs for target in self.targets(each).values()):
            if os.path.realpath(target) in sources:
                raise UsageError(f"{target} would be overwritten by its own transcript", "choose another --output-dir")

    def targets(self, source: Input) -> dict[str, Path]:
        """Format -> file."""
        stem = self.folder / source.stem
        return {name: stem.with_name(f"{stem.name}.{name}") for name in self.formats}

    def complete(self, source: Input) -> bool:
        """Everything that would be written for it is there."""
        return all(target.exists() for target in self.targets(source).values())

    def write(self, source: Input, document: Document) -> list[Path]:
        """Write all formats of one recording. ResourceError, and then nothing half-written is left."""
        targets = self.targets(source)
        for name, target in targets.items():
            write_whole(target, render(document, name, self.layout))
        return list(targets.values())


def write_whole(target: Path, text: str) -> None:
    """The file has its old content, or none, until it has all of the new one. ResourceError."""
    part = target.with_name(f".vacli-{os.getpid()}-{next(_parts)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(target)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        part.unlink(missing_ok=True)


def unwritable(target: Path, error: OSError) -> ResourceError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    hint = "make room (df -h), then the same command with --skip-existing" if full else f"ls -ld {target.parent}"
    return ResourceError(f"cannot write {target}: {error.strerror}", hint)
