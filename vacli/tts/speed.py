"""How fast a voice speaks: what the settings say, times what the listener asked for since. Knows no voice."""

SLOWEST, FASTEST = 0.25, 4.0
"""As the setting tts.speed is bounded."""


def combined(setting: float, asked: float) -> float:
    """Their product. Beyond the bounds nothing gets slower or faster: "slower" may be said any number of times."""
    return min(FASTEST, max(SLOWEST, setting * asked))
