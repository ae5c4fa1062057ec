"""Documents in every format; subtitles are read back by a parser that is not ours."""

import csv
import io
import json
import math
from itertools import pairwise

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vacli.core.words import Transcript, Word
from vacli.text.cues import Layout, cues, moments, plain
from vacli.text.document import Document, join_text, one_line
from vacli.text.formats import FORMATS, STREAMED, line, render


def said(text: str, start: float, end: float, *words: tuple[str, float, float], **more: object) -> Transcript:
    timed = tuple(Word(*word, confidence=0.5) for word in words)
    return Transcript(text, True, start=start, end=end, words=timed, **more)  # type: ignore[arg-type]


def document(*segments: Transcript) -> Document:
    return Document("talk.wav", "whisper", "tiny", "cpu", 10.0, segments, load_s=0.5, decode_s=2.0)


WORDS = (("Turn", 1.0, 1.4), ("on", 1.4, 1.6), ("the", 1.7, 1.8), ("lights.", 1.8, 2.5))
LIGHTS = said("Turn on the lights.", 1.0, 2.5, *WORDS, language="en", confidence=0.9)
THANKS = said("Thank you & <goodbye> --> now", 3.0, 3.9, language="en", confidence=0.3)
TALK = document(LIGHTS, THANKS)


def shown(text: str, kind: str) -> list[tuple[int, int, str]]:
    """What a subtitle player makes of it: start and end in ms, the text."""
    return [(event.start, event.end, event.plaintext) for event in pysubs2.SSAFile.from_string(text, format_=kind)]


def test_srt_as_players_read_it() -> None:
    assert shown(render(TALK, "srt"), "srt")[0] == (1000, 2500, "Turn on the lights.")
    assert render(TALK, "srt").startswith("1\n00:00:01,000 --> 00:00:02,500\nTurn on the lights.\n\n2\n")
    assert render(TALK, "srt").count("-->") == 2


def test_vtt_as_players_read_it() -> None:
    text = render(TALK, "vtt")
    assert text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n")
    assert "Thank you &amp; &lt;goodbye&gt; --&gt; now" in text
    assert [each[:2] for each in shown(text, "vtt")] == [(1000, 2500), (3000, 3900)]


def test_hours_go_on_counting() -> None:
    late = document(said("late", 360_000.5, 360_001.0))
    assert "100:00:00,500 --> 100:00:01,000" in render(late, "srt")
    assert render(late, "lrc") == "[6000:00.50]late\n"


def test_tables() -> None:
    assert render(TALK, "tsv").splitlines()[:2] == ["start\tend\ttext", "1000\t2500\tTurn on the lights."]
    rows = list(csv.DictReader(io.StringIO(render(document(said('a "b", c', 0, 1, speaker="Ann")), "csv"))))
    assert rows == [{"start": "0", "end": "1", "speaker": "Ann", "text": 'a "b", c', "confidence": ""}]


def test_lrc() -> None:
    assert render(TALK, "lrc").splitlines()[0] == "[00:01.00]Turn on the lights."
    marked = render(TALK, "lrc", Layout(highlight=True)).splitlines()[0]
    assert marked == "[00:01.00]<00:01.00>Turn <00:01.40>on <00:01.70>the <00:01.80>lights."


def test_json_is_what_was_promised() -> None:
    content = json.loads(render(TALK, "json"))
    assert list(content) == [
        "file", "engine", "model", "device", "language", "duration_s", "text", "confidence", "segments", "timing",
    ]  # fmt: skip
    assert content["text"] == "Turn on the lights. Thank you & <goodbye> --> now"
    assert content["language"] == "en"
    assert content["confidence"] == pytest.approx((0.9 * 1.5 + 0.3 * 0.9) / 2.4, abs=1e-3)
    assert content["timing"] == {"load_s": 0.5, "decode_s": 2.0, "rtf": 0.2}
    first = content["segments"][0]
    assert {key: first[key] for key in ("start", "end", "text", "confidence")} == {
        "start": 1.0, "end": 2.5, "text": "Turn on the lights.", "confidence": 0.9,
    }  # fmt: skip
    assert first["words"][3] == {"word": "lights.", "start": 1.8, "end": 2.5, "confidence": 0.5}


def test_json_lines_carry_the_name_of_the_file() -> None:
    rows = [json.loads(row) for row in render(TALK, "jsonl").splitlines()]
    assert (rows[0]["file"], rows[0]["text"]) == ("talk.wav", "Turn on the lights.")


def test_numbers_that_json_does_not_know() -> None:
    content = json.loads(render(document(said("x", math.nan, math.inf, confidence=math.nan)), "json"))
    assert content["segments"][0]["start"] is None
    assert content["confidence"] is None
    assert shown(render(document(said("x", math.nan, math.inf)), "srt"), "srt") == [(0, 100, "x")]


def test_streamed_lines_are_the_rendered_document() -> None:
    for name in STREAMED:
        rows = [line(name, TALK.file, segment) for segment in TALK.segments]
        assert "".join(f"{row}\n" for row in rows) == render(TALK, name)
        assert line(name, "x", said("  ", 0, 1)) == ""


def test_speakers() -> None:
    talk = document(said("hello", 0, 1, speaker="Ann"))
    assert render(talk, "txt") == "Ann: hello\n"
    assert "<v Ann>hello" in render(talk, "vtt")
    assert "\nAnn: hello\n" in render(talk, "srt")
    assert render(talk, "lrc") == "[00:00.00]Ann: hello\n"
    assert json.loads(render(talk, "jsonl"))["speaker"] == "Ann"


