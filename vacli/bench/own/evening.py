"""A scripted evening at home: one conversation, what is asked and what must be answered, spoken, typed and asked.

    python -m vacli.bench.own.evening               typed into `vacli listen` and `vacli ask`
    python -m vacli.bench.own.evening --spoken      spoken: ten minutes of sound, SYNTHETIC voice, built-in recogniser

The whole product in processes of its own, on the built-in engines, with folders of its own. What the language model
says is only checked for being said.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from vacli.audio.write import write_file
from vacli.bench.speech.clips import RATE, ROOM, speak
from vacli.core.audio import Audio, Samples

ANYTHING = "."
CLOCK = r"\d{1,2}:\d\d [AP]M"
EVENING = (
    ("good morning", ANYTHING),
    ("what time is it", rf"It is {CLOCK}\."),
    ("what day is it", r"Today is \w+day, \w+ \d+, \d{4}\."),
    ("set a timer for ten minutes", r"Your 10 minute timer is set\."),
    ("no twenty minutes", r"20 minute timer"),
    ("set a pizza timer for six minutes", r"Your pizza timer is set for 6 minutes\."),
    ("how much time is left", r"(20|19) minutes.*20 minute timer and (6|5) minutes.*pizza timer\."),
    ("add milk and eggs to the shopping list", r"I added milk and eggs to your shopping list\."),
    ("and bread", r"I added bread to your shopping list\."),
    ("what is on my shopping list", r"On your shopping list: milk, eggs and bread\."),
    ("remove eggs from the shopping list", r"I took eggs off your shopping list\."),
    ("what is twelve times four", r"12 times 4 is 48\."),
    ("what is twenty percent of fifty", r"20 percent of 50 is 10\."),
    ("convert five miles to kilometers", r"5 miles is about 8\.05 kilometres\."),
    ("and in feet", r"5 miles is 26,400 feet\."),
    ("tell me a joke", ANYTHING),
    ("what is the capital of france", r"Paris"),
    ("wake me up at six thirty", r"Your alarm will ring (today|tomorrow) at 6:30 [AP]M\."),
    ("cancel it", r"6:30 [AP]M"),
    ("set an alarm for seven thirty", r"Your alarm will ring (today|tomorrow) at 7:30 [AP]M\."),
    ("what alarms do i have", r"You have one alarm.* at 7:30 [AP]M"),
    ("cancel the timer", r"Which one\?"),
    ("the second one", r"pizza timer"),
    ("what is the weather", r"offline"),
    ("what about tomorrow", r"offline"),
    ("what is the date tomorrow", r"It will be \w+day, \w+ \d+, \d{4}\."),
    ("roll two dice", r"You rolled [1-6] and [1-6]: \d+ together\."),
    ("how many days until christmas", r"In \d+ days?|today|tomorrow"),
    ("clear my shopping list", r"Shall I delete your shopping list, 2 in all\?"),
    ("yes please", r"Your shopping list is empty now\."),
    ("cancel all timers", r"20 minute timer"),
    ("thank you", ANYTHING),
    ("goodbye", r"Goodbye\."),
)
"""What is said, and what the answer holds. Spoken, all of it is in the built-in recogniser's closed grammar."""
ALSO = (
    ("remind me to call mum tomorrow at nine", r"I will remind you tomorrow at 9:00 AM: call mum\."),
    ("no at ten", r"I will remind you tomorrow at 10:00 AM: call mum\."),
    ("what reminders do i have", r"You have one reminder, tomorrow at 10:00 AM, call mum\."),
    ("remember that the key is under the mat", r"I will remember: the key is under the mat\."),
    ("where is the key", r"You told me: the key is under the mat\."),
    ("take a note the plumber comes on friday", r"Noted: the plumber comes on friday\."),
    ("read my notes", r"You have one note: the plumber comes on friday\."),
    ("what is twelve times four", r"12 times 4 is 48\."),
    ("plus two", r"48 plus 2 is 50\."),
    ("spell necessary", r"necessary: N, E, C, E, S, S, A, R, Y\."),
    ("forget everything", r"Shall I delete"),
    ("no", ANYTHING),
    ("what do you remember", r"the key is under the mat"),
)
"""What is only typed: free text, and what the built-in recogniser takes for something else."""
EVERY = 18.5
"""Seconds from one question to the next: the longest answer is over by then."""


@dataclass(frozen=True)
class Answered:
    said: str
    heard: str
    reply: str
    reply_class: str
    right: bool


