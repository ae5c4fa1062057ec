"""How bare words are written in four languages: times, dates, questions, capitals."""

import re

from vacli.text.ear_de import MONTHS as MONATE
from vacli.text.ear_en import MONTHS
from vacli.text.ear_es import MONTHS as MESES
from vacli.text.ear_fr import MONTHS as MOIS
from vacli.text.shape_language import END, ORDINAL, SAID, Case, Rule, Shapes, number

H, M, D, N = number(r"1?\d|2[0-4]"), number(r"[1-5]\d"), number(r"[1-5]?\d"), number()
U, ORD, CENTURY, YY = number(r"\d"), number(r"\d{1,2}\D{0,4}", ORDINAL), number("1[1-9]|20"), number(r"[1-9]\d")


def clock(hour: str, minute: str | int) -> str:
    return f"{hour}:{int(minute):02}"


def before(hour: str, minutes: str | int) -> str:
    """So many minutes before an hour: 45 is 15 before the next."""
    return f"{int(hour) - 1 or 12}:{60 - int(minutes):02}"


def _any(names: "tuple[str, ...]") -> str:
    return "|".join(name.lower() for name in names)


def capital(names: str) -> Case:
    return re.compile(rf"(?<![\w'-])(?:{names})(?![\w-])"), lambda match: match[0].capitalize()


_AT = "at|by|until|till|before|after|from|around|about|for|since"
_MONTH = _any(MONTHS)
_SURE_MONTH = "|".join(name for name in _MONTH.split("|") if name not in ("may", "march", "august"))
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_HALF = r"(?: (a\.?m\.?|p\.?m\.?|a m|p m)(?![^ ]))"
_TIMED = (
    r"(?! (?:percent|per|dollars?|euros?|cents?|degrees?|minutes?|hours?|seconds?|days?|kilo\w+|met\w+|miles?|"
    r"grams?|people)\b)"
)


def _half(said: str | None) -> str:
    return f" {said[0]}m" if said else ""


