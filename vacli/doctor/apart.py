"""Runs a part of the doctor in a process of its own: an engine that crashes, hangs or takes all memory does so there.

The settings go to its standard input as one line of JSON, its answer comes from its standard output. It ends with
whoever started it, and its temporary files do so too.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from vacli.config import Config
from vacli.core.errors import VacliError
from vacli.core.flow import spawn

PATIENCE = 60.0
"""Seconds after which an engine is taken to hang."""

REMOVED = 5


@dataclass(frozen=True)
class Told:
    """What came back. `error` is empty if all went well, `hint` the way out that the error itself names.

    `crash`: the process did not end by itself, and `error` says how it did.
    """

    found: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    hint: str = ""
    crash: bool = False


def apart(module: str, config: Config, wanted: Mapping[str, Any], seconds: float = PATIENCE) -> Told:
    """Run `module`, whose main is `answer`, with these settings and wishes."""
    with tempfile.TemporaryDirectory() as own, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        line = json.dumps({**wanted, "config": asdict(config)}) + "\n"
        command, environment = [sys.executable, "-m", module], {**os.environ, "TMPDIR": own}
        running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=err, text=True, env=environment)
        try:
            assert running.stdin is not None
            running.stdin.write(line)
            running.stdin.flush()
            code = running.wait(seconds)
        except BrokenPipeError:
            code = running.wait()
        except subprocess.TimeoutExpired:
            return Told(error=f"did not come to an end within {seconds:g} s", crash=True)
        finally:
            running.kill()
            running.wait()
            _closed(running)
        out.seek(0)
        err.seek(0)
        return _told(code, out.read(), err.read().decode(errors="replace"))


def answer(run: Callable[[Config, Mapping[str, Any]], Mapping[str, Any]]) -> int:
    """The other end: to be called by the module that runs. What libraries print goes to standard error."""
    line = sys.stdin.readline()
    if not line:  # whoever started us was gone before we began
        _end_with_parent()
    spawn("parent", _end_with_parent)
    wanted = json.loads(line)
    mouth = os.dup(1)
    os.dup2(2, 1)
    config = _config(wanted.pop("config"))
    told: dict[str, Any]
    try:
        told = {"found": run(config, wanted)}
    except VacliError as error:
        told = {"error": error.message, "hint": error.hint}
    except Exception as error:
        told = {"error": f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"}
    os.write(mouth, json.dumps(told).encode())
    return 0


def _told(code: int, out: bytes, err: str) -> Told:
    if code == 0 and out:
        return Told(**json.loads(out))
    last = next((line.strip() for line in reversed(err.splitlines()) if line.strip()), "")
    if code < 0:
        how = signal.strsignal(-code) or f"signal {-code}"
        return Told(error=f"its process was ended: {how}{f' ({last})' if last else ''}", crash=True)
    return Told(error=f"its process ended with {code}: {last or 'without a word'}", crash=True)


def _config(tree: Mapping[str, Mapping[str, Any]]) -> Config:
    default = Config()
    return Config(**{name: type(getattr(default, name))(**values) for name, values in tree.items()})


def _end_with_parent() -> None:
    """It may have ended without having removed the folder that it gave us."""
    while sys.stdin.read(4096):
        continue
    for _ in range(REMOVED):  # what is at work meanwhile may make another file, until there is no folder for it
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(1)


def _closed(running: "subprocess.Popen[str]") -> None:
    if running.stdin is not None:
        try:
            running.stdin.close()
        except BrokenPipeError:
            return
