"""Composition, in one place: from settings to loaded engines, and from those to sessions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from vacli import registry
from vacli.config import Config
from vacli.core.engines import Engine, Llm, Speaker, Stt, Tts, Vad
from vacli.core.events import Bus
from vacli.core.words import Choice
from vacli.session import Session


@dataclass
class Engines:
    """Loaded engines, shared by any number of sessions. Only the stages that were asked for are there."""

    config: Config
    loaded: dict[str, Engine] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

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

    def session(self, speaker: Speaker | None = None, bus: Bus | None = None) -> Session:
        """A conversation with state of its own over these engines."""
        return Session(self.config, self.loaded, speaker, bus or Bus())

    def close(self) -> None:
        for engine in self.loaded.values():
            engine.close()
        self.loaded.clear()

    def _get(self, stage: str) -> Any:
        if stage not in self.loaded:
            raise LookupError(f"stage {stage} was not loaded: ask load() for it")
        return self.loaded[stage]


def load(config: Config, stages: Iterable[str], on_choice: Callable[[Choice], None] = lambda choice: None) -> Engines:
    """Open the engines of `stages`. Every automatic choice is told to `on_choice` as it is made, and kept."""
    engines = Engines(config)
    choices: list[Choice] = []
    for stage in stages:
        settings = getattr(config, stage)
        row, model, choice = registry.choose(stage, settings)
        on_choice(choice)
        engine = registry.open_engine(row, settings, model)
        engines.loaded[stage] = engine
        for each in engine.choices:
            on_choice(each)
        choices += [choice, *engine.choices]
    engines.choices = tuple(choices)
    return engines
