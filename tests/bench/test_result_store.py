"""Results kept: names, what is forgotten, what is refused and why; and that they are what the schema says."""

import json
import stat
from pathlib import Path
from typing import Any

import bench_results
import jsonschema
import numpy as np
import pytest

from vacli.bench import result as results
from vacli.bench import store
from vacli.bench.result import Samples, Section, Share, Value
from vacli.core.errors import InputError, UsageError

SCHEMA = json.loads((Path(results.__file__).with_name("schema.json")).read_text())


def test_a_result_is_what_the_schema_says() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(bench_results.whole(), SCHEMA)


@pytest.mark.parametrize(
    "damage",
    [
        {"schema": 2},
        {"partial": "no"},
        {"surprise": 1},
        {"sections": [{"bench": "stt", "subject": "vosk"}]},
        {"load": {"before": [1.0], "after": []}},
    ],
)
def test_the_schema_refuses_what_is_no_result(damage: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**bench_results.whole(), **damage}, SCHEMA)


def test_what_is_no_number_is_a_miss_and_no_error() -> None:
    found = Samples("v2v", "ms", [1.0, float("nan"), float("inf"), None, 5.0]).as_json()
    assert (found["n"], found["misses"]) == (5, 3)
    assert found["p50"] is None, "more than half are misses"
    assert found["values"] == [1.0, None, None, None, 5.0]
    assert Value("wer", "%", float("inf")).as_json()["value"] is None
    assert Share("miss", 0, 0).as_json()["value"] is None
    json.dumps(Samples("rtf", "x", [], "higher").as_json(), allow_nan=False)


def test_small_figures_keep_their_precision() -> None:
    found = Samples("rtf", "x", [0.000712345]).as_json()
    assert found["values"] == [0.000712345]
    assert found["p50"] == 0.000712345


def test_it_is_kept_for_its_owner_alone_and_comes_back_whole() -> None:
    document = bench_results.whole()
    file = store.save(document, "before")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert store.load("before") == {**document, "name": "before"}
    assert store.load(str(file)) == store.load("last") == store.load("before")


def test_two_runs_of_one_second_are_both_kept() -> None:
    one, other = (store.save(bench_results.whole()) for _ in range(2))
    assert one != other
    assert [name for name, _ in store.stored()] == [one.stem, other.stem]


def test_those_without_a_name_go_after_a_while() -> None:
    document = bench_results.document([])
    store.save(document, "kept")
    for number in range(store.KEPT + 5):
        store.save({**document, "started": f"2026-11-21T10:{number:02}:00Z"})
    names = [name for name, _ in store.stored()]
    assert len(names) == store.KEPT + 1
    assert "kept" in names
    assert "20261121T100000Z-all" not in names


@pytest.mark.parametrize("name", ["", "Before", "../x", "a/b", "last", "-x", "a" * 65, "20261121T100000Z-all", "ä"])
def test_a_name_that_no_file_should_have_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be called"):
        store.check_name(name)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no schema"),
        (b'{"schema": 2}', "schema 2; this vacli reads 1"),
        (b'{"schema": 0}', "schema 0; this vacli reads 1"),
        (b'{"schema": 1}', "what is missing"),
    ],
)
def test_a_file_that_is_no_result_is_refused_with_its_reason(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "odd.json"
    file.write_bytes(content)
    with pytest.raises(InputError, match=why):
        store.load(str(file))


@pytest.mark.parametrize(
    ("metric", "damage"),
    [
        ("v2v", {"values": ["fast"]}),
        ("v2v", {"values": 5}),
        ("v2v", {"values": [None, [1.0]]}),
        ("v2v", {"p50": "fast"}),
        ("v2v", {"p50_interval": [1.0]}),
        ("v2v", {"n": "many"}),
        ("v2v", {"kind": "guess"}),
        ("v2v", {"unit": None}),
        ("v2v", {"machine": "fast"}),
        ("v2v", {"machine": [1.0]}),
        ("v2v", {"machine": [0.0] * 60}),
        ("miss", {"part": 70}),
        ("miss", {"part": -1}),
        ("miss", {"whole": 1.5}),
        ("miss", {"interval": "wide"}),
        ("miss", {"value": [1]}),
    ],
)
def test_a_damaged_metric_is_refused(metric: str, damage: dict[str, Any]) -> None:
    document = bench_results.document([bench_results.turns("quick", {}, np.random.default_rng(1))])
    next(each for each in document["sections"][0]["metrics"] if each["name"] == metric).update(damage)
    with pytest.raises(InputError, match="a section is damaged"):
        store.checked(document, Path("x"))


@pytest.mark.parametrize(
    "damage", [{"notes": 5}, {"notes": [5]}, {"stack": []}, {"details": None}, {"metrics": {}}, {"metrics": [1]}]
)
def test_a_damaged_section_is_refused(damage: dict[str, Any]) -> None:
    document = bench_results.whole()
    document["sections"][0].update(damage)
    with pytest.raises(InputError, match="a section is damaged"):
        store.checked(document, Path("x"))


@pytest.mark.parametrize(
    "damage",
    [{"models": [1]}, {"models": {}}, {"command": 5}, {"command": [1]}, {"threads": []}, {"settings": [1]}]
    + [{"load": each} for each in ([], {"before": "high"}, {"before": []}, {"before": ["high"]})],
)
def test_a_damaged_document_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="is no result of vacli bench"):
        store.checked({**bench_results.whole(), **damage}, Path("x"))


def test_a_name_that_is_not_there_says_where_to_look() -> None:
    with pytest.raises(UsageError, match="no result 'nothing'"):
        store.load("nothing")
    with pytest.raises(UsageError, match="nothing has been measured"):
        store.load("last")


def test_a_file_that_cannot_be_read_is_listed_as_that() -> None:
    store.save(bench_results.whole(), "good")
    (store.folder() / "bad.json").write_text("{")
    assert {name: document is None for name, document in store.stored()} == {"good": False, "bad": True}


def test_a_section_of_no_metrics_is_a_result() -> None:
    document = bench_results.document([Section("stt", "vosk", ())])
    assert store.checked(document, Path("x")) == document
