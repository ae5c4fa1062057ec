"""The page: a result's figures put into the template. Whatever stands in a result is text there, never markup."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from vacli.bench.reading import Json, about_range, figure, is_headline, notes, size, sure, title, typical
from vacli.bench.report.charts import charts


def page(document: Mapping[str, Any]) -> str:
    """HTML, whole."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    sections = [each for each in document["sections"] if each["bench"] != "machine"]
    sections.sort(key=lambda each: each["bench"] != "e2e")  # what people feel goes first
    return environment.get_template("page.html").render(
        document=document,
        machine=list(_machine(document)),
        headlines=list(_rows(sections, only_headlines=True)),
        rows=list(_rows(sections, only_headlines=False)),
        notes=[("; ".join(subjects), note) for note, subjects in notes(sections).items()],
        charts=[{**vars(each), "svg": Markup(each.svg)} for each in charts(document)],  # drawn by us, text escaped
    )


def _machine(document: Json) -> Iterator[tuple[str, str]]:
    machine, load = document["machine"], document["load"]
    yield "processor", f"{machine.get('cpu')}, {machine.get('cores_usable')} of {machine.get('cores')} cores"
    yield "its features", ", ".join(machine.get("cpu_features", ())) or "none told"
    yield "memory", f"{(machine.get('memory_mb') or 0) / 1000:.1f} GB"
    yield "system", f"{machine.get('system')}, Python {machine.get('python')}"
    yield "vacli", f"{machine.get('vacli')} {machine.get('revision') or ''}"
    for when in ("before", "after"):
        yield f"load {when}", ", ".join(str(each) for each in load.get(when, ()))
    yield "threads", ", ".join(f"{name} {count}" for name, count in document.get("threads", {}).items())
    yield "settings", ", ".join(f"{key} = {value}" for key, value in document["settings"].items()) or "the defaults"
    for model in document["models"]:
        about = f"{(model.get('bytes') or 0) / 1e6:.1f} MB, sha256 {model.get('sha256')}"
        yield f"{model.get('stage')} model", f"{model.get('model')} ({model.get('engine')}), {about}"
    yield "packages", ", ".join(f"{name} {version}" for name, version in machine.get("packages", {}).items())


def _rows(sections: list[Json], *, only_headlines: bool) -> Iterator[dict[str, Any]]:
    for section in sections:
        chosen = [each for each in section["metrics"] if not only_headlines or is_headline(section, each)]
        if chosen:
            stack = ", ".join(str(each) for each in section.get("stack", {}).values())
            yield {
                "bench": section["bench"],
                "subject": section["subject"],
                "stack": stack,
                "metrics": map(_metric, chosen),
            }


def _metric(metric: Json) -> dict[str, str]:
    sampled = metric["kind"] == "samples" and size(metric) > 0

    def cell(key: str) -> str:
        return ("miss" if metric.get(key) is None else figure(metric[key], metric["unit"])) if sampled else ""

    return {
        "name": title(metric["name"]),
        "about": metric.get("about", ""),
        "typical": cell("p50") if sampled else figure(typical(metric), metric["unit"]),
        "p95": cell("p95"),
        "max": cell("max"),
        "sure": about_range(sure(metric), metric["unit"]),
        "n": "" if metric["kind"] == "value" else str(size(metric)),
    }
