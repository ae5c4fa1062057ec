"""The proof itself: what vacli is used for, run behind a wall with the user's own settings. Prints nothing.

Not run is what reaches a place because the user told it to: see NOT_RUN.
"""

import json
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vacli.core.errors import MissingError
from vacli.core.turn import Turn
from vacli.doctor.offline import folders
from vacli.doctor.offline.attempts import Attempt
from vacli.doctor.offline.walls import Seen, Wall, behind
from vacli.doctor.recording import FILE as RECORDING

NOT_RUN = (
    "vacli models pull",
    "http and run actions of your own rules",
    "programs you named: skills.weather_command, skills.news_command, --on-transcript and the like",
)
QUESTION, WONDER = "what is seven times eight?", "Why is the sky blue?"
LINGER = 20.0
"""Seconds of silence after the spoken turn, with every engine loaded. Libraries that report home do so after a while:
onnxruntime 1.31 first tried 9 s after it was loaded, which no short command would show."""
QUIET, REACHED, SKIPPED, FAILED = "quiet", "reached out", "skipped", "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """One command. `amiss` finds in its output why it does not prove what it should; nothing if it does."""

    name: str
    words: tuple[str, ...]
    amiss: Callable[[str], str] = lambda out: ""
    fine: tuple[int, ...] = (0,)

    def __str__(self) -> str:
        words = (Path(word).name if word == str(RECORDING) else word for word in self.words)
        return " ".join(["vacli", *(f'"{word}"' if " " in word else word for word in words)])


@dataclass(frozen=True, slots=True)
class Result:
    step: Step
    status: str
    attempts: list[Attempt]
    reason: str = ""
    seconds: float = 0.0


def answered_by(*classes: str) -> Callable[[str], str]:
    def amiss(out: str) -> str:
        said = str(_json(out).get("reply_class", "nothing"))
        return "" if said in classes else f"answered by {said}, not {' or '.join(classes)}"

    return amiss


def turn_taken(out: str) -> str:
    """Of the events of a conversation: at least one was a whole turn."""
    events = [_json(line) for line in out.splitlines()]
    whole = [each for each in events if each.get("event") == "turn.end" and not each.get("cancelled")]
    return "" if whole else "nothing was understood in the recording, so no turn was taken"


STEPS = (
    Step("transcribe", ("transcribe", str(RECORDING))),
    Step("ask, answered by a skill", ("ask", QUESTION, "--json"), answered_by("quick", "command")),
    Step("ask, answered by the language model", ("ask", WONDER, "--max-tokens", "24", "--json"), answered_by("llm")),
    Step(
        "a spoken turn",
        ("listen", "--input", "conversation.wav", "--output", "answer.wav", "--pace", "real", "--json"),
        turn_taken,
    ),
    Step("say", ("say", QUESTION, "--out", "question.wav")),
    Step("models list", ("models", "list")),
    Step("stats", ("stats",)),
    Step("doctor", ("doctor", "--quick"), fine=(0, 1)),
)
"""Each is a process of its own, as the user would start it. What they write goes into a folder that is removed."""


def prove(wall: Wall, turn: Turn, steps: tuple[Step, ...] = STEPS) -> Iterator[Result]:
    """The results as they come."""
    with tempfile.TemporaryDirectory(prefix="vacli-offline-") as name:
        folder = Path(name)
        environment = folders.environment(folder / "home")
        _lasting(folder / "conversation.wav")
        for step in steps:
            turn.check()
            yield _result(step, wall, environment, folder, turn)
    turn.check()


def _result(step: Step, wall: Wall, environment: dict[str, str], folder: Path, turn: Turn) -> Result:
    began = time.perf_counter()
    words = [str(folder / word) if word.endswith(".wav") else word for word in step.words]
    seen = behind(wall, [sys.executable, "-P", "-m", "vacli", *words], environment, turn)
    status, reason = _judged(step, seen)
    return Result(step, status, seen.attempts, reason, time.perf_counter() - began)


def _lasting(target: Path) -> None:
    """The recording, and silence after it."""
    with wave.open(str(RECORDING)) as said, wave.open(str(target), "wb") as lasting:
        lasting.setparams(said.getparams())
        silence = bytes(round(LINGER * said.getframerate()) * said.getsampwidth() * said.getnchannels())
        lasting.writeframes(said.readframes(said.getnframes()) + silence)


def _judged(step: Step, seen: Seen) -> tuple[str, str]:
    if seen.attempts:
        return REACHED, ""
    if seen.code == MissingError.exit_code:
        return SKIPPED, _said(seen.err)
    if seen.code not in step.fine:
        return FAILED, f"exit code {seen.code}: {_said(seen.err)}"
    amiss = step.amiss(seen.out)
    return (SKIPPED, amiss) if amiss else (QUIET, "")


def _said(err: str) -> str:
    """The line that says what went wrong: the one before the hint, or the last."""
    lines = err.strip().splitlines() or ["it said nothing"]
    hint = next((number for number, line in enumerate(lines) if line.startswith("  hint:")), len(lines))
    return lines[max(hint - 1, 0)].removeprefix("vacli: ")


def _json(text: str) -> dict[str, object]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
