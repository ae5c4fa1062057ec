"""Times of the day and days as they are said, in four languages: alone, in requests, and where they are none."""

import random

import pytest
from support import A_TIMER, times_the_work

from vacli.core.words import Completeness
from vacli.understand import open_language
from vacli.understand.language import LANGUAGES
from vacli.understand.moments import Day, Every, Moment, moment

Slots = dict[str, str | int | float]


def at(time: str, **more: str | int) -> Slots:
    return {"at": time, **more}


def either(time: str, **more: str | int) -> Slots:
    """It may be twelve hours later as well."""
    return {"at": time, "half": "open", **more}


ALARMS: dict[str, dict[str, Slots]] = {
    "en": {
        "wake me at seven": either("07:00"),
        "Wake me at 7.": either("07:00"),
        "wake me up at half past six": either("06:30"),
        "wake me at half six": either("06:30"),
        "wake me at quarter to eight": either("07:45"),
        "wake me at a quarter to eight": either("07:45"),
        "wake me at quarter past eight": either("08:15"),
        "wake me at ten to six": either("05:50"),
        "wake me at ten minutes to six": either("05:50"),
        "wake me at twenty past five": either("05:20"),
        "wake me at twenty five to nine": either("08:35"),
        "wake me at seven thirty": either("07:30"),
        "Wake me at 7:30.": either("07:30"),
        "wake me at 7:05": either("07:05"),
        "wake me at seven oh five": either("07:05"),
        "wake me at seven o'clock": either("07:00"),
        "wake me at seven a m": at("07:00"),
        "Wake me at 7 a.m.": at("07:00"),
        "Wake me at 7:30am.": at("07:30"),
        "wake me at seven thirty p m": at("19:30"),
        "set an alarm for 11:45 PM": at("23:45"),
        "set an alarm for 12 am": at("00:00"),
        "set an alarm for 12 pm": at("12:00"),
        "set an alarm for twelve": either("12:00"),
        "set an alarm for noon": at("12:00"),
        "set an alarm for midnight": at("00:00"),
        "set an alarm for 18:30": at("18:30"),
        "set an alarm for seven in the morning": at("07:00"),
        "set an alarm for seven in the evening": at("19:00"),
        "set an alarm for three in the afternoon": at("15:00"),
        "set an alarm for ten at night": at("22:00"),
        "wake me at seven tomorrow": either("07:00", days=1),
        "wake me tomorrow at seven": either("07:00", days=1),
        "wake me at quarter to eight tomorrow morning": at("07:45", days=1),
        "tomorrow morning wake me at six": at("06:00", days=1),
        "wake me at eight tonight": at("20:00", days=0),
        "set an alarm for tonight at ten thirty": at("22:30", days=0),
        "wake me on friday at six": either("06:00", weekday="friday"),
        "wake me next monday at half past five": either("05:30", weekday="monday"),
        "set an alarm for six fifteen on saturday morning": at("06:15", weekday="saturday"),
        "wake me the day after tomorrow at eight": either("08:00", days=2),
        "wake me in three days at eight": either("08:00", days=3),
        "wake me in a week at eight": either("08:00", days=7),
        "set an alarm for 8 am on the third of march": at("08:00", month=3, day=3),
        "set an alarm for 8 am on march 3rd": at("08:00", month=3, day=3),
        "set an alarm for 8 am on the twenty first of may": at("08:00", month=5, day=21),
        "set an alarm for 8 am on the 5th": at("08:00", day=5),
        "wake me every day at seven": either("07:00", every="day"),
        "wake me at seven every weekday": either("07:00", every="weekday"),
        "wake me at seven on weekdays": either("07:00", every="weekday"),
        "wake me every morning at seven": at("07:00", every="day"),
        "set an alarm for ten every weekend": either("10:00", every="weekend"),
        "set an alarm for nine every monday": either("09:00", every="monday"),
        "set an alarm for nine on sundays": either("09:00", every="sunday"),
        "set a seven thirty alarm": either("07:30"),
        "set a 6 am alarm for tomorrow": at("06:00", days=1),
        "Could you set an alarm for half past five please?": either("05:30"),
        "alarm for six": {},
        "i need to get up at five thirty": either("05:30"),
        "make sure i am up by six": either("06:00"),
        "set an alarm": {},
        "wake me up tomorrow": {"days": 1},
    },
    "de": {
        "Weck mich um sieben": either("07:00"),
        "Weck mich um halb sieben": either("06:30"),
        "weck mich um viertel vor acht": either("07:45"),
        "weck mich um viertel nach acht": either("08:15"),
        "weck mich um dreiviertel acht": either("07:45"),
        "weck mich um fünf vor halb sieben": either("06:25"),
        "weck mich um zehn nach halb sieben": either("06:40"),
        "weck mich um zwanzig vor sechs": either("05:40"),
        "Weck mich um 7 Uhr.": either("07:00"),
        "Weck mich um 7:30 Uhr.": either("07:30"),
        "Weck mich um 7.30 Uhr.": either("07:30"),
        "weck mich um sieben uhr dreißig": either("07:30"),
        "weck mich um ein uhr": either("01:00"),
        "weck mich um sieben uhr morgens": at("07:00"),
        "weck mich um acht uhr abends": at("20:00"),
        "stell einen wecker auf 19 uhr 30": at("19:30"),
        "stell einen wecker auf mitternacht": at("00:00"),
        "weck mich morgen früh um sechs": at("06:00", days=1),
        "weck mich morgen um sechs": either("06:00", days=1),
        "weck mich übermorgen um neun uhr": either("09:00", days=2),
        "weck mich am freitag um sechs": either("06:00", weekday="friday"),
        "weck mich nächsten montag um halb acht": either("07:30", weekday="monday"),
        "weck mich am dritten märz um acht uhr": either("08:00", month=3, day=3),
        "weck mich in drei tagen um acht": either("08:00", days=3),
        "weck mich jeden werktag um sechs uhr": either("06:00", every="weekday"),
        "weck mich jeden tag um sieben": either("07:00", every="day"),
        "weck mich montags um sieben": either("07:00", every="monday"),
        "weck mich heute abend um acht": at("20:00", days=0),
    },
    "fr": {
        "réveille-moi à sept heures": either("07:00"),
        "réveille-moi à sept heures et demie": either("07:30"),
        "réveille-moi à huit heures moins le quart": either("07:45"),
        "réveille-moi à huit heures et quart": either("08:15"),
        "réveille-moi à huit heures moins dix": either("07:50"),
        "réveille-moi à six heures vingt": either("06:20"),
        "réveille-moi à une heure": either("01:00"),
        "réveille-moi à 7h30": either("07:30"),
        "réveille-moi à 7 h": either("07:00"),
        "mets un réveil à 18h30": at("18:30"),
        "mets un réveil à vingt et une heures": at("21:00"),
        "mets un réveil à midi": at("12:00"),
        "mets un réveil à midi et demi": at("12:30"),
        "mets un réveil à minuit": at("00:00"),
        "mets un réveil à sept heures du matin": at("07:00"),
        "mets un réveil à huit heures du soir": at("20:00"),
        "réveille-moi demain à six heures": either("06:00", days=1),
        "réveille-moi demain matin à six heures": at("06:00", days=1),
        "réveille-moi après-demain à neuf heures": either("09:00", days=2),
        "réveille-moi lundi à six heures": either("06:00", weekday="monday"),
        "réveille-moi lundi prochain à six heures": either("06:00", weekday="monday"),
        "réveille-moi le 3 mars à huit heures": either("08:00", month=3, day=3),
        "réveille-moi le premier mai à huit heures": either("08:00", month=5, day=1),
        "réveille-moi dans trois jours à huit heures": either("08:00", days=3),
        "réveille-moi tous les jours à sept heures": either("07:00", every="day"),
        "réveille-moi en semaine à sept heures": either("07:00", every="weekday"),
        "réveille-moi tous les lundis à sept heures": either("07:00", every="monday"),
    },
    "es": {
        "despiértame a las siete": either("07:00"),
        "despiértame a las siete y media": either("07:30"),
        "despiértame a las ocho menos cuarto": either("07:45"),
        "despiértame a las ocho y cuarto": either("08:15"),
        "despiértame a las ocho menos diez": either("07:50"),
        "despiértame a las siete y veinticinco": either("07:25"),
        "despiértame a las siete treinta": either("07:30"),
        "Despiértame a las 7:30.": either("07:30"),
        "despiértame a la una": either("01:00"),
        "despiértame a la una y media": either("01:30"),
        "despiértame a las siete en punto": either("07:00"),
        "despiértame a las siete de la mañana": at("07:00"),
        "despiértame a las seis de la tarde": at("18:00"),
        "despiértame a las diez de la noche": at("22:00"),
        "pon una alarma para las 18:30": at("18:30"),
        "pon una alarma para el mediodía": at("12:00"),
        "pon una alarma a medianoche": at("00:00"),
        "despiértame mañana a las seis": either("06:00", days=1),
        "despiértame mañana por la mañana a las seis": at("06:00", days=1),
        "despiértame pasado mañana a las nueve": either("09:00", days=2),
        "despiértame el viernes a las seis": either("06:00", weekday="friday"),
        "despiértame el próximo lunes a las seis": either("06:00", weekday="monday"),
        "despiértame el 3 de marzo a las ocho": either("08:00", month=3, day=3),
        "despiértame dentro de tres días a las ocho": either("08:00", days=3),
        "despiértame todos los días a las siete": either("07:00", every="day"),
        "despiértame entre semana a las siete": either("07:00", every="weekday"),
        "despiértame los lunes a las siete": either("07:00", every="monday"),
    },
}
ALARMS["en"]["alarm for six"] = either("06:00")

