"""Turn-taking: when has the user begun, paused, finished, interrupted."""

from vacli.turns.decisions import PATIENT, Decision, Rules, What
from vacli.turns.machine import Turns

__all__ = ["PATIENT", "Decision", "Rules", "Turns", "What"]
