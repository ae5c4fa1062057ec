"""What is said about notes and about what was to be remembered, in four languages."""

from enum import Enum, auto


class Say(Enum):
    NOTED = auto()
    NOTE_WHAT = auto()
    NOTE_SENTENCE = auto()
    ONE_NOTE = auto()
    NOTES = auto()
    NO_NOTES = auto()
    CLEAR_NOTES = auto()
    NOTES_CLEARED = auto()
    REMEMBERED = auto()
    REMEMBER_WHAT = auto()
    REMEMBER_SENTENCE = auto()
    KNOWN = auto()
    TOLD = auto()
    NOTHING_ABOUT = auto()
    ALL_TOLD = auto()
    NOTHING = auto()
    FORGOT = auto()
    FORGET_ALL_OF = auto()
    CLEAR_ALL = auto()
    ALL_CLEARED = auto()
    NOTHING_KEPT = auto()


_WORDS = {
    "en": {
        Say.NOTED: "Noted: {text}.",
        Say.NOTE_WHAT: "What shall I note?",
        Say.NOTE_SENTENCE: "note down {}",
        Say.ONE_NOTE: "You have one note: {texts}.",
        Say.NOTES: "You have {count} notes, the latest first: {texts}.",
        Say.NO_NOTES: "You have no notes.",
        Say.CLEAR_NOTES: "Shall I delete all your notes, {count} in all?",
        Say.NOTES_CLEARED: "All your notes are deleted.",
        Say.REMEMBERED: "I will remember: {text}.",
        Say.REMEMBER_WHAT: "What shall I remember?",
        Say.REMEMBER_SENTENCE: "remember that {}",
        Say.KNOWN: "I remember that already.",
        Say.TOLD: "You told me: {texts}.",
        Say.NOTHING_ABOUT: "You have not told me anything about {about}.",
        Say.ALL_TOLD: "You asked me to remember this, {count} in all, the latest first: {texts}.",
        Say.NOTHING: "You have not asked me to remember anything.",
        Say.FORGOT: "I forgot this: {texts}.",
        Say.FORGET_ALL_OF: "Shall I forget all of this: {texts}?",
        Say.CLEAR_ALL: "Shall I delete all your lists, your notes and what I remember, {count} in all? Timers stay.",
        Say.ALL_CLEARED: "I have forgotten everything. Timers stay.",
        Say.NOTHING_KEPT: "There is nothing to forget.",
    },
    "de": {
        Say.NOTED: "Notiert: {text}.",
        Say.NOTE_WHAT: "Was soll ich notieren?",
        Say.NOTE_SENTENCE: "notiere {}",
        Say.ONE_NOTE: "Du hast eine Notiz: {texts}.",
        Say.NOTES: "Du hast {count} Notizen, die neueste zuerst: {texts}.",
        Say.NO_NOTES: "Du hast keine Notizen.",
        Say.CLEAR_NOTES: "Soll ich alle deine Notizen löschen, insgesamt {count}?",
        Say.NOTES_CLEARED: "Alle deine Notizen sind gelöscht.",
        Say.REMEMBERED: "Ich merke mir: {text}.",
        Say.REMEMBER_WHAT: "Was soll ich mir merken?",
        Say.REMEMBER_SENTENCE: "merk dir dass {}",
        Say.KNOWN: "Das habe ich mir schon gemerkt.",
        Say.TOLD: "Du hast mir gesagt: {texts}.",
        Say.NOTHING_ABOUT: "Über {about} hast du mir nichts gesagt.",
        Say.ALL_TOLD: "Das sollte ich mir merken, insgesamt {count}, das Neueste zuerst: {texts}.",
        Say.NOTHING: "Ich sollte mir noch nichts merken.",
        Say.FORGOT: "Das habe ich vergessen: {texts}.",
        Say.FORGET_ALL_OF: "Soll ich das alles vergessen: {texts}?",
        Say.CLEAR_ALL: "Soll ich alle Listen, Notizen und alles Gemerkte löschen, insgesamt {count}? Timer bleiben.",
        Say.ALL_CLEARED: "Ich habe alles vergessen. Timer bleiben.",
        Say.NOTHING_KEPT: "Es gibt nichts zu vergessen.",
    },
    "fr": {
        Say.NOTED: "C'est noté : {text}.",
        Say.NOTE_WHAT: "Que faut-il noter ?",
        Say.NOTE_SENTENCE: "note {}",
        Say.ONE_NOTE: "Vous avez une note : {texts}.",
        Say.NOTES: "Vous avez {count} notes, la plus récente d'abord : {texts}.",
        Say.NO_NOTES: "Vous n'avez pas de notes.",
        Say.CLEAR_NOTES: "Faut-il effacer toutes vos notes, {count} en tout ?",
        Say.NOTES_CLEARED: "Toutes vos notes sont effacées.",
        Say.REMEMBERED: "Je retiens : {text}.",
        Say.REMEMBER_WHAT: "Que faut-il retenir ?",
        Say.REMEMBER_SENTENCE: "retiens que {}",
        Say.KNOWN: "Je le retiens déjà.",
        Say.TOLD: "Vous m'avez dit : {texts}.",
        Say.NOTHING_ABOUT: "Vous ne m'avez rien dit à ce sujet : {about}.",
        Say.ALL_TOLD: "Vous m'avez demandé de retenir ceci, {count} en tout, le plus récent d'abord : {texts}.",
        Say.NOTHING: "Vous ne m'avez rien demandé de retenir.",
        Say.FORGOT: "J'ai oublié ceci : {texts}.",
        Say.FORGET_ALL_OF: "Faut-il oublier tout ceci : {texts} ?",
        Say.CLEAR_ALL: "Faut-il effacer listes, notes et ce que je retiens, {count} en tout ? Pas les minuteurs.",
        Say.ALL_CLEARED: "J'ai tout oublié. Les minuteurs restent.",
        Say.NOTHING_KEPT: "Il n'y a rien à oublier.",
    },
    "es": {
        Say.NOTED: "Anotado: {text}.",
        Say.NOTE_WHAT: "¿Qué anoto?",
        Say.NOTE_SENTENCE: "anota {}",
        Say.ONE_NOTE: "Tienes una nota: {texts}.",
        Say.NOTES: "Tienes {count} notas, la más reciente primero: {texts}.",
        Say.NO_NOTES: "No tienes notas.",
        Say.CLEAR_NOTES: "¿Borro todas tus notas, {count} en total?",
        Say.NOTES_CLEARED: "He borrado todas tus notas.",
        Say.REMEMBERED: "Recordaré: {text}.",
        Say.REMEMBER_WHAT: "¿Qué quieres que recuerde?",
        Say.REMEMBER_SENTENCE: "recuerda que {}",
        Say.KNOWN: "Eso ya lo recuerdo.",
        Say.TOLD: "Me dijiste: {texts}.",
        Say.NOTHING_ABOUT: "No me has dicho nada sobre {about}.",
        Say.ALL_TOLD: "Me pediste recordar esto, {count} en total, lo más reciente primero: {texts}.",
        Say.NOTHING: "No me has pedido que recuerde nada.",
        Say.FORGOT: "He olvidado esto: {texts}.",
        Say.FORGET_ALL_OF: "¿Olvido todo esto: {texts}?",
        Say.CLEAR_ALL: "¿Borro tus listas, tus notas y lo que recuerdo, {count} en total? No los temporizadores.",
        Say.ALL_CLEARED: "Lo he olvidado todo. Los temporizadores se quedan.",
        Say.NOTHING_KEPT: "No hay nada que olvidar.",
    },
}


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in; without parts as it stands."""
    return _WORDS[language][what].format(**parts) if parts else _WORDS[language][what]
