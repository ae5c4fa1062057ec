"""Spanish for the ear: units, sums, dates, times, ordinals, titles."""

import re

from vacli.text.ear_language import Language, Rule, cardinal, ordinal, table
from vacli.text.ear_roman import roman

MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_RULERS = "Felipe|Carlos|Alfonso|Fernando|Juan Carlos|Enrique|Luis|Isabel|Juan Pablo|Pablo|Benedicto|Napoleón|Jaime"


def date(when: int | None, month: int, day: int) -> str:
    said = f"{'primero' if day == 1 else cardinal(day, 'es')} de {MONTHS[month - 1]}"
    return said + (f" de {cardinal(when, 'es')}" if when else "")


def clock(hour: int, minute: int, second: int) -> str:
    said = "una" if hour == 1 else re.sub("uno$", "una", cardinal(hour, "es"))
    said += " " + cardinal(minute, "es") if minute else (" horas" if hour != 1 else " hora")
    return said + (f" y {'un segundo' if second == 1 else cardinal(second, 'es') + ' segundos'}" if second else "")


def _ordinal(match: re.Match[str]) -> str:
    words = ordinal(int(match[1]), "es")
    if match[2] == "er":
        return words.removesuffix("o")
    return " ".join(word.removesuffix("o") + "a" for word in words.split()) if match[2] == "ª" else words


def _ruler(match: re.Match[str]) -> str:
    value = roman(match[2])
    if not value:
        return match[0]
    said = ordinal(value, "es") if value <= 10 else cardinal(value, "es")
    return f"{match[1]} {said.removesuffix('o') + 'a' if match[1] == 'Isabel' and value <= 10 else said}"


def _half_day(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2] or 0)
    if not 0 < hour <= 12:
        return match[0]
    said = clock(hour, minute, 0).removesuffix(" horas").removesuffix(" hora")
    return said + (" de la mañana" if match[3].lower() == "a" else " de la tarde")


RULES: tuple[Rule, ...] = (
    (r"(?<![\w:.,])(\d{1,2})(?::(\d{2}))? ?([aApP])(?:m\b|\. ?m\.?)", _half_day),
    (r"(?<![\w.,])(\d{1,3})\.?(º|ª|er(?!\w))", _ordinal),
    (rf"(?<![\w.,])1(?= de (?:{'|'.join(MONTHS)})\b)", lambda match: "primero"),
    (r"\b([Ss]iglo|[Cc]apítulo|[Tt]omo|[Pp]arte|[Aa]cto|[Gg]uerra) ([IVX]{1,6})\b",
     lambda match: f"{match[1]} {cardinal(roman(match[2]), 'es')}" if roman(match[2]) else match[0]),
    (rf"\b({_RULERS}) ([IVX]{{1,6}})\b", _ruler),
    (r"(?<![\w/.,])1/2(?![\w/])", lambda match: "un medio"),
    (r"(?<![\w/.,])1/4(?![\w/])", lambda match: "un cuarto"),
    (r"(?<![\w/.,])3/4(?![\w/])", lambda match: "tres cuartos"),
    (r"\bhoras h(?:oras)?\b\.?", lambda match: "horas"),
)  # fmt: skip

LATE_RULES: tuple[Rule, ...] = ((r"(?<![\w.,])1(?= [a-záéíóúñ]{3})", lambda match: "un"),)

