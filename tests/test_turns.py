"""The state machine of turn-taking, told frame by frame. A minute of conversation is tested in milliseconds."""

import random
from dataclasses import dataclass, field

import pytest

from vacli.core.words import Completeness
from vacli.turns import PATIENT, Decision, Rules, Turns, What

FRAME = 512
MS = 16
ROOM, VOICE = -60.0, -25.0


@dataclass
class Talk:
    """A person and a room: tells the machine its frames and keeps what it decides."""

    turns: Turns = field(default_factory=lambda: Turns(Rules()))
    at: int = 0
    decided: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.quiet(1000)

    def frames(self, ms: float, probability: float, level: float) -> "Talk":
        for _ in range(round(ms * MS / FRAME)):
            self.at += FRAME
            self.decided += self.turns.frame(probability, level, self.at)
        return self

    def speak(self, ms: float, level: float = VOICE) -> "Talk":
        return self.frames(ms, 0.95, level)

    def quiet(self, ms: float, level: float = ROOM) -> "Talk":
        return self.frames(ms, 0.02, level)

    def words(self, completeness: Completeness, *, meant: bool = True) -> "Talk":
        self.turns.heard(completeness, self.at, meant=meant)
        return self

    def reply(self, audible: bool = True) -> "Talk":
        self.turns.sounding(audible, self.at)
        return self

    def what(self) -> list[str]:
        """What was decided since the last time it was asked, without the looks at a pause."""
        found, self.decided = [each.what.value for each in self.decided if each.what is not What.LOOK], []
        return found

    def last(self, what: What) -> Decision:
        return next(decision for decision in reversed(self.decided) if decision.what is what)


def asked(completeness: Completeness = Completeness.COMPLETE) -> Talk:
    """Somebody has asked something, and the turn was ended."""
    return Talk().speak(960).words(completeness).quiet(600)


def test_speech_begins_after_96_ms_and_is_backdated() -> None:
    talk = Talk().speak(64).quiet(320)
    assert talk.what() == []
    begun = talk.at
    talk.speak(128)
    assert talk.last(What.BEGIN).start == begun
    assert talk.what() == ["begin"]


@pytest.mark.parametrize(
    ("completeness", "hold"),
    [(Completeness.COMPLETE, 160), (Completeness.UNKNOWN, 350), (Completeness.UNFINISHED, 1300)],
)
def test_the_hold_depends_on_the_words(completeness: Completeness, hold: int) -> None:
    talk = Talk().speak(960).words(completeness).quiet(hold - 32)
    assert "end" not in talk.what()
    talk.quiet(64)
    end = talk.last(What.END)
    assert end.rule == completeness.value
    assert end.hold == hold * MS
    assert end.hold <= end.silence < end.hold + 2 * FRAME, (
        "counted from the last speech, not from the decision to pause"
    )


def test_words_that_do_not_cover_the_last_speech_decide_nothing() -> None:
    talk = Talk().speak(960).words(Completeness.COMPLETE).speak(480).quiet(320)
    assert "end" not in talk.what(), "turn on the lights ... in the"
    assert talk.quiet(64).last(What.END).rule == "unknown"


def test_a_pause_is_told_at_once_and_taken_back() -> None:
    talk = Talk().speak(960).quiet(96)
    assert talk.what() == ["begin", "pause"]
    talk.speak(320)
    assert talk.what() == ["resume"]


