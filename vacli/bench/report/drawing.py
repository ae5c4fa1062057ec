"""Charts as SVG for a page: text stays text, and takes the colour of the page, light or dark. Knows no bench."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8c6bb1", "#999999")
"""Told apart by the colour-blind (Okabe and Ito), and seen on white and on black."""
WIDTH = 4.6
"""Inches: narrow, so that letters can still be read on a phone."""
_INK = "#010203"
_STYLE: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar sign begins no formula
    "font.size": 9,
    "font.family": "sans-serif",
    "svg.fonttype": "none",
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "grid.color": "#8888",
    "grid.linewidth": 0.4,
    "legend.frameon": False,
    "legend.fontsize": 8,
}


@dataclass
class Chart:
    """`alt` says in words what the picture shows; `columns` and `rows` are its numbers."""

    title: str
    alt: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    svg: str = ""
    notes: list[str] = field(default_factory=list)


@contextmanager
def drawn(chart: Chart, height: float) -> "Iterator[Axes]":
    """What is drawn in the block becomes the chart's picture. `height` in inches."""
    with matplotlib.rc_context({**_STYLE, "svg.hashsalt": chart.title}):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        yield figure.subplots()
        chart.svg = _svg(figure)


def legend(axes: "Axes", columns: int = 2) -> Any:
    """Below, where it hides nothing."""
    return axes.figure.legend(loc="outside lower center", ncols=columns)


def _svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :].replace(_INK, "currentColor")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(<g|<svg)( id="[A-Za-z_0-9.]+")', r"\1", text)  # would be there once a chart
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', 'width="100%"', text, count=1)
