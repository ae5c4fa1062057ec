"""How loud the room is, and the voice in it. Knows levels of frames, nothing else."""

from vacli.turns.decisions import Rules

QUIETEST = -75.0  # dBFS; what lies below is digital silence
CREEP = 0.03  # dB a frame, about 1 dB a second: by which endless speech raises the floor


class Room:
    """How loud the room is, and the voice in it. A television raises the floor; whoever speaks up rises above it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.floor = QUIETEST
        self.voice = QUIETEST

    @property
    def voiced(self) -> float:
        """The level from which a frame may belong to the open turn."""
        return max(self.floor + self.rules.above_floor * 0.75, self.voice - self.rules.below_voice)

    def hear(self, level: float, speech: bool, opened: bool) -> None:
        """One frame. What is no speech is the room; what speaks without end may be, so it raises the floor slowly."""
        level = max(level, QUIETEST)
        if speech:
            self.voice += (level - self.voice) * (0.1 if opened else 0.5)
            self.floor = max(self.floor, min(self.floor + CREEP, self.voice - 6.0))
        else:
            self.floor += (level - self.floor) * (0.02 if level > self.floor else 0.05)

    def get_used_to(self) -> None:
        """What never ends is the room."""
        self.floor = max(self.floor, self.voice - 3.0)
