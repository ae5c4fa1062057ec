"""Results of runs that never took place, from a fixed seed: what tests of reading, comparing and showing work on."""

from typing import Any

import numpy as np

from vacli.bench.reference import Reference
from vacli.bench.result import SCHEMA, Samples, Section, Share, Value, skipped
from vacli.bench.verdict import verdict
from vacli.core.marks import WATERFALL

STAGES = {"endpoint_hold": 160, "stt_tail": 20, "understand": 4, "llm_ttft": 0, "first_clause": 2, "tts_ttfb": 9}
LLM = {**STAGES, "llm_ttft": 220, "first_clause": 90}


def turns(subject: str, means: dict[str, float], rng: np.random.Generator, n: int = 60, misses: int = 1) -> Section:
    """A section of `e2e`."""
    stages = {stage.name: means.get(stage.name, 1.0) * rng.lognormal(0, 0.08, n) for stage in WATERFALL}
    whole = sum(stages.values(), np.zeros(n))
    v2v = [None] * misses + [float(each) for each in whole[misses:]]
    metrics = (
        Samples("v2v", "ms", v2v, about="from the end of the last word to the reply"),
        *(Samples(name, "ms", [float(each) for each in values], about="waterfall") for name, values in stages.items()),
        Samples("hidden", "ms", [40.0] * n, "neither"),
        Share("miss", misses, n),
        Share("false_cutoff", 1, n),
    )
    return Section("e2e", subject, metrics, {"stt": "vosk tiny", "llm": "llamacpp smollm2"}, ("SYNTHETIC speech",))


def engine(
    bench: str, subject: str, means: dict[str, tuple[str, float]], rng: np.random.Generator, n: int = 40
) -> Section:
    metrics = [
        Samples(name, unit, [float(each) for each in mean * rng.lognormal(0, 0.06, n)])
        for name, (unit, mean) in means.items()
    ]
    return Section(bench, subject, metrics, {bench: f"{subject} model"})


def stages(rng: np.random.Generator) -> list[Section]:
    """Fifteen headline figures."""
    heard = {"first_partial": ("ms", 310.0), "tail": ("ms", 35.0), "rtf": ("x", 0.11)}
    thought = {"ttft_cold": ("ms", 410.0), "ttft_warm": ("ms", 130.0), "first_clause": ("ms", 260.0)}
    spoken = {"ttfa": ("ms", 12.0), "rtf": ("x", 0.004)}
    return [
        engine("vad", "silero", {"frame": ("ms", 0.061)}, rng, 300),
        engine("stt", "vosk", heard, rng),
        engine("stt", "sphinx", {name: (unit, 2 * mean) for name, (unit, mean) in heard.items()}, rng),
        engine("llm", "llamacpp", thought, rng),
        engine("tts", "espeak", spoken, rng),
        engine("tts", "piper", {name: (unit, 9 * mean) for name, (unit, mean) in spoken.items()}, rng),
        Section("stt", "whisper", [Value("memory", "MB", 141.5)], notes=("a tiny TEST MODEL",)),
        skipped("tts", "other", "package <b>other</b> is not installed", "pip install other"),
    ]


def endpointing() -> list[Section]:
    found = []
    for subject, gain in (("adaptive", 0.5), ("plain silence", 1.0)):
        curve = [
            {
                "policy": f"{subject} {hold}",
                "hold_ms": hold,
                "cutoff": gain * 60 / hold,
                "p50": hold + 30,
                "p95": hold + 90,
            }
            for hold in (100, 200, 400, 700)
        ]
        metrics = (Samples("delay", "ms", [200.0 + each for each in range(40)]), Share("false_cutoff", 3, 40))
        found.append(Section("endpointing", subject, metrics, details={"curve": curve}))
    return found


def load() -> Section:
    points = [{"callers": count, "p50": 300 + 9 * count, "p95": 400 + 40 * count} for count in (1, 2, 5, 10)]
    return Section("load", "capacity", [Value("callers", "callers", 5, "higher")], details={"callers": points})


def document(sections: list[Section], **changed: Any) -> dict[str, Any]:
    """As `Run.document` gives it."""
    plain = [each.as_json() for each in sections]
    machine = {"vacli": "0.1.0", "revision": "abc1234", "python": "3.11.2", "system": "Linux", "cpu": "a processor"}
    machine |= {
        "cpu_features": ["avx2"],
        "cores": 2,
        "cores_usable": 2,
        "memory_mb": 8000,
        "packages": {"numpy": "2.0"},
    }
    model = {"stage": "llm", "engine": "llamacpp", "model": "smollm2", "bytes": 5, "sha256": "a" * 64, "files": {}}
    return {
        "schema": SCHEMA,
        "what": "all",
        "name": "",
        "command": ["vacli", "bench", "all"],
        "started": "2026-11-21T10:00:00Z",
        "seconds": 118.2,
        "partial": False,
        "verdict": verdict(plain),
        "machine": machine,
        "load": {"before": [0.1, 0.2, 0.3], "after": [0.9, 0.5, 0.4]},
        "settings": {},
        "threads": {"stt": "auto"},
        "models": [model],
        "sections": plain,
        **changed,
    }


def whole() -> dict[str, Any]:
    """With something of every kind."""
    rng, reference = np.random.default_rng(1), Reference()
    reference.take()
    said = [turns("quick", STAGES, rng), turns("llm", LLM, rng, misses=3), turns("quick, 1 core busy", LLM, rng)]
    return document([*stages(rng), *endpointing(), *said, load(), reference.section()])
