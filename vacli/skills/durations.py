"""Lengths of time as they are said, in four languages. Knows no timer."""

from collections.abc import Mapping

WHICH = {"which_hours": 3600, "which_minutes": 60, "which_seconds": 1}
"""Slots that tell which timer is meant by its length, and the seconds that one of each stands for."""
_UNITS = {
    "en": (("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
    "de": (("Stunde", "Stunden"), ("Minute", "Minuten"), ("Sekunde", "Sekunden")),
    "fr": (("heure", "heures"), ("minute", "minutes"), ("seconde", "secondes")),
    "es": (("hora", "horas"), ("minuto", "minutos"), ("segundo", "segundos")),
}
_ONE = {"en": ("1", "1", "1"), "de": ("eine",) * 3, "fr": ("une",) * 3, "es": ("una", "un", "un")}
_AND = {"en": " and ", "de": " und ", "fr": " et ", "es": " y "}


def split(seconds: float) -> tuple[int, int, int]:
    """Hours, minutes and seconds, rounded to the second."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return hours, minute, second


def told_by(slots: Mapping[str, str | int | float]) -> float:
    """The seconds that the slots of WHICH tell; 0 where there is none."""
    return sum(float(slots[name]) * worth for name, worth in WHICH.items() if name in slots)


def duration(seconds: float, language: str) -> str:
    """ "1 hour and 30 minutes"."""
    counted = [
        f"{_ONE[language][place] if count == 1 else count} {_UNITS[language][place][count != 1]}"
        for place, count in enumerate(split(seconds))
        if count
    ]
    if not counted:
        return f"0 {_UNITS[language][2][1]}"
    return together(counted, language)


def before_noun(seconds: float) -> str:
    """English only: the "5 minute" of a 5 minute timer."""
    names = _UNITS["en"]
    return " ".join(f"{count} {names[place][0]}" for place, count in enumerate(split(seconds)) if count)


def together(parts: list[str], language: str) -> str:
    """ "a, b and c"."""
    return ", ".join(parts[:-1]) + _AND[language] + parts[-1] if len(parts) > 1 else parts[0]