@pytest.mark.parametrize("name", FORMATS)
def test_silence_gives_a_valid_file_without_text(name: str) -> None:
    text = render(document(), name)
    assert text == {"vtt": "WEBVTT\n", "tsv": "start\tend\ttext\n", "csv": "start,end,speaker,text,confidence\n"}.get(
        name, text if name == "json" else ""
    )
    if name == "json":
        assert json.loads(text)["text"] == ""


def test_control_characters_and_line_breaks_never_get_into_a_line() -> None:
    assert one_line(" a\x00b\r\nc\td\u2028e \x1b[31mf") == "a b c d e [31mf"
    assert one_line("می‌خواهم") == "می‌خواهم", "a zero-width non-joiner belongs to the word"


def test_texts_are_joined_as_their_language_is_written() -> None:
    parts = [said("你好", 0, 1), said("世界", 1, 2)]
    assert join_text(parts, "zh") == "你好世界"
    assert join_text(parts, "en") == "你好 世界"
    assert document(said("a", 0, 1, language="de"), said("b", 1, 9, language="fr")).language == "fr"
    assert document(said("a", 0, 1)).language is None


# layout


def test_lines_are_broken_between_words_and_cues_take_the_words_times() -> None:
    found = cues([LIGHTS], Layout(width=8, lines=1))
    assert [plain(each) for cue in found for each in cue.lines] == ["Turn on", "the", "lights."]
    assert [(cue.start, cue.end) for cue in found] == [(1000, 1600), (1700, 1800), (1800, 2500)]


def test_lines_of_a_cue() -> None:
    text = "one two three four five six seven eight nine ten"
    found = cues([said(text, 0, 10)], Layout(width=10, lines=2))
    assert [[plain(each) for each in cue.lines] for cue in found] == [
        ["one two", "three four"],
        ["five six", "seven"],
        ["eight nine", "ten"],
    ]
    assert (found[0].start, found[-1].end) == (0, 10_000)
    standard = cues([said(text, 0, 10)], Layout(lines=1))
    assert [plain(cue.lines[0]) for cue in standard] == ["one two three four five six seven eight", "nine ten"]


def test_text_without_spaces_is_broken_too() -> None:
    found = cues([said("今日は天気がいいですね", 0, 11)], Layout(width=4, lines=1))
    assert [plain(cue.lines[0]) for cue in found] == ["今日は天", "気がいい", "ですね"]
    assert [cue.start for cue in found] == [0, 4000, 8000]


def test_punctuation_stays_with_its_word() -> None:
    quoted = said('He said "go" - twice.', 0, 4, ("He", 0, 1), ("said", 1, 2), ("go", 2, 3), ("twice", 3, 4))
    tokens = [token.text for token in cues([quoted])[0].lines[0]]
    assert tokens == ["He", "said", '"go" -', "twice."]
    assert plain(cues([quoted])[0].lines[0]) == 'He said "go" - twice.'


def test_words_that_are_not_in_the_text_are_not_believed() -> None:
    odd = said("five dollars", 0, 2, ("5", 0, 1), ("$", 1, 2))
    cue = cues([odd])[0]
    assert not cue.timed
    assert plain(cue.lines[0]) == "five dollars"


def test_highlighting_marks_one_word_at_a_time() -> None:
    text = render(TALK, "srt", Layout(highlight=True))
    found = shown(text, "srt")
    assert [each[:2] for each in found[:5]] == [
        (1000, 1400), (1400, 1600), (1600, 1700), (1700, 1800), (1800, 2500),
    ]  # fmt: skip
    assert "<u>Turn</u> on the lights." in text
    assert "Turn <u>on</u> the lights." in text
    assert {each[2] for each in found[:5]} == {"Turn on the lights."}
    assert found[5] == (3000, 3900, found[5][2]), "a segment without word times is shown as it is"


def test_who_overlaps_is_cut() -> None:
    found = cues([said("b", 1, 3), said("a", 0, 2), said("c", 1, 1), said("d", -5, -4)])
    assert [(cue.start, cue.end) for cue in found] == [(0, 100), (100, 1000), (1000, 1100), (1100, 3000)]


times = st.floats(-10, 10_000, allow_nan=False)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
segments = st.lists(
    st.builds(
        lambda text, start, length, starts: said(
            text,
            start,
            start + length,
            *((word, at, at + 0.3) for word, at in zip(text.split(), starts, strict=False)),
        ),
        texts,
        times,
        st.floats(-1, 30),
        st.lists(times, max_size=12),
    ),
    max_size=12,
)
layouts = st.builds(Layout, st.integers(0, 20), st.integers(0, 3), st.booleans())


@settings(max_examples=60, deadline=None)
@given(segments, layouts)
def test_subtitles_never_go_back_overlap_or_lose_text(heard: list[Transcript], layout: Layout) -> None:
    found = cues(heard, layout)
    for one, other in pairwise(found):
        assert 0 <= one.start < one.end <= other.start < other.end
    for cue in found:
        assert layout.lines == 0 or len(cue.lines) <= layout.lines
        assert layout.width == 0 or all(len(plain(each)) <= layout.width for each in cue.lines)
        steps = list(moments(cue))
        assert all(one[1] == other[0] for one, other in pairwise(steps))
        assert steps[0][0] == cue.start
        assert steps[-1][1] == cue.end
    written = "".join(token.text for cue in found for each in cue.lines for token in each)
    wanted = "".join(one_line(segment.text) for segment in heard)
    assert sorted(written.replace(" ", "")) == sorted(wanted.replace(" ", ""))
    for name in ("srt", "vtt"):
        read = shown(render(document(*heard), name, layout), name)
        assert all(one[1] <= other[0] for one, other in pairwise(read))
        assert len(read) >= len(found)
