"""What the built-in recogniser makes of closed grammars: said in the grammar and accepted, said outside and rejected.

Real speech where this machine has some (VACLI_SPEECH_DIR), and always synthetic voices, kept apart.
"""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vacli import registry
from vacli.audio.files import open_sound
from vacli.bench.speech import folder
from vacli.config import SttSettings
from vacli.core.audio import Audio, join
from vacli.core.engines import Stt
from vacli.core.errors import EngineMissing
from vacli.core.grammar import Grammar
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints, Transcript

RATE = 16000
VOICES = ("en-us", "en-us+m3", "en-gb", "en-gb+f3", "en-us+f2")

HOME = """
turn (on|off) the kitchen lights
turn (on|off) the bedroom light
turn (on|off) the living room lights
set a timer for (one|two|three|five|ten|fifteen|twenty|thirty) (minute|minutes|seconds)
what time is it
what is the weather
play some (jazz|rock|classical) music
stop the music
next song
turn (up|down) the volume
set the volume to (ten|twenty|thirty|forty|fifty)
open the garage door
close the blinds
good night
"""
CARD = "ace|two|three|four|five|six|seven|eight|nine|ten|jack|queen|king"
CARDS = f"[({CARD})] ({CARD}) of (hearts|clubs|spades|diamonds)"
ROBOT = (
    "go (forward|backward) (one|two|five|ten) (meter|meters)\nturn (left|right)\ngo somewhere and do something\nstop"
)
DIGITS = "(zero|oh|one|two|three|four|five|six|seven|eight|nine)+"
NAMES = "alexa\ncomputer\njarvis\nsmart mirror\nview glass\nhey computer"
ASK = "(brew|can i get|can i have|i want|get me|give me|i'd like|make me|may i have) [(a|an)]"
SIZE = "small|medium|large|eight ounce|twelve ounce|sixteen ounce|twenty ounce"
STYLE = f"({SIZE}|single shot|double shot|triple shot|dark roast|light roast|medium roast)+"
DRINK = "(americano|cappuccino|espresso|iced mocha|latte|mocha|coffee|drip coffee|house coffee|iced coffee)"
MUCH = "[(some|a lot of|lots of|a bit of|a little bit of)]"
EXTRA = f"{MUCH} ([(skim|whole|soy|almond)] milk|cream|[brown] sugar|sweetener)"
COFFEE = f"{ASK} {STYLE} {DRINK} [with {EXTRA} [and {EXTRA}]]\n{ASK} {DRINK} [with {EXTRA} [and {EXTRA}]]"

INSIDE = (
    *("turn on the kitchen lights", "turn off the living room lights", "set a timer for ten minutes"),
    *("what time is it", "what is the weather", "play some jazz music", "stop the music", "next song"),
    *("turn up the volume", "set the volume to thirty", "open the garage door", "close the blinds", "good night"),
)
OUTSIDE = (
    *("the book on the table belongs to my sister", "could you please call my mother", "yes", "no thank you"),
    *("how far is the moon from the earth", "turn on the heating in the bathroom", "what do you mean"),
    *("set an alarm for seven in the morning", "tell me a story about a dragon", "good morning everyone"),
    *("my favourite colour is blue", "close your eyes", "stop talking to me", "what is the capital of france"),
)


@dataclass(frozen=True)
class Clip:
    audio: Audio
    text: str | None  # None: the words are not known


def figures(most: int = 16) -> dict[str, Any]:
    """The table, with at most so many recordings of a set. Missing package: EngineMissing."""
    row, model, _ = registry.choose("stt", SttSettings(engine="sphinx"))
    stt: Stt = registry.open_engine(row, SttSettings(), model)
    with TemporaryDirectory() as scratch:
        inside = [say(text, voice, Path(scratch)) for text in INSIDE for voice in VOICES]
        outside = [say(text, voice, Path(scratch)) for text in OUTSIDE for voice in VOICES[:2]]
    table = {"synthetic": {"home": {**accepted(stt, HOME, inside), "rejected": rejected(stt, HOME, outside)}}}
    if place := folder():
        table["real"] = real(stt, place, most)
    return {**table, "rtf": speed(stt, inside[:5])}


def accepted(stt: Stt, grammar: str, clips: Sequence[Clip]) -> dict[str, Any]:
    """Share of utterances of the grammar that come back with words, and with the right ones."""
    heard = [(clip, _hear(stt, grammar, clip).text) for clip in clips]
    right = [text == clip.text for clip, text in heard if clip.text is not None]
    found: dict[str, Any] = {"n": len(clips), "accepted": _share([bool(text) for _, text in heard])}
    return {**found, "right": _share(right)} if right else found


