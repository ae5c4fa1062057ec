"""How long `vacli --help` takes, beside a trivial Typer app with as many commands."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from vacli.bench.process import alternate, medians

COMMANDS = 15  # as many as `vacli --help` lists


def figures(n: int = 20) -> dict[str, Any]:
    """Median wall time of both and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        trivial = Path(folder) / "trivial.py"
        commands = "".join(f"@app.command()\ndef c{number}() -> None:\n    'Do it.'\n" for number in range(COMMANDS))
        trivial.write_text(f"import typer\napp = typer.Typer()\n{commands}app()\n")
        runs = alternate(
            {
                "vacli": [sys.executable, "-m", "vacli", "--help"],
                "trivial": [sys.executable, str(trivial), "--help"],
            },
            n,
        )
    vacli, base = medians(runs["vacli"]), medians(runs["trivial"])
    return {"vacli": vacli, "trivial_typer": base, "wall_ratio": round(vacli["wall_s"] / base["wall_s"], 3)}
