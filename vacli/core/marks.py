"""The waterfall: the moments of a turn that are marked, and the stages between them. One list for everyone.

A mark is a `time.monotonic()` reading kept by the turn. A stage is the interval between its two marks on the critical
path, so the stages of a turn add up to its whole by construction.
"""

from enum import StrEnum
from typing import NamedTuple


class Mark(StrEnum):
    SPEECH_START = "speech_start"
    SPEECH_END = "speech_end"  # true end of the last word (annotation), else the backdated last speech sample
    ENDPOINT = "endpoint"  # the turn was declared over
    TRANSCRIPT = "transcript"  # final text
    UNDERSTOOD = "understood"  # which reply: skill, cache or LLM
    FIRST_TOKEN = "first_token"  # first word of the reply's text
    FIRST_CLAUSE = "first_clause"  # enough text to speak
    FIRST_SOUND = "first_sound"  # first samples out of the synthesiser
    FIRST_AUDIBLE = "first_audible"  # those after its leading silence
    HEARD = "heard"  # first audible sample at the output, by its DAC time


class Stage(NamedTuple):
    name: str
    begins: Mark
    ends: Mark


WATERFALL: tuple[Stage, ...] = (
    Stage("endpoint_hold", Mark.SPEECH_END, Mark.ENDPOINT),
    Stage("stt_tail", Mark.ENDPOINT, Mark.TRANSCRIPT),
    Stage("understand", Mark.TRANSCRIPT, Mark.UNDERSTOOD),
    Stage("llm_ttft", Mark.UNDERSTOOD, Mark.FIRST_TOKEN),
    Stage("first_clause", Mark.FIRST_TOKEN, Mark.FIRST_CLAUSE),
    Stage("tts_ttfb", Mark.FIRST_CLAUSE, Mark.FIRST_SOUND),
    Stage("tts_lead_silence", Mark.FIRST_SOUND, Mark.FIRST_AUDIBLE),
    Stage("sink", Mark.FIRST_AUDIBLE, Mark.HEARD),
)
