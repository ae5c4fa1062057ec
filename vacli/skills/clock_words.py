"""How times and days are said in four languages."""

from datetime import date, datetime

_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_DAY = {
    "en": "{weekday}, {month} {day}, {year}",
    "de": "{weekday}, der {day}. {month} {year}",
    "fr": "{weekday} {day} {month} {year}",
    "es": "{weekday}, {day} de {month} de {year}",
}
TODAY = {"en": "Today is {day}.", "de": "Heute ist {day}.", "fr": "Nous sommes le {day}.", "es": "Hoy es {day}."}
FUTURE = {"en": "It will be {day}.", "de": "Das ist {day}.", "fr": "Ce sera le {day}.", "es": "Será {day}."}
PAST = {"en": "It was {day}.", "de": "Das war {day}.", "fr": "C'était le {day}.", "es": "Era {day}."}
IN_DAYS = {
    "en": "In {days} days, on {day}.",
    "de": "In {days} Tagen: {day}.",
    "fr": "Dans {days} jours, le {day}.",
    "es": "Dentro de {days} días, el {day}.",
}
TOMORROW = {"en": "That is tomorrow.", "de": "Das ist morgen.", "fr": "C'est demain.", "es": "Es mañana."}
IS_TODAY = {"en": "That is today.", "de": "Das ist heute.", "fr": "C'est aujourd'hui.", "es": "Es hoy."}
MONTH = {"en": "It is {month}.", "de": "Es ist {month}.", "fr": "Nous sommes en {month}.", "es": "Estamos en {month}."}
YEAR = {
    "en": "It is the year {year}.",
    "de": "Es ist das Jahr {year}.",
    "fr": "Nous sommes en {year}.",
    "es": "Estamos en {year}.",
}
BEYOND = {
    "en": "That is beyond my calendar.",
    "de": "So weit reicht mein Kalender nicht.",
    "fr": "Mon calendrier ne va pas si loin.",
    "es": "Mi calendario no llega tan lejos.",
}
THERE = {
    "en": "It is {time} in {place}.",
    "de": "In {place} ist es {time}.",
    "fr": "Il est {time} à cet endroit : {place}.",
    "es": "{time} en {place}.",
}
THERE_ON = {
    "en": "It is {time} on {weekday} in {place}.",
    "de": "In {place} ist es {weekday}, {time}.",
    "fr": "Il est {time}, {weekday}, à cet endroit : {place}.",
    "es": "{time} del {weekday} en {place}.",
}
NO_PLACE = {
    "en": "I do not know the time in {place}.",
    "de": "Die Uhrzeit in {place} kenne ich nicht.",
    "fr": "Je ne connais pas l'heure de cet endroit : {place}.",
    "es": "No sé qué hora es en {place}.",
}
SEVERAL_TIMES = {
    "en": "There are several time zones in {place}. Name a city there.",
    "de": "In {place} gibt es mehrere Zeitzonen. Nenne eine Stadt dort.",
    "fr": "Il y a plusieurs fuseaux horaires là-bas : {place}. Nommez une ville.",
    "es": "En {place} hay varios husos horarios. Di una ciudad.",
}
NO_SUCH_DAY = {
    "en": "I do not know which day that is.",
    "de": "Ich weiß nicht, welcher Tag das ist.",
    "fr": "Je ne sais pas quel jour c'est.",
    "es": "No sé qué día es ese.",
}


def month_of(day: date, language: str) -> str:
    return _MONTHS[language].split()[day.month - 1]


def weekday_of(day: date, language: str) -> str:
    return _WEEKDAYS[language].split()[day.weekday()]


def day_of(day: date, language: str) -> str:
    """Weekday and date, as the language writes them."""
    weekday = weekday_of(day, language)
    number = "1er" if language == "fr" and day.day == 1 else day.day
    return _DAY[language].format(weekday=weekday, month=month_of(day, language), day=number, year=day.year)


def clock_time(now: datetime, language: str) -> str:
    """The time of the day: "4:05 PM"."""
    if language == "en":
        return f"{now.hour % 12 or 12}:{now.minute:02} {'AM' if now.hour < 12 else 'PM'}"
    return {"de": "{0}:{1:02} Uhr", "fr": "{0} h {1:02}", "es": "{0}:{1:02}"}[language].format(now.hour, now.minute)


def time_said(now: datetime, language: str) -> str:
    """ "It is 4:05 PM."."""
    spanish = "Es la" if now.hour == 1 else "Son las"
    return {"en": "It is", "de": "Es ist", "fr": "Il est", "es": spanish}[language] + f" {clock_time(now, language)}."
