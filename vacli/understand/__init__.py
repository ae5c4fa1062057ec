"""What the user meant: intents, commands, how finished a sentence sounds."""

from vacli.understand.understanding import Understanding, open_language

__all__ = ["Understanding", "open_language"]
