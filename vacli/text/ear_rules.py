"""The rules that turn figures and signs into words, common to all languages that are spoken in full. Each pattern is
bounded, so that time is linear in the text. Knows no Markdown.
"""

import calendar
import re
from collections.abc import Callable, Iterable
from functools import cache

from vacli.text.ear_de import GERMAN
from vacli.text.ear_en import ENGLISH
from vacli.text.ear_es import SPANISH
from vacli.text.ear_fr import FRENCH
from vacli.text.ear_language import Language, Rule, digits

LANGUAGES = {language.code: language for language in (ENGLISH, GERMAN, FRENCH, SPANISH)}

Compiled = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_DOMAIN = r"(?:[a-z0-9][a-z0-9-]{0,62}\.){1,5}(?:com|org|net|io|de|fr|es|uk|co|eu|ch|at|dev|app|info|gov|edu|ai|tv|me)"
_FILE = r"pdf|txt|py|wav|mp3|ogg|flac|json|zip|jpe?g|png|md|csv|docx?|xlsx?|html?|exe|sh|toml|ya?ml|gguf|onnx"
_PHONE = (
    r"(?<![\w.,])(?:\+\d{1,3}(?:[ .()/-]{1,2}\d{1,8}){1,6}|\(\d{2,5}\) ?\d{3,8}(?:[ -]\d{2,8}){0,3}"
    r"|\d{3}[-.]\d{3}[-.]\d{4}|(?!\d00-\d000)\d{3}-\d{4}|0\d{1,5}(?:[ /-]\d{2,8}){1,5}|\+?\d{10,15})(?![\w]|[.,:-]\d)"
)


def expand(text: str, language: Language) -> str:
    """Every figure and sign of `text` in words. `text` is one line without Markdown."""
    for pattern, said in _compiled(language.code):
        text = pattern.sub(said, text)
    return text


@cache
def _compiled(code: str) -> tuple[Compiled, ...]:
    language = LANGUAGES[code]
    rules = [
        (r"(?<![^\s(])[~≈] ?(?=[\d$€£])", _constant(language.words["about"] + " ")),
        *_addresses(language),
        *((pattern, _constant(said)) for pattern, said in language.abbreviations),
        *_dates(language),
        *language.rules,
        *_lists_of_digits(language),
        *_money(language),
        *_quantities(language),
        *language.late_rules,
        *_numbers(language),
        *_signs(language),
    ]
    return tuple((re.compile(pattern), said) for pattern, said in rules)


def _any_of(signs: Iterable[str]) -> str:
    """The longest first, so that km/h is not taken for km."""
    return "|".join(sorted(map(re.escape, signs), key=len, reverse=True))


def _constant(said: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match.expand(said)


def _addresses(language: Language) -> list[Rule]:
    words = language.words

    def dotted(text: str) -> str:
        return text.replace(".", f" {words['dot']} ")

    def email(match: re.Match[str]) -> str:
        name = match[1].replace("_", f" {words['underscore']} ").replace("-", f" {words['dash']} ")
        name = name.replace("+", f" {words['plus']} ")
        return f"{dotted(name)} {words['at']} {dotted(match[2])}"

    return [
        (r"(?i:https?://|ftp://|\bwww\.)(?:www\.)?(?:[^\s/@]{1,100}@)?([\w.-]{1,253})(?::\d+)?(?:[/?#][^\s<>\"]*?)?"
         r"(?=[.,;:!?)\]]*(?:\s|$|[<>\"]))", lambda match: dotted(match[1].rstrip("."))
         + "." * match[1].endswith(".")),
        (r"(?<![\w.+-])([\w.+-]{1,64})@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})", email),
        (rf"(?<![\w.@/-])({_DOMAIN})(?![\w-]|\.\w)(?:/[^\s<>\"]*?(?=[.,;:!?)]*(?:\s|$)))?",
         lambda match: dotted(match[1])),
        (rf"(?<![\w.-])([\w-]{{1,64}})\.({_FILE})\b", lambda match: f"{match[1]} {words['dot']} {match[2]}"),
    ]  # fmt: skip


def _dates(language: Language) -> list[Rule]:
    def valid(year: int, month: int, day: int) -> bool:
        return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year if year > 0 else 2000, month)[1]

    def iso(match: re.Match[str]) -> str:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if not valid(year, month, day):
            return match[0]
        time = f", {match[4]}:{match[5]}" if match[4] else ""
        return language.date(year, month, day) + time

    def numeric(match: re.Match[str]) -> str:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if len(match[4]) == 2:
            year += 2000 if year < 70 else 1900
        day, month = (first, second) if language.day_first or first > 12 else (second, first)
        return language.date(year, month, day) if valid(year, month, day) else match[0]

    def clock(match: re.Match[str]) -> str:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        return language.clock(hour, minute, second) if hour < 25 and minute < 60 and second < 60 else match[0]

    return [
        (r"((?<=\d)|(?<=\d ))([AaPp]\.?[Mm]\.?) ?[-–] ?(?=\d)", lambda match: f"{match[2]} {language.words['to']} "),
        (r"(?<![\w:.,])(\d{1,2}:\d\d) ?[-–] ?(?=\d{1,2}:\d\d(?!\d))",
         lambda match: f"{match[1]} {language.words['to']} "),
        (r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])",
         iso),
        (r"(?<![\w/.,-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|(?<=/)\d\d)(?![\w/]|[.,-]\d)", numeric),
        (r"(?<![\w:.,])([01]?\d|2[0-4]):(\d\d)(?::(\d\d))?(?![\d:]|[.,]\d)(?! ?[AaPp]\.?[Mm]\b)", clock),
    ]  # fmt: skip


