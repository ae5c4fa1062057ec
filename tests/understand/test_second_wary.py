"""What the sentence itself says is no request is never guessed to be one."""

import pytest

from vacli.understand.language import language
from vacli.understand.second import second
from vacli.understand.wary import impersonal, wary


@pytest.mark.parametrize(
    "text",
    [
        "should i set an alarm for seven",
        "did you set a timer for ten minutes",
        "if i set a timer for ten minutes",
        "do you know how to set a timer",
        "he said turn off the lights",
        "i turned on the bedroom lamp",
        "never turn off the bedroom lamp",
        "why did you turn off the bedroom lamp",
        "please do not add milk to the list",
        "no i do not want a timer",
        "add milk to the",
        "remember that",
        "and bread",
        "ten minutes",
        "at eight",
        "tomorrow",
        "how many days are in a fortnight",
        "turn on the charm",
        "note turn on the bedroom lamp",
        "turn on the lamp and unlock the front door",
        "turn on the lamp in ten minutes",
        "close the deal",
        "note",
    ],
)
def test_it_is_not_acted_upon(text: str) -> None:
    english = second("en")
    guess = english.guess(text) if english else None
    assert guess is None or guess.confidence < 0.7


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("timer_set", "why don't you set a timer for ten minutes"),
        ("timer_set", "how about a timer for ten minutes"),
        ("alarm_set", "if you could wake me at seven"),
        ("volume", "louder"),
        ("command:never_mind", "oh never mind that"),
        ("time", "do you know how late it is"),
        ("remember", "i put the passports in the blue folder remember that"),
    ],
)
def test_what_is_asked_for_is_no_reason_to_be_wary(intent: str, text: str) -> None:
    assert not wary(intent, language("en").reader.tokens(text))


def test_a_template_that_took_too_much_for_a_free_text_is_doubted() -> None:
    english = second("en")
    assert english
    assert english.doubts("forget me nots are my favourite flowers", "forget")
    assert english.doubts("get rid of all the items on the list", "list_add")
    assert not english.doubts("forget where the spare key is", "forget")
    assert not english.doubts("note turn on the bedroom lamp", "note_add"), "whatever is noted is a text"
    assert not english.doubts("anything at all", "an intent of the user's own")
    assert not english.doubts("", "forget") and not english.doubts("alpha beta " * 500, "forget")


@pytest.mark.parametrize(
    ("text", "so"), [("when is the concert", True), ("when is my concert", False), ("when's anna's concert", False)]
)
def test_what_everybody_may_know_is_asked_back(text: str, so: bool) -> None:
    assert impersonal("recall", language("en").reader.tokens(text)) is so
    assert not impersonal("news", language("en").reader.tokens(text))
