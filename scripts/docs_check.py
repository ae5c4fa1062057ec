"""`make docs-check`: runs the command blocks of Markdown pages and compares what they print with what the page says.

A ```console block holds lines `$ command` with their output below; `...` in it stands for anything (doctest's rules).
A ```sh block is run too; only its exit code counts. A comment `<!-- not run: REASON -->` before a block says why it
cannot be run here; then only its words are checked: `make` targets and `vacli` commands in it must exist.
All blocks of a page run in order in one folder that has the checkout's scripts/ and tests/ and nothing else, with
settings and models of their own.
"""

import doctest
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"(?P<skip><!-- not run: [^>]*-->\s*)?```(?P<kind>console|sh)\n(?P<body>.*?)```", re.S)
RULES = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.DONT_ACCEPT_BLANKLINE
TIMEOUT = 300  # seconds a command may take


@dataclass
class Step:
    line: int
    command: str
    expected: str | None  # None: only the exit code counts
    run: bool


def steps(page: str) -> list[Step]:
    """The commands of a page, in order."""
    found: list[Step] = []
    for block in BLOCK.finditer(page):
        line = page[: block.start("body")].count("\n") + 1
        run = block["skip"] is None
        if block["kind"] == "sh":
            found.append(Step(line, block["body"].strip(), None, run))
            continue
        for part in re.split(r"^\$ ", block["body"], flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            found.append(Step(line, command, expected, run))
    return found


def check(step: Step, folder: Path, env: dict[str, str]) -> str:
    """What is wrong with a step; nothing if it is true."""
    if not step.run:
        return names(step.command)
    done = subprocess.run(
        ["bash", "-c", step.command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # in the order in which a person sees it
        text=True,
        timeout=TIMEOUT,
    )
    if step.expected is None:
        return f"exit code {done.returncode}: {done.stdout[-500:]}" if done.returncode else ""
    checker = doctest.OutputChecker()
    if checker.check_output(step.expected, done.stdout, RULES):
        return ""
    return checker.output_difference(doctest.Example(step.command, step.expected), done.stdout, RULES)


def names(command: str) -> str:
    """Whether the make targets and vacli commands that a block names exist."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    for target in re.findall(r"^make ([a-z-]+)", command, re.M):
        if target not in targets:
            return f"there is no `make {target}`"
    for words in re.findall(r"^vacli ([a-z]+)(?: ([a-z]+))?", command, re.M):
        for tried in ([*words, "--help"], [words[0], "--help"]):
            if subprocess.run(["vacli", *filter(None, tried)], capture_output=True, check=False).returncode == 0:
                break
        else:
            return f"there is no `vacli {' '.join(words)}`"
    return ""


def main(pages: list[str]) -> int:
    wrong = 0
    for page in pages:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "here"
            folder.mkdir()
            for name in ("scripts", "tests"):
                (folder / name).symlink_to(ROOT / name)
            env = os.environ | {f"XDG_{name}_HOME": f"{home}/{name}" for name in ("CONFIG", "DATA", "CACHE", "STATE")}
            env |= {"COLUMNS": "80", "TERM": "dumb", "NO_COLOR": "1"}
            env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
            os.environ["PATH"] = env["PATH"]
            for step in steps((ROOT / page).read_text()):
                trouble = check(step, folder, env)
                wrong += bool(trouble)
                mark = "WRONG" if trouble else "ok   " if step.run else "named"
                print(f"{mark} {page}:{step.line}: {step.command.splitlines()[0]}", flush=True)
                if trouble:
                    print(trouble)
    print(f"{wrong} wrong" if wrong else "every block is true")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["README.md"]))
