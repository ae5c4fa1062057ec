"""Every layout is read; whatever is wrong with a manifest is told with its line before anything is measured."""

import json
from pathlib import Path

import pytest

from vacli.bench.speech.manifests import LONGEST, is_manifest, read
from vacli.bench.speech.recordings import given
from vacli.core.errors import InputError


def listed(folder: Path, *rows: object, name: str = "manifest.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    for sound in ("a.wav", "b.wav"):
        (folder / sound).touch()
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return folder / name


def test_json_lines(tmp_path: Path) -> None:
    full = {"path": "a.wav", "text": "stop  it", "speaker": "p1", "accent": "Scottish", "noise": "white", "snr_db": 5}
    file = listed(tmp_path / "set", full, "", {"audio_filepath": str(tmp_path / "set" / "b.wav"), "text": "go"})
    one, other = read(tmp_path / "set")
    assert (one.path, one.text, one.set) == (tmp_path / "set" / "a.wav", "stop it", "set")
    assert (one.speaker, one.accent, one.noise, one.snr_db, one.language) == ("p1", "Scottish", "white", 5.0, "")
    assert (other.path.name, other.text, other.snr_db) == ("b.wav", "go", None)
    assert [each.path for each in read(file)] == [one.path, other.path] == given(file)


def test_librispeech(tmp_path: Path) -> None:
    chapter = tmp_path / "test-other" / "367" / "130732"
    chapter.mkdir(parents=True)
    (chapter / "367-130732.trans.txt").write_text("367-130732-0000 LOBSTERS AND LOBSTERS\n367-130732-0001 WHEN IS A\n")
    (chapter / "367-130732-0000.flac").touch()
    (chapter / "367-130732-0001.wav").touch()
    found = read(tmp_path / "test-other")
    assert [(each.path.suffix, each.text, each.speaker) for each in found] == [
        (".flac", "LOBSTERS AND LOBSTERS", "367"),
        (".wav", "WHEN IS A", "367"),
    ]
    assert {(each.set, each.language) for each in found} == {("test-other", "en")}


def test_common_voice(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "x.mp3").touch()
    head = "client_id\tpath\tsentence\taccents\tlocale\n"
    (tmp_path / "test.tsv").write_text(
        head + '0123456789ab\tx.mp3\tSie sagte "nein".\tBairisch\tde\n', encoding="utf-8"
    )
    (tmp_path / "validated.tsv").write_text(head)
    (only,) = read(tmp_path)
    assert (only.path, only.text) == (tmp_path / "clips" / "x.mp3", 'Sie sagte "nein".')
    assert (only.speaker, only.accent, only.language) == ("01234567", "Bairisch", "de")


GOOD = {"path": "a.wav", "text": "stop"}
WRONG = [
    ('{"path": "a.wav", "text": ', "not JSON"),
    ("[1, 2]", "an object with path and text was expected"),
    ({"text": "stop"}, "no path"),
    ({"path": "", "text": "stop"}, "no path"),
    ({"path": ["a.wav"], "text": "stop"}, "no path"),
    ({"path": "a\0.wav", "text": "stop"}, "no path"),
    ({"path": "a.wav"}, "no text for a.wav"),
    ({"path": "a.wav", "text": "  "}, "no text for a.wav"),
    ({"path": "a.wav", "text": 7}, "no text for a.wav"),
    ({"path": "a.wav", "text": "x" * (LONGEST + 1)}, "that is no utterance"),
    ({"path": "gone.wav", "text": "stop"}, "there is no file gone.wav"),
    ({"path": "x" * 5000, "text": "stop"}, "there is no file x"),
    ({"path": ".", "text": "stop"}, "there is no file ."),
    ({"path": "../other.wav", "text": "stop"}, "../other.wav leads out of"),
    ({**GOOD, "snr_db": "loud"}, "snr_db is loud"),
    ({**GOOD, "snr_db": True}, "snr_db is True"),
    ('{"path": "a.wav", "text": "stop", "snr_db": NaN}', "snr_db is nan"),
    ({**GOOD, "snr_db": 10**400}, "snr_db is 1000"),
    ("[" * 100_000, "not JSON"),
]


@pytest.mark.parametrize(("row", "problem"), WRONG, ids=[problem for _, problem in WRONG])
def test_a_bad_line_is_named_with_the_way_out(tmp_path: Path, row: object, problem: str) -> None:
    (tmp_path / "other.wav").touch()
    file = listed(tmp_path / "set", GOOD, row)
    with pytest.raises(InputError) as caught:
        read(file)
    assert f"{file}:2: " in caught.value.message and problem in caught.value.message
    assert "mend these lines" in caught.value.hint
    assert len(caught.value.message) < 1000


def test_all_bad_lines_are_told_at_once_up_to_five(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r":5: .*; and 3 more"):
        read(listed(tmp_path / "set", *[{"path": "gone.wav", "text": "stop"}] * 8))


def test_lines_nobody_has_written_down_are_left_out_where_asked(tmp_path: Path) -> None:
    file = listed(tmp_path / "set", GOOD, {"path": "b.wav", "text": None})
    assert [each.path.name for each in read(file, untold=True)] == ["a.wav"]


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_a_manifest_of_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.jsonl").write_text(content)
    with pytest.raises(InputError, match="lists no recording"):
        read(tmp_path)


def test_what_is_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("hello")
    (tmp_path / "one.jsonl").touch()
    (tmp_path / "two.jsonl").touch()
    for path in (tmp_path, tmp_path / "notes.md"):
        assert not is_manifest(path)
        with pytest.raises(InputError, match="known layout") as caught:
            read(path)
        assert "manifest.jsonl" in caught.value.hint
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "gone")


def test_text_of_another_encoding_and_tables_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "old.jsonl").write_bytes(b'{"path": "a.wav", "text": "gr\xfcn"}')
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path / "old.jsonl")
    (tmp_path / "test.tsv").write_text("path\twords\nx.mp3\thello\n")
    with pytest.raises(InputError, match=r"test\.tsv:1: no column sentence"):
        read(tmp_path)
    (tmp_path / "test.tsv").write_text("path\tsentence\nx.mp3\t" + "x" * 200_000 + "\n")
    with pytest.raises(InputError, match="is no table"):
        read(tmp_path)
    (tmp_path / "test.tsv").write_text("path\tsentence\nx.mp3\n")
    with pytest.raises(InputError, match=r"test\.tsv:2: no text for x\.mp3"):
        read(tmp_path)


def test_recordings_that_were_named(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.flac", "a.wav", "deep/c.mp3", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in given(tmp_path)] == ["a.wav", "b.flac", "c.mp3"]
    assert given(tmp_path / "a.wav") == [tmp_path / "a.wav"]
    with pytest.raises(InputError, match="does not exist"):
        given(tmp_path / "gone.wav")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no recording"):
        given(tmp_path / "empty")
