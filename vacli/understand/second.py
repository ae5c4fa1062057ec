"""The second pass: what a request that no template fits means, by a model that was trained on other ways to say it.

Knows one language, no skill and no clock. The weights are read at the first request.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from vacli.core.errors import MissingError
from vacli.understand import features
from vacli.understand.classifier import Linear, opened
from vacli.understand.filled import Filler, Request
from vacli.understand.language import Language, language
from vacli.understand.moments import Slots
from vacli.understand.tagger import Tagger, open_tagger, shape
from vacli.understand.text import Tokens
from vacli.understand.wary import NOTING, bare, impersonal, wary

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANGUAGES = ("en",)
CHAT = "chat"
"""The class of what no skill answers."""
FLOOR = 0.5
"""Below this it is for the language model."""
ASKED = 0.65
"""The most where it is asked back whatever the models say."""
UNLIKELY = 0.05
"""Below this a template has taken something for a free text that is none."""
MOST_WORDS = 64
EASE = 0.85
"""Models are more often right than they say; with this, 0.7 is where one request in a hundred is taken wrongly."""


@dataclass(frozen=True, slots=True)
class Guess:
    """`confidence`: the share of such guesses that are right, in intent and slots."""

    intent: str
    confidence: float
    slots: Slots = field(default_factory=dict)
    explanation: str = ""


@lru_cache(maxsize=len(LANGUAGES))
def second(code: str) -> "Second | None":
    """That of a language, if it has one. Nothing is read yet."""
    return Second(language(code)) if code in LANGUAGES else None


@dataclass(frozen=True)
class Models:
    """`intents` by the words of a request, `shapes` with its free texts replaced by their slots."""

    intents: Linear
    shapes: Linear
    tagger: Tagger

    def arrays(self) -> "dict[str, NDArray[Any]]":
        return self.intents.arrays("intents") | self.shapes.arrays("shapes") | self.tagger.arrays()


def read(place: Traversable) -> Models:
    """The weights of a file. MissingError if it holds none."""
    import numpy as np

    try:
        with place.open("rb") as file:
            arrays = np.load(file, allow_pickle=False)
            held = {name: arrays[name] for name in arrays.files}
        return Models(opened(held, "intents"), opened(held, "shapes"), open_tagger(held))
    except (OSError, ValueError, KeyError, AttributeError, BadZipFile, EOFError) as error:
        raise MissingError(f"{place.name} is no file of weights", "install vacli again") from error


def weights(code: str) -> Traversable:
    return files("vacli.understand").joinpath("data", f"second_{code}.npz")


class Second:
    """See the module. It may be asked from any thread."""

    def __init__(self, data: Language, models: Models | None = None) -> None:
        self._data = data
        self._given = models

    @cached_property
    def _models(self) -> Models:
        return self._given or read(weights(self._data.code))

    @cached_property
    def _filler(self) -> Filler:
        return Filler(self._data)

    def prepare(self) -> None:
        """Read the weights now."""
        self.guess("hello")

    def doubts(self, text: str, intent: str) -> bool:
        """Whether an intent that something else found for a text is most unlikely by its words."""
        names, intents = self._names(text), self._models.intents
        if not names or intent not in intents.classes or names[0] == NOTING:
            return False
        if intent == "recall" and not impersonal(intent, self._data.reader.tokens(text)):  # "who is my dentist"
            return False
        likely = intents.probabilities(features.features(names))
        return float(likely[intents.classes.index(intent)]) < UNLIKELY

    def agrees(self, intent: str, tokens: Tokens) -> bool:
        """Whether a request of an intent may be a part of a text."""
        if wary(intent, tokens):
            return False
        intents = self._models.intents
        names = [each.name for each in features.pieces(tokens, self._data.calendar)]
        likely = intents.probabilities(features.features(names))
        return intent in intents.classes and float(likely[intents.classes.index(intent)]) >= UNLIKELY

    def _names(self, text: str) -> list[str]:
        """Nothing for a text that is too long."""
        tokens = self._data.reader.tokens(text)
        return [each.name for each in features.pieces(tokens, self._data.calendar)] if len(tokens) <= MOST_WORDS else []

    def guess(self, text: str) -> Guess | None:
        """None: for the language model."""
        tokens = self._data.reader.tokens(text)
        if not 0 < len(tokens) <= MOST_WORDS:
            return None
        pieces = features.pieces(tokens, self._data.calendar)
        names = [each.name for each in pieces]
        if bare(names):
            return None
        intents = self._models.intents
        likely = intents.probabilities(features.features(names))
        intent, chance = intents.classes[int(likely.argmax())], float(likely.max())
        if intent == CHAT or wary(intent, tokens):
            return None
        spans, found = self._models.tagger.spans(names, intent)
        shapes = self._models.shapes
        fits = float(shapes.probabilities(features.features(shape(names, spans)))[shapes.classes.index(intent)])
        slots = self._filler.slots(intent, Request(text, tokens, pieces, spans))
        confidence = ((chance * fits) ** 0.5 * found) ** EASE
        if slots is None or confidence < FLOOR:
            return None
        if impersonal(intent, tokens):
            confidence = min(confidence, ASKED)
        said = f"second pass: {intent}, by its words {chance:.2f}, by its shape {fits:.2f}"
        return Guess(intent, round(confidence, 3), slots, said + (f", free texts {found:.2f}" if spans else ""))
