"""French for the ear: units, sums, dates, times, ordinals, titles."""

import re

from vacli.text.ear_language import Language, Rule, agree, cardinal, ordinal, table
from vacli.text.ear_roman import roman

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_RULERS = "Louis|François|Henri|Charles|Napoléon|Philippe|Jean-Paul|Paul|Benoît|Pie|Élisabeth|Catherine|Georges|Jean"


def date(when: int | None, month: int, day: int) -> str:
    said = "premier" if day == 1 else cardinal(day, "fr")
    return f"{said} {MONTHS[month - 1]}" + (f" {cardinal(when, 'fr')}" if when else "")


def clock(hour: int, minute: int, second: int) -> str:
    one = "heure" if hour < 2 else "heures"
    said = f"{agree(cardinal(hour, 'fr'), 'une heure', 'fr')} {one}"
    said += " " + cardinal(minute, "fr") if minute else ""
    return said + (f" et {agree(cardinal(second, 'fr'), 'une', 'fr')} seconde{'s' * (second > 1)}" if second else "")


def _ordinal(number: int, ending: str) -> str:
    if number == 1:
        return "première" if ending in ("re", "ère") else "premier"
    return ordinal(number, "fr")


def _century(match: re.Match[str]) -> str:
    value = roman(match[1])
    return f"{_ordinal(value, match[2])} {match[3]}" if value else match[0]


def _ruler(match: re.Match[str]) -> str:
    if match[2] == "Ier":
        return f"{match[1]} premier"
    return f"{match[1]} {cardinal(roman(match[2]), 'fr')}" if roman(match[2]) else match[0]


RULES: tuple[Rule, ...] = (
    (r"(?<![\w:.,])([01]?\d|2[0-4]) ?[hH] ?([0-5]\d)(?!\w)", lambda match: clock(int(match[1]), int(match[2]), 0)),
    (rf"(?<![\w.,])1(?:er)?(?= (?:{'|'.join(MONTHS)})\b)", lambda match: "premier"),
    (r"(?<![\w.,])(\d{1,4})(er|re|ère|ème|eme|e|nde?)(?!\w)", lambda match: _ordinal(int(match[1]), match[2])),
    (r"\b([IVX]{1,6})(er|ème|e) (siècle|siècles|République|arrondissement|dynastie)\b", _century),
    (rf"\b({_RULERS}) (Ier|[IVX]{{1,6}})\b", _ruler),
    (r"\b([Cc]hapitre|[Tt]ome|[Pp]artie|[Aa]cte|[Gg]uerre) ([IVX]{1,6})\b",
     lambda match: f"{match[1]} {cardinal(roman(match[2]), 'fr')}" if roman(match[2]) else match[0]),
    (r"(?<![\w/.,])1/2(?![\w/])", lambda match: "un demi"),
    (r"(?<![\w/.,])1/4(?![\w/])", lambda match: "un quart"),
    (r"(?<![\w/.,])3/4(?![\w/])", lambda match: "trois quarts"),
)  # fmt: skip

ABBREVIATIONS = (
    (r"\bp\. ?ex\.", "par exemple"), (r"\bc\.-à-d\.", "c'est-à-dire"), (r"\bc\.à\.d\.", "c'est-à-dire"),
    (r"\betc\.(?=\s+[A-ZÀÉ]|$)", "et cetera."), (r"\betc\b\.?", "et cetera"), (r"\benv\.", "environ"),
    (r"\bM\.(?= [A-ZÀÉ])", "Monsieur"), (r"\bMM\.(?= [A-ZÀÉ])", "Messieurs"), (r"\bMme\b\.?", "Madame"),
    (r"\bMmes\b\.?", "Mesdames"), (r"\bMlle\b\.?", "Mademoiselle"), (r"\bDr\b\.?(?= [A-ZÀÉ])", "Docteur"),
    (r"\bPr\b\.?(?= [A-ZÀÉ])", "Professeur"), (r"\b[nN][°º] ?(?=\d)", "numéro "), (r"\bp\. ?(?=\d)", "page "),
    (r"\bSt(?=[ -][A-ZÀÉ])", "Saint"), (r"\bSte(?=[ -][A-ZÀÉ])", "Sainte"), (r"\bbd\b\.?(?= )", "boulevard"),
    (r"\b[Aa]v\.(?= [A-ZÀÉdj])", "avenue"), (r"\b(?:SVP|svp)\b", "s'il vous plaît"), (r"\btél\.", "téléphone"),
    (r"\bmax\.", "maximum"), (r"\bmin\.(?= \d)", "minimum"), (r"\bav\. J\.-C\.", "avant Jésus-Christ"),
)  # fmt: skip

