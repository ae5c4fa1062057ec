"""What the built-in recogniser makes of closed grammars: said in the grammar and accepted, said outside and rejected.

Real speech where this machine has some (VACLI_SPEECH_DIR), and always synthetic voices, kept apart. A coffee order is
right when all its slots are; strings of digits are single ones of one speaker, joined with short pauses.
"""

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vacli import registry
from vacli.audio.files import open_sound
from vacli.bench.speech import clips
from vacli.bench.speech.recordings import folder
from vacli.config import SttSettings
from vacli.core.audio import Audio, Samples, join
from vacli.core.engines import Stt
from vacli.core.errors import EngineMissing
from vacli.core.grammar import Grammar
from vacli.core.turn import Origin, Turn
from vacli.core.words import Hints, Transcript
from vacli.understand import open_language

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
SHOTS, ROAST = "single shot|double shot|triple shot", "light roast|medium roast|dark roast"
AMOUNT = "(?:some |a lot of |lots of |a bit of |a little bit of )?"
SLOTS = {
    "size": f"(?:{SIZE})(?! roast)",
    "roast": ROAST,
    "numberOfShots": SHOTS,
    "coffeeDrink": "americano|cappuccino|espresso|iced mocha|latte|mocha|(?:drip |house |iced )?coffee",
    "milkAmount": f"{AMOUNT}(?:(?:(?:skim|whole|soy|almond) )?milk|cream)",
    "sugarAmount": f"{AMOUNT}(?:(?:brown )?sugar|sweetener)",
}
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
    """`text` is None where the words are not known, `slots` unless it is a coffee order."""

    audio: Audio
    text: str | None
    slots: Mapping[str, str] | None = None

    def right(self, heard: str) -> bool | None:
        """None where nobody knows."""
        if self.slots is not None:
            return ordered(heard) == self.slots
        return None if self.text is None else re.sub(r"\boh\b", "zero", heard) == self.text


def figures(most: int = 16) -> dict[str, Any]:
    """The table, with at most so many recordings of a set. Missing package: EngineMissing."""
    row, model, _ = registry.choose("stt", SttSettings(engine="sphinx"))
    stt: Stt = registry.open_engine(row, SttSettings(), model)
    with TemporaryDirectory() as scratch:
        inside = [say(text, voice, Path(scratch)) for text in INSIDE for voice in VOICES]
        outside = [say(text, voice, Path(scratch)) for text in OUTSIDE for voice in VOICES[:2]]
    table: dict[str, Any] = {
        "synthetic": {"home": {**accepted(stt, HOME, inside), "rejected": rejected(stt, HOME, outside)}}
    }
    spoken = [each for kind in ("quick", "llm") for each in clips.clips(kind, most)]
    asked = [Clip(_piece(each.audio, 0.0, each.end / RATE + 0.45), each.text) for each in spoken]
    table["synthetic"]["live"] = {**accepted(stt, live(), asked), "rejected": rejected(stt, live(), outside)}
    if place := folder():
        table["real"] = real(stt, place, most)
    return {**table, "rtf": speed(stt, inside[:5])}


def accepted(stt: Stt, grammar: str | Grammar, clips: Sequence[Clip]) -> dict[str, Any]:
    """Share of utterances of the grammar that come back with words, and with the right ones."""
    heard = [(clip, _hear(stt, grammar, clip).text) for clip in clips]
    right = [right for clip, text in heard if (right := clip.right(text)) is not None]
    found: dict[str, Any] = {"n": len(clips), "accepted": _share([bool(text) for _, text in heard])}
    return {**found, "right": _share(right)} if right else found


def ordered(text: str) -> dict[str, str]:
    """The slots of a coffee order."""
    found = {slot: re.search(rf"\b(?:{values})\b", text) for slot, values in SLOTS.items()}
    return {slot: match[0] for slot, match in found.items() if match}


