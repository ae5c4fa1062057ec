"""What a recogniser with a closed grammar listens for in the user's own home: few ways to ask, for every name in it.

All of Home Assistant's sentences would be a grammar of which noise fits one or another; these are the plain ones.
"""

from collections.abc import Iterable, Iterator

from vacli.core.grammar import Alternatives, Grammar, Maybe, Node, Sequence
from vacli.rules.home import Home, Place, Thing
from vacli.understand.compile import phrases, spoken
from vacli.understand.language import Language
from vacli.understand.numbers import numerals
from vacli.understand.text import Token

MOST_NAMES = 300
"""Names of things that are listened for, and of areas: the first ones."""
PERCENT = range(0, 101, 5)

_SAID = {
    "en": """
        (turn|switch) (on|off) [the] *thing
        (turn|switch) [the] *thing (on|off)
        set [the] *thing to *percent percent
        (open|close|lock|unlock) [the] *thing
        is [the] *thing (on|off|open|closed|locked)
        (turn|switch) (on|off) [all] [the] (lights|*area lights)
        (turn|switch) (on|off) [all] [the] lights in [the] *area
    """,
    "de": """
        (schalte|mach|mache) [das|die|den] *thing (an|aus|auf|zu)
        (stell|stelle) [das|die|den] *thing auf *percent prozent
        (öffne|schließe) [das|die|den] *thing
        ist [das|die|der] *thing (an|aus|offen|zu)
        (schalte|mach|mache) (das licht|alle lichter) [im *area|in der *area|in *area] (an|aus)
    """,
    "fr": """
        (allume|éteins|ouvre|ferme|verrouille|déverrouille) [le|la|les] *thing
        règle [le|la|les] *thing à *percent pourcent
        (allume|éteins) [toutes] (la lumière|les lumières) [de la *area|du *area|dans la *area|dans le *area]
    """,
    "es": """
        (enciende|apaga|abre|cierra) [el|la|los|las] *thing
        (pon|ajusta) [el|la|los|las] *thing al *percent por ciento
        (enciende|apaga) [todas] (la luz|las luces) [de la *area|del *area|en la *area|en el *area]
    """,
}


def heard(home: Home, data: Language) -> Node | None:
    """None where nothing has a name."""
    fill = {"*percent": phrases(numerals(data.code).spell(number) for number in PERCENT)}
    for kind, named in (("*thing", home.things), ("*area", home.areas)):
        names = list(_names(named, data))[:MOST_NAMES]
        if names:
            fill[kind] = phrases(names)
    lines = [line for line in _SAID[data.code].splitlines() if all(kind in fill for kind in _kinds(line))]
    if not any(_kinds(line) for line in lines):
        return None
    polite = phrases(tuple(phrase.split()) for phrase in data.words["said_before"])
    return Sequence((Maybe(polite), spoken(Grammar.parse("\n".join(lines)).root, fill, {})))


def with_home(grammar: Grammar, home: Home, data: Language) -> Grammar:
    """The same with the user's home. No recogniser need be able to pronounce its names."""
    more = heard(home, data)
    if more is None:
        return grammar
    spare = grammar.spare | (Grammar(more).words() - grammar.words())
    return Grammar(Alternatives((grammar.root, more)), grammar.reject, spare)


def _kinds(line: str) -> list[str]:
    return [kind for kind in ("*thing", "*area", "*percent") if kind in line]


def _names(named: Iterable[Thing | Place], data: Language) -> Iterator[tuple[str, ...]]:
    """As they are spoken, figures too."""
    for name in dict.fromkeys(name for each in named for name in each.names):
        if words := [word for token in data.reader.tokens(name) for word in _spoken(token, data)]:
            yield tuple(words)


def _spoken(token: Token, data: Language) -> tuple[str, ...]:
    """A number beyond a hundred digit by digit."""
    spell = numerals(data.code).spell
    if isinstance(token, str):
        return tuple(token.split())
    if isinstance(token, int) and 0 <= token <= 100:
        return spell(token)
    return tuple(word for digit in str(token) if digit.isdigit() for word in spell(int(digit)))