WORDS = {
    "point": "virgule", "power": "puissance", "minus": "moins", "plus": "plus", "to": "à", "ratio": "à",
    "per": "par", "periods": "mois|an|jour|semaine|heure|minute|seconde|personne|nuit",
    "dot": "point", "at": "arobase", "and": "et",
    "or": "ou", "equals": "égale", "times": "fois", "by": "sur", "divided": "divisé par", "about": "environ",
    "less": "inférieur à", "greater": "supérieur à", "degrees": "degrés", "number": "numéro", "hashtag": "hashtag",
    "slash": "barre", "underscore": "tiret bas", "dash": "tiret", "plusminus": "plus ou moins", "code": "Code omis.",
    "version": "version", "arrow": "vers", "sharp": "dièse", "percent": "pour cent", "½": "un demi", "¼": "un quart",
    "¾": "trois quarts", "⅓": "un tiers", "⅔": "deux tiers", "and_fraction": "et", "½_after": "demi", "²": "au carré",
    "³": "au cube",
}  # fmt: skip

UNITS = {
    "%": ("un pour cent", "pour cent"),
    "‰": ("un pour mille", "pour mille"),
    **table(
        "un",
        "km kilomètre; m mètre; cm centimètre; mm millimètre; kg kilogramme; g gramme; mg milligramme; l litre; "
        "L litre; ml millilitre; cl centilitre; ° degré; W watt; kW kilowatt; MW mégawatt; kWh kilowattheure; V volt; "
        "Ko kilooctet; ko kilooctet; Mo mégaoctet; Go gigaoctet; To téraoctet; MB mégaoctet; GB gigaoctet; dB décibel; "
        "hPa hectopascal; ha hectare",
        plural="s",
    ),
    **table(
        "un",
        "°C degré Celsius|degrés Celsius; km/h kilomètre heure|kilomètres heure; "
        "m/s mètre par seconde|mètres par seconde; "
        "Hz hertz|hertz; kHz kilohertz|kilohertz; MHz mégahertz|mégahertz; GHz gigahertz|gigahertz; "
        "Mbit/s mégabit par seconde|mégabits par seconde; km² kilomètre carré|kilomètres carrés; "
        "m² mètre carré|mètres carrés; m³ mètre cube|mètres cubes",
    ),
    **table("une", "h heure; min minute; mn minute; s seconde; sec seconde; ms milliseconde; t tonne", plural="s"),
}

_EURO, _DOLLAR = ("un euro", "euros", "un centime", "centimes"), ("un dollar", "dollars", "un cent", "cents")
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "USD": _DOLLAR, "£": ("une livre", "livres", "un penny", "pence"),
    "CHF": ("un franc suisse", "francs suisses", "un centime", "centimes"), "¥": ("un yen", "yens", "", ""),
}  # fmt: skip
SCALES = {
    **table("un", "M million de|millions de; million million de; millions million de|millions de; "
                  "Md milliard de|milliards de; milliard milliard de; milliards milliard de|milliards de"),
    "k": ("mille", "mille"),
}  # fmt: skip

FRENCH = Language(
    code="fr", decimal=",", groups=r"[. \u00a0\u202f]", months=MONTHS, words=WORDS, units=UNITS, currencies=CURRENCIES,
    scales=SCALES, abbreviations=ABBREVIATIONS, rules=RULES, late_rules=(), date=date, clock=clock,
    fraction_as_number=True,
)  # fmt: skip
