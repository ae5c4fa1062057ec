"""The short sentences of a conversation, in four languages: fixed ones, and two with a part to be filled in.

Knows nothing of when they are said.
"""

from enum import Enum, auto

from vacli.core.words import primary


class Phrase(Enum):
    SAY_AGAIN = auto()  # heard, but not understood
    NOTHING_HEARD = auto()
    NO_ANSWER = auto()  # the language model gives nothing
    FILLER = auto()
    GOODBYE = auto()
    LOUDER = auto()
    QUIETER = auto()
    SLOWER = auto()
    FASTER = auto()
    PAUSED = auto()
    TAKEN_BACK = auto()
    NOTHING_TO_REPEAT = auto()
    NOTHING_TO_TAKE_BACK = auto()
    ENGINE_FAILED = auto()
    AS_IT_IS = auto()  # asked whether to do it, the user said no
    OTHER_WORDS = auto()  # asked whether it was meant, the user said no
    UNDONE = auto()  # "delete it": the last request is taken back
    NONE_SPEAKS = auto()  # the language model does not speak the user's language, nor does any that is known
    ENOUGH = auto()  # an answer has taken too long
    TOO_LONG = auto()  # more than the language model can take at once


_WORDS = {
    "en": {
        Phrase.SAY_AGAIN: "Sorry, I did not understand that. Could you say it again?",
        Phrase.NOTHING_HEARD: "I did not hear anything.",
        Phrase.NO_ANSWER: "Sorry, I have no answer to that right now.",
        Phrase.FILLER: "Let me think.",
        Phrase.GOODBYE: "Goodbye.",
        Phrase.LOUDER: "Louder.",
        Phrase.QUIETER: "Quieter.",
        Phrase.SLOWER: "Slower.",
        Phrase.FASTER: "Faster.",
        Phrase.PAUSED: "I am waiting.",
        Phrase.TAKEN_BACK: "Never mind, then.",
        Phrase.NOTHING_TO_REPEAT: "There is nothing to repeat yet.",
        Phrase.NOTHING_TO_TAKE_BACK: "There is nothing to take back.",
        Phrase.ENGINE_FAILED: "Sorry, something failed here. Please try again.",
        Phrase.AS_IT_IS: "All right, I leave it as it is.",
        Phrase.OTHER_WORDS: "Sorry. How else would you say it?",
        Phrase.UNDONE: "All right, I took that back.",
        Phrase.NONE_SPEAKS: "My language model speaks no English.",
        Phrase.ENOUGH: "I will stop here, this takes too long.",
        Phrase.TOO_LONG: "That was too much at once. Please say it in fewer words.",
    },
    "de": {
        Phrase.SAY_AGAIN: "Das habe ich nicht verstanden. Sagst du es noch einmal?",
        Phrase.NOTHING_HEARD: "Ich habe nichts gehört.",
        Phrase.NO_ANSWER: "Darauf habe ich gerade keine Antwort.",
        Phrase.FILLER: "Ich überlege.",
        Phrase.GOODBYE: "Auf Wiederhören.",
        Phrase.LOUDER: "Lauter.",
        Phrase.QUIETER: "Leiser.",
        Phrase.SLOWER: "Langsamer.",
        Phrase.FASTER: "Schneller.",
        Phrase.PAUSED: "Ich warte.",
        Phrase.TAKEN_BACK: "Schon gut.",
        Phrase.NOTHING_TO_REPEAT: "Es gibt noch nichts zu wiederholen.",
        Phrase.NOTHING_TO_TAKE_BACK: "Es gibt nichts zurückzunehmen.",
        Phrase.ENGINE_FAILED: "Hier ist etwas schiefgegangen. Bitte versuch es noch einmal.",
        Phrase.AS_IT_IS: "Gut, es bleibt, wie es ist.",
        Phrase.OTHER_WORDS: "Entschuldigung. Wie würdest du es anders sagen?",
        Phrase.UNDONE: "Gut, das ist rückgängig gemacht.",
        Phrase.NONE_SPEAKS: "Mein Sprachmodell kann kein Deutsch.",
        Phrase.ENOUGH: "Ich höre hier auf, das dauert zu lange.",
        Phrase.TOO_LONG: "Das war zu viel auf einmal. Bitte sag es kürzer.",
    },
    "fr": {
        Phrase.SAY_AGAIN: "Je n'ai pas compris. Pouvez-vous répéter ?",
        Phrase.NOTHING_HEARD: "Je n'ai rien entendu.",
        Phrase.NO_ANSWER: "Désolé, je n'ai pas de réponse pour l'instant.",
        Phrase.FILLER: "Je réfléchis.",
        Phrase.GOODBYE: "Au revoir.",
        Phrase.LOUDER: "Plus fort.",
        Phrase.QUIETER: "Moins fort.",
        Phrase.SLOWER: "Plus lentement.",
        Phrase.FASTER: "Plus vite.",
        Phrase.PAUSED: "J'attends.",
        Phrase.TAKEN_BACK: "Très bien, oublions cela.",
        Phrase.NOTHING_TO_REPEAT: "Il n'y a encore rien à répéter.",
        Phrase.NOTHING_TO_TAKE_BACK: "Il n'y a rien à annuler.",
        Phrase.ENGINE_FAILED: "Désolé, quelque chose a échoué. Réessayez, s'il vous plaît.",
        Phrase.AS_IT_IS: "D'accord, je ne touche à rien.",
        Phrase.OTHER_WORDS: "Pardon. Comment le diriez-vous autrement ?",
        Phrase.UNDONE: "D'accord, c'est annulé.",
        Phrase.NONE_SPEAKS: "Mon modèle ne parle pas français.",
        Phrase.ENOUGH: "Je m'arrête là, c'est trop long.",
        Phrase.TOO_LONG: "C'était trop à la fois. Dites-le plus brièvement, s'il vous plaît.",
    },
    "es": {
        Phrase.SAY_AGAIN: "No lo he entendido. ¿Puedes repetirlo?",
        Phrase.NOTHING_HEARD: "No he oído nada.",
        Phrase.NO_ANSWER: "Lo siento, ahora no tengo respuesta.",
        Phrase.FILLER: "Déjame pensar.",
        Phrase.GOODBYE: "Adiós.",
        Phrase.LOUDER: "Más alto.",
        Phrase.QUIETER: "Más bajo.",
        Phrase.SLOWER: "Más despacio.",
        Phrase.FASTER: "Más rápido.",
        Phrase.PAUSED: "Espero.",
        Phrase.TAKEN_BACK: "De acuerdo, olvidado.",
        Phrase.NOTHING_TO_REPEAT: "Todavía no hay nada que repetir.",
        Phrase.NOTHING_TO_TAKE_BACK: "No hay nada que deshacer.",
        Phrase.ENGINE_FAILED: "Lo siento, algo ha fallado. Inténtalo de nuevo.",
        Phrase.AS_IT_IS: "De acuerdo, lo dejo como está.",
        Phrase.OTHER_WORDS: "Perdona. ¿Cómo lo dirías de otra manera?",
        Phrase.UNDONE: "De acuerdo, está deshecho.",
        Phrase.NONE_SPEAKS: "Mi modelo no habla español.",
        Phrase.ENOUGH: "Lo dejo aquí, tarda demasiado.",
        Phrase.TOO_LONG: "Ha sido demasiado de una vez. Dilo con menos palabras, por favor.",
    },
}


