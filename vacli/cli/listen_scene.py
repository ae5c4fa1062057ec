"""What the screen shows, made of events: a pure state, without a terminal, a thread or a clock.

The picture is at most seven lines: state and level, what is being said, what is being answered, the keys. What is over
leaves it as lines for the terminal's own history.
"""

from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.text import Text

from vacli.cli.listen_told import aside, times, visible
from vacli.core.events import Event

FLOOR = -66.0
"""dBFS at the left end of the level meter."""
SPEECH = 0.5
"""Probability from which the meter says speech."""
ROWS = 2
"""Lines that a caption or a reply takes at the most; the beginning gives way."""

MARKS = {"listening": "●", "thinking": "◆", "speaking": "▶", "paused": "‖", "muted": "×", "asleep": "○"}
KEYS = "space mute · esc stop · q quit"
TALK_KEYS = "enter talk · esc stop · q quit"


@dataclass
class Scene:
    """See the module. `ascii`: the terminal shows no other characters."""

    ascii: bool = False
    keys: str = KEYS
    state: str = "starting"
    dbfs: float = FLOOR
    speech: float = 0.0
    loading: str = ""
    heard: str = ""
    stable: int = 0
    final: bool = False
    reply: str = ""
    _turn: str = ""  # whose words these are
    _history: list[Text] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Let one event change the picture."""
        data = event.data
        match event.name:
            case "listen.loading":
                self.loading = f"loading {data.get('stage')}: {data.get('engine')}"
            case "listen.state":
                self.state = str(data.get("state"))
            case "listen.level":
                self.dbfs, self.speech = float(data.get("dbfs", FLOOR)), float(data.get("speech", 0.0))
            case "stt.partial" | "stt.final":
                self._words(event)
            case "reply.text":
                self._answering(event.turn)
                self.reply += str(data.get("text", ""))
            case "turn.end":
                self._over(event)
            case _ if line := aside(event):
                self._history.append(Text(line, style="yellow" if event.name == "fault" else "dim"))

    def history(self) -> list[Text]:
        """What is over since the last call, to stand above the picture for good."""
        lines, self._history = self._history, []
        return [_plain(line) for line in lines] if self.ascii else lines

    def picture(self, width: int) -> list[Text]:
        """The lines of now, each at most `width` columns wide."""
        lines = [self._meter(width)]
        if self.heard:
            lines += _tail("You: ", self._caption(), width)
        if self.reply:
            lines += _tail("vacli: ", Text(visible(self.reply)), width)
        if cell_len(self.keys) < width:
            lines.append(Text(self.keys, style="dim"))
        for line in lines:
            line.truncate(width)
        return [_plain(line) for line in lines] if self.ascii else lines

    def _words(self, event: Event) -> None:
        if event.turn != self._turn:
            self._turn, self.reply = event.turn, ""
        self.heard = visible(event.data.get("written") or event.data.get("text"))
        self.final = event.name == "stt.final"
        self.stable = len(self.heard) if self.final else int(event.data.get("stable", 0))

    def _answering(self, turn: str) -> None:
        if turn != self._turn:
            self._turn, self.heard, self.reply = turn, "", ""

    def _over(self, event: Event) -> None:
        """The turn scrolls up. Words of a turn that has begun since stay."""
        data = event.data
        mine = event.turn == self._turn
        asked, told = visible(data.get("text")), visible(data.get("reply"))
        if mine:
            asked, told = self.heard or asked, told or visible(self.reply)
            self._turn = self.heard = self.reply = ""
        for who, what in (("You: ", asked), ("vacli: ", told)):
            if what:
                self._history.append(Text.assemble((who, "bold"), what))
        if data.get("cancelled") and (asked or told):
            self._history.append(Text("(interrupted)", style="dim"))
        if line := times(data):
            self._history.append(Text(line, style="dim"))

    def _meter(self, width: int) -> Text:
        mark = MARKS.get(self.state, "·")
        said = "speech " if self.speech >= SPEECH else "silence"
        if self.state == "starting":
            return Text.assemble((f"{mark} {self.state:<9} ", "bold"), (self.loading, "dim"))
        room = max(0, min(32, width - 36))
        full = round(max(0.0, min(1.0, 1 - self.dbfs / FLOOR)) * room)
        return Text.assemble(
            (f"{mark} {self.state:<9} ", "bold"),
            ("█" * full, "green" if self.speech >= SPEECH else ""),
            ("░" * (room - full), "dim"),
            f" {said} {max(self.dbfs, -99):4.0f} dB",
        )

    def _caption(self) -> Text:
        """What may still change is dim, and followed by three dots: not by colour alone."""
        if self.final:
            return Text(self.heard)
        return Text.assemble(self.heard[: self.stable], (f"{self.heard[self.stable :]} …", "dim"))


def _tail(who: str, words: Text, width: int) -> list[Text]:
    """The last `ROWS` lines of `words`, broken between words where they can be, the speaker before the first."""
    from rich.console import Console

    room = max(width - len(who), 8)
    lines = list(words.wrap(Console(width=room), room))
    kept = lines[-ROWS:]
    for line in kept:
        line.rstrip()
    indent = " " * len(who)
    return [Text.assemble((indent if number else who, "bold"), line) for number, line in enumerate(kept)]


_ASCII = str.maketrans(
    {"█": "#", "░": ".", "●": "*", "◆": "?", "▶": ">", "‖": "=", "×": "x", "○": "o", "·": "|", "…": "..."}
)


def _plain(line: Text) -> Text:
    copy = line.copy()
    copy.plain = line.plain.translate(_ASCII).encode("ascii", "replace").decode()
    return copy
