"""The quality score: each part loses points for what it is named after, and for nothing else."""

import json
from pathlib import Path

import pytest

from vacli.bench.own.quality import SETS, auc, kappa, measured
from vacli.core.meaning import Understood
from vacli.core.words import ReplyClass
from vacli.reply.quality import POOR, WEIGHTS, WHY, Quality, score

REPLIES = Path(__file__).parents[1] / "data" / "quality" / "replies.jsonl"


def development() -> list[dict[str, str]]:
    """What the formula was made on. The second set is for measuring only: no test opens it."""
    return [json.loads(line) for line in REPLIES.read_text(encoding="utf-8").splitlines()]


def lost(quality: Quality) -> set[str]:
    return {part for part, value in quality.parts.items() if value < 0.8}


@pytest.mark.parametrize(
    ("question", "answer", "part"),
    [
        ("how many moons does mars have", "Mars has moons that go around it.", "form"),
        ("how tall is the eiffel tower", "The tower is in Paris.", "form"),
        ("who wrote faust", "It was written.", "form"),
        ("when was the war", "The war was between two countries.", "form"),
        ("do cats dream", "do cats dream.", "form"),
        (
            "what is a quark",
            "No, I see no such thing in your list of things, but you may look for it there today.",
            "form",
        ),
        ("what is a quark", "What would you like to know about a quark?", "form"),
        ("name three rivers", "The Danube.", "form"),
        ("list the seasons", "Winter is the coldest of them, and it is long.", "form"),
        ("i am hungry", "I am hungry.", "form"),
        (
            "what is a quark",
            "Music is made of sounds that people play together, in a band or alone at home.",
            "on_point",
        ),
        ("what is a quark", "I'm here to help with a quark.", "own_words"),
        ("how do i cook rice", "I can make many dishes with rice. Rice is good.", "own_words"),
        ("what is a quark", "A quark is a quark is a quark is a quark is a quark.", "repetition"),
        ("what is a quark", "A quark is a quark that is in everything.", "repetition"),
        ("how can i save money", "1. 1.1.1.1.1.", "repetition"),
        ("how far is a star", "A star is 4.1111111111111111 light years away.", "repetition"),
        ("what is a quark", "A quark is a particle that is a part of the", "whole"),
        ("what is a quark", 'A quark is "a particle.', "whole"),
        ("what is a quark", "A quark is a boson, but it's actually a fermion.", "consistent"),
        ("what is a quark", "Ein Quark ist ein Teilchen, aus dem die Materie besteht.", "language"),
        ("what is a quark", "- a quark is small\n- a quark is a particle.", "plain"),
        ("what is a quark", "A quark is explained at https://example.org.", "plain"),
        (
            "what is a quark",
            "A quark is " + " ".join(f"thing{chr(97 + n)} and" for n in range(26)) + " more.",
            "length",
        ),
    ],
)
def test_a_part_loses_points_for_what_it_is_named_after(question: str, answer: str, part: str) -> None:
    quality = score(question, answer)
    assert part in lost(quality), quality
    assert WHY[part] in quality.explanation


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "what is a quark", "A quark is a tiny particle of matter."),
        ("en", "who wrote faust", "Goethe wrote Faust."),
        ("en", "how many timers are running", "No timer is running."),
        ("en", "is it hot in july", "Yes, July is hot."),
        ("en", "spell rhythm", "rhythm: R, H, Y, T, H, M."),
        ("en", "which is larger the sun or the moon", "The sun."),
        ("de", "was ist größer die sonne oder der mond", "Die Sonne."),
        ("en", "who are you", "A voice assistant that runs on this machine."),
        ("en", "how do i cook rice", "I do not know."),
        ("en", "which timer is running", "Your tea timer and your pasta timer."),
        ("en", "turn up the volume", "Louder."),
        ("en", "what is the plural of child", "The plural of child is children."),
        ("en", "what is the largest ocean", "The largest ocean is the Pacific Ocean."),
        ("en", "good evening", "Good evening."),
        ("en", "list five fruits", "1. Bananas\n2. Oranges\n3. Apples\n4. Grapes\n5. Pears"),
        ("de-DE", "wie viel uhr ist es", "Es ist 19:48 Uhr."),
        ("de", "wer schrieb faust", "Faust ist von Goethe."),
        ("fr", "quand a commencé la guerre", "La guerre a commencé en 1914."),
        ("es", "cuánto es 12 por 12", "12 por 12 es 144."),
        ("it", "che ore sono", "Sono le sette."),  # a language without lists: judged by the rest
    ],
)
def test_a_plain_answer_loses_next_to_nothing(language: str, question: str, answer: str) -> None:
    assert score(question, answer, language=language).score >= 90


def test_several_timers_are_a_list_and_no_loop() -> None:
    timers = [
        f"{minutes} minutes and {minutes + 20} seconds on your {name} timer"
        for minutes, name in [(5, "tea"), (9, "pasta"), (12, "egg"), (18, "pizza")]
    ]
    quality = score("what timers are running", f"{', '.join(timers[:-1])} and {timers[-1]}.", reply_class="quick")
    assert quality.parts["repetition"] == quality.parts["length"] == 1.0
    again = f"{', '.join([timers[0]] * 4)}."
    assert score("what timers are running", again, reply_class="quick").parts["repetition"] == 0.0


def test_what_it_can_do_may_take_its_time_to_tell() -> None:
    told = "You can ask me for " + ", ".join(f"thing{chr(97 + n)} and other" for n in range(15)) + "."
    assert score("what can you do", told).parts["length"] == 1.0
    assert score("what is a quark", told).parts["length"] < 1.0


