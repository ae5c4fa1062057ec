"""`make demo`: spoken questions in, a spoken answer out, on what the packages carry; nothing is downloaded.

The recordings are SYNTHETIC (flite's slt voice; scripts/make-demo-recordings.sh made them).
"""

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from vacli.audio.files import open_sound
from vacli.audio.memory import MemorySpeaker
from vacli.audio.write import write_file
from vacli.config import load as load_config
from vacli.core.audio import Audio
from vacli.core.errors import MissingError
from vacli.core.grammar import Grammar
from vacli.core.marks import Mark
from vacli.core.turn import Origin
from vacli.core.words import Hints
from vacli.engines import Engines, load

HERE = Path(__file__).parent / "demo"
ANSWER = Path("demo-answer.wav")
console = Console(highlight=False)


def main() -> int:
    begin = time.monotonic()
    engines = load_builtin()
    console.print(f"Engines loaded in {time.monotonic() - begin:.1f} s: {describe(engines)}\n")
    hints = Hints(grammar=Grammar.parse((HERE / "questions.txt").read_text()))
    speaker = MemorySpeaker(engines.tts.rate)
    table = Table("stage", "seconds", box=None, title="Where the time went (last question)", title_justify="left")
    for recording in sorted(HERE.glob("*.wav")):
        table = answer(engines, recording, hints, speaker)
    if "llm" in engines.loaded:
        write_file(iter([Audio(speaker.played, speaker.rate)]), speaker.rate, ANSWER, "wav")
        console.print(f"The answers as sound: [bold]{ANSWER}[/] ({len(speaker.played) / speaker.rate:.1f} s)\n")
        console.print(table)
    console.print(
        "\nThese are the engines that come with the packages, and they are rough: pocketsphinx errs on about 40 % of\n"
        "the words of free dictation (here a closed grammar keeps it right), SmolLM2-135M gets facts wrong, and\n"
        "espeak-ng sounds like a robot. Better ones are a download away:\n"
        "  vacli models pull whisper-base.en     vacli models pull en_US-lessac-medium     vacli models list\n"
        "and vacli uses them from then on."
    )
    if "llm" not in engines.loaded:
        console.print("LLM skipped: llama.cpp is not installed: sudo apt-get install g++, then: make install")
    return 0


def load_builtin() -> Engines:
    """The built-in engines, whatever else is installed; without the language model if llama.cpp could not be built."""
    config = load_config({"stt.engine": "sphinx", "llm.model": "", "tts.engine": "espeak"}).config
    try:
        return load(config, ("stt", "llm", "tts"))
    except MissingError as error:
        if "llama_cpp" not in error.message and "llm" not in error.message:
            raise
        return load(config, ("stt", "tts"))


def describe(engines: Engines) -> str:
    return ", ".join(f"{stage} {engine.name} ({engine.model})" for stage, engine in engines.loaded.items())


def answer(engines: Engines, recording: Path, hints: Hints, speaker: MemorySpeaker) -> Table:
    """Hear one question, print it and its answer, say the answer. The time of each stage."""
    session = engines.session(speaker)
    turn = session.begin(Origin.SPEECH)
    begin = time.monotonic()
    with open_sound(recording, turn) as sound:
        parts = engines.stt.transcribe(sound.pieces(engines.stt.rate), turn, hints=hints)
        question = " ".join(part.text for part in parts).strip()
    heard = time.monotonic()
    console.print(
        f"[dim]{recording.name} (synthetic speech)[/]\n  you:   [bold]{question or '(nothing understood)'}[/]"
    )
    if "llm" not in engines.loaded or not question:
        console.print()
        return Table()
    console.print("  vacli: ", end="")
    for piece in session.answer(question, turn):
        console.print(piece, end="", markup=False)
    console.print("\n")
    speaker.drain(turn)
    session.end(turn)
    table = Table("stage", "seconds", box=None, title="Where the time went (last question)", title_justify="left")
    marks = turn.marks
    for name, seconds in (
        ("recording to text", heard - begin),
        ("text to first word of the answer", marks[Mark.FIRST_TOKEN] - marks[Mark.UNDERSTOOD]),
        ("first word to first clause", marks[Mark.FIRST_CLAUSE] - marks[Mark.FIRST_TOKEN]),
        ("first clause to first sound", marks[Mark.FIRST_SOUND] - marks[Mark.FIRST_CLAUSE]),
        ("all of it, to the end of the answer", time.monotonic() - begin),
    ):
        table.add_row(name, f"{seconds:.3f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