ENGLISH_RULES: tuple[Rule, ...] = (
    (rf"(?<![^ ])half past {H}{_HALF}?", lambda m: clock(m[1], 30) + _half(m[2])),
    (rf"(?<![^ ])(?:a )?quarter past {H}{_HALF}?", lambda m: clock(m[1], 15) + _half(m[2])),
    (rf"(?<![^ ])(?:a )?quarter to {H}{_HALF}?", lambda m: before(m[1], 15) + _half(m[2])),
    (rf"{D} (?:minutes? )?past {H}{_HALF}?", lambda m: clock(m[2], m[1]) + _half(m[3])),
    (
        rf"(?<![^ ])((?:at|by|until|till|before|is|it's) ){D} (?:minutes )?to {H}{_HALF}?",
        lambda m: m[1] + before(m[3], m[2]) + _half(m[4]),
    ),
    (rf"{D} minutes to {H}{_HALF}?", lambda m: before(m[2], m[1]) + _half(m[3])),
    (rf"{H} {M}{_HALF}", lambda m: clock(m[1], m[2]) + _half(m[3])),
    (rf"{H} (?:oh|o) {U}{_HALF}", lambda m: clock(m[1], m[2]) + _half(m[3])),
    (rf"{H}{_HALF}", lambda m: m[1] + _half(m[2])),
    (rf"(?<![^ ])({_AT}) {H} (?:oh|o) {U}(?! )", lambda m: f"{m[1]} {clock(m[2], m[3])}"),
    (
        rf"(?<![^ ])({_AT}) (?!\ue000(?:19|"
        rf"20)\ue002){H} {M}{_TIMED}(?! \ue000)",
        lambda m: f"{m[1]} {clock(m[2], m[3])}",
    ),
    (rf"(?<![^ ])(at) {H} {M}{_TIMED}(?! \ue000)", lambda m: f"{m[1]} {clock(m[2], m[3])}"),
    (rf"{H} (o'clock|o clock)", lambda m: f"{m[1]} o'clock"),
    (
        rf"(?<![^ ])((?:in|since|of|year|until|from|before|after|{_MONTH}) |{ORD} ){CENTURY} {YY}{_TIMED}(?! \ue000)",
        lambda m: m[1] + m[3] + m[4],
    ),
    (rf"{number('19|20')} {YY}{_TIMED}(?! \ue000)", lambda m: m[1] + m[2]),
    (rf"{CENTURY} (?:oh|o) {U}(?! (?:oh|o)\b)(?! \ue000)", lambda m: f"{m[1]}0{m[2]}"),
    (rf"(?<![^ ])({_MONTH}) (the )?{ORD}", lambda m: f"{m[1].capitalize()} {m[2] or ''}{m[3]}"),
    (rf"{ORD} (of )?({_MONTH})(?![^ ])", lambda m: f"{m[1]} {m[2] or ''}{m[3].capitalize()}"),
    (rf"(?<![^ ])({_SURE_MONTH}) {number('[12]?[0-9]|3[01]')}(?! [\ue000\d])", lambda m: f"{m[1].capitalize()} {m[2]}"),
    (rf"{number('[0-9]+')} and a half(?![^ ])", lambda m: m[1] + "½"),
    (rf"(?<!the ){ORDINAL}([2-9])2nd{SAID}\w+ second{END}(?= [a-z])(?! of )", lambda m: f"{m[1]}0 second"),
)
_EN_VERBS = (
    "is|are|am|was|were|do|does|did|can|could|will|would|shall|should|have|has|had|may|might|isn't|aren't|don't|"
    "doesn't|didn't|can't|won't|wouldn't|couldn't|shouldn't"
)
_EN_WHO = (
    "i|you|we|they|he|she|it|there|this|that|these|those|the|a|an|my|your|our|his|her|their|any|anyone|anybody|"
    "someone|somebody|everyone|all|not"
)
ENGLISH = Shapes(
    code="en", group=",", point=".", scales={"million": 1e6, "billion": 1e9, "trillion": 1e12}, round=("hundred",
    "thousand"),
    articles=("a",), counted="seconds?|minutes?|hours?|days?|weeks?|months?|years?|pounds?|cents?|o'clock|times|"
                    "pages?|cups?|tablespoons?|teaspoons?",
    percent="percent|per cent", joins="and", minus="minus|negative",
    operators="plus|minus|times|divided by|multiplied by|over", zero="oh|o", single="a|i|o", own=ENGLISH_RULES,
    cases=(
        (re.compile(r"(?<![\w'-])i(?=$|[ ,.;:!?]|'(?:m|ll|ve|d|s)(?!\w))"), lambda m: "I"),
        capital(_DAYS),
        capital(_SURE_MONTH),
        (re.compile(r"(?<![\w'-])(?:may|march|august)(?= \d{1,2}(?:st|nd|rd|th))"), lambda m: m[0].capitalize()),
        (re.compile(r"(?<![\w'-])((?:in|of|since|until|last) )(may|march|"
                    r"august)(?![\w'-])"), lambda m: m[1] + m[2].capitalize()),
    ),
    asks=re.compile(
        rf"(?:(?:hey|okay|ok|so|and|but|well|please|hi|now|then|computer|oh|um|uh|no|yes) )*"
        rf"(?:(?:what|who|whose|whom|when|where|why|how|which|what's|who's|where's|when's|how's|why's)(?![\w'])|"
        rf"(?:{_EN_VERBS}) (?:{_EN_WHO})(?!\w)"
        rf"|(?:is|are|does|did|can|could|will|would|should|has) [\w']+ \w|(?:do|have) (?:people|cats|dogs) )"
    ),
    tells=re.compile(r"(?:what a|what an|how (?:nice|lovely|sad|sweet|stupid|awful|annoying|cool|great)$|have (?:a|"
                    r"an|the|it|that|this|another)|do (?:it|that|this|the|not|a|your|my|all)(?! \w+ \w)|when i|"
                    r"when the|when we|will power)"
                     r"(?!\w)"),
    sign_first=True, close_percent=True, unwritten=("meter", "meters", "gram", "grams"),
    more_units={"kilometre": "km", "kilometres": "km", "metre": "m", "metres": "m", "meter": "m", "meters": "m",
    "gram": "g", "grams": "g",
                "centimetre": "cm", "centimetres": "cm", "millimetre": "mm", "millimetres": "mm", "litre": "l",
                "litres": "l",
                "kilo": "kg", "kilos": "kg", "kilometres per hour": "km/h", "kilometers an hour": "km/h",
                "kilometres an hour": "km/h",
                "miles an hour": "mph", "metres per second": "m/s", "mile": "mi", "miles": "mi",
                "degrees celsius": "°C", "degrees fahrenheit": "°F", "millilitre": "ml", "millilitres": "ml",
                "foot": "ft", "feet": "ft", "square metres": "m²", "square kilometres": "km²"},
)  # fmt: skip

