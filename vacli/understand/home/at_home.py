"""What is asked of the user's own home, beside all that a language understands without it.

Home Assistant's sentences are read on a thread of their own, for they take a third of a second; who asks before waits.
What is understood already goes first, except what only sounds as if it were about some home.
"""

import re
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice

from vacli.core.flow import spawn
from vacli.core.grammar import Grammar
from vacli.core.meaning import Understander, Understood
from vacli.core.words import Completeness
from vacli.rules.home import ANY, INTENTS, Home
from vacli.understand.home.heard import with_home
from vacli.understand.home.pack import Meant, Pack, content
from vacli.understand.language import code_of, language
from vacli.understand.recast import Recast
from vacli.understand.text import Tokens

AGAIN = 4
"""Other readings of a text that are tried: without hesitations and asides, or corrected."""
PLAINLY = {
    "en": (
        "turn {switch} the {area} {device}",
        "set the {area} {device} brightness to {percent} percent",
        "set {device} in the {area} to {percent} percent",
    ),
    "de": ("schalte {area} {device} {switch}", "{device} in {area} auf {percent} Prozent"),
}
ASKED = {"en": ("is the {area} {device} {switch}", "are any {device} {switch} in the {area}")}
"""How a request for some home's lights is said again for the user's own, where its slots tell all of it, and how a
question is."""
ASKING = frozenset(("is", "are", "was", "were", "did", "ist", "sind", "war", "waren", "hast", "habe", "hat"))
"""A request that begins so is a question."""
_UNKNOWN = {
    "en": r"(?:turn|switch) (?:(?:on|off) (?:the |my )?(?P<one>.+)|(?:the |my )?(?P<other>.+) (?:on|off))",
    "de": r"(?:schalte?|mache?) (?:das |die |den |meine? |meinen )?(?P<one>.+) (?:an|aus|ein)",
    "fr": r"(?:allume[rz]?|éteins|éteignez|éteindre) (?:la |le |les |l'|ma |mon |mes )?(?P<one>.+)",
    "es": r"(?:enciende|apaga|encender|apagar|prende) (?:la |el |las |los |mi |mis )?(?P<one>.+)",
}
MOST_UNKNOWN = 4
"""Words of a thing that is asked for and not there."""


class AtHome:
    """An understander around another one. EngineMissing if the sentences are not installed."""

    def __init__(self, inner: Understander, home: Home) -> None:
        self.inner = inner
        self.language = inner.language
        self.command, self.backchannel, self.assent = inner.command, inner.backchannel, inner.assent
        self.standalone = inner.standalone
        self._home = home
        self._data = language(code_of(inner.language))
        self._recast = Recast(self._data.words)
        free = INTENTS if ANY in home.actions else home.actions
        found, self._pack = content(self.language), Future[Pack]()

        def read() -> None:
            try:
                pack = Pack(home, found, INTENTS, free)
            except Exception as error:  # whoever asks is told
                self._pack.set_exception(error)
                return
            self._pack.set_result(pack)
            pack.prepare()

        spawn("home-sentences", read)

    def understand(self, text: str) -> Understood:
        """As it is understood without a home, where that is all in known words; else what the home is asked for."""
        known = self.inner.understand(text)
        if known.intent not in ("", "home") and known.confidence == 1.0:
            return known
        meant = self._meant(text) or (self._plainly(known) if known.intent == "home" else None)
        if meant is None:
            return known if known.intent else self._unknown(text, known)
        return replace(
            known,
            intent=meant.intent,
            slots=meant.slots,
            confidence=0.9 if meant.free else 1.0,
            completeness=Completeness.COMPLETE,
            explanation=f"{meant.intent}: {meant.sentence}",
        )

    def completeness(self, text: str) -> Completeness:
        found = self.inner.completeness(text)
        if found is Completeness.COMPLETE or self._pack.result().meant(text) is None:
            return found
        return Completeness.COMPLETE

    def grammar(self) -> Grammar:
        return with_home(self.inner.grammar(), self._home, self._data)

    def _meant(self, text: str) -> Meant | None:
        pack = self._pack.result()
        return next(filter(None, map(pack.meant, self._readings(text))), None)

    def _readings(self, text: str) -> Iterator[str]:
        yield text
        tokens = self._data.reader.tokens(text)
        yield " ".join(map(str, tokens))
        for each in islice(self._recast.readings(tokens), AGAIN):
            yield " ".join(map(str, each))

    def _plainly(self, known: Understood) -> Meant | None:
        said, tokens = {"area": "", **known.slots}, self._tokens(known.text)
        forms = (ASKED if ASKING.intersection(tokens[:1]) else PLAINLY).get(self.language, ())
        whole = (form for form in forms if all(name in said for name in re.findall(r"{(\w+)}", form)))
        texts = (" ".join(form.format(**said).split()) for form in whole)
        return next(filter(None, map(self._pack.result().meant, texts)), None)

    def _unknown(self, text: str, known: Understood) -> Understood:
        """A thing that is asked for by a name which the user's home does not have."""
        said = " ".join(map(str, self._tokens(text)))
        found = re.fullmatch(_UNKNOWN[self.language], said)
        what = next(filter(None, found.groups()), "") if found else ""
        if not 0 < len(what.split()) <= MOST_UNKNOWN:
            return known
        explanation = "asks for a thing that home.yaml does not have"
        return replace(known, intent="home", slots={"device": what}, confidence=0.8, explanation=explanation)

    def _tokens(self, text: str) -> Tokens:
        return self._data.frame.strip(self._data.reader.tokens(text))
