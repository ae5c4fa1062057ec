"""Word and letter error rates of recognisers on recordings with their text, as `vacli transcribe` would write it.

Every utterance counts: one that could not be transcribed counts with all its words deleted, and is named. Those whose
manifest names a noise make a section of their own. What is compared is made alike first (`vacli.text.wer`).
Nothing is said beforehand to the recogniser: no grammar, no hints.
"""

import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vacli.bench.result import Better, Metric, Section, Share, Value, skipped
from vacli.bench.speech.manifests import Utterance, read
from vacli.bench.speech.recordings import folder
from vacli.bench.speech.sets import utterances
from vacli.bench.stages.ready import Ready, every, rounds
from vacli.bench.stages.scores import Score, letter_rate, score, word_rate
from vacli.bench.wish import Wish
from vacli.core.errors import VacliError
from vacli.core.words import primary
from vacli.transcribe.inputs import Input
from vacli.transcribe.job import Listener, Outcome, Recogniser, Request

QUICK = 10
NAMED = 20
"""Utterances that failed, and those with most errors, that are kept by name."""
MOST = 30
"""Groups of a kind that each get a figure of their own; of more, the speakers of a big corpus, none does."""
PARTS = {"substitutions": "substituted", "deletions": "deleted", "insertions": "inserted"}


@dataclass(frozen=True, slots=True)
class Result:
    """`problem`: why there is no text."""

    said: Utterance
    heard: str
    score: Score
    seconds: float = 0.0  # of sound
    work: float = 0.0  # seconds
    problem: str = ""
    stack: str = ""


def run(wish: Wish) -> Iterator[Section]:
    """Every recogniser that is installed, or the one named. InputError if the manifest named is not one."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            said, what = chosen(wish, Path(scratch))
            score("a", "a", "en")  # better to know now that a package is missing than after an hour
        except VacliError as error:
            if wish.input:
                raise
            yield skipped("wer", "every engine", error.message, error.hint)
            return
        tests = not wish.input and folder() is None
        found = every("stt", wish, lambda ready: _measured(ready, wish, said, what), test_models=tests)
        yield from (replace(section, bench="wer") for section in found)


def chosen(wish: Wish, scratch: Path) -> tuple[list[Utterance], str]:
    """Of the manifest named, else of this machine's own sets: all, or as many as asked, drawn from a fixed seed."""
    said, what = (read(wish.input), wish.input.name) if wish.input else utterances(scratch)
    n = wish.times(0, QUICK)
    if not n or n >= len(said):
        return said, what
    drawn = sorted(random.Random(0).sample(range(len(said)), n))
    return [said[number] for number in drawn], f"{what}: {n} of {len(said)}, drawn from a fixed seed"


def _measured(ready: Ready, wish: Wish, said: Sequence[Utterance], what: str) -> Iterator[Section]:
    recognise = Recogniser(Request(ready.config), wish.turn, Listener())
    results = []
    try:
        for number in rounds(wish, f"wer {ready.name}", len(said), all_=True):
            utterance = said[number]
            outcome = recognise(Input(str(utterance.path), Path()))
            results.append(result(utterance, outcome, ready.config.stt.language))
    finally:
        recognise.close()
    for noisy, subject in ((False, ready.name), (True, f"{ready.name}, in noise")):
        if some := [each for each in results if bool(_noise(each.said)) is noisy]:
            yield section(ready, subject, some, what)


def result(said: Utterance, outcome: Outcome, language: str) -> Result:
    """`language` where the manifest names none; English if nobody does."""
    code = said.language or language or "en"
    if outcome.document is None:
        problem = outcome.error.message if outcome.error else "no text"
        return Result(said, "", score(said.text, "", code), problem=problem)
    document = outcome.document
    return Result(
        said,
        document.text,
        score(said.text, document.text, code),
        document.duration_s,
        document.decode_s,
        stack=f"{document.engine} {document.model} {document.device}",
    )


def section(ready: Ready, subject: str, results: Sequence[Result], what: str) -> Section:
    """All these utterances together, and each group of them."""
    scores = [each.score for each in results]
    words, failed = sum(each.words for each in scores), [each for each in results if each.problem]
    seconds, work = sum(each.seconds for each in results), sum(each.work for each in results)
    metrics: list[Metric] = [
        Value("wer", "%", *_told(word_rate(scores), "words substituted, deleted and inserted, of those said")),
        Value("cer", "%", *_told(letter_rate(scores), "the same of letters and spaces")),
        *(_part(name, sum(getattr(each, PARTS[name]) for each in scores), words) for name in PARTS),
        Value("rtf", "x", work / seconds if seconds else None, about="seconds of work for a second of sound"),
        Share("failed", len(failed), len(results), about="utterances without a text: all their words count as deleted"),
    ]
    groups = {name: _groups(results, name) for name in ("set", "noise", "accent", "speaker")}
    metrics += [each for group in groups.values() if 1 < len(group) <= MOST for each in group.values()]
    details = {
        "utterances": len(results),
        "words": words,
        "failed": [{"path": each.said.path.name, "problem": each.problem} for each in failed[:NAMED]],
        "worst": [_worst(each) for each in sorted(results, key=lambda each: -each.score.errors)[:NAMED]],
    }
    about = {"stt": next((each.stack for each in results if each.stack), ready.name)}
    return Section("stt", subject, metrics, about, tuple(_notes(ready, results, what)), details)


def _groups(results: Sequence[Result], by: str) -> Mapping[str, Value]:
    """The rate of each set, level of noise, accent or speaker that the manifest names."""
    found: dict[str, list[Score]] = defaultdict(list)
    for each in results:
        if name := _noise(each.said) if by == "noise" else str(getattr(each.said, by)):
            found[name].append(each.score)
    return {
        name: Value(f"wer[{by}={name}]", "%", *_told(word_rate(scores), f"{len(scores)} utterances"))
        for name, scores in sorted(found.items())
    }


def _noise(said: Utterance) -> str:
    if said.snr_db is None:
        return said.noise
    return f"{said.noise or 'noise'} {said.snr_db:g} dB"


def _told(
    rate: tuple[float | None, tuple[float, float] | None], about: str
) -> tuple[float | None, Better, str, tuple[float, float] | None]:
    """The fields of a Value after its unit."""
    return rate[0], "lower", about, rate[1]


def _part(name: str, count: int, words: int) -> Value:
    return Value(name, "%", 100 * count / words if words else None, about=f"{count} of {words} words")


def _worst(one: Result) -> dict[str, object]:
    return {"path": one.said.path.name, "said": one.said.text, "heard": one.heard, "errors": one.score.errors}


def _notes(ready: Ready, results: Sequence[Result], what: str) -> Iterator[str]:
    yield from ready.notes
    yield f"{what}; {len(results)} utterances, {sum(each.score.words for each in results)} words"
    languages = {primary(each.said.language or ready.config.stt.language or "en") for each in results}
    yield f"texts made alike as Whisper's normaliser does: {', '.join(sorted(languages))}"
    if failed := [each for each in results if each.problem]:
        first = failed[0]
        yield f"{len(failed)} without a text, such as {first.said.path.name}: {first.problem}"
