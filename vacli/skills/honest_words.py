"""The honest answers, in four languages."""

from enum import Enum, auto


class Say(Enum):
    HELP = auto()
    YOU_SAID = auto()
    NOTHING_SAID = auto()
    NO_WEATHER = auto()
    NO_NEWS = auto()
    FAILED = auto()
    NO_VOICE = auto()
    BETWEEN = auto()
    VOLUME = auto()
    LOUDER = auto()
    QUIETER = auto()
    FASTER = auto()
    SLOWER = auto()


_WORDS = {
    "en": {
        Say.HELP: "You can ask me for the time and the date, for timers, alarms and reminders, for lists and notes, to"
        " remember things, for sums and units, to spell a word, to flip a coin or roll dice. Say for example: set a"
        " timer for five minutes, add milk to the shopping list, or: how many kilometres is five miles. For anything"
        " else I ask the language model on this machine.",
        Say.YOU_SAID: "You said: {said}",
        Say.NOTHING_SAID: "You have not said anything before.",
        Say.NO_WEATHER: "I work offline, so I do not know the weather.",
        Say.NO_NEWS: "I work offline, so I have no news.",
        Say.FAILED: "The program for the {command} gave no answer: {why}.",
        Say.NO_VOICE: "Only a conversation with vacli listen has a volume and a speed.",
        Say.BETWEEN: "The volume lies between 0 and 100 percent.",
        Say.VOLUME: "Volume {percent} percent.",
        Say.LOUDER: "Louder.",
        Say.QUIETER: "Quieter.",
        Say.FASTER: "Faster.",
        Say.SLOWER: "Slower.",
    },
    "de": {
        Say.HELP: "Du kannst mich nach Uhrzeit und Datum fragen, Timer, Wecker und Erinnerungen stellen, Listen und"
        " Notizen führen, dir etwas merken lassen, rechnen und umrechnen, ein Wort buchstabieren lassen, eine Münze"
        " werfen oder würfeln. Zum Beispiel: stell einen Timer auf fünf Minuten, oder: setz Milch auf die"
        " Einkaufsliste. Alles andere frage ich das Sprachmodell auf diesem Rechner.",
        Say.YOU_SAID: "Du hast gesagt: {said}",
        Say.NOTHING_SAID: "Du hast vorher nichts gesagt.",
        Say.NO_WEATHER: "Ich arbeite ohne Internet und kenne das Wetter nicht.",
        Say.NO_NEWS: "Ich arbeite ohne Internet und habe keine Nachrichten.",
        Say.FAILED: "Das Programm dafür ({command}) gab keine Antwort: {why}.",
        Say.NO_VOICE: "Lautstärke und Tempo gibt es nur in einem Gespräch mit vacli listen.",
        Say.BETWEEN: "Die Lautstärke liegt zwischen 0 und 100 Prozent.",
        Say.VOLUME: "Lautstärke {percent} Prozent.",
        Say.LOUDER: "Lauter.",
        Say.QUIETER: "Leiser.",
        Say.FASTER: "Schneller.",
        Say.SLOWER: "Langsamer.",
    },
    "fr": {
        Say.HELP: "Vous pouvez me demander l'heure et la date, des minuteurs, des réveils et des rappels, des listes et"
        " des notes, de retenir quelque chose, de calculer et de convertir, d'épeler un mot, de lancer une pièce ou des"
        " dés. Par exemple : mets un minuteur de cinq minutes, ou : ajoute du lait à la liste de courses. Pour le"
        " reste, j'interroge le modèle de langue de cette machine.",
        Say.YOU_SAID: "Vous avez dit : {said}",
        Say.NOTHING_SAID: "Vous n'avez rien dit avant.",
        Say.NO_WEATHER: "Je travaille hors ligne et ne connais pas la météo.",
        Say.NO_NEWS: "Je travaille hors ligne et n'ai pas de nouvelles.",
        Say.FAILED: "Le programme pour cela ({command}) n'a pas répondu : {why}.",
        Say.NO_VOICE: "Seule une conversation avec vacli listen a un volume et une vitesse.",
        Say.BETWEEN: "Le volume va de 0 à 100 pour cent.",
        Say.VOLUME: "Volume à {percent} pour cent.",
        Say.LOUDER: "Plus fort.",
        Say.QUIETER: "Moins fort.",
        Say.FASTER: "Plus vite.",
        Say.SLOWER: "Plus lentement.",
    },
    "es": {
        Say.HELP: "Puedes pedirme la hora y la fecha, temporizadores, alarmas y recordatorios, listas y notas, que"
        " recuerde algo, que calcule o convierta, que deletree una palabra, que lance una moneda o unos dados. Por"
        " ejemplo: pon un temporizador de cinco minutos, o: añade leche a la lista de la compra. Para lo demás pregunto"
        " al modelo de lenguaje de esta máquina.",
        Say.YOU_SAID: "Has dicho: {said}",
        Say.NOTHING_SAID: "Antes no has dicho nada.",
        Say.NO_WEATHER: "Trabajo sin conexión, así que no sé qué tiempo hace.",
        Say.NO_NEWS: "Trabajo sin conexión, así que no tengo noticias.",
        Say.FAILED: "El programa para eso ({command}) no ha respondido: {why}.",
        Say.NO_VOICE: "Solo una conversación con vacli listen tiene volumen y velocidad.",
        Say.BETWEEN: "El volumen va de 0 a 100 por ciento.",
        Say.VOLUME: "Volumen al {percent} por ciento.",
        Say.LOUDER: "Más alto.",
        Say.QUIETER: "Más bajo.",
        Say.FASTER: "Más rápido.",
        Say.SLOWER: "Más despacio.",
    },
}


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    return _WORDS[language][what].format(**parts)
