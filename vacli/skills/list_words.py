"""What is said about lists, in four languages, and how what is to go on them is told apart."""

import re
from enum import Enum, auto

SHOPPING, TO_DO = "shopping", "to do"
"""Names of lists, in every language."""

_AND = {
    "en": "and also|and|plus|as well as|&",
    "de": "und auch|und|sowie|&",
    "fr": "et aussi|et|ainsi que|&",
    "es": "y también|y|e|además de|&",
}
_PAIRS = {
    "en": "salt and pepper|mac and cheese|macaroni and cheese|fish and chips|gin and tonic|half and half|rum and coke"
    "|peanut butter and jelly|cookies and cream|salt and vinegar|cheese and onion|sour cream and onion|pork and beans"
    "|ben and jerry's|head and shoulders|arm and hammer|johnson and johnson|sweet and sour|black and white"
    "|needle and thread|nuts and bolts|pen and paper|pots and pans|knife and fork|cream and sugar"
    "|cream cheese|garlic bread|milk chocolate|chocolate milk|chocolate biscuits|chocolate cookies|coffee beans"
    "|butter beans|rice noodles|rice flour|fish oil|pepper salami|garlic butter|butter cookies|butter biscuits"
    "|cheese crackers|honey mustard|tomato ketchup|beef sausages|chicken sausages|passport photos|camera batteries",
    "de": "salz und pfeffer|essig und öl|fisch und chips|nadel und faden|messer und gabel|stift und papier",
    "fr": "sel et poivre|sel et le poivre|poivre et sel|huile et vinaigre|papier et crayon",
    "es": "sal y pimienta|aceite y vinagre|papel y lápiz|aguja e hilo",
}
_GROCERIES = {
    "en": "milk eggs bread butter cheese coffee tea sugar salt flour rice pasta apples bananas oranges lemons grapes"
    " pears tomatoes potatoes onions carrots garlic lettuce cucumber cucumbers mushrooms peppers broccoli"
    " spinach chicken beef ham bacon fish salmon tuna sausages yogurt yoghurt cream honey jam cereal oats"
    " noodles beans water juice beer wine soap shampoo toothpaste tissues napkins batteries strawberries"
    " blueberries avocados limes spaghetti ketchup mustard mayonnaise vinegar oil pepper chocolate cookies"
    " biscuits crackers nuts"
    " passport charger toothbrush towel towels sunglasses pyjamas pajamas socks underwear sandals swimsuit camera"
    " wallet keys umbrella hat gloves scarf headphones tickets",
    "de": "milch eier brot butter käse kaffee tee zucker salz mehl reis nudeln äpfel bananen tomaten kartoffeln"
    " zwiebeln knoblauch salat gurken karotten möhren paprika hähnchen wurst schinken fisch joghurt sahne honig"
    " marmelade wasser saft bier wein seife zahnpasta",
    "fr": "lait œufs pain beurre fromage café thé sucre sel farine riz pâtes pommes bananes tomates oignons carottes"
    " ail salade poulet jambon poisson yaourts crème miel confiture eau jus bière vin savon",
    "es": "leche huevos pan mantequilla queso café té azúcar sal harina arroz pasta manzanas plátanos tomates"
    " patatas cebollas zanahorias ajo lechuga pollo jamón pescado yogur nata miel mermelada agua zumo cerveza"
    " vino jabón",
}
_TASKS = {
    "en": "fix clean call phone ring email text write send buy get pick collect drop take bring wash mow water feed"
    " walk book cancel renew pay order return post mail finish start do make cook bake iron fold hoover vacuum"
    " sweep mop dust tidy sort paint repair replace change charge check clear empty put hang move pack unpack"
    " plan arrange print sign study read learn practise practice visit meet see ask tell remind service"
    " install remove cut trim weed plant"
}
"""What a task begins with."""


class Say(Enum):
    ADDED = auto()
    ALREADY = auto()
    TOO_MANY = auto()
    REMOVED = auto()
    NOT_ON = auto()
    WHICH = auto()
    READ = auto()
    EMPTY = auto()
    HAS = auto()
    HAS_NOT = auto()
    CLEAR = auto()
    CLEARED = auto()
    WHAT = auto()
    ADD_WHAT = auto()
    LISTS = auto()
    NO_LISTS = auto()


