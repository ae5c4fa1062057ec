"""What is said about alarms, in four languages."""

from enum import Enum, auto


class Say(Enum):
    SET = auto()
    ONE = auto()
    ALL = auto()
    NONE = auto()
    NO_SUCH = auto()
    WHICH = auto()
    CANCELLED = auto()
    SKIPPED = auto()
    CANCELLED_ALL = auto()
    SURE = auto()
    WHEN = auto()
    OVER = auto()
    TOO_MANY = auto()
    SNOOZED = auto()
    NOTHING_RANG = auto()
    ONLY_LISTEN = auto()


_WORDS = {
    "en": {
        Say.SET: "Your alarm will ring {when}.",
        Say.ONE: "You have one alarm, {when}.",
        Say.ALL: "You have {count} alarms: {alarms}.",
        Say.NONE: "No alarm is set.",
        Say.NO_SUCH: "There is no such alarm. You have: {alarms}.",
        Say.WHICH: "Which one? You have alarms {alarms}.",
        Say.CANCELLED: "I cancelled your alarm {when}.",
        Say.SKIPPED: "I skip your alarm {when}. The next one rings {then}.",
        Say.CANCELLED_ALL: "I cancelled all {count} alarms.",
        Say.SURE: "You have {count} alarms: {alarms}. Shall I cancel them all?",
        Say.WHEN: "For what time?",
        Say.OVER: "That time is over.",
        Say.TOO_MANY: "I can keep {count} alarms, and all of them are set.",
        Say.SNOOZED: "Your alarm will ring again at {time}.",
        Say.NOTHING_RANG: "No alarm has just rung.",
        Say.ONLY_LISTEN: "Nothing would be running to ring an alarm: start a conversation with vacli listen.",
    },
    "de": {
        Say.SET: "Dein Wecker klingelt {when}.",
        Say.ONE: "Du hast einen Wecker, {when}.",
        Say.ALL: "Du hast {count} Wecker: {alarms}.",
        Say.NONE: "Es ist kein Wecker gestellt.",
        Say.NO_SUCH: "Diesen Wecker gibt es nicht. Gestellt sind: {alarms}.",
        Say.WHICH: "Welchen? Gestellt sind: {alarms}.",
        Say.CANCELLED: "Dein Wecker {when} ist gelöscht.",
        Say.SKIPPED: "Dein Wecker {when} fällt aus. Der nächste klingelt {then}.",
        Say.CANCELLED_ALL: "Alle {count} Wecker sind gelöscht.",
        Say.SURE: "Du hast {count} Wecker: {alarms}. Soll ich alle löschen?",
        Say.WHEN: "Auf welche Uhrzeit?",
        Say.OVER: "Diese Zeit ist schon vorbei.",
        Say.TOO_MANY: "Mehr als {count} Wecker kann ich nicht stellen.",
        Say.SNOOZED: "Dein Wecker klingelt noch einmal um {time}.",
        Say.NOTHING_RANG: "Es hat gerade kein Wecker geklingelt.",
        Say.ONLY_LISTEN: "Es liefe nichts, was klingeln könnte: beginne ein Gespräch mit vacli listen.",
    },
    "fr": {
        Say.SET: "Votre réveil sonnera {when}.",
        Say.ONE: "Vous avez un réveil, {when}.",
        Say.ALL: "Vous avez {count} réveils : {alarms}.",
        Say.NONE: "Aucun réveil n'est réglé.",
        Say.NO_SUCH: "Ce réveil n'existe pas. Sont réglés : {alarms}.",
        Say.WHICH: "Lequel ? Sont réglés : {alarms}.",
        Say.CANCELLED: "Votre réveil {when} est annulé.",
        Say.SKIPPED: "Votre réveil {when} ne sonnera pas. Le prochain sonnera {then}.",
        Say.CANCELLED_ALL: "Les {count} réveils sont annulés.",
        Say.SURE: "Vous avez {count} réveils : {alarms}. Dois-je tous les annuler ?",
        Say.WHEN: "Pour quelle heure ?",
        Say.OVER: "Cette heure est déjà passée.",
        Say.TOO_MANY: "Je ne peux pas garder plus de {count} réveils.",
        Say.SNOOZED: "Votre réveil sonnera de nouveau à {time}.",
        Say.NOTHING_RANG: "Aucun réveil ne vient de sonner.",
        Say.ONLY_LISTEN: "Rien ne pourrait sonner : commencez une conversation avec vacli listen.",
    },
    "es": {
        Say.SET: "Tu alarma sonará {when}.",
        Say.ONE: "Tienes una alarma, {when}.",
        Say.ALL: "Tienes {count} alarmas: {alarms}.",
        Say.NONE: "No hay ninguna alarma puesta.",
        Say.NO_SUCH: "No existe esa alarma. Tienes: {alarms}.",
        Say.WHICH: "¿Cuál? Tienes alarmas {alarms}.",
        Say.CANCELLED: "He cancelado tu alarma, {when}.",
        Say.SKIPPED: "Tu alarma no sonará {when}. La próxima será {then}.",
        Say.CANCELLED_ALL: "He cancelado las {count} alarmas.",
        Say.SURE: "Tienes {count} alarmas: {alarms}. ¿Las cancelo todas?",
        Say.WHEN: "¿A qué hora?",
        Say.OVER: "Esa hora ya ha pasado.",
        Say.TOO_MANY: "No puedo guardar más de {count} alarmas.",
        Say.SNOOZED: "Tu alarma sonará otra vez a las {time}.",
        Say.NOTHING_RANG: "No acaba de sonar ninguna alarma.",
        Say.ONLY_LISTEN: "Nada podría sonar: empieza una conversación con vacli listen.",
    },
}
FOR_TIME = {
    "en": "set an alarm for {}",
    "de": "stell einen wecker auf {}",
    "fr": "mets un réveil pour {}",
    "es": "pon una alarma para {}",
}
FOR_TIME_ON = {
    "en": "set an alarm {day} at {{}}",
    "de": "stell einen wecker {day} um {{}}",
    "fr": "mets un réveil {day} à {{}}",
    "es": "pon una alarma {day} a {{}}",
}
CANCEL = {
    "en": "cancel the alarm for {}",
    "de": "lösche den wecker um {}",
    "fr": "annule le réveil de {}",
    "es": "cancela la alarma de {}",
}
MOVE = {
    "en": "move my alarm {}",
    "de": "verschieb meinen wecker {}",
    "fr": "déplace mon réveil {}",
    "es": "mueve mi alarma {}",
}
MOVE_TO = {
    "en": "change the {{}} alarm to {time}",
    "de": "ändere den wecker von {{}} auf {time}",
    "fr": "change le réveil de {{}} à {time}",
    "es": "cambia la alarma de {{}} a las {time}",
}
"""Sentences that an answer to what was asked back is put into."""


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    return _WORDS[language][what].format(**parts)
