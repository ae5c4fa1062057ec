"""`vacli bench e2e`: from the true end of speech to the first audible sample of the reply, stage by stage, by class.

SYNTHETIC questions are said to a whole conversation in real time; recordings of people with `input`, or where this
machine has them. Options: `through` (virtual, memory: see routes.py), `baseline` (sequential: see sequential.py).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from vacli.audio.playback import Playback
from vacli.bench.e2e import real
from vacli.bench.e2e.live import LOST, Arm, Attending, Pace, Record, Talk, one_round, talking
from vacli.bench.e2e.routes import Route, through
from vacli.bench.e2e.sequential import HOLDS, Sequential
from vacli.bench.e2e.table import BENCH, cost, foreign, ratios, section
from vacli.bench.e2e.turns import REAL, Result, judge
from vacli.bench.neutral import freely, neutral
from vacli.bench.result import Metric, Section, skipped
from vacli.bench.speech.clips import SETS, Clip, clips
from vacli.bench.wish import Wish
from vacli.core.errors import DeviceError, MissingError, UsageError
from vacli.core.turn import Origin, Turn

if TYPE_CHECKING:  # heavy
    from vacli.config import Config
    from vacli.engines import Engines
    from vacli.live.conversation import Conversation

T = TypeVar("T")
Tell = Callable[[Sequence[Result]], Iterator[Section]]
USUAL, QUICK, QUICK_CACHED = 30, 6, 3
SHORT = Pace(heard=0.2, overtime=2.0, gap=0.2)
LONG = Pace(overtime=0.0, patience=20.0, settled=10.0)
"""Beside the baseline: it takes long, and how long is to be known."""
SYNTHETIC = "SYNTHETIC speech: espeak-ng, ten voices, a quiet room"
PLAIN = "caches and filler off"
KEPT = "asked before in text, so that answer and sound are in the caches"
FIRST = "the first turn after loading"


def run(wish: Wish) -> Iterator[Section]:
    """See the module. What cannot be had here is named, with the way to it."""
    if (baseline := wish.options.get("baseline", "")) not in ("", "sequential"):
        raise UsageError(f"unknown baseline {baseline!r}", "there is: sequential")
    try:
        with opened(wish.config) as engines:
            yield from measured(engines, wish)
    except (MissingError, DeviceError) as error:
        yield skipped(BENCH, "conversation", error.message, error.hint, failed=isinstance(error, DeviceError))


def measured(engines: "Engines", wish: Wish, texts: Mapping[str, Sequence[str]] = SETS) -> Iterator[Section]:
    """The sections of these engines; `texts` by class are what is asked."""
    record = Record()
    with through(wish.options.get("through", ""), record.sound) as route, TemporaryDirectory() as scratch:
        bench = _Bench(wish, engines, route, record, Path(scratch), texts)
        if wish.input:
            yield from bench.recordings(list(real.labelled(wish.input, wish.turn)))
            return
        if other := foreign(BENCH, "conversation", engines.config):
            yield other
            return
        yield from bench.classes()
        if "llm" not in engines.loaded:
            yield skipped(BENCH, "llm", "no language model", "vacli models list")
        elif not bench.beside:
            yield from bench.cached()
        if not (wish.quick or bench.beside) and (said := list(real.labelled(None, wish.turn))):
            yield from bench.recordings(said[: wish.n or None])


@contextmanager
def opened(config: "Config") -> "Iterator[Engines]":
    """The engines that the settings mean, caches as set. Without a language model the rest is there."""
    with neutral(replace(freely(config), cache=config.cache), ("vad", "stt", "tts")) as engines:
        try:
            engines.open("llm")
        except MissingError:
            if config.llm.model or config.llm.engine != "auto":
                raise
        yield engines


@dataclass
class _Bench:
    wish: Wish
    engines: "Engines"
    route: Route
    record: Record
    scratch: Path
    texts: Mapping[str, Sequence[str]]
    _said: int = 0  # turns so far
    _ended: DeviceError | None = None  # why there will be no more of them
    _short: str = ""  # the same, for people

    @property
    def beside(self) -> bool:
        """The baseline is wanted."""
        return bool(self.wish.options.get("baseline"))

    @property
    def pace(self) -> Pace:
        return LONG if self.beside else SHORT if self.wish.quick else Pace()

    @property
    def stack(self) -> dict[str, str]:
        engines = {stage: f"{each.name} {each.model}" for stage, each in self.engines.loaded.items()}
        return {**engines, "through": self.route.name}

    def classes(self) -> Iterator[Section]:
        """Quick answers and those of the language model in turn; beside the baseline each clip to each, turn about."""
        n = self.wish.times(USUAL, QUICK)
        kinds = ("quick", "llm") if "llm" in self.engines.loaded else ("quick",)
        cold, *quick = clips("quick", n + 1, texts=self.texts["quick"])
        others = (clips(kind, n, texts=self.texts[kind]) for kind in kinds[1:])
        said = [clip for each in zip(quick, *others, strict=True) for clip in each]
        with self._caches(on=False), ExitStack() as stack:
            talk = stack.enter_context(talking(self.engines, self.route, self.record))
            first = [self._round(cold, talk, "cold", 0, 1)]
            yield section("quick, cold", first, self.stack, (*self._notes(), FIRST))
            if self.beside:
                yield from self._beside(said, kinds, self._arms(talk, stack))
                return
            yield from self._rounds(said, talk, lambda found: self._sections(kinds, found))

    def cached(self) -> Iterator[Section]:
        """What was asked before, with the caches on."""
        n = self.wish.times(USUAL, QUICK_CACHED)
        with self._caches(on=True):
            known = list(self._asked_before(n))
            if not known:
                yield skipped(BENCH, "cached", "no answer of this language model was kept: vacli cache stats")
                return
            with talking(self.engines, self.route, self.record) as talk:
                said = list(clips("cached", n, seed=2, texts=known))
                yield from self._rounds(said, talk, lambda found: self._sections(("cached",), found, KEPT))

    def recordings(self, said: Sequence[real.Labelled]) -> Iterator[Section]:
        """Recordings of people, each with both its labels."""

        def tell(found: Sequence[Result]) -> Iterator[Section]:
            if found:
                yield real.section(said[: len(found)], found, self.stack, self._notes()[1:])

        with self._caches(on=False), talking(self.engines, self.route, self.record) as talk:
            yield from self._rounds([each.clip for each in said], talk, tell)

    def _beside(self, said: Sequence[Clip], kinds: Sequence[str], arms: Mapping[str, Arm]) -> Iterator[Section]:
        """Each clip to each of the arms, who begins moves on: drift of the machine hits all alike."""
        found: dict[str, list[Result]] = {name: [] for name in arms}
        with self._kept(found[""], len(said), lambda ours: self._sections(kinds, ours)):
            for clip, (done, of) in _counted(said):
                names = [*arms][done % len(arms) :] + [*arms][: done % len(arms)]
                for name in names:
                    arms[name].attend()
                    found[name].append(self._round(clip, arms[name], f"{clip.kind}{name}", done, of))
                    arms[name].leave()
        yield from self._sections(kinds, found[""])
        for name in [*arms][1:]:
            for kind in kinds:
                theirs, ours = ([each for each in found[arm] if each.kind == kind] for arm in (name, ""))
                both = min(len(theirs), len(ours))
                if both:
                    compared = ratios(theirs[:both], ours[:both])
                    yield section(f"{kind}{name}", theirs, self.stack, self._notes(), compared)
        self._end()

    def _arms(self, talk: "Conversation", stack: ExitStack) -> dict[str, Arm]:
        def speaker() -> Playback:
            return stack.enter_context(self.route.speaker(self.engines.tts.rate))

        others = {hold: Sequential(self.engines, self.route, speaker(), self.record, hold) for hold in HOLDS}
        return {"": Attending(talk)} | {f", sequential {hold} ms": each for hold, each in others.items()}

    def _rounds(self, said: Sequence[Clip], talk: Talk, tell: Tell) -> Iterator[Section]:
        """What became of each; of those that there were, if it ends before."""
        found: list[Result] = []
        with self._kept(found, len(said), tell):
            for clip, (done, of) in _counted(said):
                found.append(self._round(clip, talk, clip.voice if clip.kind == REAL else clip.kind, done, of))
        yield from tell(found)
        self._end()

    @contextmanager
    def _kept(self, found: Sequence[Result], planned: int, tell: Tell) -> Iterator[None]:
        """Neither Ctrl-C nor a device that fails takes away what was found before: see `Wish.so_far`, `_end`."""
        self.wish.so_far.append(lambda: tell(tuple(found)))
        try:
            yield
            self.wish.so_far.clear()
        except DeviceError as error:
            self.wish.so_far.clear()
            self._ended, self._short = error, f"ended after {len(found)} of {planned} turns: {error.message}"

    def _end(self) -> None:
        """Once all that was found is told. DeviceError."""
        if self._ended:
            raise self._ended

    def _round(self, clip: Clip, talk: Talk, what: str, done: int, of: int) -> Result:
        self.wish.turn.check()
        self.wish.progress(f"{what}: {clip.text}".removesuffix(": "), done, of)
        self._said += 1
        return judge(one_round(clip, self.route.person, talk, self.record, self.scratch, self.pace))

    def _sections(self, kinds: Sequence[str], found: Sequence[Result], what: str = PLAIN) -> Iterator[Section]:
        for kind in kinds:
            if own := [each for each in found if each.kind == kind]:
                yield section(kind, own, self.stack, self._notes(what), self._cost())

    def _asked_before(self, most: int) -> Iterator[str]:
        """Questions whose answers may be given again, once each was answered and its sound made. Nothing is played."""
        speaker = Playback(self.engines.tts.rate)
        session = self.engines.session(speaker, skills="once")
        understander, answers = session.replies.understander, session.replies.answers
        if understander is None or answers is None:
            return
        alone = [text for text in dict.fromkeys(self.texts["llm"]) if understander.standalone(text)]
        for done, text in enumerate(alone[:most]):
            self.wish.turn.check()
            self.wish.progress(f"asking first: {text}", done, len(alone[:most]))
            for _ in session.answer(text, Turn(Origin.TEXT)):
                continue
            speaker.flush()
            if answers.known(text):
                yield text

    @contextmanager
    def _caches(self, *, on: bool) -> Iterator[None]:
        """As set, or off: sessions of these engines are made with them."""
        before = self.engines.config
        off = replace(before.cache, response=0, speech=0)
        self.engines.config = before if on else replace(before, cache=off)
        try:
            yield
        finally:
            self.engines.config = before

    def _cost(self) -> list[Metric]:
        return cost(self.record.spent, self._said, time.monotonic() - self.record.begun)

    def _notes(self, what: str = PLAIN) -> tuple[str, ...]:
        """The conversation's own troubles count for all that is told after them."""
        told = Counter(each.name for each in self.record.events if each.name in LOST)
        lost = [f"{name} {count} times" for name, count in told.items()]
        faults = {str(each.data.get("message")): None for each in self.record.events if each.name == "fault"}
        return (SYNTHETIC, self.route.note, what, *filter(None, (self._short, ", ".join(lost), *faults)))


def _counted(said: Sequence[T]) -> Iterator[tuple[T, tuple[int, int]]]:
    """Each with how many were said before it, and how many there are."""
    return ((each, (done, len(said))) for done, each in enumerate(said))
