"""Our own files: the settings, the installed models, and who may read our folders."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from vacli import config_file, paths
from vacli.catalog import store
from vacli.config import Config
from vacli.core.words import primary
from vacli.doctor.finding import Finding, fail, ok, warn


def settings(config: Config) -> Iterator[Finding]:
    file = paths.config_file()
    problems = list(config_file.problems(file))
    yield from (fail("settings", problem.message, problem.hint) for problem in problems)
    if not problems:
        yield ok("settings", str(file) if file.exists() else f"no {file}: the defaults are in force")


def models(config: Config) -> Iterator[Finding]:
    """Installed models, each whole or not. A Whisper model without tokenizer.json would send its library online."""
    installed = store.installed()
    for model in installed:
        name = f"model {model.name}"
        if damage := model.damage:
            mend = f"vacli models verify {model.name}" if model.record else f"mend or remove it: {model.root}"
            yield fail(name, f"{model.kind}, not whole: {damage}", mend)
        else:
            yield ok(name, f"{model.kind}, {model.size / 10**6:.0f} MB in {model.root}")
    if not installed:
        yield warn("models", "none is installed", "vacli models list")


def rules(config: Config) -> Iterator[Finding]:
    """The user's own rules and those of packages, in the language of the settings."""
    from vacli.rules import folder
    from vacli.skills.others import added, others
    from vacli.understand.language import LANGUAGES, language
    from vacli.understand.own.sentences import own_of

    said = primary(config.stt.language or "en")
    code = said if said in LANGUAGES else "en"
    found = own_of(language(code), added(code, others()))
    yield from (warn("rules", str(each), "vacli skills check") for each in found.problems)
    if not found.problems:
        yield ok("rules", f"files: {sum(len(each.files) for each in found.rules)}; your own: {folder()}")


def permissions(config: Config) -> Iterator[Finding]:
    """Folders 0700 and the settings 0600: they may hold what was said."""
    there = [path for path in (*dict.fromkeys(paths.all_dirs().values()), paths.config_file()) if path.exists()]
    wrong = [finding for path in there for finding in _wrong(path)]
    yield from wrong
    if not wrong:
        yield ok(
            "permissions",
            f"private to you: {', '.join(path.name if path.is_file() else str(path) for path in there)}"
            if there
            else "nothing written yet",
        )


def _wrong(path: Path) -> Iterator[Finding]:
    status = path.stat()
    if not os.access(path, os.R_OK | os.W_OK):
        yield fail("permissions", f"you cannot read and write {path}", f"sudo chown -R $USER {path}")
    elif open_to := stat.S_IMODE(status.st_mode) & 0o077:
        right = "700" if path.is_dir() else "600"
        yield warn("permissions", f"others may use {path} (mode {open_to:03o})", f"chmod {right} {path}")