def test_a_pause_is_looked_at_again_and_again() -> None:
    talk = Talk().speak(960).words(Completeness.UNFINISHED).quiet(1000)
    looks = [(each.silence // MS) for each in talk.decided if each.what is What.LOOK]
    assert looks == [96, 224, 480, 800]


def test_speech_that_resumes_before_the_reply_is_heard_costs_nothing() -> None:
    talk = asked()
    talk.what()
    talk.speak(320)
    begin = talk.last(What.BEGIN)
    assert begin.continues
    assert not begin.false_cutoff
    assert not begin.tentative


@pytest.mark.parametrize(("after", "continues"), [(100, True), (500, True), (900, False)])
def test_speech_shortly_after_the_reply_began_goes_on_with_the_turn(after: int, continues: bool) -> None:
    talk = asked().reply().quiet(after).speak(320)
    begin = talk.last(What.BEGIN)
    assert (begin.continues, begin.false_cutoff, begin.tentative) == (continues, continues, not continues)


def test_a_voice_over_the_reply_holds_it_and_a_word_breaks_it_off() -> None:
    talk = asked().reply().quiet(1000)
    talk.what()
    talk.speak(128)
    assert talk.what() == ["hold", "begin"]
    talk.speak(64)
    assert talk.what() == []
    talk.words(Completeness.UNKNOWN, meant=True).speak(32)
    assert talk.what() == ["interrupt"]
    talk.speak(300).words(Completeness.COMPLETE).quiet(200)
    assert talk.what() == ["pause", "end"]


def test_a_back_channel_lets_the_reply_go_on_within_300_ms() -> None:
    talk = asked().reply().quiet(1000)
    talk.what()
    talk.speak(320).words(Completeness.UNKNOWN, meant=False)
    ended = talk.at
    talk.quiet(300)
    assert talk.last(What.RELEASE).rule == "backchannel"
    assert talk.last(What.RELEASE).at - ended <= 200 * MS
    assert talk.what() == ["hold", "begin", "pause", "release"]


def test_a_cough_over_the_reply_lets_it_go_on_too() -> None:
    talk = asked().reply().quiet(1000).speak(160).quiet(320)
    assert talk.last(What.RELEASE).rule == "no_words"


def test_a_reply_that_is_held_for_nothing_again_and_again_does_not_stutter_for_ever() -> None:
    """The rest of an echo must not keep the reply from ever being said; words still break it off."""
    talk = asked().reply().quiet(1000)
    for _ in range(4):
        talk.speak(160).quiet(400)
    assert talk.what().count("hold") == 2
    talk.speak(160).words(Completeness.UNKNOWN, meant=True).speak(32)
    assert talk.what() == ["begin", "interrupt"]


def test_what_echo_cancellation_leaves_is_no_voice() -> None:
    talk = asked().reply().quiet(1000)
    talk.what()
    talk.speak(2000, level=-55.0)
    assert talk.what() == []


def test_long_speech_over_the_reply_is_an_interruption_whatever_it_says() -> None:
    talk = asked().reply().quiet(1000).speak(900)
    assert talk.last(What.INTERRUPT).rule == "long"


def test_after_the_reply_is_over_speech_is_a_new_turn() -> None:
    talk = asked().reply().quiet(2000).reply(False)
    talk.speak(320)
    begin = talk.last(What.BEGIN)
    assert not (begin.continues or begin.tentative)


def test_an_announcement_can_be_interrupted_but_continues_nothing() -> None:
    talk = asked().reply().quiet(2000).reply(False).quiet(3000)
    talk.reply().quiet(100).speak(320)
    begin = talk.last(What.BEGIN)
    assert begin.tentative
    assert not begin.continues


def test_a_television_does_not_keep_the_turn_open() -> None:
    talk = Talk()
    for _ in range(90):  # it talks all the time, 15 dB below the user
        talk.frames(160, 0.9, -42.0).frames(64, 0.2, -50.0)
    talk.what()
    talk.speak(960).words(Completeness.COMPLETE)
    told = talk.at
    talk.frames(600, 0.9, -42.0)
    end = talk.last(What.END)
    assert end.at - told <= 220 * MS


def test_endless_speech_is_cut_and_then_taken_for_the_room() -> None:
    talk = Talk().speak(31_000)
    assert talk.last(What.END).rule == "longest"
    talk.what()
    talk.speak(10_000)
    assert talk.what() == [], "it went on all the time"


def test_a_quiet_voice_after_a_loud_one_is_still_heard() -> None:
    talk = asked().reply().reply(False).quiet(3000)
    talk.what()
    talk.speak(960, level=-45.0)
    assert talk.what() == ["begin"]


def test_it_learns_to_wait_and_forgets_again() -> None:
    talk = asked(Completeness.UNKNOWN).reply().quiet(200).speak(320).quiet(1500)
    assert talk.turns.learned == 1.25
    assert talk.last(What.END).hold == pytest.approx(1.25 * 350 * MS)
    talk.reply().reply(False)
    for _ in range(10):
        talk.quiet(2000).speak(320).quiet(1500).reply().quiet(1000).reply(False)
    assert talk.turns.learned == 1.0


def test_learning_stays_within_its_bounds() -> None:
    talk = asked(Completeness.COMPLETE)
    for _ in range(20):
        talk.speak(320).words(Completeness.COMPLETE).quiet(600)
    assert talk.last(What.END).hold <= 350 * MS
    assert talk.turns.learned == 2.0


def test_push_to_talk_begins_and_ends_whatever_is_heard() -> None:
    talk = Talk()
    talk.decided += talk.turns.press(talk.at, talk.at - 3200)
    talk.quiet(200)
    talk.decided += talk.turns.release(talk.at)
    assert [each.what for each in talk.decided if each.rule == "key"] == [What.BEGIN, What.END]


def test_after_a_stop_word_the_rest_of_it_begins_nothing() -> None:
    talk = Talk().speak(320)
    talk.turns.reset()
    talk.what()
    talk.speak(480)
    assert talk.what() == []
    talk.quiet(64).speak(320)
    assert talk.what() == [], "a plosive in it"
    talk.quiet(192).speak(320)
    assert talk.what() == ["begin"]


def test_patient_waits_longer_everywhere() -> None:
    for completeness in Completeness:
        assert PATIENT.bounds(completeness)[0] > Rules().bounds(completeness)[0]


Step = tuple[str, int, float]


def any_steps(rng: random.Random) -> list[Step]:
    """A random order of everything that can happen."""
    kinds = (
        "speak",
        "quiet",
        "speak",
        "quiet",
        "complete",
        "unfinished",
        "hm",
        "reply",
        "over",
        "press",
        "free",
        "reset",
    )
    lengths, levels = (1, 2, 4, 6, 12, 24, 45), (-20.0, -30.0, -45.0, -60.0)
    return [(rng.choice(kinds), rng.choice(lengths), rng.choice(levels)) for _ in range(rng.randrange(16))]


def do(talk: Talk, step: Step) -> None:
    kind, frames, level = step
    match kind:
        case "speak" | "quiet":
            talk.frames(32 * frames, 0.9 if kind == "speak" else 0.1, level)
        case "complete" | "unfinished" | "hm":
            known = Completeness.UNKNOWN if kind == "hm" else Completeness(kind)
            talk.turns.heard(known, talk.at, meant=kind != "hm")
        case "reply" | "over":
            talk.reply(kind == "reply")
        case "press":
            talk.decided += talk.turns.press(talk.at, talk.at)
        case "free":
            talk.decided += talk.turns.release(talk.at)
        case "reset":
            talk.turns.reset()


@pytest.mark.parametrize("thousand", range(10))
def test_any_order_of_events_keeps_the_promises(thousand: int) -> None:
    """10,000 orders. A turn is open or not, a held reply is released or broken off, silence ends everything."""
    for seed in range(1000 * thousand, 1000 * thousand + 1000):
        steps = any_steps(random.Random(seed))
        try:
            run_steps(steps)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {steps}") from error


def run_steps(steps: list[Step]) -> None:
    talk = Talk()
    opened = held = False
    for step in [*steps, ("quiet", 100, -60.0), ("free", 1, 0.0)]:
        do(talk, step)
        if step[0] == "reset":
            opened = held = False
        decided, talk.decided = talk.decided, []
        for decision in decided:
            opened, held = follow(decision, opened, held)
    assert not opened, "three seconds of silence end every turn"
    assert not held, "a reply is never held for ever"


def follow(decision: Decision, opened: bool, held: bool) -> tuple[bool, bool]:
    what = decision.what
    if what is What.BEGIN:
        assert not opened, "one turn at a time"
        assert decision.tentative or not held
        return True, held
    if what is What.HOLD:
        assert not opened
        return opened, True
    assert opened, f"{what} without a turn"
    if what is What.INTERRUPT:
        return True, False
    if what is What.RELEASE:
        return False, False
    if what is What.END:
        assert not held, "a doubtful turn is settled before it ends"
        assert decision.rule
        return False, False
    return opened, held