def test_figures_of_a_language_model_cannot_be_relied_on() -> None:
    said = ("how far is the moon", "The moon is about 384,400 kilometres away.")
    assert score(*said, reply_class=ReplyClass.LLM).parts["checkable"] == 0.0
    assert score(*said, reply_class=ReplyClass.CACHED).parts["checkable"] == 0.0
    assert score(*said, reply_class=ReplyClass.QUICK).parts["checkable"] == 1.0
    asked = score("what happened in 1969", "In 1969 people landed on the moon.", reply_class=ReplyClass.LLM)
    assert asked.parts["checkable"] == 1.0


def test_talk_of_itself_is_right_where_it_was_asked_for() -> None:
    answer = "I am a voice assistant."
    assert score("who are you", answer).parts["own_words"] == 1.0
    assert score("do cats dream", answer).parts["own_words"] < 1.0


def test_the_score_is_its_parts_by_their_weights() -> None:
    quality = score("can you sing", "I'm here to sing. Can you please sing a favorite song?")
    assert 0 < quality.score < 100
    assert quality.score == 100 - sum(round(WEIGHTS[part] * (1 - value)) for part, value in quality.parts.items())
    assert set(quality.parts) == set(WEIGHTS) - {"next_turn"}


@pytest.mark.parametrize(
    "next_turn",
    [
        Understood("that's wrong", sentiment=-0.5),
        Understood("nonsense", sentiment=-0.5),
        Understood("no ten minutes", intent="timer_correct"),
        Understood("What is a quark", intent=""),
    ],
)
def test_a_complaint_a_correction_or_the_same_again_costs_points(next_turn: Understood) -> None:
    said = ("what is a quark", "A quark is a tiny particle of matter.")
    before, after = score(*said), score(*said, next_turn=next_turn)
    assert before.score - after.score >= 30
    assert after.parts.items() > before.parts.items()
    assert WHY["next_turn"] in after.explanation


@pytest.mark.parametrize(
    ("language", "text", "sentiment"),
    [
        ("en", "thank you", 0.5),
        ("en", "", 0.0),
        ("en", "I feel sad today", -0.5),
        ("en", "my head hurts", -0.5),
        ("en", "the weather is awful today", -0.6),
        ("de", "mir geht es schlecht", -0.5),
    ],
)
def test_a_turn_that_finds_no_fault_with_the_reply_costs_none(language: str, text: str, sentiment: float) -> None:
    said = ("what is a quark", "A quark is a tiny particle of matter.")
    quality = score(*said, language=language, next_turn=Understood(text, sentiment=sentiment))
    assert quality.parts["next_turn"] == 1.0


def test_a_fallback_answers_nothing_and_the_other_classes_do_not_count() -> None:
    said = ("what is a quark", "Sorry, I have no answer to that right now.")
    assert score(*said, reply_class=ReplyClass.FALLBACK).score < score(*said, reply_class=ReplyClass.LLM).score
    assert score(*said, reply_class="quick") == score(*said, reply_class="llm") == score(*said)


@pytest.mark.parametrize("nothing", ["", "   \n\t" * 9999, "...", "\x00\x01\x02", "🙂"])
def test_a_reply_without_words_is_worth_nothing(nothing: str) -> None:
    assert score("what is a quark", nothing) == Quality(0, {}, "no words in it")


@pytest.mark.parametrize("text", ["a " * 500_000, "|" * 99_999 + "x", "1." * 99_999 + "x", "é'" * 99_999, "\ud800 x"])
def test_odd_and_endless_texts_get_a_score(text: str) -> None:
    for quality in (score("what is a quark", text), score(text, "A quark is small."), score("", text)):
        assert 0 <= quality.score <= 100


def test_the_development_set_is_told_apart() -> None:
    rows = development()
    scores = [
        score(row["question"], row["answer"], language=row["language"], reply_class=row["reply_class"]).score
        for row in rows
    ]
    good = [value for value, row in zip(scores, rows, strict=True) if row["a"] == row["b"] == "good"]
    poor = [value for value, row in zip(scores, rows, strict=True) if not row["a"] == row["b"] == "good"]
    assert (len(good), len(poor)) == (61, 59)
    assert auc(good, poor) >= 0.95
    assert min(good) >= POOR


def test_the_measures_are_right() -> None:
    assert auc([3, 2], [1, 2]) == pytest.approx(0.875)
    rows = [dict(zip("ab", labels, strict=True)) for labels in [("good", "good"), ("poor", "poor"), ("good", "poor")]]
    assert kappa(rows) == pytest.approx(0.4)
    assert kappa(rows[:2]) == 1.0


def test_a_set_is_measured_by_what_both_say() -> None:
    said = {"question": "what is a quark", "language": "en", "reply_class": "llm"}
    kind = {"answer": "A quark is a tiny particle of matter.", "a": "good", "b": "good"}
    rude = {"answer": "I'm here to help. I'm sorry for your loss.", "a": "poor", "b": "poor"}
    disputed = {"answer": "A quark is a tiny particle.", "a": "good", "b": "poor"}
    found = measured([said | kind, said | kind, said | rude, said | rude, said | disputed])
    assert found["both_agree"]["auc"] == 1.0
    assert (found["all"]["good"], found["all"]["poor"]) == (2, 3)
    assert found["all"]["auc"] < 1.0
    assert found["class_alone"]["auc"] == 0.5
    assert set(SETS) == {"development", "untouched"}