def rejected(stt: Stt, grammar: str | Grammar, clips: Sequence[Clip]) -> float:
    """Share of utterances outside the grammar that come back empty."""
    return _share([not _hear(stt, grammar, clip).text for clip in clips])


def real(stt: Stt, place: Path, most: int) -> dict[str, Any]:
    """Commands and other speech of real people, at most so many of a set."""
    games = "pocketsphinx"
    inside = {
        "cards": (CARDS, _clips(place, games, most, "cards_")),
        "robot": (ROBOT, [clip for name in ("goforward", "something") for clip in _clips(place, games, 1, name)]),
        "digits": (DIGITS, [clip for clip in _clips(place, "letters", 200) if len(clip.text or "") > 1][:most]),
        "strings of digits": (DIGITS, strings(place, most)),
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
    grammars: dict[str, str | Grammar] = {"live": live(), "home": HOME, "digits": DIGITS, "names": NAMES}
    for name, grammar in {**grammars, "coffee": COFFEE}.items():
        rejections = {kind: rejected(stt, grammar, unrelated) for kind, unrelated in others.items()}
        table[name] = {**table.get(name, {}), "rejected": rejections}
    return table


def live() -> Grammar:
    """What `vacli listen` listens for."""
    return open_language("en").grammar()


def strings(place: Path, n: int) -> list[Clip]:
    """`n` strings of three to five isolated digits, each of one speaker, with 30 to 150 ms between them."""
    rng = np.random.default_rng(1)
    base = place / "letters" / "dev"
    rows = [row for row in _rows(base) if row["text"] in DIGITS and len(row["text"]) > 1]
    speakers = sorted({row["speaker"] for row in rows})
    found: list[Clip] = []
    for number in range(n):
        own = [row for row in rows if row["speaker"] == speakers[number % len(speakers)]]
        chosen = [own[at] for at in rng.integers(len(own), size=rng.integers(3, 6))]
        parts = [_trimmed(_load(base / row["path"]).samples, int(rng.uniform(0.03, 0.15) * RATE)) for row in chosen]
        sound = np.pad(np.concatenate(parts), RATE // 2)
        room = rng.normal(0, 5e-4, len(sound))
        found.append(Clip(Audio((sound + room).astype(np.float32), RATE), " ".join(row["text"] for row in chosen)))
    return found


def _trimmed(samples: Samples, pause: int) -> Samples:
    """From the first to the last sound, at one level, with a pause of so many samples after it."""
    loud = np.flatnonzero(np.abs(samples) > 0.03 * np.abs(samples).max())
    part = samples[max(0, loud[0] - RATE // 20) : loud[-1] + RATE // 20]
    return np.pad(part * (0.05 / np.sqrt(np.mean(np.square(part)))), (0, pause))


def _hear(stt: Stt, grammar: str | Grammar, clip: Clip) -> Transcript:
    """As from a microphone: live, with what silence the recording has."""
    parsed = Grammar.parse(grammar) if isinstance(grammar, str) else grammar
    stream = stt.stream(Turn(Origin.SPEECH), hints=Hints(grammar=parsed))
    stream.feed(clip.audio)
    return stream.finish()


def _clips(place: Path, name: str, most: int, prefix: str = "") -> list[Clip]:
    base = place / name / "dev"
    rows = [row for row in _rows(base) if row["path"].startswith(prefix)]
    chosen = rows[:: max(1, len(rows) // most)][:most]
    return [Clip(_load(base / row["path"]), row.get("text"), row.get("slots")) for row in chosen]


def _rows(base: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (base / "manifest.jsonl").read_text().splitlines()]


def _meeting(place: Path) -> list[Clip]:
    base = place / "ami" / "dev"
    found: list[Clip] = []
    for row in _rows(base):
        audio = _load(base / row["path"])
        found += [Clip(_piece(audio, a, b), None) for a, b, _ in row["segments"] if b - a > 0.6]
    return found


def _load(path: Path, seconds: float = 15.0) -> Audio:
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
