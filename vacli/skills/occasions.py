"""When feasts and seasons come, by their names in four languages. Knows no calendar of the user's."""

from collections.abc import Callable
from datetime import date, timedelta

_FIXED = {
    "en": {
        "christmas": (12, 25),
        "christmas day": (12, 25),
        "christmas eve": (12, 24),
        "new year's eve": (12, 31),
        "new years eve": (12, 31),
        **dict.fromkeys(
            ("new year", "the new year", "new year's", "new years", "new year's day", "new years day"), (1, 1)
        ),
        "halloween": (10, 31),
        **dict.fromkeys(("valentine's day", "valentines day"), (2, 14)),
        **dict.fromkeys(("saint patrick's day", "st patricks day"), (3, 17)),
        **dict.fromkeys(("independence day", "the fourth of july", "july fourth"), (7, 4)),
        "boxing day": (12, 26),
        **dict.fromkeys(("april fool's day", "april fools day", "april fools"), (4, 1)),
        "spring": (3, 20),
        "summer": (6, 21),
        **dict.fromkeys(("fall", "autumn"), (9, 22)),
        "winter": (12, 21),
    },
    "de": {
        **dict.fromkeys(("weihnachten", "erster weihnachtstag"), (12, 25)),
        **dict.fromkeys(("heiligabend", "heilig abend"), (12, 24)),
        "silvester": (12, 31),
        "neujahr": (1, 1),
        "halloween": (10, 31),
        "nikolaus": (12, 6),
        "valentinstag": (2, 14),
        "tag der deutschen einheit": (10, 3),
        "frühling": (3, 20),
        "sommer": (6, 21),
        "herbst": (9, 22),
        "winter": (12, 21),
    },
    "fr": {
        "noël": (12, 25),
        **dict.fromkeys(("réveillon de noël", "le réveillon de noël"), (12, 24)),
        **dict.fromkeys(("nouvel an", "le nouvel an", "jour de l'an", "le jour de l'an"), (1, 1)),
        **dict.fromkeys(("la saint sylvestre", "le réveillon"), (12, 31)),
        "halloween": (10, 31),
        **dict.fromkeys(("toussaint", "la toussaint"), (11, 1)),
        "la fête nationale": (7, 14),
        **dict.fromkeys(("la saint valentin", "saint valentin"), (2, 14)),
        "le printemps": (3, 20),
        "l'été": (6, 21),
        "l'automne": (9, 22),
        "l'hiver": (12, 21),
    },
    "es": {
        **dict.fromkeys(("navidad", "la navidad"), (12, 25)),
        "nochebuena": (12, 24),
        "nochevieja": (12, 31),
        **dict.fromkeys(("año nuevo", "el año nuevo"), (1, 1)),
        **dict.fromkeys(("reyes", "los reyes", "día de reyes", "reyes magos"), (1, 6)),
        "halloween": (10, 31),
        "todos los santos": (11, 1),
        "día de los muertos": (11, 2),
        "san valentín": (2, 14),
        "san juan": (6, 24),
        "día de la hispanidad": (10, 12),
        "primavera": (3, 20),
        "verano": (6, 21),
        "otoño": (9, 22),
        "invierno": (12, 21),
    },
}
_FROM_EASTER = {
    **dict.fromkeys(("easter", "easter sunday", "ostern", "ostersonntag", "pâques", "pascua", "domingo de pascua"), 0),
    **dict.fromkeys(("easter monday", "ostermontag", "lundi de pâques", "le lundi de pâques"), 1),
    **dict.fromkeys(("good friday", "karfreitag", "viernes santo"), -2),
    "jueves santo": -3,
    "semana santa": -7,
    **dict.fromkeys(("l'ascension", "christi himmelfahrt"), 39),
    **dict.fromkeys(("pentecost", "pfingsten", "pfingstsonntag", "pentecôte", "la pentecôte"), 49),
    "pfingstmontag": 50,
}
"""Days after Easter Sunday."""
_WEEKEND = frozenset(
    {
        "the weekend",
        "wochenende",
        "das wochenende",
        "dem wochenende",
        "le week end",
        "el fin de semana",
        "fin de semana",
    }
)
_NTH = {
    **dict.fromkeys(("thanksgiving", "thanksgiving day"), (11, 3, 4)),
    "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1),
    **dict.fromkeys(("mother's day", "mothers day", "muttertag"), (5, 6, 2)),
    **dict.fromkeys(("father's day", "fathers day"), (6, 6, 3)),
}
"""Month, weekday from 0 for Monday, and which one of the month; -1 the last one."""


def next_occasion(name: str, today: date, language: str) -> date | None:
    """The next such day, today at the earliest. None for a name that is not known."""
    if name in _WEEKEND:
        return today if today.weekday() >= 5 else today + timedelta(days=5 - today.weekday())
    rule = _rule(name, language)
    return next((day for year in (today.year, today.year + 1) if (day := rule(year)) >= today), None) if rule else None


def _rule(name: str, language: str) -> Callable[[int], date] | None:
    """The day in a year."""
    if name in _FIXED[language]:
        return lambda year: date(year, *_FIXED[language][name])
    if name in _FROM_EASTER:
        return lambda year: _easter(year) + timedelta(days=_FROM_EASTER[name])
    return (lambda year: _nth(year, *_NTH[name])) if name in _NTH else None


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    if which < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _easter(year: int) -> date:
    """Of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, skipped = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * skipped + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