def rejected(stt: Stt, grammar: str, clips: Sequence[Clip]) -> float:
    """Share of utterances outside the grammar that come back empty."""
    return _share([not _hear(stt, grammar, clip).text for clip in clips])


def real(stt: Stt, place: Path, most: int) -> dict[str, Any]:
    """Commands and other speech of real people, at most so many of a set."""
    games = "pocketsphinx"
    inside = {
        "cards": (CARDS, _clips(place, games, most, "cards_")),
        "robot": (ROBOT, [clip for name in ("goforward", "something") for clip in _clips(place, games, 1, name)]),
        "digits": (DIGITS, [clip for clip in _clips(place, "letters", 200) if len(clip.text or "") > 1][:most]),
        "digits, 8 kHz": (DIGITS, _clips(place, "fsdd", most)),
        "names": (NAMES, [clip for clip in _clips(place, "wakewords", 99) if clip.text in NAMES.split("\n")][:most]),
        "coffee": (COFFEE, _clips(place, "commands", most)),
    }
    read = _clips(place, "librispeech_other", most // 2) + _clips(place, "vctk", most // 2)
    others = {
        "read": [Clip(_piece(clip.audio, 0.0, 4.0), None) for clip in read],
        "meeting": _meeting(place)[:most],
        "1.5 s pieces": [Clip(_piece(clip.audio, 2.0, 3.5), None) for clip in read],
    }
    table: dict[str, Any] = {name: accepted(stt, *case) for name, case in inside.items()}
    for name, grammar in {"home": HOME, "digits": DIGITS, "names": NAMES, "coffee": COFFEE}.items():
        rejections = {kind: rejected(stt, grammar, unrelated) for kind, unrelated in others.items()}
        table[name] = {**table.get(name, {}), "rejected": rejections}
    return table


def _hear(stt: Stt, grammar: str, clip: Clip) -> Transcript:
    """As from a microphone: live, with what silence the recording has."""
    stream = stt.stream(Turn(Origin.SPEECH), hints=Hints(grammar=Grammar.parse(grammar)))
    stream.feed(clip.audio)
    return stream.finish()


def _clips(place: Path, name: str, most: int, prefix: str = "") -> list[Clip]:
    base = place / name / "dev"
    rows = [json.loads(line) for line in (base / "manifest.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["path"].startswith(prefix)]
    return [Clip(_load(base / row["path"]), row.get("text")) for row in rows[:: max(1, len(rows) // most)][:most]]


def _meeting(place: Path) -> list[Clip]:
    base = place / "ami" / "dev"
    found: list[Clip] = []
    for row in (json.loads(line) for line in (base / "manifest.jsonl").read_text().splitlines()):
        audio = _load(base / row["path"])
        found += [Clip(_piece(audio, a, b), None) for a, b, _ in row["segments"] if b - a > 0.6]
    return found


def _load(path: Path, seconds: float = 7.0) -> Audio:
    """The beginning of a recording."""
    with open_sound(path, Turn(Origin.TEXT)) as sound:
        return _piece(join(sound.pieces(RATE)), 0.0, seconds)


def _piece(audio: Audio, begin: float, end: float) -> Audio:
    return Audio(audio.samples[int(begin * audio.rate) : int(end * audio.rate)], audio.rate)


def say(text: str, voice: str, scratch: Path) -> Clip:
    """Synthetic speech, with a third of a second of silence on both sides. EngineMissing without espeak-ng."""
    target = scratch / "said.wav"
    try:
        subprocess.run(["espeak-ng", "-v", voice, "-s", "160", "-w", target, text], check=True)
    except FileNotFoundError:
        raise EngineMissing("no voice to measure with", "sudo apt-get install espeak-ng") from None
    return Clip(Audio(np.pad(_load(target).samples, RATE // 3), RATE), text)


def speed(stt: Stt, clips: Sequence[Clip]) -> dict[str, float]:
    """CPU seconds a second of sound."""
    return {name: round(_cost(stt, hints, clips), 3) for name, hints in _kinds()}


def _kinds() -> Iterator[tuple[str, Hints]]:
    yield "grammar", Hints(grammar=Grammar.parse(HOME, reject=False))
    yield "grammar that rejects", Hints(grammar=Grammar.parse(HOME))
    yield "dictation", Hints()


def _cost(stt: Stt, hints: Hints, clips: Sequence[Clip]) -> float:
    begin = time.thread_time()
    for clip in clips:
        stream = stt.stream(Turn(Origin.SPEECH), hints=hints)
        stream.feed(clip.audio)
        stream.finish()
    return (time.thread_time() - begin) / sum(clip.audio.seconds for clip in clips)


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / max(1, len(flags)), 3)
