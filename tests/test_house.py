"""The types proved together: two sessions on shared engines, drafts dropped and committed, a turn continued, an
announcement, an interruption. Scripted engines; what sounds is read off the speaker's own record."""

import numpy as np
import pytest

from vacli.audio.memory import MemorySpeaker
from vacli.audio.playback import FADE
from vacli.config import load as load_config
from vacli.core.audio import Audio
from vacli.core.errors import Cancelled
from vacli.core.events import Bus, Event
from vacli.core.marks import WATERFALL, Mark
from vacli.core.turn import Origin, Turn
from vacli.core.words import Announcement, ReplyClass, Urgency
from vacli.engines import Engines, load

STAGES = ("vad", "stt", "llm", "tts")
SCRIPT = {
    "stt.engine": "scripted",
    "stt.model": "turn on the lights|what time is it",
    "llm.engine": "scripted",
    "tts.engine": "tone",
}


@pytest.fixture
def engines() -> Engines:
    return load(load_config(SCRIPT).config, STAGES)


def second(seconds: float = 1.0) -> Audio:
    return Audio(np.zeros(round(16000 * seconds), np.float32), 16000)


def sounds(block: "np.ndarray") -> bool:  # type: ignore[type-arg]
    return bool(np.abs(block).max() > 0.01)


def test_only_the_stages_asked_for_are_loaded() -> None:
    engines = load(load_config(SCRIPT).config, ["tts"])
    assert engines.tts.rate == 16000
    with pytest.raises(LookupError, match="stt was not loaded"):
        engines.stt  # noqa: B018


def test_every_automatic_choice_is_told_with_its_reason() -> None:
    told: list[str] = []
    engines = load(load_config({"vad.engine": "auto"}).config, ["vad"], lambda choice: told.append(str(choice)))
    assert told[0].startswith("vad.engine = silero (")
    assert [str(choice) for choice in engines.choices] == told


def test_two_sessions_share_engines_but_no_state(engines: Engines) -> None:
    one, two = engines.session(), engines.session()
    first, other = one.begin(), two.begin()
    hearing, hearing_too = one.hear(first), two.hear(other)
    hearing.feed(second(0.5))
    assert hearing_too.finish().text == "what time is it"
    assert hearing.finish().text == "turn on the lights"
    assert one.vad is not two.vad
    assert "".join(one.answer("hello", first)) == "You said: hello"
    assert [exchange.question for exchange in one.history] == ["hello"]
    assert not two.history


def test_a_dropped_draft_leaves_no_sound_and_no_memory(engines: Engines) -> None:
    speaker = MemorySpeaker(engines.tts.rate)
    session = engines.session(speaker)
    turn = session.begin()
    draft = turn.child()
    list(session.answer("what time", draft))
    assert not sounds(speaker.run(2)), "a draft was sounded before it was committed"
    draft.cancel("the text did not hold")
    assert not turn.cancelled
    with pytest.raises(Cancelled):
        draft.commit()
    assert not sounds(speaker.run(2))
    assert not session.history


def test_a_committed_draft_sounds_and_is_remembered(engines: Engines) -> None:
    speaker = MemorySpeaker(engines.tts.rate)
    session = engines.session(speaker)
    turn = session.begin()
    draft = turn.child()
    list(session.answer("what time", draft))
    draft.commit()
    assert sounds(speaker.run(0.2))
    assert session.history[0].answer == "You said: what time"
    assert turn.reply_class is ReplyClass.LLM
    assert Mark.FIRST_TOKEN in turn.marks, "the draft's marks are the turn's now"


def test_a_turn_that_goes_on_undoes_the_one_that_was_ended_too_soon(engines: Engines) -> None:
    speaker = MemorySpeaker(engines.tts.rate)
    session = engines.session(speaker)
    lights: list[str] = []
    early = session.begin()
    early.act(lambda: lights.append("on"), undo=lambda: lights.remove("on"))
    list(session.answer("turn on the lights", early))
    assert lights == ["on"]
    speaker.run(0.1)
    late = session.begin(continues=early)
    assert late.continues == early.id
    assert early.cancelled
    assert lights == []
    assert not session.history
    speaker.run(FADE)
    assert not sounds(speaker.run(3)), "sound of the old turn after it was cancelled"
    list(session.answer("turn on the lights in the kitchen", late))
    assert sounds(speaker.run(0.5))


def test_history_keeps_what_was_heard(engines: Engines) -> None:
    speaker = MemorySpeaker(engines.tts.rate)
    session = engines.session(speaker)
    turn = session.begin()
    list(session.answer("one two three four five six", turn))
    speaker.run(4 * 0.2)  # a tone lasts 0.2 s a word
    heard = session.interrupt(turn, "barge-in")
    assert heard.text == "You said: one two"
    assert heard.seconds_dropped == pytest.approx(4 * 0.2)
    assert session.history[0].answer == "You said: one two"


def test_a_held_speaker_is_silent_and_goes_on_where_it_was(engines: Engines) -> None:
    speaker = MemorySpeaker(engines.tts.rate)
    session = engines.session(speaker)
    turn = session.begin()
    session.say("alpha beta", turn)
    speaker.run(0.2)
    speaker.hold()
    speaker.run(FADE)
    assert not sounds(speaker.run(1))
    speaker.release()
    assert sounds(speaker.run(0.2))
    speaker.run(0.2)
    assert speaker.flush().text == "alpha beta"


def test_an_announcement_waits_for_the_turn_to_end_unless_it_is_urgent(engines: Engines) -> None:
    speaker = MemorySpeaker(engines.tts.rate)
    seen: list[Event] = []
    bus = Bus()
    bus.subscribe(seen.append)
    session = engines.session(speaker, bus)
    turn = session.begin()
    session.announce(Announcement("tea is ready", source="timer", id="7"))
    assert not sounds(speaker.run(1))
    session.announce(Announcement("fire", Urgency.NOW))
    assert sounds(speaker.run(0.2))
    session.end(turn)
    assert sounds(speaker.run(0.6))
    names = [event.name for event in seen if event.name != "speak.clause"]
    assert names == ["turn.begin", "turn.announcement", "turn.end", "turn.announcement"]
    announced = [event for event in seen if event.name == "turn.announcement"]
    assert announced[-1].data == {"text": "tea is ready", "source": "timer", "id": "7"}
    session.announce(Announcement("quiet now"))
    assert sounds(speaker.run(0.2)), "nothing goes on, so it is said at once"


def test_the_stages_of_a_turn_add_up() -> None:
    turn = Turn(Origin.SPEECH)
    moments = [stage.begins for stage in WATERFALL] + [WATERFALL[-1].ends]
    for number, mark in enumerate(moments):
        turn.mark(mark, at=number * 0.05)
    stages = [turn.marks[stage.ends] - turn.marks[stage.begins] for stage in WATERFALL]
    assert sum(stages) == pytest.approx(turn.marks[Mark.HEARD] - turn.marks[Mark.SPEECH_END], abs=1e-9)


def test_a_voice_that_fails_is_said_not_swallowed(engines: Engines) -> None:
    session = engines.session(MemorySpeaker(8000))  # the tone is at 16 kHz: playing it fails
    with pytest.raises(ValueError, match="16000 Hz"):
        list(session.answer("hello there", session.begin(Origin.TEXT)))
