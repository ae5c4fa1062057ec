"""What is said when something falls due, in four languages."""

from datetime import datetime

from vacli.skills.clock_words import clock_time, time_said
from vacli.skills.store import Entry
from vacli.skills.timer_words import named

LATE = 90.0
"""Seconds after which it is said when it was due."""

_RINGS = {
    "en": {"timer": "Your {what} is done.", "reminder": "Reminder: {what}."},
    "de": {"timer": "Dein {what} ist abgelaufen.", "reminder": "Erinnerung: {what}."},
    "fr": {"timer": "Votre {what} est terminé.", "reminder": "Rappel : {what}."},
    "es": {"timer": "Tu {what} ha terminado.", "reminder": "Recordatorio: {what}."},
}
_MISSED = {
    "en": {
        "timer": "While I was away, at {time}, your {what} ended.",
        "alarm": "While I was away, your alarm was due at {time}.",
        "reminder": "While I was away, at {time}, this was due: {what}.",
    },
    "de": {
        "timer": "Während ich weg war, um {time}, ist dein {what} abgelaufen.",
        "alarm": "Während ich weg war, um {time}, war dein Wecker gestellt.",
        "reminder": "Während ich weg war, um {time}, war dies fällig: {what}.",
    },
    "fr": {
        "timer": "En mon absence, à {time}, votre {what} s'est terminé.",
        "alarm": "En mon absence, votre réveil devait sonner à {time}.",
        "reminder": "En mon absence, à {time}, il y avait ce rappel : {what}.",
    },
    "es": {
        "timer": "Mientras no estaba, a las {time}, terminó tu {what}.",
        "alarm": "Mientras no estaba, tu alarma debía sonar a las {time}.",
        "reminder": "Mientras no estaba, a las {time}, había esto: {what}.",
    },
}


def rung(entry: Entry, due: float, now: float) -> str:
    """`due` and `now` in seconds since 1970."""
    at, late = datetime.fromtimestamp(due), now - due > LATE
    if entry.kind == "alarm" and not late:
        return time_said(at, entry.language)
    what = named(entry.seconds, entry.name, entry.language) if entry.kind == "timer" else entry.text
    words = (_MISSED if late else _RINGS)[entry.language]
    return words[entry.kind].format(what=what, time=clock_time(at, entry.language))
