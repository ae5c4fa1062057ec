"""English for the ear: units, sums, dates, times, titles."""

import re

from vacli.text.ear_language import Language, Rule, cardinal, digits, ordinal, table, year
from vacli.text.ear_roman import roman

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS if name != "May") + "|May|Sept"
_NUMBERED = (
    "Chapter|Part|Section|Volume|Vol|Act|Scene|War|Phase|Type|Level|Class|Book|Article|Appendix|Grade|Stage|Title|"
    "Episode|Figure|Table|Step|Mark|Bowl"
)
_RULERS = (
    "Henry|Louis|Charles|George|Edward|Elizabeth|Richard|William|James|Paul|Benedict|Pius|Francis|Philip|Catherine|"
    "Nicholas|Alexander|Frederick|Napoleon|Gregory|Leo|Innocent|Clement|Urban|John|Mary|Peter|Ivan|Otto|Ramesses"
)
_DENOMINATORS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth", 10: "tenth"}


def date(when: int | None, month: int, day: int) -> str:
    said = f"{MONTHS[month - 1]} {ordinal(day, 'en')}"
    return said if when is None else f"{said}, {year(when, 'en')}"


def clock(hour: int, minute: int, second: int) -> str:
    said = cardinal(hour, "en")
    if minute == 0:
        said += " o'clock" if 0 < hour <= 12 else " hundred"
    else:
        said += (" oh " if minute < 10 else " ") + cardinal(minute, "en")
    return said + (f" and {cardinal(second, 'en')} second{'s' * (second != 1)}" if second else "")


def _half_day(match: re.Match[str]) -> str:
    """3 pm, 3:05 p.m."""
    hour, minute, half, dot = int(match[1]), int(match[2] or 0), match[3].upper(), match[4]
    if not 0 < hour <= 12 or minute > 59:
        return match[0]
    said = cardinal(hour, "en") + (" " + ("oh " if minute < 10 else "") + cardinal(minute, "en") if minute else "")
    return f"{said} {half}M{dot or ''}"


def _day_month(match: re.Match[str]) -> str:
    """3 May 2026, the 3rd of May."""
    day = int(match[2])
    if not 0 < day <= 31:
        return match[0]
    said = f"{match[1] or 'the'} {ordinal(day, 'en')} of {MONTHS[_month_number(match[3]) - 1]}"
    return said + (f" {year(int(match[4]), 'en')}" if match[4] else "")


def _month_day(match: re.Match[str]) -> str:
    """May 3, 2026."""
    day = int(match[2])
    return date(int(match[3]) if match[3] else None, _month_number(match[1]), day) if 0 < day <= 31 else match[0]


