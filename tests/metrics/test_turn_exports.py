"""Turns for other programs: the CSV and the Prometheus text are read by what reads them."""

import csv
import io
import math
from datetime import datetime
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from vacli.metrics.export import prometheus, write_csv
from vacli.metrics.row import STAGES, Row
from vacli.metrics.tally import SECONDS, tally

ENGINES = '{"stt": "vosk small, \\"odd\\" name", "tts": "piper low"}'


def row(total: float | None = 320.0, kind: str = "quick", **about: Any) -> Row:
    return Row(1.79e9, "speech", 1, kind, ENGINES, total, endpoint_hold=160.0, hidden='{"tts_ttfb": 80.5}', **about)


def samples(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_csv_has_a_turn_a_line() -> None:
    file = io.StringIO()
    write_csv([row(faults="tts,mic"), row(None, "", missing="heard"), Row(1.79e9, "announcement")], file)
    first, second, third = csv.DictReader(io.StringIO(file.getvalue()))
    assert datetime.fromisoformat(first["time"]).timestamp() == 1.79e9
    assert (first["total_ms"], first["endpoint_hold"], first["stt_tail"]) == ("320.0", "160.0", "")
    assert (first["stt"], first["tts"], first["llm"]) == ('vosk small, "odd" name', "piper low", "")
    assert (first["hidden_tts_ttfb"], first["faults"]) == ("80.5", "tts,mic")
    assert set(STAGES) <= set(first)
    assert (second["total_ms"], second["missing"], third["origin"]) == ("", "heard", "announcement")


def test_prometheus_reads_what_was_counted() -> None:
    rows = [
        row(120.0, drafts=3, drafts_used=1, wasted_cpu_ms=250.0),
        row(350.0, interrupted=1),
        row(99_000.0, "llm", faults="tts"),
        row(None, "", missing="heard"),
        Row(1.79e9, "text", reply_class="quick"),
        Row(1.79e9, "speech", timed=0, reply_class="quick"),
    ]
    found = samples(prometheus(tally(rows)))
    assert found["vacli_turns_total", (("class", "quick"), ("origin", "speech"))] == 3
    assert found["vacli_turns_total", (("class", "quick"), ("origin", "text"))] == 1
    assert found["vacli_turns_without_time_total", (("class", "none"), ("missing", "heard"))] == 1
    assert found["vacli_faults_total", (("stage", "tts"),)] == 1
    assert found["vacli_interrupted_total", (("class", "quick"),)] == 1
    assert found["vacli_drafts_total", (("fate", "dropped"),)] == 2
    assert found["vacli_wasted_cpu_seconds_total", ()] == 0.25
    assert found["vacli_turn_seconds_count", (("class", "quick"),)] == 2
    assert math.isclose(found["vacli_turn_seconds_sum", (("class", "quick"),)], 0.47)
    bucket = {
        le: found["vacli_turn_seconds_bucket", (("class", "quick"), ("le", le))] for le in ("0.1", "0.35", "+Inf")
    }
    assert bucket == {"0.1": 0.0, "0.35": 2.0, "+Inf": 2.0}, "350 ms are inside the target"
    assert found["vacli_turn_seconds_bucket", (("class", "llm"), ("le", "10.0"))] == 0.0
    assert found["vacli_turn_seconds_bucket", (("class", "llm"), ("le", "+Inf"))] == 1.0
    assert found["vacli_stage_seconds_count", (("class", "quick"), ("stage", "endpoint_hold"))] == 2


def test_the_budgets_are_bounds_of_buckets() -> None:
    assert {0.35, 0.5} <= set(SECONDS["vacli_turn_seconds"])
    assert {0.1, 0.075, 0.125, 0.05} <= set(SECONDS["vacli_stage_seconds"])


def test_of_nothing_the_text_is_still_whole() -> None:
    text = prometheus(tally([]))
    assert "# TYPE vacli_turn_seconds histogram" in text and not samples(text)
