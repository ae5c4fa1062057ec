"""Composition, in one place: from settings to loaded engines, and from those to sessions."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from vacli import registry
from vacli.cache import Cache, open_cache, response, speech
from vacli.config import Config
from vacli.core.engines import Engine, Llm, Speaker, Stt, Tts, Vad
from vacli.core.errors import MissingError, VacliError
from vacli.core.events import Bus, Event
from vacli.core.words import Choice
from vacli.llm.later import Later
from vacli.reply.abilities import abilities
from vacli.reply.answers import Answers
from vacli.reply.choose import Replies
from vacli.reply.tools import Tools
from vacli.session import Session
from vacli.skillset import Skillset
from vacli.tts.cached import Cached
from vacli.tts.spare import Resampler, Spare

if TYPE_CHECKING:
    from pathlib import Path

    from vacli.core.meaning import Understander


@dataclass
class Engines:
    """Loaded engines, shared by any number of sessions. Only the stages that were asked for are there."""

    config: Config
    loaded: dict[str, Engine] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    identities: dict[str, str] = field(default_factory=dict)  # of the model files, by stage
    models: "dict[str, Path | None]" = field(default_factory=dict)  # these files
    cached: "Path | None" = None  # by default in the user's cache folder
    _cache: Cache | None = None
    _spares: list[Spare] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.skillset = Skillset(self.config)

    @property
    def vad(self) -> Vad:
        vad: Vad = self._get("vad")
        return vad

    @property
    def stt(self) -> Stt:
        stt: Stt = self._get("stt")
        return stt

    @property
    def llm(self) -> Llm:
        llm: Llm = self._get("llm")
        return llm

    @property
    def tts(self) -> Tts:
        tts: Tts = self._get("tts")
        return tts

    def session(
        self,
        speaker: Speaker | None = None,
        bus: Bus | None = None,
        *,
        skills: Literal["none", "once", "live"] = "none",
    ) -> Session:
        """A conversation with state of its own over these engines.

        `skills`: none, those that answer at once, or also those that speak up later (timers), for as long as it lives.
        A live one goes on with another voice where its own fails, and says so on the bus.
        """
        heard, bus = bus, bus or Bus()
        if skills == "none":
            return Session(self.config, self.loaded, speaker, bus)
        live = skills == "live"
        sessions: list[Session] = []  # the skills are there before the conversation that they are for
        listening, opened = self.skillset.open(
            last=lambda: _said_before(sessions[0]),
            adjust=(lambda what: sessions[0].adjust(what)) if live else None,
            announce=(lambda told: sessions[0].announce(told)) if live else None,
            failed=lambda error: _tell_skill(heard, error),
        )
        loaded = dict(self.loaded)
        if "tts" in loaded:
            voice = self.voice()
            loaded["tts"] = self._steady(voice, bus) if live else voice
        session = Session(self.config, loaded, speaker, bus, listening, opened)
        sessions.append(session)
        if "llm" in loaded:
            self._teach(session.replies, listening)
        return session

    def _teach(self, replies: Replies, understander: "Understander") -> None:
        """What is known of the language model beside what it says."""
        replies.abilities = abilities(self.models.get("llm"), understander.language)
        intents = [intent for skill in replies.skills for intent in skill.intents]
        replies.tools = Tools(self.llm, self.skillset.understander(), intents)
        if self.config.cache.response:
            about = (self.config.llm, self.identities.get("llm", ""))
            replies.answers = Answers(self._caching(), response(self.config.cache), understander, *about)

    def open(self, stage: str, on_choice: Callable[[Choice], None] = lambda choice: None) -> Engine:
        """Load the engine of one more stage."""
        settings = getattr(self.config, stage)
        row, model, choice = registry.choose(stage, settings)
        on_choice(choice)
        engine: Engine = registry.open_engine(row, settings, model)
        for each in engine.choices:
            on_choice(each)
        self.loaded[stage] = engine
        self.identities[stage], self.models[stage] = _identity(row.name, model), model
        self.choices += (choice, *engine.choices)
        return engine

    def open_later(self, open_it: Callable[[], Llm]) -> None:
        """Have the language model opened by `open_it` when it first has to answer. What it has said before, it says
        without. That none is installed matters only then, unless one was named."""
        self.loaded["llm"] = Later(open_it)
        try:
            row, model, _ = registry.choose("llm", self.config.llm)
        except MissingError:
            if self.config.llm.model or self.config.llm.engine != "auto":
                raise
        else:
            self.identities["llm"], self.models["llm"] = _identity(row.name, model), model

    def close(self) -> None:
        for engine in (*self._spares, *self.loaded.values()):
            engine.close()
        self._spares.clear()
        self.loaded.clear()
        self.skillset.close()
        if self._cache:
            self._cache.close()
            self._cache = None

    def voice(self) -> Tts:
        """The voice, which says again what it has said."""
        if not self.config.cache.speech:
            return self.tts
        kind, identity = speech(self.config.cache), self.identities.get("tts", "")
        return Cached(self.tts, self.config.tts, self._caching(), kind, identity)

    def _steady(self, voice: Tts, bus: Bus) -> Tts:
        """A voice that another one stands in for if it fails."""
        self._spares.append(Spare(voice, self.config.tts, _resampler, lambda *told: _tell_voice(bus, *told)))
        return self._spares[-1]

    def _caching(self) -> Cache:
        if self._cache is None:
            self._cache = open_cache(self.cached)
        return self._cache

    def _get(self, stage: str) -> Any:
        if stage not in self.loaded:
            raise LookupError(f"stage {stage} was not loaded: ask load() for it")
        return self.loaded[stage]


def _said_before(session: Session) -> str:
    """The latest question that was answered."""
    return next((each.question for each in reversed(tuple(session.history)) if each.answer), "")


def _resampler(source: int, target: int) -> Resampler:
    from vacli.audio.resample import Resampler as Found  # heavy, and rarely needed

    return Found(source, target)


def _tell_voice(bus: Bus, error: Exception, failed: str, used: str) -> None:
    now = f"{used} speaks instead" if used else "answers are printed, not spoken"
    told = {"stage": "tts", "message": f"voice {failed} failed ({error}): {now}", "hint": "vacli doctor"}
    bus.publish(Event("fault", "", told))


def _identity(engine: str, model: "Path | None") -> str:
    """Tells a model's file from others, and from the one that was there before it."""
    if model is None or not model.exists():
        return engine
    found = model.stat()
    return f"{engine} {model.name} {found.st_size} {found.st_mtime_ns}"


def _tell_skill(bus: Bus | None, error: VacliError) -> None:
    """Something of the user's or of a package is left out. Where nobody listens to events, in print."""
    if bus:
        bus.publish(Event("fault", "", {"stage": "skills", "message": error.message, "hint": error.hint}))
    else:
        print(f"vacli: {error.message}\n  hint: {error.hint}", file=sys.stderr)


def load(config: Config, stages: Iterable[str], on_choice: Callable[[Choice], None] = lambda choice: None) -> Engines:
    """Open the engines of `stages`. Every automatic choice is told to `on_choice` as it is made, and kept."""
    engines = Engines(config)
    for stage in stages:
        engines.open(stage, on_choice)
    return engines
