"""`vacli listen --keep FOLDER`: says what is held and what is written; tells what ran when a kept turn was said."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vacli.cli.common import note
from vacli.cli.listen import Plan
from vacli.config import Config
from vacli.core.errors import UsageError
from vacli.core.events import Bus

if TYPE_CHECKING:  # heavy
    from vacli.engines import Engines
    from vacli.live.keep import Keep


def held_from_now(plan: Plan, *, keys: bool, typed: bool) -> None:
    """What the flag means, before any sound is held. UsageError where nobody could ask for a turn."""
    if plan.keep is None:
        return
    if typed:
        note("vacli: --keep: nothing is kept, for there is no microphone")
        return
    if not keys and not plan.keep_wrong:
        raise UsageError("--keep waits for the key k, and there is no terminal", "add --keep-wrong")
    when = ["the latest one when you press k"] if keys else []
    when += ["each that is cut off, fails or takes over 500 ms"] if plan.keep_wrong else []
    note(
        f"vacli: --keep: a minute of what you say and hear is held in memory; written to {plan.keep}, with its sound, "
        f"is {' and '.join(when)}"
    )


def keeper(folder: Path, wrong: bool, config: Config, engines: "Engines", bus: Bus) -> "Keep":
    """Keeps turns of a conversation over these engines."""
    from vacli.live.keep import Keep
    from vacli.live.kept import settings_of

    @cache
    def about() -> dict[str, Any]:
        from vacli.bench.machine import machine

        loaded = {
            stage: {"name": each.name, "model": each.model, "device": each.device}
            for stage, each in engines.loaded.items()
        }
        return {"engines": loaded, "models": dict(engines.identities), "machine": machine()}

    return Keep(folder, bus, settings_of(config), about, wrong)