_DID_YOU_MEAN = {
    "en": "Did you mean: {}?",
    "de": "Meintest du: {}?",
    "fr": "Vouliez-vous dire : {} ?",
    "es": "¿Querías decir: {}?",
}
_NOT_SPOKEN = {
    "en": "My language model speaks no English. One that does is {}: vacli models pull {}.",
    "de": "Mein Sprachmodell kann kein Deutsch. Eines, das es kann, ist {}: vacli models pull {}.",
    "fr": "Mon modèle ne parle pas français. Le modèle {} le parle : vacli models pull {}.",
    "es": "Mi modelo no habla español. Uno que sí lo habla es {}: vacli models pull {}.",
}


def phrase(name: Phrase, language: str) -> str:
    """The sentence in a language such as de or de-AT; in English where there is none."""
    return _WORDS[_code(language)][name]


def did_you_mean(request: str, language: str) -> str:
    """Asks whether it was that."""
    return _DID_YOU_MEAN[_code(language)].format(request)


def not_spoken(other: str, language: str) -> str:
    """The language model does not speak the user's language. `other` does, if there is one."""
    return _NOT_SPOKEN[_code(language)].replace("{}", other) if other else phrase(Phrase.NONE_SPEAKS, language)


def _code(language: str) -> str:
    code = primary(language)
    return code if code in _WORDS else "en"
