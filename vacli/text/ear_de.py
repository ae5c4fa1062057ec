"""German for the ear: units, sums, dates, times, ordinals, titles."""

import re

from vacli.text.ear_language import Language, Rule, cardinal, ordinal, table, year
from vacli.text.ear_roman import roman

MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
_MONTH = "|".join((*MONTHS, "Jänner"))
_SHORT = {month[:3]: month for month in MONTHS if month != "Mai"}
_STRONG = r"(?:[Ii]n|[Aa]n|[Mm]it|[Vv]on|[Zz]u|[Bb]ei|[Aa]us|[Aa]uf|[Ss]eit|[Nn]ach|[Ii]nnerhalb) der"
_WEAK = "[Aa]m|[Ii]m|[Vv]om|[Zz]um|[Zz]ur|[Bb]eim|[Bb]is|[Dd]en|[Dd]em|[Dd]es|[Jj]eden|[Dd]er|[Dd]ie|[Dd]as|[Jj]ede"
_BEFORE = rf"\b({_STRONG}|{_WEAK})"
_RULERS = "Heinrich|Ludwig|Wilhelm|Friedrich|Karl|Otto|Elisabeth|Benedikt|Paul|Katharina|Johannes"
_NOUNS = "Jahrhundert|Jahrestag|Geburtstag|Platz|Stock|Etage|Klasse|Mal|Kapitel|Weltkrieg|Liga|Auflage|Tag|Woche|Runde"


def date(when: int | None, month: int, day: int) -> str:
    """As it is written out; the rules below speak it, for its ending hangs on the word before."""
    return f"{day}. {MONTHS[month - 1]}" + (f" {when}" if when else "")


def clock(hour: int, minute: int, second: int) -> str:
    said = ("ein" if hour == 1 else cardinal(hour, "de")) + " Uhr"
    said += " " + cardinal(minute, "de") if minute or second else ""
    return said + (f" und {'eine Sekunde' if second == 1 else cardinal(second, 'de') + ' Sekunden'}" if second else "")


def _ordinal(number: int, before: str | None) -> str:
    """With the ending that the word before asks for: der dritte, am dritten, dritter."""
    word = ordinal(number, "de")
    if not before:
        return word + "r"
    return f"{before} {word}" + ("" if before.lower() in ("der", "die", "das", "jede") else "n")


def _with_ordinal(match: re.Match[str]) -> str:
    return _ordinal(int(match[2]), match[1])


def _ruler(match: re.Match[str]) -> str:
    return f"{match[1]} der {ordinal(roman(match[2]), 'de').capitalize()}" if roman(match[2]) else match[0]


RULES: tuple[Rule, ...] = (
    (r"(?<=\d\. )(Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sep|Sept|Okt|Nov|Dez)\b\.?", lambda match: _SHORT[match[1][:3]]),
    (rf"(?:{_BEFORE} )?(?<![\w.,])(\d{{1,2}})\.(?= (?:{_MONTH})\b)", _with_ordinal),
    (rf"(?:{_BEFORE} )?(?<![\w.,])(\d{{1,2}})\.(\d{{1,2}})\.(?![\d])",
     lambda match: f"{_ordinal(int(match[2]), match[1])} {MONTHS[int(match[3]) - 1]}"
     if 0 < int(match[2]) < 32 and 0 < int(match[3]) < 13 else match[0]),
    (r"(\bUhr(?: [a-zäöüß]{3,40})?) Uhr\b", lambda match: match[1]),
    (r"(?<![\w:.,])([01]?\d|2[0-4])\.([0-5]\d) Uhr\b", lambda match: clock(int(match[1]), int(match[2]), 0)),
    (rf"{_BEFORE} (\d{{1,4}})\.(?= \w)", _with_ordinal),
    (rf"()(?<![\w.,])(\d{{1,4}})\.(?= (?:{_NOUNS})\b| [a-zäöü])", _with_ordinal),
    (rf"\b({_RULERS}) ([IVX]{{1,6}})\.?(?=\W|$)", _ruler),
    (r"\b(Kapitel|Teil|Band|Akt|Weltkrieg) ([IVX]{1,6})\b",
     lambda match: f"{match[1]} {cardinal(roman(match[2]), 'de')}" if roman(match[2]) else match[0]),
    (r"(?<![\w/.,])1/2(?![\w/])", lambda match: "einhalb"),
    (r"(?<![\w/.,])1/4(?![\w/])", lambda match: "ein Viertel"),
    (r"(?<![\w/.,])3/4(?![\w/])", lambda match: "drei Viertel"),
)  # fmt: skip

LATE_RULES: tuple[Rule, ...] = (
    (r"(?<![\w.,])(1[1-9]\d\d)(?!\w|[.,]\d)", lambda match: year(int(match[1]), "de")),
    (r"(?<![\w.,])1(?= [A-ZÄÖÜ][a-zäöüß])", lambda match: "ein"),
)

