"""How the second pass is trained: marked sentences, sentences drawn from templates, the same weights each time."""

from importlib.resources import files

import numpy as np
import pytest

from vacli.understand.classifier import opened, shrunk, softmax
from vacli.understand.examples import drawn, example, examples, mangled
from vacli.understand.language import language
from vacli.understand.tagger import Span, may_follow, shape, spans_of
from vacli.understand.train_tags import Batch

ENGLISH = language("en")
EVERY = "[tea](name) [a](text) [b](item) [c](word) [d](about) [e](place)"
TEXT = """
# a remark
## list_add
put [milk](items) and [rye bread](items) on the [camping](list) list
add [eggs](items) to the list
we need [flour](items) on the [food](list) list
please add [cheese](items)
## chat
why is the sky blue
tell me about the sea
who was the first king of france
what is love
## command:louder
louder please
a bit more volume
"""


def test_marked_sentences_are_read() -> None:
    first, *_, last = examples(TEXT, ENGLISH)
    assert first.text == "put milk and rye bread on the camping list"
    assert first.tags == ("O", "B-items", "O", "B-items", "I-items", "O", "O", "B-list", "O")
    assert first.values == (("items", "milk"), ("items", "rye bread"), ("list", "camping"))
    assert last.intent == "volume", "a command for the voice is a change of its volume"


def test_the_shipped_sentences_are_marked_well() -> None:
    text = files("vacli.understand").joinpath("training", "en.txt").read_text(encoding="utf-8")
    found = list(examples(text, ENGLISH))
    assert len(found) > 3000 and {"chat", "timer_set", "command:stop"} <= {each.intent for each in found}
    assert not [each.text for each in found if set("[]()") & set(each.text)]
    slots = {slot for each in found for slot, _ in each.values}
    assert slots <= {"name", "place", "occasion", "text", "items", "item", "list", "word", "about", "device", "area"}
    unseen = [each.text for each in found if len(spans_of(each.tags)) < len(each.values)]
    assert len(unseen) < len(found) / 200, unseen[:5]


def test_drawn_and_mangled_sentences_are_the_same_for_the_same_seed() -> None:
    written = [*examples(TEXT, ENGLISH), example(EVERY, "x", ENGLISH)]
    one, other = (list(drawn(ENGLISH, 2, written, seed=3)) for _ in range(2))
    assert one == other and {each.intent for each in one} > {"timer_set", "command:stop", "list_add"}
    assert any("milk" in each.text and "B-items" in each.tags for each in one + list(drawn(ENGLISH, 20, written)))
    assert list(mangled(written)) == list(mangled(written))
    assert all(len(each.names) == len(each.tags) for each in mangled(written))


def test_tags_follow_one_another() -> None:
    fits = may_follow(["B-a", "B-b", "I-a", "I-b", "O"])
    assert fits[:, 2].tolist() == [True, False, True, False, False, False], "I-a comes after B-a and I-a only"
    assert fits[:, [0, 1, 4]].all()
    spans = spans_of(["O", "B-a", "I-a", "B-a", "O"])
    assert spans == [Span("a", 1, 3), Span("a", 3, 4)]
    assert shape(["add", "rye", "bread", "eggs", "please"], spans) == ("add", "$a", "$a", "please")


def test_the_pull_of_a_batch_is_the_slope_of_its_loss() -> None:
    chance = np.random.default_rng(0)
    rows = np.array([[0, 1, 2], [3, 4, -1]])
    batch = Batch(np.array([0, 2, 3]), rows, np.array([[0, 1, 2], [2, 0, 0]]), np.array([1.0, 0.5]))
    scores, follows = chance.normal(size=(5, 4)), chance.normal(size=(5, 4))
    loss, off, turned = batch.pull(scores, follows)
    step = 1e-6
    for row, tag in ((0, 0), (2, 3), (4, 2)):
        moved = scores.copy()
        moved[row, tag] += step
        slope = (batch.pull(moved, follows)[0] - loss) / step
        assert off[row, [0, 2, 3].index(tag)] == pytest.approx(slope, abs=1e-4)
    for before, after in ((0, 2), (4, 3), (2, 2)):
        moved = follows.copy()
        moved[before, after] += step
        assert turned[before, after] == pytest.approx((batch.pull(scores, moved)[0] - loss) / step, abs=1e-4)


def test_weights_survive_being_made_small() -> None:
    weights = np.random.default_rng(0).normal(size=(50, 3))
    whole, scale = shrunk(weights)
    assert np.abs(whole * scale - weights).max() <= scale.max() / 2 + 1e-6
    assert softmax(np.array([1000.0, 0.0], np.float32)).tolist() == [1.0, 0.0]


def test_a_small_training_learns_and_comes_out_the_same() -> None:
    pytest.importorskip("sklearn", reason="training needs scikit-learn")
    from vacli.understand.features import features
    from vacli.understand.train import fit_intents, fit_tagger

    data = [each for each in examples(TEXT, ENGLISH) for _ in range(3)]
    one, other = fit_intents(data), fit_intents(data)
    arrays = one.arrays("a")
    assert all(np.array_equal(each, other.arrays("a")[name]) for name, each in arrays.items())
    assert opened(arrays, "a").classes == one.classes
    likely = one.probabilities(features(["add", "honey", "to", "the", "list"]))
    assert one.classes[int(likely.argmax())] == "list_add"
    tags = fit_tagger(data)
    assert tags.spans(["add", "honey", "to", "the", "list"], "list_add")[0] == [Span("items", 1, 2)]
    assert tags.spans(["why", "not"], "chat") == ([], 1.0)
