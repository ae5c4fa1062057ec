"""The whole of what was understood: an intent with entities, sentiment and action items beside it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from vacli.core.meaning import Understood
from vacli.understand.annotations.action_items import action_items
from vacli.understand.annotations.entities import entities
from vacli.understand.annotations.sentiment import sentiment


def annotated(meant: Understood, names: Mapping[str, str] | None = None, now: datetime | None = None) -> Understood:
    """`names`: the user's own words, and what each is. `now` is the clock of the machine if it is not given."""
    now = now or datetime.now()
    named = entities(meant.text, meant.language, names, now)
    items = action_items(meant.text, meant.language, named, now)
    return replace(meant, entities=named, sentiment=sentiment(meant.text, meant.language).score, action_items=items)