def _lists_of_digits(language: Language) -> list[Rule]:
    words = language.words

    def phone(match: re.Match[str]) -> str:
        groups = [digits(group, language.code) for group in re.findall(r"\d+", match[0])]
        return (words["plus"] + " " if match[0].startswith("+") else "") + ", ".join(groups)

    def dotted(match: re.Match[str]) -> str:
        parts = match[0].split(".")
        address = len(parts) == 4 and all(int(part) < 256 for part in parts)
        if not address and re.fullmatch(language.number, match[0]):
            return match[0]
        return f" {words['dot']} ".join(digits(part, language.code) if address else part for part in parts)

    return [
        (_PHONE, phone),
        (r"\b[vV]\.?(?=\d)", lambda match: words["version"] + " "),
        (r"(?<![\w.,])\d{1,4}(?:\.\d{1,4}){2,6}(?![\w.]\d)", dotted),
    ]


def _money(language: Language) -> list[Rule]:
    signs = _any_of(language.currencies)
    letters = "|".join(scale for scale in language.scales if len(scale) == 1)
    scale_words = _any_of(scale for scale in language.scales if len(scale) > 1)
    scale = rf"(?:({letters})|[ \u00a0\u202f]?({scale_words}))(?![\w-])"
    number = language.number

    def spoken(sign: str, amount: str, scaled: str | None) -> str:
        one, many, one_part, parts = language.currencies[sign]
        if scaled:
            said = f"{language.counted(amount, *language.scales[scaled])} {many}"
            return said.replace(" de e", " d'e") if language.code == "fr" else said
        whole, _, fraction = amount.partition(language.decimal)
        if len(fraction) != 2 or not parts:
            return language.counted(amount, one, many)
        cents = language.counted(str(int(fraction)), one_part, parts) if int(fraction) else ""
        if int(re.sub(r"\D", "", whole)) == 0 and cents:
            return cents
        return language.counted(whole, one, many) + (f" {language.words['and']} {cents}" if cents else "")

    return [
        (rf"(?<!\w)({signs}) ?({number})[-–](?:{signs})?(?={number})",
         lambda match: f"{match[2]} {language.words['to']} {match[1]}"),
        (rf"(?<!\w)(?:US|CA|A)?({signs}) ?({number})(?:{scale})?",
         lambda match: spoken(match[1], match[2], match[3] or match[4])),
        (rf"(?<![\w.,])({number})(?:{scale}|[ \u00a0\u202f]?([Mk])(?=[€$£]))?[ \u00a0\u202f]?({signs})(?!\w)",
         lambda match: spoken(match[5], match[1], match[2] or match[3] or match[4])),
    ]  # fmt: skip


