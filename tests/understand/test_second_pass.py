"""The second pass: what templates miss is guessed, what is for the language model is left alone."""

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from vacli.core.errors import MissingError
from vacli.understand.language import language
from vacli.understand.second import FLOOR, Second, read, second, weights
from vacli.understand.train import digest


@pytest.fixture(scope="module")
def english() -> Second:
    found = second("en")
    assert found
    return found


def test_the_shipped_weights_belong_to_the_shipped_sentences_and_are_small() -> None:
    text = files("vacli.understand").joinpath("training", "en.txt").read_text(encoding="utf-8")
    place = Path(str(weights("en")))
    with np.load(place, allow_pickle=False) as arrays:
        assert str(arrays["digest"]) == digest(text), "run scripts/train_understanding.py"
    assert place.stat().st_size <= 3_000_000


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("i've got pasta on so time eight minutes for me", "timer_set", {"duration": 480}),
        ("i want to get rid of the pasta timer", "timer_cancel", {"name": "pasta"}),
        ("the ten minute timer isn't needed any longer", "timer_cancel", {"which_minutes": 10}),
        ("do you reckon you could get me up at six on weekdays", "alarm_set", {"at": "06:00", "every": "weekday"}),
        ("do not let me forget to feed the cat at five", "reminder_set", {"text": "feed the cat", "at": "05:00"}),
        ("we are out of flour again stick it on the camping list", "list_add", {"items": "flour", "list": "camping"}),
        ("how many feet make up two miles", "convert", {"amount": 2, "from": "mile", "to": "foot"}),
        ("what's the weather going to do on friday in leeds", "weather", {"place": "leeds", "weekday": "friday"}),
        ("where on earth did i leave my passport", "recall", {"about": "passport"}),
        ("could i have it a tad louder in here", "volume", {"change": "up"}),
        ("give us heads or tails would you", "coin", {}),
    ],
)
def test_other_ways_to_say_it_are_understood(
    english: Second, text: str, intent: str, slots: Mapping[str, object]
) -> None:
    guess = english.guess(text)
    assert guess and guess.intent == intent
    assert {name: guess.slots.get(name) for name in slots} == slots
    assert 0.7 <= guess.confidence <= 1 and guess.explanation.startswith(f"second pass: {intent}")


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("sat a timer for ten minutes please", "timer_set", {"duration": 600}),
        ("said an alarm for half past six tomorrow", "alarm_set", {"at": "06:30", "days": 1}),
        ("had bread to my shopping list", "list_add", {"items": "bread", "list": "shopping"}),
        ("what's the whether in paris", "weather", {"place": "paris"}),
    ],
)
def test_words_that_were_misheard_do_no_harm(
    english: Second, text: str, intent: str, slots: Mapping[str, object]
) -> None:
    guess = english.guess(text)
    assert guess and guess.intent == intent
    assert {name: guess.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    "text",
    [
        "who invented the alarm clock",
        "my timer at work is broken",
        "how do eggs time out",
        "why is the sky blue",
        "tell me a story about a dragon",
        "i think he is a bit slow to be honest",
    ],
)
def test_what_is_no_request_is_left_to_the_language_model(english: Second, text: str) -> None:
    guess = english.guess(text)
    assert guess is None or guess.confidence < 0.7


@pytest.mark.parametrize(
    "text",
    [
        "don't set a timer",
        "please do not add milk to the list",
        "no i do not want a timer",
        "set a timer for ten minutes and one for twenty minutes",
        "wake me up at six tomorrow and at nine on friday",
        "turn the lights on and off",
        "what is twenty percent off forty five",
        "stop waking me at six",
    ],
)
def test_what_is_denied_or_contradicts_itself_is_not_done(english: Second, text: str) -> None:
    guess = english.guess(text)
    assert guess is None or guess.intent.endswith("_cancel")


@pytest.mark.parametrize(
    "text",
    ["", " ", "?!", "\0\x01\xff", "a" * 5000, "remind me to " + "walk " * 5000, "word " * 65, "ß" * 40, "9" * 400],
)
def test_odd_texts_give_nothing_or_a_guess(english: Second, text: str) -> None:
    guess = english.guess(text)
    assert guess is None or FLOOR <= guess.confidence <= 1


def test_threads_get_the_same_answers() -> None:
    fresh = Second(language("en"))
    texts = ["had bread to my shopping list", "why is the sky blue", "how many feet make up two miles"] * 20
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(fresh.guess, texts))
    assert together == [fresh.guess(text) for text in texts]


def test_a_language_without_weights_has_no_second_pass() -> None:
    assert second("de") is None


def test_the_product_never_loads_what_trained_it() -> None:
    code = "import sys; from vacli.understand.second import second; s = second('en'); s.prepare(); "
    code += (
        "print(s.guess('get the pasta timer going for ten minutes').intent, {'sklearn', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "timer_set set()"


@pytest.mark.parametrize("content", [b"", b"no weights", b"PK\x03\x04 cut", b"\x93NUMPY"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "second_en.npz"
    broken.write_bytes(content)
    with pytest.raises(MissingError, match="second_en"):
        read(broken)


def test_a_file_that_lacks_some_weights_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "half.npz", digest=np.array("x"))
    with pytest.raises(MissingError, match="half"):
        read(tmp_path / "half.npz")