_MONAT = _any((*MONATE, "jänner"))
_TAGE = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_UM = r"(?<![^ ])((?:um|bis|gegen|ab|ist|vor|nach|von) )"
GERMAN = Shapes(
    code="de", group=".", point=",", scales={"millionen": 1e6, "milliarden": 1e9, "million": 1e6, "milliarde": 1e9},
    round=("hundert", "tausend"), articles=(), counted="sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|"
                    "jahre?n?|uhr|mal|seiten?",
    percent="prozent", joins="und", minus="minus", operators="plus|minus|mal|geteilt durch", zero="null", single="",
    own=(
        (rf"(?<![^ ])viertel nach {H}", lambda m: clock(m[1], 15) + " Uhr"),
        (rf"(?<![^ ])viertel vor {H}", lambda m: before(m[1], 15) + " Uhr"),
        (rf"(?<![^ ])halb {H}", lambda m: before(m[1], 30) + " Uhr"),
        (rf"{_UM}{D} (?:minuten )?vor {H}", lambda m: m[1] + before(m[3], m[2]) + " Uhr"),
        (rf"{_UM}{D} (?:minuten )?nach {H}", lambda m: m[1] + clock(m[3], m[2]) + " Uhr"),
        (rf"{H} uhr {D}(?! (?:prozent|euro|grad|minuten|kilo\w*))", lambda m: clock(m[1], m[2]) + " Uhr"),
        (r"(?<![^ ])ein uhr(?![^ ])", lambda m: "1 Uhr"),
        (rf"{ORD} ({_MONAT})(?![^ ])", lambda m: f"{m[1]} {m[2].capitalize()}"),
    ),
    cases=(capital(_TAGE), capital(_MONAT), capital("uhr|euro|dollar|prozent"),
           (re.compile(r"(?<=\d )(?:sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|"
                    r"seiten?)(?!\w)"), lambda m: m[0].capitalize())),
    asks=re.compile(r"(?:(?:hey|okay|ok|so|und|aber|also|bitte|hallo|na|computer|nein|ja) )*(?:(?:was|wer|wen|wem|"
                    r"wessen|wann|wo|woher|wohin|wie|warum|wieso|weshalb|"
                    r"welche[rsnm]?|wieviel|womit|wofür)(?!\w)|(?:ist|sind|bin|bist|war|hast|hat|habt|haben|kannst|"
                    r"kann|können|könntest|könnten|darf|dürfen|soll|"
                    r"sollte|sollen|wird|willst|weißt|gibt|geht|muss|müssen|machst|wirst|würdest) (?!mir |mal )\w+)"),
    tells=re.compile(r"(?:was für ein|wie schön$|kann sein$|ist gut$|ist okay$|geht klar$)(?!\w)"),
    alike={"zwo": "zwei"},
    more_units={"kilo": "kg", "stundenkilometer": "km/h", "pfund": "Pfund", "kilometern": "km", "metern": "m",
    "litern": "l"},
)  # fmt: skip