ABBREVIATIONS = (
    (r"\bz\. ?B\.", "zum Beispiel"), (r"\bd\. ?h\.", "das heißt"), (r"\bu\. ?a\.", "unter anderem"),
    (r"\bi\. ?d\. ?R\.", "in der Regel"), (r"\bo\. ?ä\.", "oder ähnliches"), (r"\bz\. ?T\.", "zum Teil"),
    (r"\busw\.(?=\s+[A-ZÄÖÜ]|$)", "und so weiter."), (r"\busw\b\.?", "und so weiter"),
    (r"\betc\.(?=\s+[A-ZÄÖÜ]|$)", "et cetera."), (r"\betc\b\.?", "et cetera"),
    (r"\bbzw\.", "beziehungsweise"), (r"\bggf\.", "gegebenenfalls"), (r"\bca\.", "circa"), (r"\bevtl\.", "eventuell"),
    (r"\bvgl\.", "vergleiche"), (r"\binkl\.", "inklusive"), (r"\bmax\.", "maximal"), (r"\bmind\.", "mindestens"),
    (r"\bDr\.", "Doktor"), (r"\bProf\.", "Professor"), (r"\bHr\.", "Herr"), (r"\bFr\.(?= [A-ZÄÖÜ])", "Frau"),
    (r"\bNr\. ?(?=\d)", "Nummer "), (r"\bS\. ?(?=\d)", "Seite "), (r"\bAbb\. ?(?=\d)", "Abbildung "),
    (r"\bSt\.(?= [A-ZÄÖÜ])", "Sankt"), (r"(?<=[a-zäöüß])str\.", "straße"), (r"\bStr\.", "Straße"),
    (r"\bTel\.", "Telefon"), (r"\bMwSt\b\.?", "Mehrwertsteuer"),
)  # fmt: skip

WORDS = {
    "point": "Komma", "power": "hoch", "minus": "minus", "plus": "plus", "to": "bis", "ratio": "zu",
    "per": "pro", "periods": "Monat|Jahr|Tag|Woche|Stunde|Minute|Sekunde|Person|Nacht",
    "dot": "Punkt", "at": "at", "and": "und",
    "or": "oder", "equals": "gleich", "times": "mal", "by": "mal", "divided": "geteilt durch", "about": "etwa",
    "less": "kleiner als", "greater": "größer als", "degrees": "Grad", "number": "Nummer", "hashtag": "Hashtag",
    "slash": "Schrägstrich", "underscore": "Unterstrich", "dash": "Strich", "plusminus": "plus minus",
    "code": "Code ausgelassen.", "version": "Version", "arrow": "nach", "sharp": "sharp", "percent": "Prozent",
    "½": "ein halb", "¼": "ein Viertel", "¾": "drei Viertel", "⅓": "ein Drittel", "⅔": "zwei Drittel",
    "and_fraction": "und", "½_after": "ein halb", "²": "Quadrat", "³": "hoch drei",
}  # fmt: skip

UNITS = {
    **table(
        "ein",
        "% Prozent; ‰ Promille; km Kilometer; m Meter; cm Zentimeter; mm Millimeter; µm Mikrometer; nm Nanometer; "
        "kg Kilogramm; g Gramm; mg Milligramm; l Liter; L Liter; ml Milliliter; cl Zentiliter; °C Grad Celsius; "
        "°F Grad Fahrenheit; ° Grad; Hz Hertz; kHz Kilohertz; MHz Megahertz; GHz Gigahertz; W Watt; kW Kilowatt; "
        "MW Megawatt; V Volt; mA Milliampere; kB Kilobyte; KB Kilobyte; MB Megabyte; GB Gigabyte; TB Terabyte; "
        "dB Dezibel; hPa Hektopascal; ha Hektar; km/h Kilometer pro Stunde; m/s Meter pro Sekunde; "
        "Mbit/s Megabit pro Sekunde; km² Quadratkilometer; m² Quadratmeter; m³ Kubikmeter; Uhr Uhr; Pfd. Pfund",
    ),
    **table(
        "eine",
        "h Stunde|Stunden; Std. Stunde|Stunden; min Minute|Minuten; Min. Minute|Minuten; s Sekunde|Sekunden; "
        "Sek. Sekunde|Sekunden; ms Millisekunde|Millisekunden; kWh Kilowattstunde|Kilowattstunden; t Tonne|Tonnen; "
        "kcal Kilokalorie|Kilokalorien",
    ),
}

_EURO, _DOLLAR = ("ein Euro", "Euro", "ein Cent", "Cent"), ("ein Dollar", "Dollar", "ein Cent", "Cent")
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "Euro": _EURO, "$": _DOLLAR, "USD": _DOLLAR,
    "£": ("ein Pfund", "Pfund", "ein Penny", "Pence"),
    "CHF": ("ein Franken", "Franken", "ein Rappen", "Rappen"), "¥": ("ein Yen", "Yen", "", ""),
}  # fmt: skip
SCALES = {
    **table("eine", "Mio. Million|Millionen; Millionen Million|Millionen; Mrd. Milliarde|Milliarden; "
                    "Milliarden Milliarde|Milliarden; Million Million; Milliarde Milliarde"),
    "Tsd.": ("tausend", "tausend"), "k": ("tausend", "tausend"),
}  # fmt: skip

GERMAN = Language(
    code="de", decimal=",", groups=r"[.\u00a0\u202f]", months=MONTHS, words=WORDS, units=UNITS, currencies=CURRENCIES,
    scales=SCALES, abbreviations=ABBREVIATIONS, rules=RULES, late_rules=LATE_RULES, date=date, clock=clock,
)  # fmt: skip
