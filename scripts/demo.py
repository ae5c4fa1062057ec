"""`make demo`: spoken questions in, a spoken answer out, on what the packages carry; nothing is downloaded.

The recordings are SYNTHETIC (flite's slt voice; scripts/make-demo-recordings.sh made them).
"""

import sys
import time
from pathlib import Path

from rich.console import Console

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
console = Console(highlight=False, soft_wrap=True)


def main() -> int:
    begin = time.monotonic()
    engines = load_builtin()
    console.print(f"Engines loaded in {time.monotonic() - begin:.1f} s")
    for stage, engine in engines.loaded.items():
        console.print(f"  {stage}  {engine.name} ({engine.model})")
    console.print()
    hints = Hints(grammar=Grammar.parse((HERE / "questions.txt").read_text()))
    speaker = MemorySpeaker(engines.tts.rate)
    for recording in sorted(HERE.glob("*.wav")):
        answer(engines, recording, hints, speaker)
    if "llm" in engines.loaded:
        write_file(iter([Audio(speaker.played, speaker.rate)]), speaker.rate, ANSWER, "wav")
        console.print(f"The answers as sound: [bold]{ANSWER}[/] ({len(speaker.played) / speaker.rate:.1f} s)")
    console.print(
        "\nThese engines come with the packages, and they are rough: pocketsphinx gets about\n"
        "40 % of the words of free dictation wrong (here a closed grammar keeps it right),\n"
        "SmolLM2-135M gets facts wrong, espeak-ng sounds like a robot. Better ones are a\n"
        "download away, and are used from then on:\n"
        "  .venv/bin/vacli models pull whisper-base.en en_US-lessac-medium\n"
        "  .venv/bin/vacli models list"
    )
    if "llm" not in engines.loaded:
        console.print("LLM skipped: llama.cpp is not installed: sudo apt-get install g++, then: make install")
    return 0


def load_builtin() -> Engines:
    """The built-in engines, whatever else is installed; without the language model if llama.cpp could not be built."""
    config = load_config(
        {"stt.engine": "sphinx", "tts.engine": "espeak", "llm.temperature": 0.0, "llm.max_tokens": 60}
    ).config
    try:
        return load(config, ("stt", "llm", "tts"))
    except MissingError as error:
        if "llama_cpp" not in error.message and "llm" not in error.message:
            raise
        return load(config, ("stt", "tts"))


def answer(engines: Engines, recording: Path, hints: Hints, speaker: MemorySpeaker) -> None:
    """Hear one question; print it, its answer and the time of each stage; say the answer."""
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
        return
    console.print("  vacli: ", end="")
    for piece in session.answer(question, turn):
        console.print(piece, end="", markup=False)
    console.print()
    speaker.drain(turn)
    session.end(turn)
    marks = turn.marks
    stages = {
        "recording to text": heard - begin,
        "first word of the answer": marks[Mark.FIRST_TOKEN] - marks[Mark.UNDERSTOOD],
        "first clause": marks[Mark.FIRST_CLAUSE] - marks[Mark.FIRST_TOKEN],
        "first sound": marks[Mark.FIRST_SOUND] - marks[Mark.FIRST_CLAUSE],
        "whole answer": time.monotonic() - heard,
    }
    console.print(
        "  took:  [dim]" + ", ".join(f"{name} {1000 * took:.0f} ms" for name, took in stages.items()) + "[/]\n"
    )


if __name__ == "__main__":
    sys.exit(main())
