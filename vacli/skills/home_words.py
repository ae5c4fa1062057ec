"""What is said about the user's home, in four languages."""

from enum import Enum, auto


class Say(Enum):
    NOTHING = auto()  # connected
    NO_ACTION = auto()
    FAILED = auto()
    NO_STATE = auto()
    NOT_FOUND = auto()
    NONE_OF = auto()
    SURE = auto()
    DONE = auto()
    EVERYTHING = auto()
    ON = auto()
    OFF = auto()
    OPENED = auto()
    CLOSED = auto()
    LOCKED = auto()
    UNLOCKED = auto()
    SET = auto()
    UNLOCK = auto()
    OPEN = auto()
    DISARM = auto()
    ALL_OFF = auto()
    START = auto()


_WORDS = {
    "en": {
        Say.NOTHING: "I understood you, but no lights or other devices are connected to me.",
        Say.NO_ACTION: "I understood you, but home.yaml does not say what to do then.",
        Say.FAILED: "That did not work: {why}.",
        Say.NO_STATE: "I cannot know that: nothing tells me how things stand at home.",
        Say.NOT_FOUND: "I know of nothing at home that would be that: {what}.",
        Say.NONE_OF: "I know of no such thing at home: {what}.",
        Say.SURE: "{what}: {act}. Are you sure?",
        Say.DONE: "Done.",
        Say.EVERYTHING: "everything",
        Say.ON: "on",
        Say.OFF: "off",
        Say.OPENED: "opened",
        Say.CLOSED: "closed",
        Say.LOCKED: "locked",
        Say.UNLOCKED: "unlocked",
        Say.SET: "set",
        Say.UNLOCK: "unlock",
        Say.OPEN: "open",
        Say.DISARM: "disarm",
        Say.ALL_OFF: "switch off",
        Say.START: "start",
    },
    "de": {
        Say.NOTHING: "Ich habe dich verstanden, aber mit mir sind keine Lampen oder anderen Geräte verbunden.",
        Say.NO_ACTION: "Ich habe dich verstanden, aber in home.yaml steht nicht, was dann zu tun ist.",
        Say.FAILED: "Das hat nicht geklappt: {why}.",
        Say.NO_STATE: "Das kann ich nicht wissen: Mir sagt niemand, wie es zu Hause steht.",
        Say.NOT_FOUND: "Ich kenne zu Hause nichts, was das sein könnte: {what}.",
        Say.NONE_OF: "So etwas kenne ich zu Hause nicht: {what}.",
        Say.SURE: "{what}: {act}. Bist du sicher?",
        Say.DONE: "Erledigt.",
        Say.EVERYTHING: "alles",
        Say.ON: "an",
        Say.OFF: "aus",
        Say.OPENED: "geöffnet",
        Say.CLOSED: "geschlossen",
        Say.LOCKED: "abgeschlossen",
        Say.UNLOCKED: "aufgeschlossen",
        Say.SET: "eingestellt",
        Say.UNLOCK: "aufschließen",
        Say.OPEN: "öffnen",
        Say.DISARM: "Alarm ausschalten",
        Say.ALL_OFF: "ausschalten",
        Say.START: "starten",
    },
    "fr": {
        Say.NOTHING: "Je vous ai compris, mais aucune lampe ni aucun autre appareil ne m'est relié.",
        Say.NO_ACTION: "Je vous ai compris, mais home.yaml ne dit pas quoi faire alors.",
        Say.FAILED: "Cela n'a pas marché : {why}.",
        Say.NO_STATE: "Je ne peux pas le savoir : rien ne me dit ce qu'il en est à la maison.",
        Say.NOT_FOUND: "Je ne connais rien à la maison qui serait cela : {what}.",
        Say.NONE_OF: "Je ne connais rien de tel à la maison : {what}.",
        Say.SURE: "{what} : {act}. Vous êtes sûr ?",
        Say.DONE: "C'est fait.",
        Say.EVERYTHING: "tout",
        Say.ON: "allumé",
        Say.OFF: "éteint",
        Say.OPENED: "ouvert",
        Say.CLOSED: "fermé",
        Say.LOCKED: "verrouillé",
        Say.UNLOCKED: "déverrouillé",
        Say.SET: "réglé",
        Say.UNLOCK: "déverrouiller",
        Say.OPEN: "ouvrir",
        Say.DISARM: "désarmer",
        Say.ALL_OFF: "éteindre",
        Say.START: "démarrer",
    },
    "es": {
        Say.NOTHING: "Te he entendido, pero no tengo luces ni otros aparatos conectados.",
        Say.NO_ACTION: "Te he entendido, pero home.yaml no dice qué hacer entonces.",
        Say.FAILED: "No ha funcionado: {why}.",
        Say.NO_STATE: "No puedo saberlo: nada me dice cómo está la casa.",
        Say.NOT_FOUND: "No conozco nada en casa que sea eso: {what}.",
        Say.NONE_OF: "No conozco nada así en casa: {what}.",
        Say.SURE: "{what}: {act}. ¿Seguro?",
        Say.DONE: "Hecho.",
        Say.EVERYTHING: "todo",
        Say.ON: "encendido",
        Say.OFF: "apagado",
        Say.OPENED: "abierto",
        Say.CLOSED: "cerrado",
        Say.LOCKED: "cerrado con llave",
        Say.UNLOCKED: "abierto con llave",
        Say.SET: "ajustado",
        Say.UNLOCK: "abrir la cerradura",
        Say.OPEN: "abrir",
        Say.DISARM: "desarmar",
        Say.ALL_OFF: "apagar",
        Say.START: "poner en marcha",
    },
}


_KINDS = {
    "light": ("lights", "Licht", "lumières", "luces"),
    "fan": ("fans", "Ventilatoren", "ventilateurs", "ventiladores"),
    "switch": ("switches", "Schalter", "interrupteurs", "interruptores"),
    "lock": ("locks", "Schlösser", "serrures", "cerraduras"),
    "cover": ("blinds", "Rollläden", "volets", "persianas"),
    "curtain": ("curtains", "Vorhänge", "rideaux", "cortinas"),
    "garage": ("garage door", "Garagentor", "porte de garage", "puerta del garaje"),
    "gate": ("gate", "Tor", "portail", "portón"),
    "door": ("doors", "Türen", "portes", "puertas"),
    "window": ("windows", "Fenster", "fenêtres", "ventanas"),
    "valve": ("valves", "Ventile", "vannes", "válvulas"),
    "media_player": ("players", "Abspielgeräte", "lecteurs", "reproductores"),
    "climate": ("thermostats", "Thermostate", "thermostats", "termostatos"),
}


def kind(name: str, language: str) -> str:
    """What things of a domain or class are called; empty for one that has no word here."""
    return dict(zip(_WORDS, _KINDS.get(name, ("",) * 4), strict=True))[language]


def say(said: Say, language: str, /, **values: object) -> str:
    return _WORDS[language][said].format(**values)
