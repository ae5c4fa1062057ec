"""Puts a conversation together: views, keys, sound, engines. Takes it apart again whatever happens.

Knows the order in which that is done; what is said is the conversation's, how it looks the views'.
"""

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from vacli.cli.common import explain, note
from vacli.cli.listen import Plan
from vacli.cli.listen_desk import Desk
from vacli.cli.listen_hooks import Hooks
from vacli.cli.listen_keep import held_from_now, keeper
from vacli.cli.listen_keys import Keys, terminal
from vacli.cli.listen_parts import Ears, choose_duplex, connect, load, open_ears, open_speaker, stages_there
from vacli.cli.listen_told import Told, visible
from vacli.cli.listen_typed import Typed
from vacli.cli.listen_views import LineView, as_json
from vacli.config import Config
from vacli.core.errors import DeviceError, EngineError, MissingError
from vacli.core.events import Bus, Event
from vacli.core.flow import later, settle
from vacli.core.turn import Turn
from vacli.live.explain import ExplainFile

if TYPE_CHECKING:  # heavy
    from vacli.audio.playback import Playback
    from vacli.engines import Engines
    from vacli.live.conversation import Conversation
    from vacli.stt.spotter import Spotter

TYPED = ("llm", "tts")
SPOKEN = ("vad", "stt", *TYPED)
SLOW = 1.0
"""Seconds of loading after which it is said what is waited for, where no screen shows it."""


def converse(config: Config, plan: Plan, process: Turn) -> None:
    """Until goodbye, the end of the sound, q or Ctrl-C."""
    with ExitStack() as stack:
        _Run(config, plan, process, stack).run()
    process.check()


