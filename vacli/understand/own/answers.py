"""Whether responses and actions go with sentences: every intent is answered by somebody, every value can be there."""

from collections.abc import Collection, Mapping

from vacli.rules import Rules
from vacli.rules.actions import Set, speaks, texts
from vacli.rules.files import HOME, File
from vacli.rules.fill import names
from vacli.rules.marked import At, Wrong
from vacli.understand.own.names import near

ALWAYS = frozenset({"language", "text", "output"})
"""Values that are there whatever was said."""
OF_TIMES = frozenset({"duration", "at", "half", "days", "weekday", "month", "day", "every", "last", "when"})
"""Values that our own lists and rules for times fill."""


def check_answers(file: File, rules: Rules, slots: Mapping[str, Collection[str]], ours: Collection[str]) -> None:
    """`slots` of each intent in `rules`; `ours`: intents that vacli answers. Wrong tells the first mistake."""
    for name in (*file.responses, *file.actions):
        if name.startswith(HOME):
            continue
        if name in ours:
            raise Wrong(f"{name} is answered by vacli itself", name, "take another name for your own answer")
        if name not in slots:
            raise Wrong(f"no sentence means {name}{near(name, slots)}", name, f"intents: {name}: data: ...")
    answered = {*rules.responses, *rules.actions, *ours}
    for name in file.intents:
        if not rules.given and name not in answered and not name.startswith(HOME):
            raise Wrong(f"nothing answers {name}", name, f'responses: intents: {name}: default: "All right."')
    kept = {each.name for actions in rules.actions.values() for each in actions if isinstance(each, Set)}
    for name, text in file.responses.items():
        _check(name, text, text, slots, kept)
        if "output" in names(text) and not any(map(speaks, rules.actions.get(name, ()))):
            raise Wrong("{output} stands in the response, but no action speaks", text, "speak: true")
    for name, actions in file.actions.items():
        for said in (said for each in actions for said in texts(each)):
            _check(name, said, said if isinstance(said, At) else name, slots, kept)


def _check(intent: At, text: str, at: At, slots: Mapping[str, Collection[str]], kept: Collection[str]) -> None:
    if intent not in slots:  # of the home: its slots are not known here
        return
    known = {*slots[intent], *kept, *ALWAYS, *OF_TIMES}
    for name in names(text):
        if name not in known:
            raise Wrong(f"no sentence of {intent} has a slot {name}{near(name, known)}", at)