ABBREVIATIONS = (
    (r"\bp\. ?ej\.", "por ejemplo"), (r"\bEE\. ?UU\.?", "Estados Unidos"), (r"\betc\.(?=\s+[A-ZÁÉÍÓÚ]|$)", "etcétera."),
    (r"\betc\b\.?", "etcétera"), (r"\bSr\.", "señor"), (r"\bSra\.", "señora"), (r"\bSrta\.", "señorita"),
    (r"\bSres\.", "señores"), (r"\bDr\.", "doctor"), (r"\bDra\.", "doctora"), (r"\bProf\.", "profesor"),
    (r"\bUd\.", "usted"), (r"\bUds\.", "ustedes"), (r"\baprox\.", "aproximadamente"),
    (r"\b[Nn]úm\. ?(?=\d)", "número "),
    (r"\b[Nn]\.?º ?(?=\d)", "número "), (r"\bpágs?\. ?(?=\d)", "página "), (r"\b[Aa]vda\.", "avenida"),
    (r"\bc/ ?(?=[A-ZÁÉÍÓÚ])", "calle "), (r"\bD\.(?= [A-ZÁÉÍÓÚ])", "don"), (r"\bDña\.", "doña"),
    (r"\btel\.", "teléfono"),
    (r"\ba\. ?C\.", "antes de Cristo"), (r"\bd\. ?C\.", "después de Cristo"), (r"\bmáx\.", "máximo"),
    (r"\bmín\.", "mínimo"),
)  # fmt: skip

WORDS = {
    "point": "coma", "power": "elevado a", "minus": "menos", "plus": "más", "to": "a", "ratio": "a",
    "per": "por", "periods": "mes|año|día|semana|hora|minuto|segundo|persona|noche",
    "dot": "punto", "at": "arroba", "and": "y", "or": "o",
    "equals": "igual a", "times": "por", "by": "por", "divided": "dividido entre", "about": "unos", "less": "menor que",
    "greater": "mayor que", "degrees": "grados", "number": "número", "hashtag": "almohadilla", "slash": "barra",
    "underscore": "guion bajo", "dash": "guion", "plusminus": "más menos", "code": "Código omitido.",
    "version": "versión", "arrow": "a", "sharp": "sostenido", "percent": "por ciento", "½": "un medio",
    "¼": "un cuarto", "¾": "tres cuartos", "⅓": "un tercio", "⅔": "dos tercios", "and_fraction": "y",
    "½_after": "medio", "²": "al cuadrado", "³": "al cubo",
}  # fmt: skip

UNITS = {
    "%": ("uno por ciento", "por ciento"),
    "‰": ("uno por mil", "por mil"),
    **table(
        "un",
        "km kilómetro; m metro; cm centímetro; mm milímetro; kg kilogramo; g gramo; mg miligramo; l litro; L litro; "
        "ml mililitro; cl centilitro; ° grado; min minuto; s segundo; seg segundo; ms milisegundo; W vatio; "
        "kW kilovatio; MW megavatio; V voltio; KB kilobyte; kB kilobyte; MB megabyte; GB gigabyte; TB terabyte",
        plural="s",
    ),
    **table(
        "un",
        "°C grado centígrado|grados centígrados; km/h kilómetro por hora|kilómetros por hora; "
        "m/s metro por segundo|metros por segundo; Hz hercio|hercios; kHz kilohercio|kilohercios; "
        "MHz megahercio|megahercios; GHz gigahercio|gigahercios; kWh kilovatio hora|kilovatios hora; "
        "Mbit/s megabit por segundo|megabits por segundo; km² kilómetro cuadrado|kilómetros cuadrados; "
        "m² metro cuadrado|metros cuadrados; m³ metro cúbico|metros cúbicos",
    ),
    **table("una", "h hora; t tonelada", plural="s"),
}

_EURO = ("un euro", "euros", "un céntimo", "céntimos")
_DOLLAR = ("un dólar", "dólares", "un centavo", "centavos")
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "USD": _DOLLAR, "£": ("una libra", "libras", "un penique", "peniques"),
    "CHF": ("un franco suizo", "francos suizos", "un céntimo", "céntimos"), "¥": ("un yen", "yenes", "", ""),
}  # fmt: skip
SCALES = {
    **table("un", "M millón de|millones de; millón millón de; millones millón de|millones de"),
    "k": ("mil", "mil"), "mil": ("mil", "mil"),
}  # fmt: skip

SPANISH = Language(
    code="es", decimal=",", groups=r"[. \u00a0\u202f]", months=MONTHS, words=WORDS, units=UNITS, currencies=CURRENCIES,
    scales=SCALES, abbreviations=ABBREVIATIONS, rules=RULES, late_rules=LATE_RULES, date=date, clock=clock,
    fraction_as_number=True,
)  # fmt: skip
