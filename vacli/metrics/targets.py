"""What an answer may take, and how good the clock is that tells it in use. Values only."""

from typing import NamedTuple

TARGET, LIMIT = 350, 500
"""Milliseconds from the end of speech to the first audible sample: the sum of all five bars is to stay below."""


class Bar(NamedTuple):
    """Stages of the waterfall that share a budget in ms; None: it has none of its own."""

    name: str
    stages: tuple[str, ...]
    budget: int | None


BARS = (
    Bar("endpoint_hold", ("endpoint_hold",), None),
    Bar("audio_to_transcription", ("stt_tail",), 100),
    Bar("transcription_to_analysis", ("understand",), 75),
    Bar("analysis_to_response", ("llm_ttft", "first_clause"), 125),
    Bar("response_to_audio", ("tts_ttfb", "tts_lead_silence", "sink"), 50),
)
"""The waterfall in five bars. The four with a budget count work after the turn was declared over."""


class Estimate(NamedTuple):
    """Milliseconds by which the end of speech that a conversation takes for true lies behind the annotated one:
    10th, 50th and 90th percentile of `n` utterances. Before it where negative: then times come out too long."""

    speech: str
    p10: float
    p50: float
    p90: float
    n: int


ESTIMATES = (
    Estimate("SYNTHETIC clips with sample-exact ends", -74.2, 4.0, 20.0, 400),
    Estimate("recordings of real people with machine labels", -453.2, -190.0, 28.8, 10),
)
"""By `python -m vacli.bench.own speech_end`. The labels of the recordings take breath and clicks after the last word
for speech, so their error is an upper bound."""
