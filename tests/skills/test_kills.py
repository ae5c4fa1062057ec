"""An assistant killed with -9 at random moments: no timer, alarm or list item that it confirmed is lost.

`make kills` does it a hundred times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from vacli.skills.store import Store

KILLS = int(os.environ.get("VACLI_KILLS", "3"))

ASSISTANT = """
import sys
from pathlib import Path
from vacli.core.turn import Turn
from vacli.skills import open_skills
from vacli.skills.store import Store
from vacli.understand import open_language
understanding = open_language()
skills = open_skills("en", Store(Path(sys.argv[1])))
for number in range(int(sys.argv[2]), 10**6):
    said = (f"add thing {number} to the shopping list", f"start a {number + 1} second timer")
    said = (*said, f"note that {number} is kept")
    if number % 20 == 19:
        said = (*said, "cancel all timers")
    for text in said:
        meant = understanding.understand(text)
        skill = next(each for each in skills if meant.intent in each.intents)
        turn = Turn()
        print(number, meant.intent, skill.answer(meant, turn), sep="|", flush=True)
"""


def test_killed_at_a_random_moment_it_has_kept_what_it_confirmed(tmp_path: Path) -> None:
    path, rng, begin = tmp_path / "skills.db", random.Random(11), 0
    for _ in range(KILLS):
        argv = [sys.executable, "-c", ASSISTANT, str(path), str(begin)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as assistant:
            assert assistant.stdout is not None and assistant.stderr is not None
            first = assistant.stdout.readline()
            assert first, assistant.stderr.read()
            time.sleep(rng.uniform(0.0, 0.3))
            assistant.send_signal(signal.SIGKILL)
            rest = assistant.stdout.read()
        confirmed = [line.split("|") for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
        begin = int(confirmed[-1][0]) + 1
        store = Store(path)
        check(store, confirmed)
        with store.transaction() as base:  # the next one begins with nothing
            base.execute("DELETE FROM entry")
        store.close()


def check(store: Store, confirmed: list[list[str]]) -> None:
    """At the most one change more than was confirmed: the one that was killed before it could say so."""
    kept = {
        "list_add": [each.text for each in store.all("item")],
        "note_add": [each.text for each in store.all("note")],
        "timer_set": [str(round(each.seconds) - 1) for each in store.all("timer")],
    }
    cancelled = max((at for at, (_, intent, _) in enumerate(confirmed) if intent == "timer_cancel_all"), default=-1)
    if not kept["timer_set"] and int(confirmed[-1][0]) % 20 == 19:  # the cancelling was done, and not yet said
        cancelled = len(confirmed)
    for intent, found in kept.items():
        lines = confirmed[cancelled + 1 :] if intent == "timer_set" else confirmed
        said = [number for number, each, _ in lines if each == intent]
        assert [number for number in said if not any(number in each.split() for each in found)] == []
        assert len(found) <= len(said) + 1