def _month_number(name: str) -> int:
    return next(at for at, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _decade(match: re.Match[str]) -> str:
    """1980s, the '90s."""
    words = year(int((match[1] or "") + match[2] + "0"), "en")
    return words[:-1] + "ies" if words.endswith("y") else words + "s"


def _fraction(match: re.Match[str]) -> str:
    above, below = int(match[1]), int(match[2])
    if below not in _DENOMINATORS or not 0 < above < below:
        return match[0]
    part = _DENOMINATORS[below]
    return f"one {part}" if above == 1 else f"{cardinal(above, 'en')} {part.replace('half', 'halve')}s"


def _feet(match: re.Match[str]) -> str:
    feet, inches = int(match[1]), int(match[2])
    said = f"{cardinal(feet, 'en')} {'foot' if feet == 1 else 'feet'}"
    return f"{said} {cardinal(inches, 'en')} {'inch' if inches == 1 else 'inches'}" if inches else said


def _chapter(match: re.Match[str]) -> str:
    return f"{match[1]} {cardinal(roman(match[2]), 'en')}" if roman(match[2]) else match[0]


def _ruler(match: re.Match[str]) -> str:
    return f"{match[1]} the {ordinal(roman(match[2]), 'en')}" if roman(match[2]) else match[0]


RULES: tuple[Rule, ...] = (
    (r"(?<![\w.,])(\d{1,4}(?:\.\d)?)k\b", lambda match: f"{match[1]} thousand"),
    (r"\b24/7\b", lambda match: "twenty-four seven"),
    (r"\b50/50\b", lambda match: "fifty fifty"),
    (r"\b((?i:call|dial|ring)) (\d{3,6})\b", lambda match: f"{match[1]} {digits(match[2], 'en')}"),
    (r"(?<![\d:.,])(\d{1,2})(?::(\d{2}))?\s?([AaPp])(?:m\b|M\b|\.\s?[Mm](?:\.(?=\s+[a-z]|,|;|:)|(\.)|\b))", _half_day),
    (rf"\b(?:([Tt]he) )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})\b\.?(?:,? (\d{{4}})\b)?", _day_month),
    (rf"\b({_MONTH})\b\.? (\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.,/%-]*\d)\b(?!%)(?:,? (\d{{4}})\b)?", _month_day),
    (r"(?<![\w.,])(\d{1,6})(?:st|nd|rd|th)\b", lambda match: ordinal(int(match[1]), "en")),
    (r"(?<![\d.,])'?(\d\d)?([2-9])0'?s\b", _decade),
    (r"(?<![\d.,])(\d\d)?(00)'?s\b", lambda match: year(int((match[1] or "20") + "00"), "en") + "s"),
    (r"(?<![\w/.,])(\d{1,2})/(\d{1,2})(?![\w/]|[.,]\d)", _fraction),
    (r"(?<![\w.,])(\d{1,2})[′'] ?(\d{1,2})(?:[″\"]|'')", _feet),
    (rf"\b({_NUMBERED})\.? ([IVXL]{{1,7}})\b", _chapter),
    (rf"\b({_RULERS}) ([IVX]{{1,6}})\b", _ruler),
    (r"\b(?i:No|Nr)\. ?(?=\d)", lambda match: "number "),
    (r"\b(?:pp)\. ?(?=\d)", lambda match: "pages "),
    (r"\b(?:p)\. ?(?=\d)", lambda match: "page "),
)

LATE_RULES: tuple[Rule, ...] = (
    (r"\b((?i:in|since|from|until|before|after|year)) (1[0-8]\d\d)(?![\w]|[.,]\d)",
     lambda match: f"{match[1]} {year(int(match[2]), 'en')}"),
    (r"(?<![\w.,])(19\d\d|20\d\d)(?!\w|[.,]\d)", lambda match: year(int(match[1]), "en")),
)  # fmt: skip

ABBREVIATIONS = (
    (r"\be\.\s?g\.,?", "for example,"),
    (r"\bi\.\s?e\.,?", "that is,"),
    (r"\betc\.(?=\s+[A-Z]|$)", "et cetera."),
    (r"\betc\b\.?", "et cetera"),
    (r"\ba\.k\.a\.?", "also known as"),
    (r"\bvs\b\.?", "versus"),
    (r"\bapprox\.", "approximately"),
    (r"\b(?:ca|circa)\. ?(?=\d)", "about "),
    (r"\bDr\.(?=\s[A-Z])", "Doctor"),
    (r"\b([A-Z][a-z]{1,30}) Dr\.(?=$|[\s,;])", r"\1 Drive"),
    (r"\bMr\b\.?", "Mister"),
    (r"\bMrs\b\.?", "Missus"),
    (r"\bMs\b\.(?=\s)", "Miz"),
    (r"\bProf\.", "Professor"),
    (r"(?<=[a-z] )([A-Z][a-z]{1,30}) St\.(?=\s[A-Z])", r"\1 Street"),
    (r"\bSt\.(?=\s[A-Z])", "Saint"),
    (r"\b([A-Z][a-z]{1,30}|\d{1,3}(?:st|nd|rd|th)) St\.(?=$|[\s,;])", r"\1 Street"),
    (r"\bAve\b\.?", "Avenue"),
    (r"\bBlvd\b\.?", "Boulevard"),
    (r"\b([A-Z][a-z]{1,30}) Rd\b\.?", r"\1 Road"),
    (r"\bMt\.(?=\s[A-Z])", "Mount"),
    (r"\bJr\b\.?", "Junior"),
    (r"\bSr\.", "Senior"),
    (r"\bGov\.(?=\s[A-Z])", "Governor"),
    (r"\bSen\.(?=\s[A-Z])", "Senator"),
    (r"\bGen\.(?=\s[A-Z])", "General"),
    (r"\bCapt\.(?=\s[A-Z])", "Captain"),
    (r"\bLt\.(?=\s[A-Z])", "Lieutenant"),
    (r"\bSgt\.(?=\s[A-Z])", "Sergeant"),
    (r"\bFig\. ?(?=\d)", "Figure "),
    (r"\bVol\. ?(?=\d)", "Volume "),
    (r"\b[Dd]ept\.", "department"),
    (r"\bInc\.", "Incorporated"),
    (r"\bLtd\b\.?", "Limited"),
    (r"\bCo\.(?=$|\s)", "Company"),
    (r"\bU\.S\.A\.?", "U S A"),
    (r"\bU\.S\.?(?=$|[\s,;:!?)])", "U S"),
    (r"\bU\.K\.?(?=$|[\s,;:!?)])", "U K"),
    (r"\bE\.U\.?(?=$|[\s,;:!?)])", "E U"),
    (r"\bPh\.?D\b\.?", "P H D"),
    (r"(?<!\w)w/o\b", "without"),
    (r"(?<!\w)w/ ?(?=\w)", "with "),
    (r"\band/or\b", "and or"),
)

WORDS = {
    "point": "point", "power": "to the power of", "minus": "minus", "plus": "plus", "to": "to", "percent": "percent",
    "ratio": "to", "per": "per", "periods": "month|year|day|week|hour|minute|second|person|night|user|mo|yr",
    "dot": "dot", "at": "at", "and": "and", "or": "or", "equals": "equals", "times": "times", "by": "by",
    "divided": "divided by", "about": "about", "less": "less than", "greater": "greater than", "degrees": "degrees",
    "number": "number", "hashtag": "hashtag", "slash": "slash", "underscore": "underscore", "dash": "dash",
    "plusminus": "plus or minus", "code": "Code omitted.", "version": "version", "arrow": "to", "sharp": "sharp",
    "½": "one half", "¼": "one quarter", "¾": "three quarters", "⅓": "one third", "⅔": "two thirds",
    "and_fraction": "and", "½_after": "a half", "²": "squared", "³": "cubed",
}  # fmt: skip


UNITS = {
    "%": ("one percent", "percent"),
    "‰": ("one per mille", "per mille"),
    **table(
        "one",
        "km kilometer; m meter; cm centimeter; mm millimeter; µm micrometer; nm nanometer; mi mile; yd yard; "
        "kg kilogram; "
        "g gram; mg milligram; lb pound; lbs pound; oz ounce; l liter; L liter; ml milliliter; mL milliliter; "
        "cl centiliter; h hour; hr hour; hrs hour; min minute; mins minute; s second; sec second; secs second; "
        "ms millisecond; W watt; kW kilowatt; MW megawatt; kWh kilowatt hour; Wh watt hour; V volt; mA milliampere; "
        "mAh milliampere hour; kB kilobyte; KB kilobyte; MB megabyte; GB gigabyte; TB terabyte; MiB mebibyte; "
        "GiB gibibyte; dB decibel; kcal kilocalorie; kJ kilojoule; hPa hectopascal; px pixel; km² square kilometer; "
        "m² square meter; cm² square centimeter; m³ cubic meter; ° degree",
        plural="s",
    ),
    **table(
        "one",
        "km/h kilometer per hour|kilometers per hour; m/s meter per second|meters per second; "
        "mph mile per hour|miles per hour; ft foot|feet; °C degree Celsius|degrees Celsius; "
        "°F degree Fahrenheit|degrees Fahrenheit; Hz hertz|hertz; kHz kilohertz|kilohertz; MHz megahertz|megahertz; "
        "GHz gigahertz|gigahertz; kbit/s kilobit per second|kilobits per second; "
        "Mbit/s megabit per second|megabits per second; Mbps megabit per second|megabits per second",
    ),
}

CURRENCIES = {
    "$": ("one dollar", "dollars", "one cent", "cents"), "€": ("one euro", "euros", "one cent", "cents"),
    "£": ("one pound", "pounds", "one penny", "pence"), "¥": ("one yen", "yen", "", ""),
    "₹": ("one rupee", "rupees", "one paisa", "paise"), "USD": ("one dollar", "dollars", "one cent", "cents"),
    "EUR": ("one euro", "euros", "one cent", "cents"), "GBP": ("one pound", "pounds", "one penny", "pence"),
    "CHF": ("one Swiss franc", "Swiss francs", "one centime", "centimes"), "JPY": ("one yen", "yen", "", ""),
}  # fmt: skip

SCALES = table(
    "one",
    "k thousand; K thousand; thousand thousand; m million; M million; million million; bn billion; B billion; "
    "billion billion; tn trillion; T trillion; trillion trillion",
)

ENGLISH = Language(
    code="en", decimal=".", groups=r"[,\u00a0\u202f]", months=MONTHS, words=WORDS, units=UNITS, currencies=CURRENCIES,
    scales=SCALES, abbreviations=ABBREVIATIONS, rules=RULES, late_rules=LATE_RULES, date=date, clock=clock,
    day_first=False,
)  # fmt: skip
