"""The rules of the house, read off the code: who may import whom, how long a file may be, which names are out."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "vacli"
LAYERS = [
    {"core"},
    {"config", "config_file", "paths", "extras", "folders", "registry", "catalog", "db", "cache", "rules", "text"},
    {"audio", "vad", "stt", "understand", "skills", "llm", "tts"},
    {"reply", "turns"},
    {"session"},
    {"live"},
    {"engines", "skillset"},
    {"metrics", "store"},
    {"transcribe", "bench", "doctor", "server"},
    {"cli", "__main__"},
]
ENGINE_ROOMS = LAYERS[2]
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports(file: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("vacli"):
            found += [f"{node.module}.{name.name}" for name in node.names]
        elif isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.startswith("vacli")]
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_nobody_imports_upwards_or_sideways(file: Path) -> None:
    module = "vacli." + ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
    here = room_of(module)
    if here == "__init__":
        assert not imports(file), "importing vacli imports nothing"
        return
    assert here in RANK, f"{here} has no layer: add it to LAYERS and to the design"
    for target in imports(file):
        there = room_of(target)
        if there.startswith("__"):
            continue
        assert RANK[there] <= RANK[here], f"{module} imports {target}, which lies above it"
        if here in ENGINE_ROOMS and there in ENGINE_ROOMS:
            assert here == there, f"{module} imports its sibling {target}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 300
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "the first lines of a module say what it does"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.body[0].lineno < 60, f"{node.name} is too long"
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(("Manager", "Handler", "Processor", "Service", "Util", "Helper"))


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom vacli.cli.main import main\nmain(['--help'])\n"
        "heavy = {'numpy', 'onnxruntime', 'rich.live', 'fastapi', 'torch', 'av', 'sounddevice', 'tomlkit'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "transcribe" in done.stdout
    assert "LOADED []" in done.stderr
