"""What is said about timers, in four languages."""

from enum import Enum, auto

from vacli.skills.durations import before_noun, duration


class Say(Enum):
    SET = auto()
    SET_NAMED = auto()
    LEFT = auto()
    EACH = auto()
    CANCELLED = auto()
    CANCELLED_ALL = auto()
    CHANGED = auto()
    NONE = auto()
    NO_SUCH = auto()
    WHICH = auto()
    HOW_LONG = auto()
    TOO_SHORT = auto()
    TOO_LONG = auto()
    TOO_MANY = auto()
    ONLY_LISTEN = auto()


_WORDS = {
    "en": {
        Say.SET: "Your {timer} is set.",
        Say.SET_NAMED: "Your {timer} is set for {length}.",
        Say.LEFT: "{length} left on your {timer}.",
        Say.EACH: "{length} on your {timer}",
        Say.CANCELLED: "I cancelled your {timer}.",
        Say.CANCELLED_ALL: "I cancelled all timers: your {timers}.",
        Say.CHANGED: "Changed: your {timer} has {length} left.",
        Say.NONE: "No timer is running.",
        Say.NO_SUCH: "There is no such timer. Running: your {timers}.",
        Say.WHICH: "Which one? Running: your {timers}.",
        Say.HOW_LONG: "Say for how long, for example: set a timer for 5 minutes.",
        Say.TOO_SHORT: "A timer needs at least one second.",
        Say.TOO_LONG: "That is too long for a timer: 24 hours at the most.",
        Say.TOO_MANY: "I can run {count} timers at a time, and all of them are running.",
        Say.ONLY_LISTEN: "Nothing would be running to ring a timer: start a conversation with vacli listen.",
    },
    "de": {
        Say.SET: "Dein {timer} läuft.",
        Say.SET_NAMED: "Dein {timer} läuft: {length}.",
        Say.LEFT: "Noch {length} auf deinem {timer}.",
        Say.EACH: "{length} auf deinem {timer}",
        Say.CANCELLED: "Dein {timer} ist gelöscht.",
        Say.CANCELLED_ALL: "Alle Timer sind gelöscht: {timers}.",
        Say.CHANGED: "Geändert: noch {length} auf deinem {timer}.",
        Say.NONE: "Es läuft kein Timer.",
        Say.NO_SUCH: "Diesen Timer gibt es nicht. Es laufen: {timers}.",
        Say.WHICH: "Welchen? Es laufen: {timers}.",
        Say.HOW_LONG: "Sag mir, wie lange, zum Beispiel: Timer auf 5 Minuten.",
        Say.TOO_SHORT: "Ein Timer braucht mindestens eine Sekunde.",
        Say.TOO_LONG: "Das ist zu lang für einen Timer: höchstens 24 Stunden.",
        Say.TOO_MANY: "Mehr als {count} Timer kann ich nicht zugleich stellen.",
        Say.ONLY_LISTEN: "Es liefe nichts, was klingeln könnte: beginne ein Gespräch mit vacli listen.",
    },
    "fr": {
        Say.SET: "Votre {timer} est lancé.",
        Say.SET_NAMED: "Votre {timer} est lancé pour {length}.",
        Say.LEFT: "Il reste {length} sur votre {timer}.",
        Say.EACH: "{length} sur votre {timer}",
        Say.CANCELLED: "Votre {timer} est annulé.",
        Say.CANCELLED_ALL: "Tous les minuteurs sont annulés : {timers}.",
        Say.CHANGED: "C'est changé : il reste {length} sur votre {timer}.",
        Say.NONE: "Aucun minuteur n'est en cours.",
        Say.NO_SUCH: "Ce minuteur n'existe pas. En cours : {timers}.",
        Say.WHICH: "Lequel ? En cours : {timers}.",
        Say.HOW_LONG: "Dites pour combien de temps, par exemple : un minuteur de 5 minutes.",
        Say.TOO_SHORT: "Il faut au moins une seconde.",
        Say.TOO_LONG: "C'est trop long pour un minuteur : 24 heures au plus.",
        Say.TOO_MANY: "Je ne peux pas lancer plus de {count} minuteurs à la fois.",
        Say.ONLY_LISTEN: "Rien ne pourrait sonner : commencez une conversation avec vacli listen.",
    },
    "es": {
        Say.SET: "Tu {timer} está en marcha.",
        Say.SET_NAMED: "Tu {timer} está en marcha: {length}.",
        Say.LEFT: "Quedan {length} en tu {timer}.",
        Say.EACH: "{length} en tu {timer}",
        Say.CANCELLED: "He cancelado tu {timer}.",
        Say.CANCELLED_ALL: "He cancelado todos los temporizadores: {timers}.",
        Say.CHANGED: "Cambiado: quedan {length} en tu {timer}.",
        Say.NONE: "No hay ningún temporizador en marcha.",
        Say.NO_SUCH: "No existe ese temporizador. En marcha: {timers}.",
        Say.WHICH: "¿Cuál? En marcha: {timers}.",
        Say.HOW_LONG: "Di por cuánto tiempo, por ejemplo: un temporizador de 5 minutos.",
        Say.TOO_SHORT: "Un temporizador necesita al menos un segundo.",
        Say.TOO_LONG: "Es demasiado para un temporizador: 24 horas como máximo.",
        Say.TOO_MANY: "No puedo tener más de {count} temporizadores a la vez.",
        Say.ONLY_LISTEN: "Nada podría sonar: empieza una conversación con vacli listen.",
    },
}


FOR_LENGTH = {
    "en": "set a timer for {}",
    "de": "stell einen timer auf {}",
    "fr": "mets un minuteur de {}",
    "es": "pon un temporizador de {}",
}
FOR_LENGTH_NAMED = {
    "en": "set a {name} timer for {{}}",
    "de": "stell einen timer auf {{}} für {name}",
    "fr": "mets un minuteur de {{}} pour {name}",
    "es": "pon un temporizador de {{}} para {name}",
}
CANCEL = {
    "en": "cancel the {} timer",
    "de": "lösche den timer für {}",
    "fr": "annule le minuteur pour {}",
    "es": "cancela el temporizador para {}",
}
"""Sentences that an answer to what was asked back is put into."""


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    return _WORDS[language][what].format(**parts)


def named(seconds: float, name: str, language: str) -> str:
    """What a timer is called: by its name, else by its length."""
    if language == "en":
        return f"{name or before_noun(seconds)} timer"
    of = {"de": "Timer {}", "fr": "minuteur {}", "es": "temporizador {}"}[language]
    over = {"de": "Timer über {}", "fr": "minuteur de {}", "es": "temporizador de {}"}[language]
    return of.format(name) if name else over.format(duration(seconds, language)).replace("de une", "d'une")