def typed(folder: Path) -> list[Answered]:
    """Line by line, the next one when the one before was answered."""
    with _process(folder, "listen", "--text", "--json") as process:
        assert process.stdin is not None and process.stdout is not None
        found = []
        for said, wanted in (*ALSO, *EVENING):
            process.stdin.write(said + "\n")
            process.stdin.flush()
            ended = next(event for event in _events(process) if event["event"] == "turn.end")
            found.append(_answered(said, wanted, ended))
        process.stdin.close()
        return found


def asked(folder: Path) -> list[Answered]:
    """By `vacli ask`, while somebody is there to ring timers. It has no vocal commands: goodbye is left out."""
    with (
        _process(folder, "listen", "--text", "--json") as ringing,
        _process(folder, "ask", "--lines", "--json") as process,
    ):
        assert process.stdin is not None and process.stdout is not None
        next(event for event in _events(ringing) if event["event"] == "listen.ready")
        found = []
        for said, wanted in (*ALSO, *EVENING[:-1]):
            process.stdin.write(said + "\n")
            process.stdin.flush()
            report = json.loads(process.stdout.readline())
            found.append(_answered(said, wanted, report | {"text": said, "reply": report["answer"]}))
        process.stdin.close()
        return found


def spoken(folder: Path, pace: str = "fast") -> list[Answered]:
    """As sound, with the built-in recogniser. A question that was heard as several turns counts by the first."""
    sound = folder / "evening.wav"
    samples, begins = evening()
    write_file(iter([Audio(samples, RATE)]), RATE, sound, "wav")
    flags = ("--input", str(sound), "--output", str(folder / "answers.wav"), "--pace", pace, "--json")
    with _process(folder, "listen", *flags) as process:
        turns = [event for event in _events(process) if event["event"] == "turn.end" and "marks" in event]
    heard: dict[int, dict[str, Any]] = {}
    for turn in turns:
        at = turn["marks"].get("speech_start", turn["at"])
        first = turns[0]["marks"].get("speech_start", turns[0]["at"])
        nearest = int(np.argmin(np.abs(np.array(begins) - begins[0] - (at - first))))
        heard.setdefault(nearest, turn)
    nothing = {"text": "", "reply": "", "reply_class": ""}
    return [_answered(said, wanted, heard.get(number, nothing)) for number, (said, wanted) in enumerate(EVENING)]


def evening() -> tuple[Samples, list[float]]:
    """All that is said as one recording in a quiet room, and the seconds at which each question begins."""
    noise = np.random.default_rng(5)
    count = round((len(EVENING) * EVERY + 1.0) * RATE)
    samples = noise.normal(0.0, 10 ** (ROOM / 20), count).astype(np.float32)
    begins = [1.0 + number * EVERY for number in range(len(EVENING))]
    for (said, _), at in zip(EVENING, begins, strict=True):
        voice = speak(said, "en-us", 150)
        begin = round(at * RATE) - voice.start
        samples[begin : begin + len(voice.samples)] += voice.samples
    return samples, begins


def _answered(said: str, wanted: str, told: Mapping[str, Any]) -> Answered:
    reply = told["reply"] or ""
    return Answered(said, told["text"], reply, str(told["reply_class"]), re.search(wanted, reply) is not None)


def _events(process: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


@contextmanager
def _process(folder: Path, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    environment = {**os.environ, **homes, "XDG_RUNTIME_DIR": str(folder)}
    argv = [sys.executable, "-m", "vacli", *arguments]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def figures() -> dict[str, Any]:
    """Answers that were right, spoken (SYNTHETIC) at fast pace, typed and asked, and what went wrong."""
    report = {}
    for way, run in {"spoken": spoken, "typed": typed, "asked": asked}.items():
        with TemporaryDirectory() as folder:
            found = run(Path(folder))
        wrong = [asdict(each) for each in found if not each.right]
        report[way] = {"n": len(found), "right": len(found) - len(wrong), "wrong": wrong}
    return report


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m vacli.bench.own.evening", description=__doc__.splitlines()[0])
    parser.add_argument("--spoken", action="store_true", help="speak it, ten minutes of sound")
    parser.add_argument("--pace", choices=("real", "fast"), default="fast")
    options = parser.parse_args(argv)
    ways = (
        {"spoken": lambda folder: spoken(folder, options.pace)} if options.spoken else {"typed": typed, "asked": asked}
    )
    for way, run in ways.items():
        with TemporaryDirectory() as folder:
            found = run(Path(folder))
        for each in found:
            heard = f" (heard: {each.heard})" if each.heard != each.said else ""
            print(f"{'ok ' if each.right else 'NO '} {each.said}{heard}\n      {each.reply_class}: {each.reply}")
        print(f"{way}: {sum(each.right for each in found)} of {len(found)} answers are right")


if __name__ == "__main__":
    main()
