"""What is no request though its words are those of one, in English: denied, told of somebody, asked about, unfinished.

A guess may be wrong; one that changes something must not be made where the sentence itself says that nothing is asked.
"""

import re
from collections.abc import Sequence

from vacli.understand.text import Tokens

_HARMLESS = """time date days_until timer_left alarm_list reminder_list list_read list_has note_read sum convert spell
    coin dice random recall memory_list weather news help said volume speed"""
HARMLESS = frozenset(_HARMLESS.split())
"""Intents that change nothing that lasts: they may be questions, and short."""
_DENIED = re.compile(
    r"(?<! why)(?: do| did| should| must)(?: you)? not (?:you )?(?:bother |want to |want you to |need to )?"
    r"(?:set|add|put|start|create|turn|write|note|roll|flip|open|switch|convert|spell|read|tell"
    r"|cancel|delete|remove|clear|erase|wipe|empty|call|stop|end|kill|scrap|drop|dismiss|change|move)"
    r"(?:ting|ding|ing)? "
    r"| do not (?:want|need) (?:a|an) |^ never (?!mind)"
    r"|^ (?:do you know )?who (?:wrote|invented|made|painted|discovered|founded|composed|directed|built|played|won) "
    r"|^ (?:do|does|did|would) (?:you|people|anybody) (?:like|enjoy|believe|ever|even) (?!to )"
)
_TOLD = re.compile(
    r"^ (?:and |but |so |well |oh )?(?:"
    r"(?:should|did|does|was|were|had|has) (?:i|we|you|he|she|they|it|the|somebody|someone|anybody|anyone) "
    r"|(?:if|when|whenever|unless|because|since) (?:i|we|he|she|they|it|somebody|someone) (?!is )"
    r"|(?:do you know |tell me |i wonder |explain )?(?:how (?!about)|who |why (?!do not (?:you|we) ))"
    r"|(?:he|she|they|somebody|someone|everybody|everyone|nobody|people) "
    r"(?:is |was |has |had )?(?:said|says|told|asked|turned|set|put|added|opened|closed|cancelled|wants|wanted|likes) "
    r"|i (?:already )?(?:turned|switched|opened|closed|dimmed|added|cancelled|canceled|started|woke|used to|"
    r"had (?:set|added|put|asked|started|turned|a|an)) )"
)
_OPEN = ("the", "a", "an", "my", "your", "our", "his", "her", "and", "or", "but", "of", "to", "with", "because", "if")
_POINTING = ("that", "this", "for", "it", "them")
"""What no whole request ends in, and no short one."""
_OURS = frozenset(["timer", "timers", "alarm", "alarms", "reminder", "reminders", "list", "lists", "note", "notes"])
_BEFORE = ("at", "in", "on", "for", "by", "to")
_FOLLOWING = ("and", "or", "but", "what about", "how about")
NOTING = "note"
"""With this first, whatever follows is a text."""
SHORT = 4


_OWN = frozenset(["my", "our", "mine", "i", "we", "me", "us", "you", "remember", "told"])


def impersonal(intent: str, tokens: Tokens) -> bool:
    """Whether what is asked for may be something that everybody knows, not what was told: "when is the concert"."""
    return intent == "recall" and _OWN.isdisjoint(tokens) and not any(str(each).endswith("'s") for each in tokens)


def bare(names: Sequence[str]) -> bool:
    """Nothing but a number, a time or a length of time: an answer, not a request."""
    return all(name[0] in "#@" or name in _BEFORE for name in names)


def wary(intent: str, tokens: Tokens) -> bool:
    """Whether a request of an intent is none after all."""
    said = f" {' '.join(map(str, tokens))} "
    if len(tokens) <= SHORT and said.strip().startswith(tuple(f"{each} " for each in _FOLLOWING)):
        return True  # it goes on from what was said before
    if tokens[0] == NOTING and not intent.startswith("note_"):
        return True
    if intent in ("timer_add", "timer_correct") and tokens[0] in ("move", "push", "shift", "postpone"):
        return True  # "move it by an hour" may be an alarm
    if intent == "note_clear" and "note" in tokens:  # "delete the last note": one of them, not all
        return True
    if intent.startswith("command:") and not _OURS.isdisjoint(map(str, tokens)):
        return True  # "pause the pizza timer" is no pause of the answer
    if intent in HARMLESS or intent.startswith("command:"):
        return bool(_DENIED.search(said))
    unfinished = tokens[-1] in _OPEN or (len(tokens) <= SHORT and tokens[-1] in _POINTING)
    return len(tokens) < 2 or unfinished or bool(_DENIED.search(said) or _TOLD.search(said))
