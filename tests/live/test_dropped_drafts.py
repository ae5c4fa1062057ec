"""What an answer prepared in vain cost is told, even if it was finished before it was dropped."""

import pytest

from vacli.config import load as load_config
from vacli.core.events import Bus, Event
from vacli.engines import load
from vacli.live.commands import Commands
from vacli.live.reply import Answer
from vacli.live.wires import Draft, Utterance, Wires


@pytest.mark.parametrize("used", [True, False])
def test_a_draft_that_was_finished_is_told_when_it_is_dropped_and_only_then(used: bool) -> None:
    bus, told = Bus(), list[Event]()
    bus.subscribe(lambda event: told.append(event) if event.name == "draft.dropped" else None)
    engines = load(load_config({"llm.engine": "scripted", "llm.model": "a joke"}).config, ["llm"])
    session = engines.session(None, bus, skills="live")
    assert session.replies.understander is not None
    wires = Wires(session)
    answer = Answer(wires, Commands(wires, session.replies.understander), lambda meant: None)
    utterance = Utterance(session.begin(), text="tell me a joke")
    draft = Draft(utterance.text, utterance.turn.child())
    answer._prepare(utterance, draft)
    assert draft.pieces and not told, "it is ready, and may be wanted yet"
    if used:
        draft.turn.commit()
    draft.turn.cancel("text changed")
    utterance.turn.cancel("over")
    engines.close()
    assert [(event.turn, event.data["reason"]) for event in told] == (
        [] if used else [(utterance.turn.id, "text changed")]
    )
    assert all(event.data["cpu_ms"] > 0 for event in told)
