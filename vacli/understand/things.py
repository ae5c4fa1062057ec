"""What is to be done with a thing of the home, from English tokens in any order. Knows no file of the user's."""

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import TYPE_CHECKING

from vacli.understand.amounts import phrases
from vacli.understand.moments import Slots
from vacli.understand.text import Tokens

if TYPE_CHECKING:
    from hassil import Intents


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HANDLING = _words("turn switch open close shut lock unlock dim brighten set play")
_ACTIONS = {each: each for each in ("open", "close", "dim", "brighten", "set")}
_ACTIONS |= {"shut": "close", "dimmer": "dim", "darker": "dim", "brighter": "brighten", "lighter": "brighten"}
_MOVES = {"draw": "close", "lower": "close", "down": "close", "raise": "open", "lift": "open", "up": "open"}
_SWITCHES = ("on", "off", "up", "down")
_HANDLED = _HANDLING | _words("put flip get draw pull lower raise kill")
_STARTED, _ENDED = _words("start going boil"), _words("kill cut douse extinguish")
"""What switches on or off without a word more."""
_MORE = _words("fridge freezer iron hob cooker stove grill toaster microwave printer computer")
_SHUTTERS = _words("shutter blind curtain")


class Things:
    """The things of a home that templates name, and a few more."""

    def __init__(self, intents: "Intents") -> None:
        self._covers = phrases(intents, "cover")
        self._moved = {str(word) for said in self._covers for word in said} | _SHUTTERS
        named = phrases(intents, "lit", "thing", "device", "warm")
        self._known = {str(word) for said in named for word in said} | self._moved | _MORE

    def slots(self, name: str, tokens: Tokens, numbers: Sequence[object]) -> Slots | None:
        """None for no thing ("the deal"), and where it is not said clearly what to do with it."""
        tokens = tokens[_pointed(tokens) :]
        words, verbs = name.split(), _HANDLING.intersection(map(str, tokens))
        switched = _switched(tokens)
        if self._known.isdisjoint(words) or len(switched) > 1 or len(verbs) > 1 or len(numbers) > 1:
            return None
        acting = self._acting(tokens, bool(self._moved & set(words)), switched, numbers)
        return {"cover" if tuple(words) in self._covers else "device": name, **acting} if acting else None

    def _acting(self, tokens: Tokens, moved: bool, switched: Set[str], numbers: Sequence[object]) -> Slots:
        """What is to be done. Of what opens and closes, "down" is closed."""
        acts = [_ACTIONS[token] for token in tokens if token in _ACTIONS]
        if moved and not acts:
            acts = [_MOVES[token] for token in tokens if token in _MOVES]
            switched = set()
        slots: Slots = {"action": acts[0]} if len(set(acts)) == 1 else {"switch": min(switched)} if switched else {}
        percent = next((number for number in numbers if isinstance(number, int | float)), None)
        return slots | ({} if percent is None else {"percent": percent})


def _pointed(tokens: Tokens) -> int:
    """Where it is said what to do with what was named before: "the door is open, close it"."""
    pairs = enumerate(pairwise(tokens))
    return max((at for at, (verb, thing) in pairs if verb in _HANDLED and thing in ("it", "them")), default=0)


def _switched(tokens: Tokens) -> set[str]:
    """On, off, up or down."""
    found, said = {str(token) for token in tokens if token in _SWITCHES}, set(tokens)
    return found or ({"on"} if said & _STARTED else {"off"} if said & _ENDED else set())