MEANT: dict[str, dict[str, tuple[str, Slots]]] = {
    "en": {
        "remind me to call mum in ten minutes": ("reminder_set", {"text": "call mum", "duration": 600}),
        "remind me in an hour to call mum": ("reminder_set", {"text": "call mum", "duration": 3600}),
        "Remind me to call Mum at five.": ("reminder_set", either("05:00", text="call mum")),
        "remind me at five to call mum": ("reminder_set", either("05:00", text="call mum")),
        "remind me tomorrow at noon to call mum": ("reminder_set", at("12:00", text="call mum", days=1)),
        "tomorrow at noon remind me to call mum": ("reminder_set", at("12:00", text="call mum", days=1)),
        "remind me to buy the monday newspaper tomorrow": (
            "reminder_set",
            {"text": "buy the monday newspaper", "days": 1},
        ),
        "remind me tomorrow evening to lock up": ("reminder_set", {"text": "lock up", "days": 1, "when": "evening"}),
        "remind me about the meeting on friday": ("reminder_set", {"text": "the meeting", "weekday": "friday"}),
        "set a reminder to buy five apples at noon": ("reminder_set", at("12:00", text="buy five apples")),
        "remind me to call mum": ("reminder_set", {"text": "call mum"}),
        "remind me tomorrow": ("reminder_set", {"days": 1}),
        "what reminders do i have": ("reminder_list", {}),
        "cancel the reminder to call mum": ("reminder_cancel", {"text": "call mum"}),
        "what alarms do i have": ("alarm_list", {}),
        "when does my alarm go off": ("alarm_list", {}),
        "cancel the alarm": ("alarm_cancel", {}),
        "cancel my seven o'clock alarm": ("alarm_cancel", either("07:00")),
        "turn off the friday alarm": ("alarm_cancel", {"weekday": "friday"}),
        "cancel all alarms": ("alarm_cancel_all", {}),
        "snooze": ("alarm_snooze", {}),
        "snooze for five minutes": ("alarm_snooze", {"duration": 300}),
        "what time is it in tokyo": ("time", {"place": "tokyo"}),
        "What's the time in New York right now?": ("time", {"place": "new york"}),
        "what day is it tomorrow": ("date", {"days": 1}),
        "what day is friday": ("date", {"weekday": "friday"}),
        "what date was last friday": ("date", {"weekday": "friday", "last": 1}),
        "what day is the 24th of december": ("date", {"month": 12, "day": 24}),
        "what was the date two weeks ago": ("date", {"days": -14}),
        "what day of the month is it": ("date", {"part": "day"}),
        "how many days until christmas": ("days_until", {"occasion": "christmas"}),
        "how long is it until march third": ("days_until", {"month": 3, "day": 3}),
        "how many days until friday": ("days_until", {"weekday": "friday"}),
        "add five to seven": ("sum", {"a": 5, "operator": "+", "b": 7}),
        "what is five plus seven": ("sum", {"a": 5, "operator": "+", "b": 7}),
        "wake me in ten minutes": ("timer_set", {"duration": 600}),
        "set a timer for seven minutes thirty seconds": ("timer_set", {"duration": 450}),
        "the sunday paper says hello": ("", {}),
        "wake me at twenty five": ("", {}),
        "wake me at 7.5": ("", {}),
        "wake me at seven minutes": ("", {}),
        "on friday i was ill": ("", {}),
    },
    "de": {
        "erinnere mich in zehn minuten an die wäsche": ("reminder_set", {"duration": 600, "text": "die wäsche"}),
        "erinnere mich morgen um acht daran mama anzurufen": (
            "reminder_set",
            either("08:00", days=1, text="mama anzurufen"),
        ),
        "wie spät ist es in tokio": ("time", {"place": "tokio"}),
        "welcher tag ist morgen": ("date", {"days": 1}),
        "welches datum ist in zwei wochen": ("date", {"days": 14}),
        "wie viele tage noch bis weihnachten": ("days_until", {"occasion": "weihnachten"}),
        "lösche alle wecker": ("alarm_cancel_all", {}),
        "guten morgen": ("", {}),
    },
    "fr": {
        "rappelle-moi dans dix minutes de sortir": ("reminder_set", {"duration": 600, "text": "sortir"}),
        "quelle heure est-il à londres": ("time", {"place": "londres"}),
        "quel jour serons-nous dans trois jours": ("date", {"days": 3}),
        "combien de jours avant noël": ("days_until", {"occasion": "noël"}),
        "annule tous les réveils": ("alarm_cancel_all", {}),
    },
    "es": {
        "recuérdame llamar a mamá en diez minutos": ("reminder_set", {"duration": 600, "text": "llamar a mamá"}),
        "qué hora es en tokio": ("time", {"place": "tokio"}),
        "qué día será dentro de tres días": ("date", {"days": 3}),
        "cuántos días faltan para navidad": ("days_until", {"occasion": "navidad"}),
        "cancela todas las alarmas": ("alarm_cancel_all", {}),
    },
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in ALARMS.items() for text in texts])
def test_times_as_they_are_said(language: str, text: str) -> None:
    meant = open_language(language).understand(text)
    assert (meant.intent, dict(meant.slots)) == ("alarm_set", ALARMS[language][text])


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in MEANT.items() for text in texts])
def test_requests_with_times_and_days(language: str, text: str) -> None:
    meant = open_language(language).understand(text)
    assert (meant.intent, dict(meant.slots)) == MEANT[language][text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_minute_written_in_figures_is_read(language: str) -> None:
    data = open_language(language)._data
    for minute in range(0, 24 * 60, 7):
        hour, rest = divmod(minute, 60)
        read = data.calendar.read(data.reader.tokens(f"{hour}:{rest:02}"))
        assert read[0][0][1] == Moment(f"{hour:02}:{rest:02}", "open" if 1 <= hour <= 12 else "")


@pytest.mark.parametrize(
    ("hour", "minute", "part", "found"),
    [
        (12, 0, "am", Moment("00:00")),
        (12, 30, "pm", Moment("12:30")),
        (12, 0, "night", Moment("00:00")),
        (3, 0, "night", Moment("03:00")),
        (7, 0, "evening", Moment("19:00")),
        (11, 0, "afternoon", Moment("11:00", "open")),  # nobody's afternoon
        (1, -15, "", Moment("00:45", "open")),
        (0, -15, "", Moment("23:45")),
        (24, 0, "", Moment("00:00")),
        (25, 0, "", None),
        (7, 60, "", None),
    ],
)
def test_parts_of_the_day_settle_the_half(hour: int, minute: int, part: str, found: Moment | None) -> None:
    assert moment(hour, minute, part) == found


def test_what_is_read_beside_the_words() -> None:
    data = open_language()._data
    read = data.calendar.read(data.reader.tokens("on the third of march or mondays at half past six"))
    assert read[0] == [(5, Day(month=3, day=3)), (3, Day(day=3))]
    assert read[6] == [(7, Every("monday"))]
    assert read[8] == [(11, Moment("06:30", "open"))]
    assert data.calendar.read(()) == {} == data.calendar.read(data.reader.tokens("june 31st"))
    assert data.calendar.read(data.reader.tokens("on the 31st of june"))[0] == [(4, Day(day=31))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wake me at", Completeness.UNFINISHED),
        ("wake me at seven", Completeness.COMPLETE),
        ("wake me at half past", Completeness.UNFINISHED),
        ("wake me at half past six", Completeness.COMPLETE),
        ("wake me tomorrow", Completeness.UNFINISHED),
        ("set an alarm", Completeness.UNFINISHED),
        ("remind me to call mum", Completeness.UNFINISHED),
        ("remind me to call mum at five", Completeness.COMPLETE),
        ("remind me at five to", Completeness.UNFINISHED),
        ("remind me at five to call mum", Completeness.UNKNOWN),
        ("what day is it tomorrow", Completeness.COMPLETE),
        ("cancel the alarm", Completeness.COMPLETE),
    ],
)
def test_how_finished_they_sound(text: str, expected: Completeness) -> None:
    assert open_language().completeness(text) is expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_without_end_take_no_time(language: str) -> None:
    """As many readings as there could be."""
    understanding, chance = open_language(language), random.Random(3)
    words = " ".join(text for text in ALARMS[language]).split()
    day = {"en": "tomorrow at five", "de": "morgen um acht", "fr": "demain à une heure", "es": "mañana a las ocho"}
    remind = {"en": "remind me to", "de": "erinnere mich an", "fr": "rappelle moi de", "es": "recuérdame"}[language]
    texts = [f"{remind} {(day[language] + ' ') * 12}", f"{remind} x {(day[language] + ' ') * 9}"]
    texts += [" ".join(chance.choices(words, k=chance.randint(1, 40))) for _ in range(100)]

    def understand(texts: list[str]) -> None:
        for text in texts:
            understanding.understand(text)
            understanding.completeness(text)

    assert times_the_work(lambda: understand(texts), lambda: understand([A_TIMER[language]])) < 20 * len(texts)