_WORDS = {
    "en": {
        Say.ADDED: "I added {items} to your {list}.",
        Say.ALREADY: "Already on your {list}: {items}.",
        Say.TOO_MANY: "I take {most} things at a time, so the rest is left out.",
        Say.REMOVED: "I took {items} off your {list}.",
        Say.NOT_ON: "Not on your {list}: {items}.",
        Say.WHICH: "Which one do you mean: {items}?",
        Say.READ: "On your {list}: {items}.",
        Say.EMPTY: "Your {list} is empty.",
        Say.HAS: "Yes, on your {list}: {items}.",
        Say.HAS_NOT: "No, I see no {items} on your {list}.",
        Say.CLEAR: "Shall I delete your {list}, {count} in all?",
        Say.CLEARED: "Your {list} is empty now.",
        Say.WHAT: "What shall I add to your {list}?",
        Say.ADD_WHAT: "add {{}} to the {list}",
        Say.LISTS: "You have: {items}.",
        Say.NO_LISTS: "There is nothing on any list.",
    },
    "de": {
        Say.ADDED: "Auf deiner {list} steht jetzt auch: {items}.",
        Say.ALREADY: "Schon auf deiner {list}: {items}.",
        Say.TOO_MANY: "Ich nehme {most} Dinge auf einmal, der Rest fehlt also.",
        Say.REMOVED: "Von deiner {list} gestrichen: {items}.",
        Say.NOT_ON: "Nicht auf deiner {list}: {items}.",
        Say.WHICH: "Was davon meinst du: {items}?",
        Say.READ: "Auf deiner {list}: {items}.",
        Say.EMPTY: "Deine {list} ist leer.",
        Say.HAS: "Ja, auf deiner {list}: {items}.",
        Say.HAS_NOT: "Nein, auf deiner {list} fehlt: {items}.",
        Say.CLEAR: "Soll ich deine {list} löschen, insgesamt {count}?",
        Say.CLEARED: "Deine {list} ist jetzt leer.",
        Say.WHAT: "Was soll auf deine {list}?",
        Say.ADD_WHAT: "setz {{}} auf die {list}",
        Say.LISTS: "Du hast: {items}.",
        Say.NO_LISTS: "Auf keiner Liste steht etwas.",
    },
    "fr": {
        Say.ADDED: "Ajouté à votre {list} : {items}.",
        Say.ALREADY: "Déjà sur votre {list} : {items}.",
        Say.TOO_MANY: "Je prends {most} choses à la fois, le reste manque donc.",
        Say.REMOVED: "Retiré de votre {list} : {items}.",
        Say.NOT_ON: "Pas sur votre {list} : {items}.",
        Say.WHICH: "De quoi parlez-vous : {items} ?",
        Say.READ: "Sur votre {list} : {items}.",
        Say.EMPTY: "Votre {list} est vide.",
        Say.HAS: "Oui, sur votre {list} : {items}.",
        Say.HAS_NOT: "Non, pas sur votre {list} : {items}.",
        Say.CLEAR: "Faut-il vider votre {list}, {count} en tout ?",
        Say.CLEARED: "Votre {list} est vide maintenant.",
        Say.WHAT: "Que faut-il ajouter à votre {list} ?",
        Say.ADD_WHAT: "ajoute {{}} à la {list}",
        Say.LISTS: "Vous avez : {items}.",
        Say.NO_LISTS: "Il n'y a rien sur aucune liste.",
    },
    "es": {
        Say.ADDED: "He añadido a tu {list}: {items}.",
        Say.ALREADY: "Ya está en tu {list}: {items}.",
        Say.TOO_MANY: "Acepto {most} cosas a la vez, así que falta el resto.",
        Say.REMOVED: "He quitado de tu {list}: {items}.",
        Say.NOT_ON: "No está en tu {list}: {items}.",
        Say.WHICH: "¿Cuál quieres decir: {items}?",
        Say.READ: "En tu {list}: {items}.",
        Say.EMPTY: "Tu {list} está vacía.",
        Say.HAS: "Sí, en tu {list}: {items}.",
        Say.HAS_NOT: "No, en tu {list} no hay: {items}.",
        Say.CLEAR: "¿Borro tu {list}, {count} en total?",
        Say.CLEARED: "Tu {list} está vacía.",
        Say.WHAT: "¿Qué añado a tu {list}?",
        Say.ADD_WHAT: "añade {{}} a la {list}",
        Say.LISTS: "Tienes: {items}.",
        Say.NO_LISTS: "No hay nada en ninguna lista.",
    },
}
_CALLED = {
    "en": {SHOPPING: "shopping list", TO_DO: "to do list", "": "{name} list"},
    "de": {SHOPPING: "Einkaufsliste", TO_DO: "Aufgabenliste", "": "Liste {name}"},
    "fr": {SHOPPING: "liste de courses", TO_DO: "liste de tâches", "": "liste {name}"},
    "es": {SHOPPING: "lista de la compra", TO_DO: "lista de tareas", "": "lista {name}"},
}


def say(what: Say, language: str, **parts: object) -> str:
    """A sentence with its parts filled in."""
    said = _WORDS[language][what].format(**parts)
    return said[0].upper() + said[1:] if what is not Say.ADD_WHAT else said


def called(name: str, language: str) -> str:
    """What a list is called: "shopping list"."""
    known = _CALLED[language]
    return known.get(name, known[""]).format(name=name)


def items_of(text: str, language: str, name: str = SHOPPING) -> list[str]:
    """The things that a text names, apart at commas and "and", but for well-known pairs.

    What is to be done ("call mum and dad") is apart at "and" only before another task, or if it is at commas too.
    """
    held = re.sub(rf"\b({_PAIRS[language]})\b", lambda pair: pair.group().replace(" ", "\0"), text)
    parts = [part for part in re.split(r"\s*[,;\n]\s*", held) if part.strip()]
    joined = rf"(?:^|\s+)(?:{_AND[language]})\s+"
    if name == TO_DO and len(parts) == 1:
        parts = _tasks(re.split(joined, parts[0]), language) or parts
    else:
        parts = [each for part in parts for each in re.split(joined, part) if each and each.strip()]
    if len(held.split(",")) == 1:
        parts = [each for part in parts for each in _listed(part, language)]
    return [part.replace("\0", " ").strip() for part in parts]


def _tasks(parts: list[str], language: str) -> list[str]:
    """The parts, if each is a task of its own: a verb and what it is done to."""
    verbs = _TASKS.get(language, "").split()
    return parts if all(len(part.split()) > 1 and part.split()[0] in verbs for part in parts) else []


def _listed(part: str, language: str) -> list[str]:
    """Recognisers write no commas: nothing but words that are known to be bought one by one are so many things."""
    words, known = part.split(), _GROCERIES[language].split()
    return words if all(word in known for word in words) else [part]
