"""The words of entities in four languages, beside the units and the calendar that the templates have."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class EntityWords:
    """Phrases are in the form that texts have after reading.

    parts: phrases before a unit, and what they are of it; halves: those behind a number or a unit that add a half.
    percent, degrees, joins, cents: single words. at: words before a time, also before a bare hour; bare: before a bare
    hour only where a day or nothing follows; near: before a time that could be a number; unsure: words that do not tell
    a time from something else. alone: numbers that are also articles or pronouns.
    Patterns: adding: a verb before items, onto: what stands behind them and names the list; buying: a verb before items
    that go on up to `until` or to the end; between: what parts two items; articles: what one begins with.
    """

    parts: Mapping[tuple[str, ...], float]
    halves: tuple[tuple[str, ...], ...]
    percent: frozenset[str]
    degrees: frozenset[str]
    joins: frozenset[str]
    cents: frozenset[str]
    at: frozenset[str]
    bare: frozenset[str]
    near: frozenset[str]
    unsure: frozenset[str]
    alone: frozenset[str]
    adding: str
    onto: str
    buying: str
    until: str
    between: str
    articles: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each.split()) for each in text.split(", "))


WORDS: Mapping[str, EntityWords] = {
    "en": EntityWords(
        parts={
            **dict.fromkeys(_phrases("half a, half an, half"), 0.5),
            **dict.fromkeys(_phrases("a quarter of a, a quarter of an, quarter of an, a quarter"), 0.25),
            **dict.fromkeys(_phrases("threequarters of a, threequarters of an, threequarters"), 0.75),
            **dict.fromkeys(_phrases("a, an"), 1),
            ("a", "couple", "of"): 2,
            ("a", "dozen"): 12,
        },
        halves=_phrases("and a half, and 1 half"),
        percent=_words("percent"),
        degrees=_words("degree degrees"),
        joins=_words("and"),
        cents=_words("cent cents pence penny"),
        at=_words("at until till"),
        bare=_words("by before after from around since between"),
        near=_words("by before after from around since between about to for is it and"),
        unsure=_words("to before till"),
        alone=_words("one"),
        adding=r"add|put|write(?: down)?|include|remove|delete|take|cross(?: off)?|need",
        onto=r"(?:(?:to|on|onto|in|into|from|off)\s+)+(?:the|my|our|a|this|that)\s",
        buying=r"buy|purchase|order|pick up|(?:we|i)(?:'re| are|'m| am|'ve| have) (?:out of|run out of)",
        until=r"today|tonight|tomorrow|please|on|at|by|before|after|from|for|when|later|this|next|now",
        between=r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|plus)\s+",
        articles=r"(?:some|the|a|an|more|any|also|of)\s+",
    ),
    "de": EntityWords(
        parts={
            **dict.fromkeys(_phrases("eine halbe, einen halben, ein halbes, einer halben, einem halben"), 0.5),
            **dict.fromkeys(_phrases("ein, eine, einen, einer, einem"), 1),
            **dict.fromkeys(_phrases("anderthalb, eineinhalb"), 1.5),
            **dict.fromkeys(_phrases("zweieinhalb"), 2.5),
        },
        halves=_phrases("und eine halbe, und ein halb, einhalb"),
        percent=_words("prozent"),
        degrees=_words("grad"),
        joins=_words("und"),
        cents=_words("cent"),
        at=_words("um gegen ab"),
        bare=_words("bis vor nach seit zwischen von"),
        near=_words("bis vor nach seit zwischen von ist"),
        unsure=_words("vor nach"),
        alone=_words("eins ein"),
        adding=r"setze?|schreibe?|füge?|pack|streiche?|lösche?|nimm|entferne?",
        onto=r"(?:auf|von|zu|zur|in|aus)\s+(?:die|der|meine|meiner|unsere|unserer|das)?\s*",
        buying=r"kaufe?n?|bestelle?n?|besorge?n?|wir brauchen|ich brauche",
        until=r"heute|morgen|bitte|am|um|bis|vor|nach|wenn|für",
        between=r"\s*,\s*(?:und\s+|oder\s+)?|\s+(?:und|oder)\s+",
        articles=r"(?:die|der|das|den|ein|eine|einen|etwas|noch|mehr)\s+",
    ),
    "fr": EntityWords(
        parts={
            **dict.fromkeys(_phrases("une demi, une demie, un demi"), 0.5),
            **dict.fromkeys(_phrases("un quart d', trois quarts d'"), 0.25),
            **dict.fromkeys(_phrases("un, une"), 1),
        },
        halves=_phrases("et demie, et demi"),
        percent=_words("pourcent"),
        degrees=_words("degré degrés"),
        joins=_words("et"),
        cents=_words("centime centimes"),
        at=frozenset(),
        bare=frozenset(),
        near=_words("à vers avant après dès jusqu'à est entre et de pour"),
        unsure=_words("une heure heures h et demie demi quart moins le"),
        alone=_words("un une"),
        adding=r"ajoutez?|mets|mettez|note|notez|enlève|retire|supprime",
        onto=r"(?:à|sur|de|dans)\s+(?:la|ma|notre)\s",
        buying=r"achetez?|acheter|commandez?|commander|il (?:nous|me) faut|prends",
        until=r"aujourd'hui|demain|s'il|à|avant|après|pour|quand|ce",
        between=r"\s*,\s*(?:et\s+|ou\s+)?|\s+(?:et|ou)\s+",
        articles=r"(?:(?:du|des|le|la|les|un|une|de la|encore)\s+|de l['’]|d['’]|l['’])",
    ),
    "es": EntityWords(
        parts={
            **dict.fromkeys(_phrases("media, medio"), 0.5),
            **dict.fromkeys(_phrases("un cuarto de"), 0.25),
            **dict.fromkeys(_phrases("un, una"), 1),
        },
        halves=_phrases("y media, y medio"),
        percent=_words("porciento"),
        degrees=_words("grado grados"),
        joins=_words("y con"),
        cents=_words("centavo centavos céntimo céntimos"),
        at=_words("las"),
        bare=frozenset(),
        near=_words("la son es"),
        unsure=_words("y con hora horas h media cuarto menos"),
        alone=_words("uno un una"),
        adding=r"añade|agrega|pon|apunta|quita|borra|elimina|mete",
        onto=r"(?:a|en|de)\s+(?:la|mi|nuestra)\s",
        buying=r"compra|comprar|pide|pedir|necesitamos|hace falta|hacen falta",
        until=r"hoy|mañana|por favor|a|antes|después|para|cuando|el",
        between=r"\s*,\s*(?:y\s+|e\s+|o\s+)?|\s+(?:y|e|o)\s+",
        articles=r"(?:el|la|los|las|un|una|unos|unas|más|algo de|de)\s+",
    ),
}
