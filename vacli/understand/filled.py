"""The slots of a request whose intent is known: what was read in it, and the free texts that were found, as templates
would give them. English. None where something is missing without which nothing can be done, or contradicts another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vacli.understand.amounts import Conversions, Sums, bounds, dice, longest, phrases
from vacli.understand.features import Piece
from vacli.understand.free import Free, as_said, idle_of
from vacli.understand.language import Language
from vacli.understand.moments import Day, Every, Moment, Slots, moment, slots_of
from vacli.understand.tagger import Span
from vacli.understand.text import Tokens
from vacli.understand.things import Things
from vacli.understand.voiced import speed, volume

BARE = 7
"""Pieces of a request to note or remember something that does not say what, at the most."""
LONGEST = 24 * 3600
"""Seconds that a timer runs, at the most."""
KINDS = ("@at", "@day", "@every", "@for")
SHOPPING = "shopping"
_SHOPPING = {"shopping", "grocery", "groceries", "food", "store", "supermarket", "the store", "the supermarket"}
_TO_DO = {"to do", "todo", "to dos", "todos", "things to do"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_JOBS = _words("jobs tasks chores todos")
_LISTED = _words("the my our a an that this your list whole entire on from to of off in read clear empty wipe")
"""What stands before "list" and names none."""
_REMINDING = _words(
    "remind reminder reminding reminded me us set make create add schedule put give need want like would could can you "
    "please i a an the new another for at on in by of to from now so it time"
)
_ENDING = _words("cancel stop delete remove rid scrap hate kill drop lose no without forget unset disable")
"""What nobody says who wants to have something set."""
_POSSESSIVE = ("name", "device", "area")
"""Slots whose "'s" is a verb: "the cake's done"."""
_TOWARDS = _words("for on to called named of give extend end forget")
_WHICH = (("which_hours", 3600), ("which_minutes", 60), ("which_seconds", 1))
_DATED = ("days", "weekday", "day", "month", "last")


@dataclass(frozen=True, slots=True)
class Request:
    text: str
    tokens: Tokens
    pieces: Sequence[Piece]
    spans: Sequence[Span]

    def outside(self, kind: str) -> list[Piece]:
        """The pieces of a kind that belong to no free text."""
        held = {at for span in self.spans for at in range(span.begin, span.end)}
        return [piece for at, piece in enumerate(self.pieces) if piece.name == kind and at not in held]


class Filler:
    def __init__(self, data: Language) -> None:
        self._reader = data.reader
        self._after = (*data.frame.after, ("and",))
        self._idle = idle_of(data.words)
        self._sums, self._conversions = Sums(data.intents), Conversions(data.intents)
        self._occasions = phrases(data.intents, "occasion")
        self._things = Things(data.intents)
        every: dict[str, Callable[[Request], Slots | None]] = {
            "time": lambda request: self._free(request, "place"),
            "date": _date,
            "days_until": self._until,
            "timer_set": lambda request: self._timer(request, self._free(request, "name")),
            "timer_left": lambda request: self._which(request, self._free(request, "name")),
            "timer_cancel": lambda request: self._which(request, self._running(request)),
            "timer_add": lambda request: _lasting(request) and self._timer(request, self._running(request)),
            "timer_correct": _lasting,
            "alarm_set": lambda request: None if _ended(request) else _alarm(request),
            "alarm_cancel": _alarm,
            "reminder_set": self._reminder,
            "reminder_cancel": lambda request: self._free(request, "text"),
            **dict.fromkeys(("list_add", "list_remove"), self._items),
            "list_has": lambda request: self._list(request, "item"),
            **dict.fromkeys(("list_read", "list_clear"), self._list),
            **dict.fromkeys(("note_add", "remember"), self._kept),
            "sum": lambda request: self._sums.slots(request.tokens),
            "convert": lambda request: self._conversions.slots(request.tokens),
            "spell": lambda request: self._free(request, "word", needed=True),
            "dice": lambda request: dice(request.tokens),
            "random": lambda request: bounds(request.tokens),
            "volume": lambda request: volume(request.tokens),
            "speed": lambda request: speed(request.tokens),
            **dict.fromkeys(("recall", "forget"), lambda request: self._free(request, "about", needed=True)),
            "weather": self._weather,
            "home": self._home,
        }
        self._fills: Mapping[str, Callable[[Request], Slots | None]] = every

    def slots(self, intent: str, request: Request) -> Slots | None:
        fill = self._fills.get(intent)
        return fill(request) if fill else {}

    def _said(self, request: Request, slot: str) -> list[str]:
        """The free texts of a slot, without the politeness that they end in."""
        found = []
        for span in (each for each in request.spans if each.slot == slot):
            begin, end = request.pieces[span.begin].begin, request.pieces[span.end - 1].end
            while polite := next(
                (each for each in self._after if request.tokens[begin + 1 : end][-len(each) :] == each), ()
            ):
                end -= len(polite)
            free = Free(slot, begin, end).trimmed(request.tokens, self._idle)
            said = as_said(free, request.text, request.tokens, self._reader)
            found.append(re.sub(r"['’]s$", "", said) if slot in _POSSESSIVE else said)
        return found

    def _free(self, request: Request, slot: str, needed: bool = False) -> Slots | None:
        """One text at most."""
        found = list(dict.fromkeys(self._said(request, slot)))
        if len(found) > 1 or (needed and not found):
            return None
        return {slot: found[0]} if found else {}

    def _running(self, request: Request) -> Slots | None:
        """The name of a timer that runs: beside "timer", or behind a word that points to it; none that is elsewhere."""
        words = " ".join(str(token).removesuffix("'s") for token in request.tokens)
        pointing = rf"(?:{'|'.join(sorted(_ENDING | _TOWARDS))})(?: (?:the|my|our|your|his|her))?"
        beside = r"\b(?:{0} (?:one )?timer|{0} one|timer {0}|" + pointing + r" {0}\b)"
        found = {each for each in self._said(request, "name") if re.search(beside.format(re.escape(each)), words)}
        return None if len(found) > 1 else {"name": found.pop()} if found else {}

    def _timer(self, request: Request, named: Slots | None) -> Slots | None:
        lasting = _lasting(request)
        several = "timers" in request.tokens or any(each.value != 1 for each in request.outside("#"))
        unclear = several or request.outside("@at") or _ended(request) or (request.outside("#") and lasting is None)
        if named is None or unclear or len(request.outside("@for")) > 1:
            return None
        return named | (lasting or {})

    def _which(self, request: Request, named: Slots | None) -> Slots | None:
        """The timer that is meant, by its name or its length."""
        lasting = request.outside("@for")
        if named is None or len(lasting) > 1 or any(_seconds(each) > LONGEST for each in lasting):
            return None
        left, which = (_seconds(lasting[0]) if lasting else 0), Slots()
        for slot, worth in _WHICH:
            count, left = divmod(left, worth)
            which |= {slot: int(count)} if count else {}
        return named | which

    def _reminder(self, request: Request) -> Slots | None:
        when, text = _when(request), self._free(request, "text")
        lasting = _lasting(request)
        if when is None or text is None or (lasting and when) or len(request.outside("@for")) > 1:
            return None
        said = {str(token) for token in request.tokens if isinstance(token, str)}
        said -= {word for kind in KINDS for each in request.outside(kind) for word in _within(request, each)}
        if not text and not said <= _REMINDING:
            return None
        return text | when | (lasting or {})

    def _items(self, request: Request) -> Slots | None:
        items, on = self._said(request, "items"), self._list(request)
        return {"items": ", ".join(items), **on} if items and on is not None else None

    def _list(self, request: Request, slot: str = "") -> Slots | None:
        """The list that is named, and `slot`, which must be there."""
        named, more = self._free(request, "list"), self._free(request, slot, needed=True) if slot else {}
        if named is None or more is None:
            return None
        name = str(named.get("list", "")).removesuffix(" list").removeprefix("my ") or _list_before(request.tokens)
        return more | {"list": SHOPPING if name in _SHOPPING else "to do" if name in _TO_DO else name} if name else None

    def _kept(self, request: Request) -> Slots | None:
        text = self._free(request, "text")
        return text if text or len(request.pieces) <= BARE else None

    def _weather(self, request: Request) -> Slots | None:
        days, place = _days(request), self._free(request, "place")
        return None if days is None or place is None else place | days

    def _until(self, request: Request) -> Slots | None:
        found = [longest(request.tokens, at, self._occasions) for at in range(len(request.tokens))]
        said = max((each for each in found if each), default=None, key=lambda each: len(each[1]))
        if said:
            return {"occasion": said[1]}
        days = _days(request)
        return None if not days or "days" in days else days

    def _home(self, request: Request) -> Slots | None:
        device, area = self._free(request, "device", needed=True), self._free(request, "area")
        timed = [each for kind in KINDS for each in request.outside(kind)]
        if device is None or area is None or timed:
            return None
        acting = self._things.slots(
            str(device["device"]), request.tokens, [each.value for each in request.outside("#")]
        )
        return area | acting if acting else None


def _list_before(tokens: Tokens) -> str:
    """Which list is meant where none was found by name; nothing where a word before "list" may name one."""
    if "list" not in tokens and (("to", "do") in pairwise(tokens) or _JOBS & set(tokens)):
        return "to do"
    before = [before for before, after in pairwise(tokens) if after == "list"]
    known = all(each in _LISTED or each in _SHOPPING or each == "do" for each in before)
    return "" if not known else "to do" if "do" in before else SHOPPING


def _seconds(piece: Piece) -> float | int:
    assert isinstance(piece.value, int | float)
    return int(piece.value) if piece.value == int(piece.value) else piece.value


def _lasting(request: Request) -> Slots | None:
    """The one length of time that is said."""
    found = {_seconds(each) for each in request.outside("@for")}
    return {"duration": found.pop()} if len(found) == 1 else None


def _when(request: Request) -> Slots | None:
    """Time and day; a number behind "at" is an hour."""
    kinds: tuple[tuple[str, type], ...] = (("@at", Moment), ("@day", Day), ("@every", Every))
    read = [each.value for kind, _ in kinds for each in request.outside(kind)]
    apart = [each for each in dict.fromkeys(read) if isinstance(each, Moment | Day | Every)]
    hours = [moment(each.value) if isinstance(each.value, int) else None for each in request.outside("#")]
    if not any(isinstance(each, Moment) for each in apart) and hours:
        apart += [each for each in hours if each][:1] if len(hours) == 1 else []
        if len(hours) != 1 or not hours[0]:
            return None
    if any(sum(isinstance(each, kind) for each in apart) > 1 for _, kind in kinds):
        return None
    return slots_of(apart)


def _within(request: Request, piece: Piece) -> list[str]:
    return [str(token) for token in request.tokens[piece.begin : piece.end]]


def _ended(request: Request) -> bool:
    """Whether something is to be over, not to be set."""
    held = {at for span in request.spans for at in range(span.begin, span.end)}
    said = {piece.name for at, piece in enumerate(request.pieces) if at not in held}
    return bool(said & _ENDING)


def _alarm(request: Request) -> Slots | None:
    return None if request.outside("@for") else _when(request)


def _days(request: Request) -> Slots | None:
    """A day without a time."""
    read = list(dict.fromkeys(each.value for each in request.outside("@day")))
    read = [each for each in read if each != Day(days=0)] or read  # "between today and friday"
    return None if len(read) > 1 else slots_of(each for each in read if isinstance(each, Day))


def _date(request: Request) -> Slots | None:
    days = _days(request)
    if days is None or request.outside("@for"):
        return None
    part = next((part for part in ("month", "year") if part in request.tokens), "")
    return {"part": part} if part and not any(name in days for name in _DATED) else days