class _Run:
    """`stack` undoes what was done, the last first."""

    def __init__(self, config: Config, plan: Plan, process: Turn, stack: ExitStack) -> None:
        self.config = config
        self.plan = plan
        self.process = process
        self.stack = stack
        self.bus = Bus()
        self.desk = Desk(talks=config.listen.mode == "talk")
        self.ears = Ears()
        self.typed = plan.typed
        self.reason = "failed"
        self._lines = True
        self._echo: Callable[[str], None] = lambda line: None  # of what comes typed through a pipe

    def run(self) -> None:
        stages, missing = stages_there(self.config, TYPED if self.typed else SPOKEN)
        if not self.typed:
            self._open_ears(stages, missing)
        view: Any = self._show()
        self.bus.subscribe(view)
        self.stack.callback(view.close)
        self._keys(view)
        self._follow(missing)
        self._talk(tuple(stage for stage in stages if not self.typed or stage in TYPED))

    def _open_ears(self, stages: tuple[str, ...], missing: list[MissingError]) -> None:
        """Listen from now on; where that cannot be, lines are typed instead, if there is somebody to type them."""
        try:
            if not {"vad", "stt"} <= set(stages):
                raise missing[0]
            self.ears = open_ears(self.config, self.plan.ways, self.stack, self.bus)
        except (DeviceError, MissingError) as error:
            way = "vacli listen --text; microphones: vacli devices"
            if self.plan.ways.input or sys.stdin is None or not sys.stdin.isatty():
                raise type(error)(error.message, f"{error.hint}; or type: {way}".removeprefix("; or ")) from None
            note(f"vacli: {error.message}; type instead, as with: {way}")
            self.typed = True

    def _show(self) -> Any:
        """The view that was asked for, where it is to be."""
        stream = sys.stderr if self.plan.ways.output == "-" else sys.stdout
        self._lines = self.plan.view != "screen" or self.typed
        if self.plan.view == "json":
            return LineView(stream, as_json, self.desk.close)
        if self._lines:
            view = LineView(stream, Told(echo=not self.typed), self.desk.close)
            self._echo = lambda line: view.put(f"You: {visible(line)}")
            return view
        from vacli.cli.listen_scene import KEYS, TALK_KEYS
        from vacli.cli.listen_screen import Screen

        keys = TALK_KEYS if self.config.listen.mode == "talk" else KEYS
        return Screen(stream, self.desk.close, f"k keep · {keys}" if self.plan.keep else keys)

    def _keys(self, view: Any) -> None:
        """Keys, if there is a terminal; and the terminal given back at once when the process is to end."""
        self.stack.enter_context(self.process.on_cancel(self.desk.close))
        self.stack.enter_context(self.process.on_cancel(view.leave))
        fd = None if self.typed else terminal()
        held_from_now(self.plan, keys=fd is not None, typed=self.typed)
        if fd is not None:
            let_go = self.desk.let_go if self.config.listen.mode == "talk" else None
            keys = Keys(fd, self.desk.key, lambda back: view.enter() if back else view.leave(), let_go)
            self.stack.callback(keys.close)
            self.stack.enter_context(self.process.on_cancel(keys.restore))

    def _follow(self, missing: list[MissingError]) -> None:
        """Whoever else wants to know what happens."""
        turns: Counter[str] = Counter()

        def count(event: Event) -> None:
            if event.name == "turn.end" and event.data.get("reply_class"):
                turns[str(event.data["reply_class"])] += 1

        def over() -> None:
            self.bus.publish(Event("listen.end", "", {"reason": self._why(), "turns": dict(turns)}))

        self.bus.subscribe(count)
        self.stack.callback(over)
        hooks = Hooks(self.plan.hooks, self.bus.publish)
        self.bus.subscribe(hooks)
        self.stack.callback(lambda: hooks.close(at_once=self.process.cancelled))
        self.stack.callback(ExplainFile(self.bus).close)
        for error in missing:
            data = {"stage": "engines", "message": error.message, "hint": error.hint}
            self.bus.publish(Event("fault", "", data))

    def _why(self) -> str:
        return "interrupted" if self.process.cancelled else self.reason

    def _talk(self, stages: tuple[str, ...]) -> None:
        from vacli.live.conversation import Conversation

        spotter = self._spotter()
        quick = later("patience", SLOW, lambda: note("vacli: loading the engines ...") if self._lines else None)
        try:
            engines = load(self.config, stages, self.bus, lambda choice: explain(self.plan.verbose, choice))
        finally:
            quick()
        self.stack.callback(engines.close)
        self._record(engines)
        self.process.check()
        ears, ways = self.ears, self.plan.ways
        speaker, name = self._speaker(engines)
        connect(ears, speaker, ways, self.process, self.stack, self.desk.close)
        choose_duplex(ears, self.config, ways, speaker)
        half = ears.duplex == "half"
        session = engines.session(speaker, self.bus, skills="live")
        talk = Conversation(session, ears.mic, echo=ears.echo, half_duplex=half, spotter=spotter)
        self.desk.conversation, self.desk.close_mic = talk, ears.close
        if self.plan.keep and not self.typed:
            keep = keeper(self.plan.keep, self.plan.keep_wrong, self.config, engines, self.bus)
            keep.follow(talk)
            self.stack.callback(keep.close)
            self.desk.keep = keep.ask
        told = {"mic": ears.name, "speaker": name, "duplex": ears.duplex, "reason": ears.reason}
        self.bus.publish(Event("listen.ready", "", told | {"mode": self.config.listen.mode}))
        if self.typed:
            self._type(talk)
        settle()
        if not self.desk.closed:
            talk.run()
        if talk.listen and talk.listen.failed:
            raise EngineError("nothing could be heard any more; the reason stands above", "vacli doctor")
        ended = "end of input" if ways.input or self.typed else "quit"
        self.reason = "goodbye" if talk.commands.goodbye else ended

    def _record(self, engines: "Engines") -> None:
        """How long its turns take, for `vacli stats`."""
        if not self.config.stats.enabled:
            return
        from vacli.metrics.record import Recorder

        about = {stage: f"{engine.name} {engine.model}".strip() for stage, engine in engines.loaded.items()}
        ways = self.plan.ways
        recorder = Recorder(self.bus, self.config.stats, about, timed=not (ways.input and ways.pace == "fast"))
        self.stack.callback(recorder.close)

    def _spotter(self) -> "Spotter | None":
        """Of the wake phrase, if there is one. UsageError for a phrase that cannot serve."""
        if self.config.listen.mode != "wake" or self.typed:
            return None
        from vacli.stt.spotter import open_spotter

        spotter, choice = open_spotter(self.config.listen.wake, self.config.stt.language)
        for each in (choice, *(spotter.choices if spotter else ())):
            explain(self.plan.verbose, each)
        if spotter:
            self.stack.callback(spotter.close)
        return spotter

    def _type(self, talk: "Conversation") -> None:
        typed = Typed(talk, self.bus.publish, self._echo)
        self.bus.subscribe(typed)
        self.stack.callback(typed.close)
        typed.start()

    def _speaker(self, engines: "Engines") -> "tuple[Playback | None, str]":
        """What is said sounds there. What was only typed is answered in print, unless a voice was asked for."""
        ways, wanted = self.plan.ways, self.config.audio.output
        if "tts" not in engines.loaded or (self.plan.typed and not (ways.output or self.plan.aloud)):
            return None, ""
        try:
            return open_speaker(self.config, ways, engines.tts.rate, self.stack, self.bus)
        except DeviceError as error:
            if wanted or self.plan.aloud:
                raise
            told = {"stage": "speaker", "message": f"{error.message}: answers are printed only", "hint": error.hint}
            self.bus.publish(Event("fault", "", told))
            return None, ""