def _quantities(language: Language) -> list[Rule]:
    words = language.words
    number = language.number
    units = _any_of(language.units)

    def measured(match: re.Match[str]) -> str:
        minus = f"{words['minus']} " if match[1] else ""
        return minus + language.counted(match[2], *language.units[match[3]])

    return [
        (
            rf"(?<![\w.,–-])({number})(?:[-–]| – )(?=(?:{number})(?![\w.,]*-))",
            lambda match: f"{match[1]} {words['to']} ",
        ),
        (rf"(?<![\w.,])({number}) ?[x×] ?(?=\d)", lambda match: f"{language.say(match[1])} {words['by']} "),
        (rf"(?<![\w.,])([-−–])?({number})[ \u00a0\u202f]?({units})(?![\w²³/])", measured),
        (r"(?<=\d) ?½", lambda match: f" {words['and_fraction']} {words['½_after']}"),
        (r"(?<=\d) ?([¼¾⅓⅔])", lambda match: f" {words['and_fraction']} {words[match[1]]}"),
        (r"[½¼¾⅓⅔]", lambda match: words[match[0]]),
        (r"(?<=\w)([²³])", lambda match: f" {words[match[1]]}"),
    ]


def _numbers(language: Language) -> list[Rule]:
    words = language.words
    return [
        (r"(?<=\d)\s?\+\s?(?=\d)", lambda match: f" {words['plus']} "),
        (r"(?<=\d)\s?[*×]\s?(?=\d)", lambda match: f" {words['times']} "),
        (r"(?<=\d)\s?÷\s?(?=\d)", lambda match: f" {words['divided']} "),
        (r"(?<=\d) / (?=\d)", lambda match: f" {words['divided']} "),
        (r"(?<=\d)/(?=\d)", lambda match: f" {words['slash']} "),
        (r"(?<=\d):(?=\d)", lambda match: f" {words['ratio']} "),
        (r"(?<=\d) [-−] (?=\d)", lambda match: f" {words['minus']} "),
        (r"(?<![^\s(=])[-−](?=\d)", lambda match: f"{words['minus']} "),
        (r"(?<![^\s(])\+(?=\d)", lambda match: f"{words['plus']} "),
        (r"#(?=\d)", lambda match: f"{words['number']} "),
        (r"(?<=[^\W\d_])-?(?=\d)|(?<=\d)-?(?=[^\W\d_])", lambda match: " "),
        (language.number, lambda match: language.say(match[0])),
    ]  # fmt: skip


def _signs(language: Language) -> list[Rule]:
    words = language.words
    between = {"=": "equals", "<": "less", ">": "greater", "±": "plusminus", "≈": "about", "→": "arrow", "×": "times"}
    return [
        (
            rf"(?<![\w/])([^\W\d_]{{1,40}})/({words['periods']})\b(?![\w/])",
            lambda match: f"{match[1]} {words['per']} {match[2]}",
        ),
        (r"\bC\+\+", lambda match: f"C {words['plus']} {words['plus']}"),
        (r"\b([CF])#", lambda match: f"{match[1]} {words['sharp']}"),
        (r"(?<!\w)#(?=\w)", lambda match: f"{words['hashtag']} "),
        (r"(?<=\w)\^(?=\w)", lambda match: f" {words['power']} "),
        (r"(?<=\w)–(?=\w)", lambda match: f" {words['to']} "),
        (r" ?&+ ?", lambda match: f" {words['and']} "),
        (r"(?<=\w) ?\+ ?(?=\w)", lambda match: f" {words['plus']} "),
        (r" ?(?:->|=>) ?", lambda match: f" {words['arrow']} "),
        (r" ?([=<>±≈→×])\1* ?", lambda match: f" {words[between[match[1]]]} "),
        (r" ?@+ ?", lambda match: f" {words['at']} "),
        (r"°", lambda match: f" {words['degrees']} "),
        (r"(?<![\w/])([^\W\d_]{2,40})/([^\W\d_]{2,40})(?![\w/])", lambda match: f"{match[1]} {words['or']} {match[2]}"),
        (r"(?<=\w) ?/ ?(?=\w)", lambda match: f" {words['slash']} "),
        (r"(?<!\w)/(?=\w)", lambda match: f"{words['slash']} "),
        (r"%", lambda match: f" {words['percent']} "),
    ]