_MOIS = _any(MOIS)
_A = r"(?<![^ ])((?:à|vers|est|avant|après|dès|jusqu'à|pour|de) )"
FRENCH = Shapes(
    code="fr", group="\u00a0", point=",", scales={"millions": 1e6, "milliards": 1e9, "million": 1e6,
    "milliard": 1e9}, round=("cent", "mille"),
    articles=(), counted="secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?|fois|"
                    "pages?", percent="pour cent|pourcent", joins="et",
    minus="moins", operators="plus|moins|fois|divisé par", zero="zéro", single="a|y|à|ô|u",
    own=(
        (rf"{H} heures? et (?:demie?)(?![^ ])", lambda m: clock(m[1], 30)),
        (rf"{H} heures? et quart(?![^ ])", lambda m: clock(m[1], 15)),
        (rf"{H} heures? moins le quart(?![^ ])", lambda m: before(m[1], 15)),
        (rf"{H} heures? moins {D}(?! minutes)", lambda m: before(m[1], m[2])),
        (rf"{_A}{H} heures? {D}(?! (?:minutes|euros|pour|degrés|kilo\w*))", lambda m: m[1] + clock(m[2], m[3])),
        (rf"{number('1er', ORDINAL)} ({_MOIS})(?![^ ])", lambda m: f"1er {m[2]}"),
        (rf"{N} ({_MOIS})(?![^ ])", lambda m: f"{m[1]} {m[2]}"),
    ),
    cases=(),
    asks=re.compile(r"(?:(?:hé|ok|okay|alors|et|mais|bon|dis|donc|salut|non|oui|ordinateur) )*(?:(?:qu'est|est-ce|"
                    r"est ce|que|quel|quelle|quels|quelles|qui|où|comment|combien|pourquoi|"
                    r"quand est|lequel|laquelle)(?!\w)|\w+[- ](?:tu|vous|il|elle|on|ils|elles|"
                    r"je)(?! \w+r\b)(?:-\w+)?(?!\w))"),
    tells=re.compile(r"(?:quel dommage|quelle horreur|quelle chance|(?:et|mais|alors|donc|que|si|quand|parce|oui|"
                    r"non|ok|okay) (?:tu|vous|il|elle|on|je|ils|elles))(?!\w)"),
    mark="\u00a0?",
    more_units={"kilo": "kg", "kilos": "kg", "kilomètres par heure": "km/h", "kilomètres à l'heure": "km/h"},
)  # fmt: skip

_MESES = _any(MESES)
SPANISH = Shapes(
    code="es", group=".", point=",", scales={"millones": 1e6, "millón": 1e6}, round=("cien", "ciento", "mil"),
    articles=(),
    counted="segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?|veces|"
            "páginas?", percent="por ciento|porciento", joins="y|con",
    minus="menos", operators="más|menos|por|entre", zero="cero", single="a|y|o|e|u",
    own=(
        (rf"(?<![^ ])(las ){H} y media(?![^ ])", lambda m: m[1] + clock(m[2], 30)),
        (rf"(?<![^ ])(las ){H} y cuarto(?![^ ])", lambda m: m[1] + clock(m[2], 15)),
        (rf"(?<![^ ])(las ){H} menos cuarto(?![^ ])", lambda m: m[1] + before(m[2], 15)),
        (rf"(?<![^ ])(las ){H} menos {D}", lambda m: m[1] + before(m[2], m[3])),
        (rf"(?<![^ ])(las ){H} (?:y )?{D}(?! (?:euros|grados|por|minutos|"
         rf"kilo\w*))", lambda m: m[1] + clock(m[2], m[3])),
        (rf"(?<![^ ])(las ){H}(?![^ ])", lambda m: m[1] + m[2]),
        (rf"{N} (de (?:{_MESES}))(?![^ ])", lambda m: f"{m[1]} {m[2]}"),
    ),
    cases=(),
    asks=re.compile(r"(?:¿|(?:oye|vale|y|pero|entonces|bueno|hola|ordenador|por favor|no|sí) )*(?:qué|quién|quiénes|"
                    r"cuándo|dónde|adónde|cómo|cuál|cuáles|cuánto|cuánta|cuántos|cuántas|"
                    r"por qué|a qué|de qué|en qué|puedes|podrías|hay|es verdad|sabes)(?!\w)"),
    tells=re.compile(r"(?:qué (?:bien|mal|bonito|asco|pena|horror|molesto|guay|rico|lástima))(?!\w)"),
    opens="¿", alike={"veintiún": "veintiuno"},
    more_units={"kilo": "kg", "kilos": "kg", "kilómetros por hora": "km/h", "grados celsius": "°C"},
)  # fmt: skip

SHAPES = {shapes.code: shapes for shapes in (ENGLISH, GERMAN, FRENCH, SPANISH)}
