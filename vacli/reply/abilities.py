"""Which languages the language model of a conversation speaks, by its row in the catalog."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Abilities:
    """`speaks` the language of the conversation; if not, `other` is the name of a model that does, if one is known."""

    speaks: bool = True
    other: str = ""


ANYTHING = Abilities()


def abilities(model: Path | None, language: str) -> Abilities:
    """Of a model file. One that the catalog does not know is the user's own choice: it may speak anything."""
    from vacli.catalog import rows, store

    places = {model, *model.parents} if model else set()
    found = next((each for each in store.installed("gguf") if each.root in places), None)
    row = rows.find(found.name, "gguf") if found else None
    if row is None or row.speaks(language):
        return ANYTHING
    others = [each for each in rows.all_rows() if each.kind == "gguf" and each.speaks(language)]
    return Abilities(False, max(others, key=lambda each: each.rank).name if others else "")
