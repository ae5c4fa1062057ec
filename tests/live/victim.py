"""A person to whom something happens, and what must hold then: the fault is told, the next turn works.

The person's speech is SYNTHETIC, and what is recognised is scripted, as is what fails.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from person import Person, Sound

from vacli.audio.playback import Playback
from vacli.config import load as load_config
from vacli.core.audio import Audio, Samples
from vacli.core.engines import Tts
from vacli.core.events import Event
from vacli.core.words import ReplyClass
from vacli.engines import Engines, load
from vacli.reply.phrases import Phrase, phrase

JOKE = "tell me a joke"
NEXT = "what time is it"
SAY_AGAIN = phrase(Phrase.SAY_AGAIN, "en")
FAILED = phrase(Phrase.ENGINE_FAILED, "en")
NO_ANSWER = phrase(Phrase.NO_ANSWER, "en")
GIVE_UP = 0.3
"""Seconds without a word of an answer."""


def shared_engines() -> Engines:
    """What takes time to load and does not fail."""
    loaded = load(load_config({}).config, ("vad",))
    loaded.skillset.understander()
    return loaded


class Victim(Person):
    """See the module. `lines` is what is recognised, one a turn; `llm` what is answered, `|` between two answers."""

    def __init__(
        self,
        shared: Engines,
        lines: Sequence[str] = (JOKE, NEXT),
        *,
        llm: str = "fine",
        voice: Tts | None = None,
        speculate: bool = False,
        max_tokens: int = 160,
        give_up: float = GIVE_UP,
        speaker: Playback | None = None,
    ) -> None:
        flags: dict[str, Any] = {"stt.engine": "scripted", "llm.engine": "scripted", "tts.engine": "tone"}
        flags |= {"stt.model": "|".join(["warming up", *lines]), "llm.model": llm}
        flags |= {"listen.speculate": speculate, "llm.max_tokens": max_tokens}
        config = load_config(flags).config
        engines = load(replace(config, reply=replace(config.reply, give_up=give_up)), ("stt", "llm", "tts"))
        engines.loaded["vad"], engines.skillset._understander = shared.vad, shared.skillset.understander()
        if voice:
            engines.loaded["tts"] = voice
        super().__init__(engines, speaker)  # type: ignore[arg-type]

    def asks(self, count: int = 2, **options: object) -> "Victim":
        """Hold a conversation of so many questions, each heard out."""

        def script(p: Person) -> Sound:
            for _ in range(count):
                yield from p.ask(NEXT)

        self.talk(script, **options)
        return self

    def one_fault(self, stage: str) -> Event:
        """It was told once, with the way out, and nothing else failed."""
        (fault,) = self.told("fault")
        assert fault.data["stage"] == stage
        assert fault.data["message"] and fault.data["hint"]
        return fault

    def ended(self, number: int) -> dict[str, Any]:
        return dict(self.told("turn.end")[number].data)

    def sounded(self, number: int) -> bool:
        return self.told("turn.end")[number].turn in {event.turn for event in self.told("speak.begin")}

    def answered(self, number: int, text: str, reply: str, reply_class: ReplyClass) -> None:
        """That turn was, aloud."""
        end = self.ended(number)
        assert (end["text"], end["reply"], end["reply_class"], end["cancelled"]) == (text, reply, reply_class, False)
        assert self.sounded(number)

    def goes_on(self) -> None:
        """The last turn was answered aloud."""
        assert self.ended(-1)["reply"].startswith("It is ")
        self.answered(-1, NEXT, self.ended(-1)["reply"], ReplyClass.QUICK)


class Cancels:
    """Echo cancellation of a test: fails for good at frame `fails_at`; `monitored` is what the test says."""

    def __init__(self, fails_at: int = -1) -> None:
        self.monitored = False
        self._fails_at = fails_at

    def reference(self, samples: Samples, rate: int, at: float) -> None:
        return

    def clean(self, audio: Audio, at: float) -> Audio:
        self._fails_at -= 1
        if self._fails_at == -1:
            raise RuntimeError("no echo")
        return audio
