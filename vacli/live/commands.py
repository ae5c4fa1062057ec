"""What the vocal commands do. Knows the session and its loudspeaker, not how the words were heard."""

import re
from collections.abc import Callable

from vacli.core.meaning import Command, Understander, Understood
from vacli.core.turn import Turn
from vacli.core.words import ReplyClass
from vacli.live.wires import Wires
from vacli.reply.dialogue import CHANGES
from vacli.reply.phrases import Phrase, phrase
from vacli.skills.base import Quiet

LOUDER = 6.0
"""dB a step; three steps either way."""
SILENT = -60.0
"""dB of no volume at all."""
FASTER = 1.2
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Commands:
    """See the module. `last` is the turn that was ended last."""

    def __init__(self, wires: Wires, understander: Understander) -> None:
        self.wires = wires
        self.session = wires.session
        self.of = understander.command
        self.goodbye = False
        self.last: Turn | None = None
        self.volume = 0.0  # dB
        self.session.adjust = self.adjust

    def obey(self, command: Command, turn: Turn) -> str:
        """Do it; what is to be said about it, or nothing."""
        self.wires.tell("command", turn, name=command)
        match command:
            case Command.REPEAT:
                return self._again(0)
            case Command.BACK:
                return self._again(1)
            case Command.NEVER_MIND:
                return self._said(self._take_back())
            case Command.GOODBYE:
                turn.act(lambda: self._leave(True), lambda: self._leave(False))
                return self._said(Phrase.GOODBYE)
            case Command.RESUME | Command.PAUSE | Command.STOP:
                return ""  # nothing is being said that they could mean
        self._adjust(command)
        return self._said(Phrase[command.name])

    def steer(self, command: Command | None) -> None:
        """A reply was held; it goes on, unless it was told to wait. On the listen thread."""
        if command:
            self.wires.tell("command", self.wires.answering, name=command)
            self._adjust(command)
        if command in (Command.PAUSE, Command.RESUME):
            self.wires.paused = command is Command.PAUSE
        if self.session.speaker and not self.wires.paused:
            self.session.speaker.release()

    def adjust(self, what: Command | float) -> Callable[[], None]:
        """Do it, or set the volume in percent, of which 50 is that of the settings; gives what takes it back."""
        volume, speed = self.volume, self.session.speed
        if isinstance(what, Command):
            self._adjust(what)
        else:
            self._set((what - 50) / 50 * 3 * LOUDER if what else SILENT, speed)
        return lambda: self._set(volume, speed)

    def _set(self, volume: float, speed: float) -> None:
        self.volume, self.session.speed = volume, speed
        if self.session.speaker:
            self.session.speaker.gain(volume)

    def _leave(self, goodbye: bool) -> None:
        self.goodbye = goodbye

    def _adjust(self, command: Command) -> None:
        if command in (Command.LOUDER, Command.QUIETER):
            step = LOUDER if command is Command.LOUDER else -LOUDER
            self.volume = max(-3 * LOUDER, min(3 * LOUDER, self.volume + step))
            if self.session.speaker:
                self.session.speaker.gain(self.volume)
        elif command in (Command.FASTER, Command.SLOWER):
            step = FASTER if command is Command.FASTER else 1 / FASTER
            self.session.speed = max(0.5, min(2.0, self.session.speed * step))

    def _again(self, back: int) -> str:
        """The last answer: all of it, or from `back` sentences before where it was broken off."""
        answers = [each.answer for each in self.session.history if each.answer]
        if not answers:
            return self._said(Phrase.NOTHING_TO_REPEAT)
        sentences = _SENTENCE.split(answers[-1])
        return " ".join(sentences[-1 - back :] if back else sentences)

    def _take_back(self) -> Phrase:
        last, self.last = self.last, None
        if last is None:
            return Phrase.NOTHING_TO_TAKE_BACK
        said = self.session.history.of(last.id)
        last.undo()
        self.session.history.forget(last.id)
        changed = said and said.meant and said.meant.intent in CHANGES
        return Phrase.UNDONE if changed else Phrase.TAKEN_BACK

    def _said(self, name: Phrase) -> str:
        return phrase(name, self.session.language)


class Steering(Quiet):
    """Commands that were said in other words than those that are listened for: the second pass took them for such."""

    name = "commands"
    intents = frozenset({"command"})

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    def answer(self, meant: Understood, turn: Turn) -> str:
        turn.cancel("a command is not prepared", draft_only=True)
        turn.check()
        turn.reply_class = ReplyClass.COMMAND
        return self._commands.obey(Command(str(meant.slots["command"])), turn)
