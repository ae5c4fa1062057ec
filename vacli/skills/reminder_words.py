"""What is said about reminders, in four languages."""

from enum import Enum, auto


class Say(Enum):
    SET = auto()
    SET_IN = auto()
    ONE = auto()
    ALL = auto()
    EACH = auto()
    NONE = auto()
    NO_SUCH = auto()
    WHICH = auto()
    CANCELLED = auto()
    CANCELLED_ALL = auto()
    SURE = auto()
    WHEN = auto()
    OF_WHAT = auto()
    OVER = auto()
    TOO_FAR = auto()
    TOO_LONG = auto()
    TOO_MANY = auto()
    ONLY_LISTEN = auto()


_WORDS = {
    "en": {
        Say.SET: "I will remind you {when}: {text}.",
        Say.SET_IN: "I will remind you in {length}: {text}.",
        Say.ONE: "You have one reminder, {reminders}.",
        Say.ALL: "You have {count} reminders: {reminders}.",
        Say.EACH: "{when}, {text}",
        Say.NONE: "You have no reminders.",
        Say.NO_SUCH: "There is no such reminder. You have: {reminders}.",
        Say.WHICH: "Which one? You have: {reminders}.",
        Say.CANCELLED: "I cancelled your reminder: {text}.",
        Say.CANCELLED_ALL: "I cancelled all {count} reminders.",
        Say.SURE: "You have {count} reminders. Shall I cancel them all?",
        Say.WHEN: "When?",
        Say.OF_WHAT: "What should I remind you of?",
        Say.OVER: "That time is over.",
        Say.TOO_FAR: "That is too far ahead for me.",
        Say.TOO_LONG: "That is too long for a reminder.",
        Say.TOO_MANY: "I can keep {count} reminders, and have that many.",
        Say.ONLY_LISTEN: "Nothing would be running to remind you: start a conversation with vacli listen.",
    },
    "de": {
        Say.SET: "Ich erinnere dich {when}: {text}.",
        Say.SET_IN: "Ich erinnere dich in {length}: {text}.",
        Say.ONE: "Du hast eine Erinnerung, {reminders}.",
        Say.ALL: "Du hast {count} Erinnerungen: {reminders}.",
        Say.EACH: "{when}, {text}",
        Say.NONE: "Du hast keine Erinnerungen.",
        Say.NO_SUCH: "Diese Erinnerung gibt es nicht. Du hast: {reminders}.",
        Say.WHICH: "Welche? Du hast: {reminders}.",
        Say.CANCELLED: "Diese Erinnerung ist gelöscht: {text}.",
        Say.CANCELLED_ALL: "Alle {count} Erinnerungen sind gelöscht.",
        Say.SURE: "Du hast {count} Erinnerungen. Soll ich alle löschen?",
        Say.WHEN: "Wann?",
        Say.OF_WHAT: "Woran soll ich dich erinnern?",
        Say.OVER: "Diese Zeit ist schon vorbei.",
        Say.TOO_FAR: "So weit voraus kann ich dich nicht erinnern.",
        Say.TOO_LONG: "Das ist zu lang für eine Erinnerung.",
        Say.TOO_MANY: "Mehr als {count} Erinnerungen kann ich mir nicht merken.",
        Say.ONLY_LISTEN: "Es liefe nichts, was dich erinnern könnte: beginne ein Gespräch mit vacli listen.",
    },
    "fr": {
        Say.SET: "Je vous le rappellerai {when} : {text}.",
        Say.SET_IN: "Je vous le rappellerai dans {length} : {text}.",
        Say.ONE: "Vous avez un rappel, {reminders}.",
        Say.ALL: "Vous avez {count} rappels : {reminders}.",
        Say.EACH: "{when}, {text}",
        Say.NONE: "Vous n'avez aucun rappel.",
        Say.NO_SUCH: "Ce rappel n'existe pas. Vous avez : {reminders}.",
        Say.WHICH: "Lequel ? Vous avez : {reminders}.",
        Say.CANCELLED: "Ce rappel est annulé : {text}.",
        Say.CANCELLED_ALL: "Les {count} rappels sont annulés.",
        Say.SURE: "Vous avez {count} rappels. Dois-je tous les annuler ?",
        Say.WHEN: "Quand ?",
        Say.OF_WHAT: "Que dois-je vous rappeler ?",
        Say.OVER: "Ce moment est déjà passé.",
        Say.TOO_FAR: "C'est trop loin pour moi.",
        Say.TOO_LONG: "C'est trop long pour un rappel.",
        Say.TOO_MANY: "Je ne peux pas garder plus de {count} rappels.",
        Say.ONLY_LISTEN: "Rien ne pourrait vous le rappeler : commencez une conversation avec vacli listen.",
    },
    "es": {
        Say.SET: "Te lo recordaré {when}: {text}.",
        Say.SET_IN: "Te lo recordaré en {length}: {text}.",
        Say.ONE: "Tienes un recordatorio, {reminders}.",
        Say.ALL: "Tienes {count} recordatorios: {reminders}.",
        Say.EACH: "{when}, {text}",
        Say.NONE: "No tienes recordatorios.",
        Say.NO_SUCH: "No existe ese recordatorio. Tienes: {reminders}.",
        Say.WHICH: "¿Cuál? Tienes: {reminders}.",
        Say.CANCELLED: "He cancelado el recordatorio: {text}.",
        Say.CANCELLED_ALL: "He cancelado los {count} recordatorios.",
        Say.SURE: "Tienes {count} recordatorios. ¿Los cancelo todos?",
        Say.WHEN: "¿Cuándo?",
        Say.OF_WHAT: "¿Qué te recuerdo?",
        Say.OVER: "Ese momento ya ha pasado.",
        Say.TOO_FAR: "Eso está demasiado lejos para mí.",
        Say.TOO_LONG: "Es demasiado largo para un recordatorio.",
        Say.TOO_MANY: "No puedo guardar más de {count} recordatorios.",
        Say.ONLY_LISTEN: "Nada podría recordártelo: empieza una conversación con vacli listen.",
    },
}
AT_TIME = {
    "en": "remind me {{}} to {text}",
    "de": "erinnere mich {{}} daran {text}",
    "fr": "rappelle moi {{}} de {text}",
    "es": "recuérdame {{}} que {text}",
}
OF_THAT = {
    "en": "remind me {day} at {time} to {{}}",
    "de": "erinnere mich {day} um {time} daran {{}}",
    "fr": "rappelle moi {day} à {time} de {{}}",
    "es": "recuérdame {day} a las {time} que {{}}",
}
OF_THAT_SOME_TIME = {
    "en": "remind me to {}",
    "de": "erinnere mich daran {}",
    "fr": "rappelle moi de {}",
    "es": "recuérdame que {}",
}
CANCEL = {
    "en": "cancel the reminder to {}",
    "de": "lösche die erinnerung an {}",
    "fr": "supprime le rappel de {}",
    "es": "borra el recordatorio de {}",
}
"""Sentences that an answer to what was asked back is put into."""


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    return _WORDS[language][what].format(**parts)
