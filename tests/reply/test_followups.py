"""What leans on the request before it: what is asked about next, corrected, cancelled, repeated, chosen from several.

Whole conversations through the real understanding and the real skills; a language model that answers says "chat".
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.reply.talker import Talker
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.reply.results import result

Opened = Callable[..., Talker]
CHAT = "chat"


@pytest.fixture
def talking(tmp_path: Path) -> Iterator[Opened]:
    opened: list[Talker] = []

    def make(language: str = "en") -> Talker:
        opened.append(Talker(tmp_path / f"{len(opened)}.db", language))
        return opened[-1]

    yield make
    for each in opened:
        each.store.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["what is 20 celsius in fahrenheit = 68", "and in kelvin? = 293", "what about 30 degrees celsius = 303"],
        ),
        (
            "en",
            ["how far is ten miles in kilometres = 16.1", "and in feet = 52,800", "no, i meant twenty miles = 105,600"],
        ),
        ("de", ["wie viel sind zehn meilen in kilometer = 16,1", "und in metern = 16.093", "und fünf meilen = 8.047"]),
        ("fr", ["combien font dix miles en kilomètres = 16,1", "et en mètres = 16 093", "et cinq miles = 8 047"]),
        ("es", ["cuánto son diez millas en kilómetros = 16,1", "y en metros = 16.093", "y cinco millas = 8.047"]),
        ("en", ["what's five times seven = 35", "plus three = 38", "times two = 76", "and divided by 4 = 19"]),
        ("en", ["what is ten divided by three = 3.333", "times three = 10"]),
        ("de", ["was ist 700 mal fünf = 3.500", "plus drei = 3.503"]),
        ("fr", ["combien font 700 fois cinq = 3 500", "plus trois = 3 503"]),
        ("es", ["cuánto es 700 por cinco = 3.500", "más tres = 3.503"]),
        (
            "en",
            [
                "what day is it tomorrow = November 22",
                "and on sunday = November 23",
                "what about in two weeks = December 5",
            ],
        ),
        ("en", ["how long until christmas = 34", "what about new year's eve = 40", "and until easter = 135"]),
        ("en", ["what time is it in tokyo = Tokyo", "and in paris = Paris", "what about london = London"]),
    ],
)
def test_the_same_of_something_else(talking: Opened, language: str, said: list[str]) -> None:
    talk = talking(language)
    for each in said:
        text, _, expected = each.partition(" = ")
        answer = talk(text).replace("\u202f", " ").replace("\u00a0", " ")
        assert expected in answer, (text, answer)
        assert talk.reply_class is ReplyClass.QUICK


@pytest.mark.parametrize(
    ("language", "said", "place"),
    [
        ("en", ["what is the weather in rome", "and tomorrow", "what about paris", "on sunday"], "paris"),
        ("de", ["wie wird das wetter in rom", "und morgen", "was ist mit paris", "und am sonntag"], "paris"),
        ("fr", ["quel temps fait-il à rome", "et demain", "et à paris", "et dimanche"], "paris"),
        ("es", ["qué tiempo hace en roma", "y mañana", "y en parís", "y el domingo"], "parís"),
    ],
)
def test_the_day_and_the_place_of_the_weather_change_apart(
    talking: Opened, language: str, said: list[str], place: str
) -> None:
    talk = talking(language)
    talk(said[0])
    rome = talk.slots["place"]
    talk(said[1])
    assert talk.slots == {"place": rome, "days": 1}
    talk(said[2])
    assert talk.slots == {"place": place, "days": 1}
    talk(said[3])
    assert talk.slots == {"place": place, "weekday": "sunday"}


@pytest.mark.parametrize(
    ("language", "said", "kind", "kept"),
    [
        ("en", ["wake me at seven", "no, at eight"], "alarm", ["08:00"]),
        ("en", ["wake me at seven", "make it seven thirty"], "alarm", ["07:30"]),
        ("en", ["wake me at seven", "and at nine"], "alarm", ["07:00", "09:00"]),
        ("de", ["weck mich um sieben", "nein um acht"], "alarm", ["08:00"]),
        ("fr", ["réveille-moi à sept heures", "non à huit heures"], "alarm", ["08:00"]),
        ("es", ["despiértame a las siete", "no a las ocho"], "alarm", ["08:00"]),
        ("en", ["remind me to call mum at five", "no at six"], "reminder", ["call mum 18:00"]),
        ("en", ["set a timer for five minutes", "no, ten minutes"], "timer", ["600"]),
        ("en", ["set a timer for five minutes", "make it ten minutes", "add five more minutes"], "timer", ["900"]),
        ("en", ["add milk to the shopping list", "i meant eggs"], "item", ["eggs"]),
        ("en", ["add milk to the shopping list", "and bread", "butter too"], "item", ["milk", "bread", "butter"]),
        ("de", ["setz milch auf die einkaufsliste", "und brot", "nein ich meinte eier"], "item", ["milch", "eier"]),
        ("fr", ["ajoute du lait à la liste de courses", "et du pain"], "item", ["lait", "pain"]),
        ("es", ["añade leche a la lista de la compra", "y pan"], "item", ["leche", "pan"]),
    ],
)
def test_what_was_wrong_is_undone_and_what_is_more_is_added(
    talking: Opened, language: str, said: list[str], kind: str, kept: list[str]
) -> None:
    talk = talking(language)
    for each in said:
        talk(each)
        assert talk.reply_class is ReplyClass.QUICK, each
    assert talk.kept(kind) == kept


def test_a_reminder_that_is_corrected_to_a_length_is_no_timer(talking: Opened) -> None:
    talk = talking()
    talk("remind me to call mum at five")
    assert "in 10 minutes" in talk("no, ten minutes")
    assert [entry.seconds for entry in talk.store.all("reminder")] == [600.0]


@pytest.mark.parametrize(
    ("language", "made", "cancel", "kind"),
    [
        ("en", "set a timer for ten minutes", "cancel it", "timer"),
        ("en", "set a pasta timer for ten minutes", "stop it please", "timer"),
        ("en", "wake me at seven", "delete that", "alarm"),
        ("en", "remind me to call mum at five", "cancel that", "reminder"),
        ("en", "add milk and eggs to the shopping list", "remove it again", "item"),
        ("en", "note that the plumber comes", "delete that", "note"),
        ("en", "remember that the key is under the mat", "forget that", "memory"),
        ("de", "stell einen timer auf zehn minuten", "lösch ihn", "timer"),
        ("de", "notiere der klempner kommt", "lösch das", "note"),
        ("fr", "mets un minuteur de dix minutes", "annule-le", "timer"),
        ("fr", "note que le plombier vient", "efface ça", "note"),
        ("es", "pon un temporizador de diez minutos", "cancélalo", "timer"),
        ("es", "apunta que viene el fontanero", "borra eso", "note"),
    ],
)
def test_cancel_it_means_what_was_just_made(talking: Opened, language: str, made: str, cancel: str, kind: str) -> None:
    talk = talking(language)
    talk(made)
    assert talk.kept(kind)
    talk(cancel)
    assert talk.kept(kind) == [] and talk.reply_class is ReplyClass.QUICK


def test_cancel_it_touches_nothing_but_that(talking: Opened) -> None:
    talk = talking()
    for each in ("set a timer for five minutes", "wake me at six", "wake me at seven"):
        talk(each)
    talk("cancel it")
    assert (talk.kept("alarm"), talk.kept("timer")) == (["06:00"], ["300"])


@pytest.mark.parametrize("between", [1, 2])
def test_what_was_made_can_be_meant_for_two_turns(talking: Opened, between: int) -> None:
    talk = talking()
    talk("set a timer for five minutes")
    for _ in range(between):
        talk("why is the sky blue")
    talk("cancel it")
    assert talk.kept("timer") == ([] if between == 1 else ["300"])


def test_nothing_was_made_where_it_was_only_asked_back(talking: Opened) -> None:
    talk = talking()
    talk("wake me at six")
    for refusal in ("cancel that", "no", "cancel it"):
        talk("set an alarm")
        assert talk(refusal) == "All right, I leave it as it is."
    assert talk.kept("alarm") == ["06:00"]


@pytest.mark.parametrize(
    "said",
    [
        "and how are you",
        "and so on",
        "what about you",
        "and bread",
        "no thanks",
        "make it so",
        "again",
        "cancel it",
        "plus",
        "no",
        "and",
    ],
)
def test_alone_they_mean_nothing(talking: Opened, said: str) -> None:
    assert talking()(said) == CHAT


@pytest.mark.parametrize(
    "said", ["and how are you", "and so on", "no thanks", "and what about you", "and i love it", "no no"]
)
def test_nothing_is_put_on_a_list_that_is_no_thing(talking: Opened, said: str) -> None:
    talk = talking()
    talk("add milk to the shopping list")
    assert talk(said) == CHAT
    assert talk.kept("item") == ["milk"]


def test_things_are_added_only_right_after_the_list(talking: Opened) -> None:
    talk = talking()
    talk("add milk to the shopping list")
    talk("why is the sky blue")
    assert talk("and bread") == CHAT


@pytest.mark.parametrize("said", ["roll a die", "flip a coin", "pick a number between one and ten"])
def test_again_is_another_throw(talking: Opened, said: str) -> None:
    talk = talking()
    talk(said)
    intent = talk.intent
    talk("again")
    assert talk.intent == intent


def test_how_long_is_left_on_it_means_the_timer_that_was_set(talking: Opened) -> None:
    talk = talking()
    talk("set a timer for an hour")
    talk("set a pasta timer for ten minutes")
    talk("how long is left on it")
    assert (talk.intent, talk.slots["name"]) == ("timer_left", "pasta")


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("en", ["cancel my alarm", "the second one"], ["06:00", "09:00"]),
        ("en", ["cancel my alarm", "the last one please"], ["06:00", "07:00"]),
        ("en", ["cancel my alarm", "the seven o'clock one"], ["06:00", "09:00"]),
        ("en", ["cancel my alarm", "all of them"], []),
        ("en", ["cancel my alarm", "the fifth one"], ["06:00", "07:00", "09:00"]),
        ("en", ["cancel my alarm", "no"], ["06:00", "07:00", "09:00"]),
        ("en", ["what alarms do i have", "cancel the first one"], ["07:00", "09:00"]),
        ("de", ["lösche meinen wecker", "den zweiten"], ["06:00", "09:00"]),
        ("fr", ["annule mon réveil", "le deuxième"], ["06:00", "09:00"]),
        ("es", ["cancela mi alarma", "la segunda"], ["06:00", "09:00"]),
    ],
)
def test_one_of_several(talking: Opened, language: str, said: list[str], kept: list[str]) -> None:
    wake = {
        "en": "wake me at {}",
        "de": "weck mich um {}",
        "fr": "réveille-moi à {} heures",
        "es": "despiértame a las {}",
    }
    talk = talking(language)
    for hour in (6, 7, 9):
        talk(wake[language].format(hour))
    for each in said:
        talk(each)
    assert talk.kept("alarm") == kept


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("en", ["wake me at seven", "move my alarm to eight"], ["08:00"]),
        ("en", ["wake me at seven", "change the alarm to half past six"], ["06:30"]),
        ("en", ["set an alarm for eight pm tomorrow", "move my alarm to nine"], ["21:00"]),
        ("en", ["move my alarm to eight"], ["08:00"]),
        ("en", ["wake me at seven", "move my alarm", "to nine"], ["09:00"]),
        ("en", ["wake me at six", "wake me at seven", "move my alarm to eight", "the first one"], ["08:00", "07:00"]),
        ("de", ["weck mich um sieben", "verschieb den wecker auf acht"], ["08:00"]),
        ("fr", ["réveille-moi à sept heures", "déplace mon réveil à huit heures"], ["08:00"]),
        ("es", ["despiértame a las siete", "mueve mi alarma a las ocho"], ["08:00"]),
    ],
)
def test_an_alarm_is_moved(talking: Opened, language: str, said: list[str], kept: list[str]) -> None:
    talk = talking(language)
    for each in said:
        talk(each)
    assert talk.kept("alarm") == kept


def test_an_alarm_that_comes_again_keeps_its_days(talking: Opened) -> None:
    talk = talking()
    talk("wake me every weekday at seven")
    talk("move my alarm to eight")
    assert [(each.every, each.local) for each in talk.store.all("alarm")] == [
        ("mon tue wed thu fri", "2025-11-24T08:00")
    ]


@pytest.mark.parametrize(
    "said",
    [
        ["wake me at seven", "no, at eight"],
        ["add milk to the shopping list", "and bread"],
        ["note that x comes", "delete that"],
    ],
)
def test_nothing_of_it_happens_in_a_draft(talking: Opened, said: list[str]) -> None:
    talk = talking()
    talk(said[0])
    before = [(entry.kind, entry.text, entry.local) for entry in talk.store.all("alarm", "item", "note")]
    draft = Turn().child()
    assert talk(said[1], draft) != CHAT
    draft.cancel()
    assert [(entry.kind, entry.text, entry.local) for entry in talk.store.all("alarm", "item", "note")] == before
    assert talk(said[1]) != CHAT, "it still leans on the same request"


def test_a_turn_that_is_taken_back_is_not_leaned_on(talking: Opened) -> None:
    talk = talking()
    talk("wake me at six")
    talk("wake me at seven")
    talk.turn.undo()
    talk("cancel it")
    assert talk.kept("alarm") == []


@pytest.mark.parametrize(
    "text", ["and " * 10000, "no " + "x" * 50000, "and {} {}", "\x00 and \x00", "and in " + "a" * 500, ""]
)
@pytest.mark.parametrize("before", ["add milk to the shopping list", "what time is it in tokyo", "wake me at seven"])
def test_bad_input_leans_on_nothing(talking: Opened, before: str, text: str) -> None:
    talk = talking()
    talk(before)
    kept = talk.kept("item"), talk.kept("alarm")
    talk(text)
    assert (talk.kept("item"), talk.kept("alarm")) == kept


@pytest.mark.parametrize(
    ("answer", "language", "value"),
    [
        ("12 times 4 is 48.", "en", 48),
        ("10 divided by 3 is about 3.333.", "en", 3.333),
        ("1,000 times 5 is 5,000.", "en", 5000),
        ("10 geteilt durch 4 ist 2,5.", "de", 2.5),
        ("700 fois 5 font 3\u202f500.", "fr", 3500),
        ("0 minus 4 is -4.", "en", -4),
        ("By zero nobody can divide.", "en", None),
        ("", "en", None),
    ],
)
def test_the_number_that_an_answer_ends_with(answer: str, language: str, value: float | None) -> None:
    assert result(answer, language) == value
